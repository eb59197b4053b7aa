"""Which way a metric is better, as far as its name says: a guess, which pages mark "inferred"."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import Final, Literal

from xreport.analysis.metric_names import PHASES, STRONG, is_cost, is_count, is_system, words
from xreport.settings import Direction
from xreport.text.metric_facts import ALONE, BENCHMARKS, HIGHER, LONGEST, LOWER, NEITHER, NUMBERED_ALONE, SUITES, joined
from xreport.text.metric_words import (
    ADVERSARIES,
    AT_END,
    COSTS,
    COUNTERS,
    DETECTION,
    DROPS,
    ERRORS,
    GAINS,
    HEADLINES,
    LOSS,
    MEMORY,
    MONITORS,
    NUMBERED,
    OF_EFFICIENCY,
    OF_ERROR,
    OF_NEED,
    OTHER_SCORES,
    RATES,
    SPENT,
    UNIT_OF_TIME,
    WATCHED,
    WEAK_SCORES,
)

_Meaning = Literal["loss", "min", "max", "weak min", "weak max", "watched", "neither"]

_CONDITION: Final = re.compile(r"@|(?<=[\W_])at(?=[\W_])|:(?=\w+=)")
_ONE_MINUS: Final = re.compile(r"(?:.*/)?(?:1|one)[\s_]*(?:-|minus)[\s_]*(?=[^\W\d])", re.IGNORECASE)
_RECIPROCAL_RANK: Final = re.compile(r"(?:.*/)?(?:ERR|err@.*|ERR@.*)")
"""Expected reciprocal rank, or an error: nobody can tell."""
_NEGATIONS: Final = {("negative",), ("minus",), ("non",), ("not",), ("no",)}
_PERCENTILE: Final = re.compile(r"p(?:50|75|9\d{1,2}|100)")
_OF_DATA: Final = re.compile(r".*'s(?=\s)")
"""LightGBM's name of the data before that of the metric: ``valid_0's l2``."""
_PARTS: Final = re.compile(r"[/,]")
_OVER: Final = UNIT_OF_TIME - {"min"} | OF_EFFICIENCY | {"op", "call", "query", "request"}
_WORK: Final = re.compile(r"(?:.*/)?(?:s|sec|ms|us|ns)/(?:it|iter|step|epoch|token|tok|sample|image|img|batch)")
_PLURAL_FROM: Final = 6
"""Names of at least so many letters are known in the plural too."""
_APART_FROM: Final = 5
"""Words of at least so many letters are known with a gap in them too: ``log_loss``, ``med_ae``."""

_FACTS: Final[tuple[tuple[frozenset[str], _Meaning], ...]] = ((NEITHER, "neither"), (LOWER, "min"), (HIGHER, "max"))
_WORDS: Final[dict[str, _Meaning]] = {
    **dict.fromkeys(WEAK_SCORES | RATES, "weak max"),
    **dict.fromkeys(COSTS, "weak min"),
    **dict.fromkeys(DETECTION | HEADLINES | OTHER_SCORES, "max"),
    **dict.fromkeys(ERRORS, "min"),
    **dict.fromkeys(LOSS | OF_ERROR, "loss"),
    **dict.fromkeys(WATCHED, "watched"),
    **dict.fromkeys(MONITORS, "neither"),
}


@lru_cache(maxsize=65536)
def infer_direction(name: str) -> Direction | None:
    """Return whether smaller or larger values of a metric of this name are better, or None when the name does not say.

    What libraries state of their metrics (`xreport.text.metric_facts`) comes before single words, the longest such
    name first. What is only watched (a learning rate, a deviation, the loss of a discriminator) has no direction,
    whatever else the name says. A loss or error wins over other words (``acc_loss``); else the last telling one does
    (``map_recall``); words that tell less ("score", "time") count only where none tells more (``fid_score``). What
    stands behind "@" or "at" is a condition. A "neg" or "1-" in front turns it around, and so does a "drop" or
    "reduction" at the end.
    """
    turned = _ONE_MINUS.match(name)
    direction = _infer(name[turned.end() :] if turned else name)
    return _opposite(direction) if turned else direction


def _infer(name: str) -> Direction | None:
    parts = words(name)
    if is_count(name) or _RECIPROCAL_RANK.fullmatch(name):
        return None
    if (rate := _of_rate(name, parts)) is not None:
        return rate or None
    found, negated = _read(words(_CONDITION.split(name, maxsplit=1)[0]))
    if not found:
        found, negated = _read(parts)
    if not found:
        return _of_short(name)
    direction = _decide(found, parts)
    if parts[-1] in GAINS:
        return direction and "max"
    return _opposite(direction) if negated != (parts[-1] in DROPS) else direction


def is_goal(name: str) -> bool:
    """Whether a metric of this name could be something to optimise: not a counter, a learning rate, a norm, a time."""
    if is_system(name) or is_count(name) or is_cost(name):
        return False
    parts = words(name)
    if infer_direction(name) is None and _read(parts)[0]:  # known to have none
        return False
    return any(word not in COUNTERS and word not in PHASES and not word.isdigit() for word in parts)


def _decide(found: tuple[_Meaning, ...], parts: tuple[str, ...]) -> Direction | None:
    if "neither" in found or ("loss" in found and ADVERSARIES.intersection(parts)):
        return None
    if "loss" in found:
        return "min"
    told: list[_Meaning] = [meaning for meaning in found if meaning in {"min", "max"}]
    told = told or [meaning for meaning in found if meaning != "watched"]
    if not told or ("watched" in found and told[-1] != "min"):
        return None
    return "min" if told[-1].endswith("min") else "max"


def _read(parts: tuple[str, ...]) -> tuple[tuple[_Meaning, ...], bool]:
    """Return what the known names and words mean, in their order, and whether the first of them is turned around."""
    found: list[_Meaning] = []
    negated = False
    place = 0
    while place < len(parts):
        meaning, length = _longest(parts, place)
        if meaning:
            before = parts[:place]
            negated |= not found and ("neg" in before or before[-1:] in _NEGATIONS)
            found.append(meaning)
        place += length
    if not found and any(
        (a in NUMBERED and b.isdigit()) or (a == "pass" and b in {"at", "k"}) for a, b in pairwise(parts)
    ):
        found.append("max")
    return tuple(found), negated


def _longest(parts: tuple[str, ...], place: int) -> tuple[_Meaning | None, int]:
    for length in range(min(LONGEST, len(parts) - place), 0, -1):
        phrase = "".join(parts[place : place + length])
        if meaning := _stated(phrase):
            return (None, 1) if length > 1 and _goes_further(parts, place, length) else (meaning, length)
        if length > 1 and len(phrase) >= _APART_FROM and phrase in STRONG:
            return _WORDS[phrase], length
    word = parts[place]
    if word in MEMORY and OF_NEED.intersection(parts):
        return "weak min", 1
    if word in AT_END and place == len(parts) - 1:
        return "neither", 1
    singular = word.removesuffix("s") if len(word) >= _PLURAL_FROM else word
    return _WORDS.get(word) or _WORDS.get(singular) or ("weak min" if _PERCENTILE.fullmatch(word) else None), 1


def _goes_further(parts: tuple[str, ...], place: int, length: int) -> bool:
    """Whether a name that begins with a single letter ends where a longer one goes on: ``task_a/acc_norm``."""
    if len(parts[place]) > 1:
        return False
    meaning, after = _longest(parts, place + 1)
    return meaning is not None and after >= length


def _stated(phrase: str) -> _Meaning | None:
    for names, meaning in _FACTS:
        if phrase in names or (len(phrase) >= _PLURAL_FROM and phrase.removesuffix("s") in names):
            return meaning
    return None


def _of_rate(name: str, parts: tuple[str, ...]) -> Direction | Literal[""] | None:
    """Return what the name of something per something says, ``""`` where it has no direction; None for other names.

    ``samples_per_second`` → max (throughput), ``time_per_step`` and ``ns/op`` → min.
    """
    if _WORK.fullmatch(name):
        return "min"
    above, _, last = name.rpartition("/")
    if "per" in parts[1:-1]:
        place = parts.index("per", 1)
        upper, lower = parts[:place], parts[place + 1 :]
        if any(_stated("".join(parts[start : place + 2])) for start in range(place)):
            return None
    elif above and last.lower() in _OVER:
        upper, lower = words(above), (last.lower(),)
    else:
        return None
    if STRONG.intersection(upper) or upper[-1] in PHASES:
        return None
    if UNIT_OF_TIME.intersection(lower) or OF_EFFICIENCY.intersection(lower):
        return "max"
    return "min" if SPENT.intersection(upper) else ""


def _of_short(name: str) -> Direction | None:
    """Return what an abbreviation, or the name of a benchmark, says where it stands alone in the last part."""
    last = _PARTS.split(_OF_DATA.sub("", name))[-1]
    own = joined("".join(word for word in words(last) if word not in PHASES))
    if own in ALONE:
        return ALONE[own]
    stem = own.rstrip("0123456789")
    return "max" if own in BENCHMARKS or own.startswith(SUITES) or (stem != own and stem in NUMBERED_ALONE) else None


def _opposite(direction: Direction | None) -> Direction | None:
    return None if direction is None else "max" if direction == "min" else "min"
