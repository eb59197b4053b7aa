"""Logged images: bytes that a browser shows as a picture and as nothing else."""

from __future__ import annotations

import base64
import binascii
from typing import Any, Final

from xreport.errors import Issue

LARGEST: Final = 4 << 20
_MAGIC: Final = (
    ("image/png", b"\x89PNG\r\n\x1a\n", b""),
    ("image/jpeg", b"\xff\xd8\xff", b""),
    ("image/gif", b"GIF87a", b""),
    ("image/gif", b"GIF89a", b""),
    ("image/webp", b"RIFF", b"WEBP"),
)


def decode_image(text: Any, where: str) -> tuple[bytes, str] | Issue:
    """Return the bytes of an image and its media type by its first bytes, or why it is not shown."""
    if not isinstance(text, str) or len(text) > LARGEST * 4 // 3 + 4:
        return Issue(where, f"an image is larger than {LARGEST >> 20} MiB, or has no data", "Log a smaller one.")
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return Issue(where, "an image is not base64", "Log images with run.log_image.")
    kind = media_type(data)
    if not kind:
        return Issue(where, "an image is not PNG, JPEG, GIF or WebP", "Convert it; other formats may carry scripts.")
    return data, kind


def media_type(data: bytes) -> str:
    """Return the media type of a safe raster image, else an empty string."""
    for kind, start, at_eight in _MAGIC:
        if data.startswith(start) and data[8 : 8 + len(at_eight)] == at_eight:
            return kind
    return ""
