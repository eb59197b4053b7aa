"""Units as scales: what tells that 990 ns are less than 1.1 µs.

A unit is read as people and tools write it: ``ms``, ``usec``, ``seconds``, ``MiB``, ``kWh``, ``ops/s``, ``ns/iter``.
Its prefix and its base say the scale; what is no known base (``tokens``, ``op``) is a quantity of its own, of scale 1.
Prefixes and bases are those of the SI brochure (9th edition), binary prefixes those of IEC 80000-13.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Final
from unicodedata import normalize

_SMALL: Final = {"m": -3, "u": -6, "μ": -6, "n": -9, "p": -12, "f": -15}
_LARGE: Final = {"k": 3, "K": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_BINARY: Final = {"Ki": 1, "Mi": 2, "Gi": 3, "Ti": 4, "Pi": 5, "Ei": 6}
_WORDS: Final = {
    "milli": -3, "micro": -6, "nano": -9, "pico": -12, "femto": -15,
    "kilo": 3, "mega": 6, "giga": 9, "tera": 12, "peta": 15,
}  # fmt: skip
_BINARY_WORDS: Final = {"kibi": 1, "mebi": 2, "gibi": 3, "tebi": 4}
_DECIMAL: Final = {key: Fraction(10) ** power for key, power in (_SMALL | _LARGE).items()}
_PREFIXES: Final = _DECIMAL | {key: Fraction(1024) ** power for key, power in _BINARY.items()}
_PREFIX_WORDS: Final = {key: Fraction(10) ** power for key, power in _WORDS.items()} | {
    key: Fraction(1024) ** power for key, power in _BINARY_WORDS.items()
}
_SYMBOLS: Final[dict[str, tuple[str, Fraction]]] = {
    "s": ("s", Fraction(1)), "sec": ("s", Fraction(1)),
    "B": ("B", Fraction(1)), "bit": ("B", Fraction(1, 8)),
    "W": ("W", Fraction(1)), "J": ("J", Fraction(1)), "Wh": ("J", Fraction(3600)),
    "g": ("g", Fraction(1)), "m": ("m", Fraction(1)), "V": ("V", Fraction(1)), "A": ("A", Fraction(1)),
    "FLOP": ("FLOP", Fraction(1)),
}  # fmt: skip
"""Bases that take prefixes, by their symbols: the quantity, and how much of its own base they are."""
_NAMES: Final = {
    "second": "s", "byte": "B", "bit": "bit", "watt": "W", "joule": "J", "gram": "g", "meter": "m", "metre": "m",
    "volt": "V", "ampere": "A", "flop": "FLOP",
}  # fmt: skip
_ALONE: Final[dict[str, tuple[str, Fraction]]] = {
    **dict.fromkeys(("min", "minute"), ("s", Fraction(60))),
    **dict.fromkeys(("h", "hr", "hour"), ("s", Fraction(3600))),
    **dict.fromkeys(("d", "day"), ("s", Fraction(86_400))),
    "week": ("s", Fraction(604_800)),
    "cm": ("m", Fraction(1, 100)),
    **dict.fromkeys(("%", "percent", "pct", "percentage"), ("ratio", Fraction(1, 100))),
    **dict.fromkeys(("ratio", "fraction", "1"), ("ratio", Fraction(1))),
}
_RATES: Final = {"Hz": "1/s", "hertz": "1/s", "bps": "bit/s", "FLOPS": "FLOP/s", "fps": "frame/s"}
_PER: Final = re.compile(r"\s*/\s*|\s+per\s+")
_LONGEST: Final = 40


@dataclass(frozen=True, slots=True)
class Scale:
    """What a unit measures, and how much of that quantity's own base it is."""

    quantity: tuple[str, ...]
    size: Fraction


@lru_cache(maxsize=4096)
def scale_of(unit: str) -> Scale | None:
    """Return the scale of a unit, None for an empty text and for one too long to be a unit."""
    text = normalize("NFKC", unit).strip()
    if not text or len(text) > _LONGEST:
        return None
    above, *below = _PER.split(_without_rates(text))
    quantity, size = _atom(above)
    quantities = [quantity]
    for one in below:
        quantity, part = _atom(one)
        quantities.append(quantity)
        size /= part
    return Scale(tuple(quantities), size)


def factor(unit: str, other: str) -> Fraction | None:
    """Return by what values in ``unit`` are multiplied to be values in ``other``; None where they cannot be."""
    one, two = scale_of(unit), scale_of(other)
    if one is None or two is None or one.quantity != two.quantity:
        return None
    return one.size / two.size


def _without_rates(text: str) -> str:
    """Write out what is a quotient by its name: ``MHz`` is ``M1/s``."""
    for name, quotient in _RATES.items():
        prefix = text.removesuffix(name)
        if text.endswith(name) and (not prefix or prefix in _DECIMAL):
            return f"{prefix}{quotient}"
    return text


@lru_cache(maxsize=4096)
def _atom(text: str) -> tuple[str, Fraction]:
    """Return quantity and size of a unit without a slash; what is not known is a quantity of its own."""
    found = _known(text) or _known(text.removesuffix("s")) if text else None
    if found:
        return found
    lower = text.lower()
    return lower.removesuffix("s") if len(lower) > 2 else lower, Fraction(1)


def _known(text: str) -> tuple[str, Fraction] | None:
    if found := _ALONE.get(text) or _ALONE.get(text.lower()) or _SYMBOLS.get(text):
        return found
    for length in (2, 1):
        prefix, base = text[:length], text[length:]
        if prefix in _PREFIXES and base in _SYMBOLS:
            quantity, size = _SYMBOLS[base]
            return quantity, _PREFIXES[prefix] * size
        if prefix in _DECIMAL and base == "1":
            return "ratio", _DECIMAL[prefix]
    return _named(text.lower())


def _named(lower: str) -> tuple[str, Fraction] | None:
    """Of a unit that is written as a word: seconds, milliseconds, gibibytes."""
    word = lower.removesuffix("s")
    for prefix, scale in {"": Fraction(1), **_PREFIX_WORDS}.items():
        base = _NAMES.get(word.removeprefix(prefix)) if word.startswith(prefix) else None
        if base:
            quantity, size = _SYMBOLS[base]
            return quantity, scale * size
    return None
