"""Logged images: bytes that a browser shows as a picture and as nothing else."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from xreport.errors import Issue
from xreport.importers.images import LARGEST, media_type


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
