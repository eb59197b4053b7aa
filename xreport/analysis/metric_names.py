"""What the name of a metric says: its direction, its phase, and whether it is a goal at all.

A name is split into lower-case words at ``/ _ - . @ :``, spaces, brackets and camelCase humps, and the words are looked
up. A direction found this way is a guess: pages mark it "inferred", and the configuration wins over it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from unicodedata import normalize

from xreport.settings import Direction
from xreport.text.metric_words import (
    COSTS,
    COUNTERS,
    DETECTION,
    ERRORS,
    HEADLINES,
    HOW_OFTEN,
    LOSS,
    MONITORS,
    NUMBERED,
    OTHER_SCORES,
    RATES,
    UNIT_OF_TIME,
    WEAK_SCORES,
)

_TRAINING = 4
_PHASES = {
    **dict.fromkeys(("val", "valid", "validation", "dev", "holdout", "cv"), 0),
    **dict.fromkeys(("eval", "evaluation", "evaluator"), 1),
    **dict.fromkeys(("test", "testing"), 2),
    **dict.fromkeys(("train", "training", "trn", "fit"), _TRAINING),
}
_NO_PHASE = 3
SYSTEM = "system/"
"""What names of system metrics begin with."""
_MINIMISED = LOSS | ERRORS
_MAXIMISED = DETECTION | HEADLINES | OTHER_SCORES
_STRONG = _MINIMISED | _MAXIMISED
_WEAK = WEAK_SCORES | COSTS | RATES
_KNOWN = _STRONG | _WEAK | MONITORS | COUNTERS | _PHASES.keys()

_SEPARATORS = re.compile(r"[\s/_\-.@:()\[\]{}|,=<>+*%]+")
_HUMPS = re.compile(r"[A-Z]+(?=[A-Z][a-z])\d*|[A-Z]?[a-z]+\d*|[A-Z]+\d*|\d+")


@lru_cache(maxsize=65536)
def words(name: str) -> tuple[str, ...]:
    """Return the words of a metric name: ``bbox_mAP_50`` → bbox, map, 50; ``valF1Score`` → val, f1, score."""
    found: list[str] = []
    for part in _SEPARATORS.split(normalize("NFKC", name)):
        whole = _known(part)
        humps = [whole] if whole else _HUMPS.findall(part) or [part]
        found += [_known(hump) or hump.lower() for hump in humps if hump]
    return tuple(found)


def _known(text: str) -> str:
    """Return the listed word that text is, with or without the digits at its end (acc1, top5), or ``""``."""
    lower = text.lower()
    if lower in _KNOWN:
        return lower
    stem = lower.rstrip("0123456789")
    if stem in _STRONG:
        return stem
    return "score" if stem in NUMBERED and stem != lower else ""


def infer_direction(name: str) -> Direction | None:
    """Return whether smaller or larger values of a metric of this name are better, or None when the name does not say.

    A loss or error wins over every other word (``acc_loss``); else the last telling word does (``map_recall``); words
    that tell less ("score", "time") count only where none tells more (``fid_score``). A leading "neg" turns it around.
    """
    parts = words(name)
    if "per" in parts[1:] and not _STRONG.intersection(parts[: parts.index("per", 1)]):
        return _of_rate(parts)
    if _is_monitor(parts) or _is_count(name):
        return None
    if _is_confusion(parts):
        return "min"
    direction = _of_words(parts)
    return _opposite(direction) if direction and _is_negated(parts) else direction


def _of_words(parts: tuple[str, ...]) -> Direction | None:
    parts = _informative(parts)
    if LOSS.intersection(parts) or {"error", "errors", "err"}.intersection(parts):
        return "min"
    for word in reversed(parts):
        if word in _STRONG:
            return "min" if word in _MINIMISED else "max"
    for word in reversed(parts):
        if word in _WEAK:
            return "min" if word in COSTS else "max"
    return "max" if any(a in NUMBERED and b.isdigit() for a, b in pairwise(parts)) else None


def _informative(parts: tuple[str, ...]) -> tuple[str, ...]:
    """Drop words that mean something else beside their neighbour: only *explained* variance is a score."""
    kept = [word for before, word in pairwise(("", *parts)) if word != "variance" or before == "explained"]
    return tuple(word for place, word in enumerate(kept) if word != "per" or place == 0)


def _of_rate(parts: tuple[str, ...]) -> Direction | None:
    """``samples_per_second`` → max (throughput), ``time_per_step`` → min, anything else per something → None."""
    place = parts.index("per", 1)
    if UNIT_OF_TIME.intersection(parts[place + 1 :]):
        return "max"
    return "min" if COSTS.intersection(parts[:place]) else None


def _is_monitor(parts: tuple[str, ...]) -> bool:
    """Whether the name is of something watched, not aimed at: a learning rate, a norm, a standard deviation."""
    return bool(MONITORS.intersection(parts)) or any(pair == ("time", "step") for pair in pairwise(parts))


def _is_count(name: str) -> bool:
    """Whether the name is of how often something was done: what stands behind its last slash says so."""
    above, _, last = name.rpartition("/")
    return bool(above) and last.lower() in HOW_OFTEN


def _is_confusion(parts: tuple[str, ...]) -> bool:
    return any(a == "false" and b.rstrip("s") in {"negative", "positive", "alarm"} for a, b in pairwise(parts))


def _is_negated(parts: tuple[str, ...]) -> bool:
    places = [place for place, word in enumerate(parts) if word in {"neg", "negative", "minus"}]
    return bool(places) and any(word in _STRONG | _WEAK for word in parts[places[0] + 1 :])


def _opposite(direction: Direction) -> Direction:
    return "max" if direction == "min" else "min"


def is_system(name: str) -> bool:
    """Whether the name is of a measurement of the machine: watched beside the run, never a result of it."""
    return name.startswith(SYSTEM)


def is_goal(name: str) -> bool:
    """Whether a metric of this name could be something to optimise: not a counter, a learning rate, a norm, a time."""
    parts = words(name)
    if is_system(name) or _is_monitor(parts) or _is_count(name) or is_cost(name):
        return False
    return any(word not in COUNTERS and word not in _PHASES and not word.isdigit() for word in parts)


def is_cost(name: str) -> bool:
    """Whether the name is of a time or a rate: worth watching, but never the goal unless configured."""
    parts = words(name)
    return not _STRONG.intersection(_informative(parts)) and bool((COSTS | RATES | {"per"}).intersection(parts))


def phase_order(name: str) -> int:
    """Return 0 for validation, then evaluation, test, no phase, 4 for training: what selects a model comes first."""
    return min((_PHASES[word] for word in words(name) if word in _PHASES), default=_NO_PHASE)


def is_training(name: str) -> bool:
    """Whether the name says that the metric was measured on what was trained on: the better, the more was memorised."""
    return phase_order(name) == _TRAINING


def headline_order(name: str) -> int:
    """Return 0 and 1 for what titles are made of (mAP, accuracy, F1, AUC, R²), 2 for others, 3 for losses, 4 for costs.

    Detection scores lead: where mAP is logged, a plain "acc" beside it is that of a training batch.
    """
    if is_cost(name):
        return 4
    parts = words(name)
    if LOSS.intersection(parts):
        return 3
    if ERRORS.intersection(parts):
        return 2
    return 0 if DETECTION.intersection(parts) else 1 if HEADLINES.intersection(parts) else 2


def detail_order(name: str) -> int:
    """Return how many words narrow the metric down: ``total_loss`` and ``loss`` come before ``loss_cls``."""
    return sum(word not in _PHASES and word not in {"total", "overall", "mean", "avg"} for word in words(name))
