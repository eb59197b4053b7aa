"""Images as fields of a record. Libraries are not imported, objects are asked for what they can do."""

from __future__ import annotations

import io
import os
from binascii import b2a_base64

from xreport.format.limits import LARGEST_IMAGE
from xreport.format.media_types import IMAGES, image_type
from xreport.logger.objects import arrays, png

TYPE_CHECKING = False  # typing takes milliseconds to import; type checkers know this name
if TYPE_CHECKING:
    from typing import Any


def encode_image(image: Any) -> dict[str, object]:
    """Return media type and base64 text of an image.

    Raises:
        TypeError: It is no image.
        ValueError: It is none that a browser shows safely, or too large.
        OSError: The file cannot be read.
    """
    content = _image_bytes(image)
    if len(content) > LARGEST_IMAGE:
        raise ValueError(
            f"an image of {len(content):,} bytes is too large, {LARGEST_IMAGE:,} are the most: log a smaller one"
        )
    kind = image_type(content)
    if not kind:
        raise ValueError(f"not a {IMAGES} image")
    return {"media_type": kind, "base64": b2a_base64(content, newline=False).decode()}


def is_plotly(image: object) -> bool:
    """Whether this is a figure of plotly."""
    return hasattr(image, "to_image") and hasattr(image, "to_json")


def _image_bytes(image: Any) -> bytes:
    if isinstance(image, bytes | bytearray | memoryview):
        return bytes(image)
    if isinstance(image, str | os.PathLike):
        with open(image, "rb") as file:
            return file.read(LARGEST_IMAGE + 1)
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
