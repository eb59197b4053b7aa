"""Images as fields of a record. Libraries are not imported, objects are asked for what they can do."""

from __future__ import annotations

import io
import os
from binascii import b2a_base64

from xreport.logger import arrays, png

TYPE_CHECKING = False  # typing takes milliseconds to import; type checkers know this name
if TYPE_CHECKING:
    from typing import Any

_LARGEST_IMAGE = 10 << 20  # bytes; more would not fit into the longest line


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


def is_plotly(image: object) -> bool:
    """Whether this is a figure of plotly."""
    return hasattr(image, "to_image") and hasattr(image, "to_json")


def _image_bytes(image: Any) -> bytes:
    if isinstance(image, bytes | bytearray | memoryview):
        return bytes(image)
    if isinstance(image, str | os.PathLike):
        with open(image, "rb") as file:
            return file.read(_LARGEST_IMAGE + 1)
    buffer = io.BytesIO()
    if hasattr(image, "savefig"):  # a matplotlib figure
        image.savefig(buffer, format="png", bbox_inches="tight")
    elif is_plotly(image):
        buffer.write(image.to_image(format="png"))
    elif hasattr(image, "save"):  # a PIL image
        image.save(buffer, format="PNG")
    elif arrays.is_array(image):
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
