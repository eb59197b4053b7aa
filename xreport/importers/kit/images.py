"""Images of other tools: bytes that a browser shows as a picture and as nothing else."""

from __future__ import annotations

import base64

from xreport.format.limits import LARGEST_IMAGE
from xreport.format.media_types import image_type
from xreport.importers.kit.protocol import Record


def image_record(
    data: bytes, key: str, *, step: int | None = None, time: float | None = None, caption: str = ""
) -> Record | None:
    """Return the record of an image, or None where it is no safe raster image, or too large to be shown."""
    kind = image_type(data)
    if not kind or len(data) > LARGEST_IMAGE:
        return None
    record: Record = {"type": "image", "key": key, "media_type": kind, "base64": base64.b64encode(data).decode()}
    more = {"step": step, "time": time, "caption": caption or None}
    return record | {name: value for name, value in more.items() if value is not None}
