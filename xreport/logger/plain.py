"""Any Python value as what JSON can hold. What it cannot hold is flagged by its repr, never changed in silence."""

from __future__ import annotations

import re
from collections.abc import Mapping

from xreport.format.limits import LONGEST_LABEL, MOST_DIGITS
from xreport.format.records import INFINITY, NAN, NEGATIVE_INFINITY, NON_FINITE

TYPE_CHECKING = False  # typing takes milliseconds to import; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Iterable

    from xreport.logger.warnings import Warn

REPR = "xreport:repr"
TYPE = "xreport:type"

_DEEPEST = 32
_MOST_VALUES = 100_000
_MOST_BITS = (10**MOST_DIGITS).bit_length() - 1  # of an int that is written out
_MOST_ELEMENTS = 1_000  # of an array that is written as a list
_LONGEST_REPR = 200
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
_NAMESPACES = ("Namespace", "SimpleNamespace")


def plain_text(value: object) -> str:
    """Return a field that must be text; what UTF-8 cannot hold is written as a backslash escape."""
    text = str.__str__(value) if isinstance(value, str) else _safe_repr(value)
    return text.encode("utf-8", "backslashreplace").decode()


def plain_label(value: object, warn: Warn) -> str:
    """Return a short text, such as a name; ``warn`` is told of one that is shown in part."""
    text = plain_text(value)
    if len(text) > LONGEST_LABEL:
        warn("label", f"a name of {len(text):,} characters is shown up to {LONGEST_LABEL}: {text[:40]}…")
    return text


def plain(value: object, warn: Warn) -> object:
    """Return value as JSON can hold it; ``warn`` is told of keys that had to be changed."""
    return _Plain(warn).value(value, 0)


def raw_mapping(value: object) -> dict[str, object]:
    """Return a mapping, dataclass, namespace or None as a dict of the very values, with text keys.

    Raises:
        TypeError: It is something else.
    """
    items = [] if value is None else _items(value)
    if items is None:
        raise TypeError(f"expected a dict, got {_type_name(value)}")
    return {_plain_key(key): one for key, one in items}


def plain_mapping(value: object, warn: Warn) -> dict[str, object]:
    """Return a mapping, dataclass or namespace as a dict that JSON can hold.

    Raises:
        TypeError: It is something else.
    """
    items = _items(value)
    if items is None:
        raise TypeError(f"expected a dict, got {_type_name(value)}")
    return _Plain(warn).mapping(items, 0)


def plain_metrics(metrics: Mapping[str, object], warn: Warn) -> dict[str, object]:
    """Return metrics as one flat dict, nested keys joined with ``/``.

    Raises:
        TypeError: Metrics are no mapping.
    """
    items = _items(metrics)
    if items is None:
        raise TypeError(f"expected a dict of metrics, got {_type_name(metrics)}")
    flat: dict[str, object] = {}
    _Plain(warn).flatten(items, "", flat, 0)
    return flat


class _Plain:
    """One conversion: bounded in depth and size, and safe from cycles."""

    def __init__(self, warn: Warn) -> None:
        self._warn = warn
        self._left = _MOST_VALUES

    def value(self, value: object, depth: int) -> object:
        """Return value as JSON can hold it; whatever it does when it is looked at."""
        self._left -= 1
        kind = type(value)
        if kind is float:
            return _plain_float(value)  # type: ignore[arg-type]
        if value is None or kind is bool:
            return value
        try:
            return self._converted(value, depth)
        except Exception:  # noqa: BLE001 -- a logged object may raise anything; it must not end a training
            return _flagged(value, f"<{_type_name(value)}, which fails when read>")

    def _converted(self, value: object, depth: int) -> object:
        if isinstance(value, str):
            return _plain_str(str.__str__(value))
        if isinstance(value, int):
            number = int.__int__(value)
            return number if number.bit_length() <= _MOST_BITS else _flagged(value, hex(number))
        if isinstance(value, float):
            return _plain_float(float.__float__(value))
        is_list = isinstance(value, list | tuple | set | frozenset)
        items = None if is_list else _items(value)
        if is_list or items is not None:
            if depth >= _DEEPEST or self._left < 0:
                return _flagged(value, f"<{_type_name(value)}, too deep or too large>")
            return self._list(value, depth) if items is None else self.mapping(items, depth)  # type: ignore[arg-type]
        scalar = _unwrapped(value)
        return _flagged(value, _safe_repr(value)) if scalar is None else self.value(scalar, depth + 1)

    def _list(self, values: Iterable[object], depth: int) -> list[object]:
        converted = [self.value(value, depth + 1) for value in values]
        # The order of a set differs from process to process: replicates would not look equal.
        return sorted(converted, key=repr) if isinstance(values, set | frozenset) else converted

    def mapping(self, items: list[tuple[object, object]], depth: int) -> dict[str, object]:
        converted: dict[str, object] = {}
        for key, value in items:
            self._put(converted, _plain_key(key), self.value(value, depth + 1))
        return converted

    def flatten(self, items: list[tuple[object, object]], prefix: str, flat: dict[str, object], depth: int) -> None:
        for key, value in items:
            name = prefix + _plain_key(key)
            nested = _nested_items(value)
            if nested and depth < _DEEPEST and self._left > 0:
                self._left -= 1
                self.flatten(nested, name + "/", flat, depth + 1)
            else:
                self._put(flat, name, self.value(value, depth))

    def _put(self, into: dict[str, object], key: str, value: object) -> None:
        if key in into:
            number = 2
            while f"{key} ({number})" in into:
                number += 1
            self._warn("keys", f"two keys are both {key!r}; the second is logged as '{key} ({number})'")
            key = f"{key} ({number})"
        into[key] = value


def _plain_float(value: float) -> float | str:
    if value - value == 0:
        return value
    return INFINITY if value > 0 else NEGATIVE_INFINITY if value < 0 else NAN


def _plain_str(text: str) -> object:
    if text in NON_FINITE:  # the text, not the number that is written so
        return _flagged(text, repr(text))
    try:
        text.encode()
    except UnicodeEncodeError:
        return _flagged(text, repr(text))
    return text


def _plain_key(key: object) -> str:
    return plain_text(key if isinstance(key, str) else _safe_repr(key))


def _items(value: object) -> list[tuple[object, object]] | None:
    """Return the items of a mapping, dataclass or namespace, or None for anything else."""
    if isinstance(value, Mapping):
        return list(value.items())
    if isinstance(value, type):
        return None
    if hasattr(value, "__dataclass_fields__"):
        return [(name, getattr(value, name)) for name in value.__dataclass_fields__]
    if type(value).__name__ in _NAMESPACES:
        return list(vars(value).items())
    return None


def _nested_items(value: object) -> list[tuple[object, object]] | None:
    """Return the items of metrics within metrics, or None."""
    try:
        return list(value.items()) if isinstance(value, Mapping) else None
    except Exception:  # noqa: BLE001 -- see `_Plain.value`
        return None


def _unwrapped(value: object) -> object:
    """Return what numpy, torch and their like wrap, and paths as text; None where there is nothing to unwrap."""
    if isinstance(value, type):
        return None
    if hasattr(value, "__fspath__"):
        return value.__fspath__()
    if not hasattr(value, "item"):
        return None
    try:
        scalar = value.item()
    except (ValueError, RuntimeError, TypeError):  # more than one element
        size = value.numel() if hasattr(value, "numel") else value.size  # type: ignore[attr-defined]
        return value.tolist() if size <= _MOST_ELEMENTS else None  # type: ignore[attr-defined]
    return scalar if type(scalar) in (bool, int, float, str) else None


def _flagged(value: object, text: str) -> dict[str, object]:
    short = text if len(text) <= _LONGEST_REPR else text[: _LONGEST_REPR - 1] + "…"
    return {REPR: plain_text(short), TYPE: _type_name(value)}


def _safe_repr(value: object) -> str:
    """Return a repr that does not raise and does not name an address, which differs from run to run."""
    try:
        return _ADDRESS.sub("", repr(value))
    except Exception:  # noqa: BLE001 -- see `_Plain.value`
        return f"<{_type_name(value)}, whose repr fails>"


def _type_name(value: object) -> str:
    try:
        return plain_text(f"{type(value).__module__}.{type(value).__qualname__}")
    except Exception:  # noqa: BLE001 -- see `_Plain.value`
        return "unknown"
