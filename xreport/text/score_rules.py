"""Which one number of a series counts: the words for it, the same in settings, in journals and on pages.

Standard library only, and read by the logger, which checks what it is told.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

TAIL: Final = 10
"""How many of the last values "tail" means, where no number is said."""
LONGEST_TAIL: Final = 1_000_000
SCORES: Final = ("last", "best", "tail", "mean", "min", "max")
"""The rules of one word; "tail 100" and "at best of <metric>" say more."""
_TAIL: Final = re.compile(r"tail[ :]+(\d{1,7})", re.ASCII)
_AT_BEST: Final = "at best of "


@dataclass(frozen=True, slots=True)
class ScoreRule:
    """How a series becomes one number.

    Attributes:
        kind: One of `SCORES`, or ``"at best"``: the value where another metric was best.
        length: Of "tail": of how many of the last values the mean is taken; 0 where that was not said.
        other: Of "at best": the name of the other metric.
    """

    kind: str = "last"
    length: int = 0
    other: str = ""

    def __str__(self) -> str:
        """Return the rule as settings and journals write it."""
        if self.kind == "at best":
            return _AT_BEST + self.other
        return f"tail {self.length}" if self.kind == "tail" and self.length else self.kind


LAST: Final = ScoreRule()


def score_rule(text: str) -> ScoreRule | None:
    """Return the rule that a text is, None where it is none."""
    words = " ".join(text.split())
    if words in SCORES:
        return ScoreRule(words)
    if (found := _TAIL.fullmatch(words)) and 0 < int(found[1]) <= LONGEST_TAIL:
        return ScoreRule("tail", int(found[1]))
    other = text.strip().removeprefix(_AT_BEST).strip()
    return ScoreRule("at best", other=other) if text.strip().startswith(_AT_BEST) and other else None


def score_text(rule: ScoreRule, values: str = "values") -> str:
    """Return what a score is, in words: ``mean of the last 100 episodes``.

    Args:
        rule: How the series becomes one number.
        values: What the values are of, in the plural.
    """
    return {
        "last": "last value",
        "best": "best value over the steps",
        "tail": f"mean of the last {rule.length or TAIL:,} {values}",
        "mean": f"mean of all {values}",
        "min": "least value",
        "max": "greatest value",
        "at best": f"value where {rule.other} was best",
    }[rule.kind]
