"""Records to JSON lines: a template for plain numbers, which is what a training logs all day; JSON for the rest."""

from __future__ import annotations

import math
import time
from json import JSONEncoder

from xreport.format.limits import LARGEST_SHOWN, LONGEST_LINE, MOST_KEYS, MOST_VALUES, script_bytes
from xreport.logger.loggable import HoldsObjectsError, holds_objects
from xreport.logger.plain import plain_metrics

TYPE_CHECKING = False  # typing takes milliseconds to import; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Mapping

    from xreport.logger.warnings import Warn

_SURE = 4 * MOST_KEYS  # bytes of a record that cannot hold too much of anything
_MOST_SHAPES = 1_000
_to_json = JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"), check_circular=False).encode
_is_finite = math.isfinite
_clock = time.time
_NUMBERS = frozenset((int, float))

_templates: dict[tuple[object, ...], bytes] = {}
"""The line of a log record by its shape: the keys, then the types of the values, each of them int or float."""


def encode_record(record: Mapping[str, object]) -> bytes:
    r"""Return the line of a record that JSON can hold, with its ``\n``.

    Raises:
        ValueError: Readers would refuse it.
    """
    line = _to_json(record).encode() + b"\n"
    if len(line) > _SURE:
        _require_readable(record, line)
    return line


def _require_readable(record: Mapping[str, object], line: bytes) -> None:
    if len(line) > LONGEST_LINE:
        raise ValueError(f"a record of {len(line):,} bytes is too long, {LONGEST_LINE:,} are the most")
    keys = _count_keys(record)
    if keys > MOST_KEYS:
        raise ValueError(f"a record of {keys:,} keys is too large, {MOST_KEYS:,} are the most")
    if len(line) > MOST_VALUES and sum(map(line.count, (b",", b"[", b"{"))) > MOST_VALUES:
        raise ValueError(f"a record of more than {MOST_VALUES:,} values is too large")
    if record.get("type") == "table" and script_bytes(len(line), line.count(b"<")) > LARGEST_SHOWN:
        raise ValueError(f"a table that takes more than {LARGEST_SHOWN:,} bytes on a page is too large")


def _count_keys(value: object) -> int:
    if isinstance(value, dict):
        return len(value) + sum(map(_count_keys, value.values()))
    return sum(map(_count_keys, value)) if isinstance(value, list) else 0


def encode_log(step: int, metrics: Mapping[str, object], warn: Warn) -> bytes:
    r"""Return the line of a log record, with its ``\n``; ``warn`` is told of keys that had to be changed.

    Raises:
        HoldsObjectsError: There is more than metrics among them.
        TypeError: Metrics are no mapping.
        ValueError: Readers would refuse the record.
    """
    try:
        values = tuple(metrics.values())
        template = _templates[(*metrics, *map(type, values))]
        # The shape says that all are numbers. A sum with NaN or infinity in it is not finite.
        if _is_finite(sum(values)):  # type: ignore[arg-type]
            return template % (step, _clock(), *values)
    except Exception:  # noqa: BLE001, S110 -- a new shape, or anything else than a dict of plain numbers
        pass
    if holds_objects(metrics):
        raise HoldsObjectsError
    flat = plain_metrics(metrics, warn)
    line = encode_record({"step": step, "time": round(_clock(), 3), "metrics": flat})
    shape = (*flat, *map(type, flat.values()))
    if _NUMBERS.issuperset(shape[len(flat) :]) and len(line) < LONGEST_LINE // 2 and len(_templates) < _MOST_SHAPES:
        _templates[shape] = _template(flat)
    return line


def _template(keys: Mapping[str, object]) -> bytes:
    fields = ",".join(_to_json(key).replace("%", "%%") + ":%r" for key in keys)
    return f'{{"step":%d,"time":%.3f,"metrics":{{{fields}}}}}\n'.encode()
