"""What the plugins of TensorBoard show besides numbers and pictures: histograms, curves, sounds, texts."""

from __future__ import annotations

import hashlib
from typing import Final

import numpy as np

from xreport.importers.kit.logged import At, audio_record, curve_record, histogram_record
from xreport.importers.kit.protocol import Record
from xreport.importers.trackers.tensorboard.arrays import packed_doubles, read_array
from xreport.importers.trackers.tensorboard.events import Value
from xreport.importers.trackers.tensorboard.wire import BYTES, FIXED64, double, fields, text

_MIN, _MAX, _LIMITS, _COUNTS = 1, 2, 6, 7  # fields of HistogramProto
_MOST_LIMITS: Final = 1 << 16
_PRECISION, _RECALL = 4, 5  # rows of the tensor of a precision-recall curve
_CURVE_ROWS: Final = 6
ENCODED: Final = 4  # field of Summary.Image and of Summary.Audio
_CONTENT_TYPE: Final = 5


def old_histogram(data: bytes, value: Value, at: At) -> Record | None:
    """Return the record of a ``HistogramProto``. Raises `WireError`."""
    ends = {_MIN: 0.0, _MAX: 0.0}
    for number, kind, start, _ in fields(data, *value.span):
        if number in ends and kind == FIXED64:
            ends[number] = double(data, start)
    limits = packed_doubles(data, *value.span, _LIMITS)
    counts = packed_doubles(data, *value.span, _COUNTS)
    if not limits.size or limits.size != counts.size or limits.size > _MOST_LIMITS:
        return None
    low, high = ends[_MIN], ends[_MAX]
    if not np.isfinite((low, high)).all() or low > high:
        return None
    # The first bucket begins at the smallest value and the last ends at the largest, whatever their limits are.
    rights = np.clip(np.append(limits[:-1], high), low, high)
    lefts = np.append(low, rights[:-1])
    return histogram_record(lefts, rights, counts, at)


def new_histogram(data: bytes, value: Value, at: At) -> Record | None:
    """Return the record of a tensor of left edges, right edges and counts. Raises `WireError`."""
    array = read_array(data, *value.span)
    if array is None or array.ndim != 2 or array.shape[1] != 3:
        return None
    return histogram_record(array[:, 0], array[:, 1], array[:, 2], at)


def pr_curve(data: bytes, value: Value, at: At) -> Record | None:
    """Return the record of a precision-recall curve. Raises `WireError`."""
    array = read_array(data, *value.span)
    if array is None or array.ndim != 2 or array.shape[0] != _CURVE_ROWS:
        return None
    line = (at.key.rpartition("/")[2], array[_RECALL], array[_PRECISION])
    return curve_record("pr", [line], ("recall", "precision"), at)


def sound(clip: bytes, kind: str, at: At, caption: str = "") -> Record:
    """Return the record of a clip, as an artifact that is named and not shown where browsers do not play it."""
    record = audio_record(clip, at, caption)
    if record is not None:
        return record
    said = f"in the event file, {kind}".removesuffix(", ")
    digest = hashlib.sha256(clip).hexdigest()
    record = at.record("artifact", path=at.key, bytes=len(clip), sha256=digest, role="output", caption=said)
    del record["key"]
    return record


def old_clip(data: bytes, value: Value) -> tuple[bytes, str]:
    """Return the bytes and the media type of a ``Summary.Audio``. Raises `WireError`."""
    clip, kind = b"", ""
    for number, wire, start, end in fields(data, *value.span):
        if wire == BYTES and number == ENCODED:
            clip = data[start:end]
        elif wire == BYTES and number == _CONTENT_TYPE:
            kind = text(data, start, end)
    return clip, kind


def joined(data: bytes, spans: tuple[tuple[int, int], ...], shape: tuple[int, ...]) -> str:
    """Return texts as one: those of a matrix row by row."""
    texts = [text(data, *span) for span in spans]
    width = shape[-1] if len(shape) == 2 and shape[-1] > 0 else 1
    return "\n".join("\t".join(texts[at : at + width]) for at in range(0, len(texts), width))
