"""Images of other tools: bytes that a browser shows as a picture and as nothing else."""

from __future__ import annotations

import base64
from typing import Final

from xreport.importers.protocol import Record

LARGEST: Final = 4 << 20
_MAGIC: Final = (
    ("image/png", b"\x89PNG\r\n\x1a\n", b""),
    ("image/jpeg", b"\xff\xd8\xff", b""),
    ("image/gif", b"GIF87a", b""),
    ("image/gif", b"GIF89a", b""),
    ("image/webp", b"RIFF", b"WEBP"),
)


def media_type(data: bytes) -> str:
    """Return the media type of a safe raster image by its first bytes, else an empty string."""
    for kind, start, at_eight in _MAGIC:
        if data.startswith(start) and data[8 : 8 + len(at_eight)] == at_eight:
            return kind
    return ""


def image_record(
    data: bytes, key: str, *, step: int | None = None, time: float | None = None, caption: str = ""
) -> Record | None:
    """Return the record of an image, or None where it is no safe raster image, or too large to be shown."""
    kind = media_type(data)
    if not kind or len(data) > LARGEST:
        return None
    record: Record = {"type": "image", "key": key, "media_type": kind, "base64": base64.b64encode(data).decode()}
    more = {"step": step, "time": time, "caption": caption or None}
    return record | {name: value for name, value in more.items() if value is not None}
