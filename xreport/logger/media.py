"""Artifacts and images as fields of a record. Libraries are not imported, objects are asked for what they can do."""

from __future__ import annotations

import io
import os
from binascii import b2a_base64

from xreport.logger import png
from xreport.logger.plain import plain_text

TYPE_CHECKING = False  # typing takes milliseconds to import; type checkers know this name
if TYPE_CHECKING:
    from typing import Any

_LARGEST_IMAGE = 10 << 20  # bytes; more would not fit into the longest line


def describe_file(path: str | os.PathLike[str]) -> dict[str, object]:
    """Return path, size and SHA-256 of a file; of a folder, the size of the files in it.

    Raises:
        OSError: It cannot be read.
    """
    place = os.fspath(path)
    shown = plain_text(place).replace(os.sep, "/")
    if os.path.isdir(place):
        sizes = (os.path.getsize(os.path.join(top, name)) for top, _, names in os.walk(place) for name in names)
        return {"path": shown, "bytes": sum(sizes)}
    import hashlib

    with open(place, "rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return {"path": shown, "bytes": file.tell(), "sha256": digest}


def encode_image(image: Any) -> dict[str, object]:
    """Return media type and base64 text of an image.

    Raises:
        TypeError: It is no image.
        ValueError: It is none that a browser shows safely, or too large.
        OSError: The file cannot be read.
    """
    content = _image_bytes(image)
    if len(content) > _LARGEST_IMAGE:
        raise ValueError(f"an image of {len(content):,} bytes is too large, {_LARGEST_IMAGE:,} are the most")
    return {"media_type": _media_type(content), "base64": b2a_base64(content, newline=False).decode()}


def _image_bytes(image: Any) -> bytes:
    if isinstance(image, bytes | bytearray | memoryview):
        return bytes(image)
    if isinstance(image, str | os.PathLike):
        with open(image, "rb") as file:
            return file.read(_LARGEST_IMAGE + 1)
    buffer = io.BytesIO()
    if hasattr(image, "savefig"):  # a matplotlib figure
        image.savefig(buffer, format="png", bbox_inches="tight")
    elif hasattr(image, "save"):  # a PIL image
        image.save(buffer, format="PNG")
    elif png.is_array(image):
        return png.encode_png(image)
    else:
        raise TypeError(f"expected an image file, bytes, an array, a figure or a PIL image, got {type(image).__name__}")
    return buffer.getvalue()


def _media_type(content: bytes) -> str:
    """Return the type by the first bytes: a name can lie, and the site shows nothing else."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "image/webp"
    raise ValueError("not a PNG, JPEG, GIF or WebP image")
