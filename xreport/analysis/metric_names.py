"""The words of a metric's name, and what they say of where it was measured and how much it counts.

A name is split into lower-case words at ``/ _ - . @ :``, spaces, brackets and camelCase humps, and the words are looked
up. What they say of its direction is found out in `xreport.analysis.directions`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import normalize

from xreport.text.metric_words import (
    COSTS,
    COUNTERS,
    DETECTION,
    ERRORS,
    HEADLINES,
    HOW_OFTEN,
    LOSS,
    MEMORY,
    MONITORS,
    NUMBERED,
    OF_NEED,
    OTHER_SCORES,
    RATES,
    WATCHED,
    WEAK_SCORES,
)

_TRAINING = 4
PHASES = {
    **dict.fromkeys(("val", "valid", "validation", "dev", "holdout", "cv"), 0),
    **dict.fromkeys(("eval", "evaluation", "evaluator"), 1),
    **dict.fromkeys(("test", "testing"), 2),
    **dict.fromkeys(("train", "training", "trn", "fit"), _TRAINING),
}
_NO_PHASE = 3
SYSTEM = "system/"
"""What names of system metrics begin with."""
STRONG = LOSS | ERRORS | DETECTION | HEADLINES | OTHER_SCORES
KNOWN = STRONG | WEAK_SCORES | COSTS | RATES | MONITORS | WATCHED | COUNTERS | PHASES.keys()

_SPENT = COSTS | RATES | {"per"}

_SEPARATORS = re.compile(r"[\s/_\-.@:()\[\]{}|,=<>+*%']+")
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
    if lower in KNOWN:
        return lower
    stem = lower.rstrip("0123456789")
    if stem in STRONG:
        return stem
    return "score" if stem in NUMBERED and stem != lower else ""


def is_count(name: str) -> bool:
    """Whether the name is of how often something was done: what stands behind its last slash says so."""
    above, _, last = name.rpartition("/")
    return bool(above) and last.lower() in HOW_OFTEN


def is_system(name: str) -> bool:
    """Whether the name is of a measurement of the machine: watched beside the run, never a result of it."""
    return name.startswith(SYSTEM)


def _measured(parts: tuple[str, ...]) -> frozenset[str]:
    """The words, without a "per" that stands between two of them and is no phoneme error rate."""
    return frozenset(parts[:1] + parts[-1:]).union(word for word in parts[1:-1] if word != "per")


def is_cost(name: str) -> bool:
    """Whether the name is of a time, a rate or an amount of memory: worth watching, no goal unless configured."""
    parts = words(name)
    if STRONG.intersection(_measured(parts)):
        return False
    return bool(_SPENT.intersection(parts)) or bool(MEMORY.intersection(parts) and OF_NEED.intersection(parts))


def phase_order(name: str) -> int:
    """Return 0 for validation, then evaluation, test, no phase, 4 for training: what selects a model comes first."""
    return min((PHASES[word] for word in words(name) if word in PHASES), default=_NO_PHASE)


def is_training(name: str) -> bool:
    """Whether the name says that the metric was measured on what was trained on: the better, the more was memorised."""
    return phase_order(name) == _TRAINING


def headline_order(name: str) -> int:
    """Return how much a metric of this name counts, the most first.

    0 and 1 are what titles are made of (mAP, accuracy, F1, AUC, R²), 2 other scores and errors that are known, 3
    others, 4 losses, 5 costs. Detection scores lead: where mAP is logged, a plain "acc" beside it is that of a training
    batch.
    """
    if is_cost(name):
        return 5
    parts = _measured(words(name))
    if LOSS.intersection(parts):
        return 4
    if not STRONG.intersection(parts):
        return 3
    if ERRORS.intersection(parts):
        return 2
    return 0 if DETECTION.intersection(parts) else 1 if HEADLINES.intersection(parts) else 2


def detail_order(name: str) -> int:
    """Return how many words narrow the metric down: ``total_loss`` and ``loss`` come before ``loss_cls``."""
    return sum(word not in PHASES and word not in {"total", "overall", "mean", "avg"} for word in words(name))
