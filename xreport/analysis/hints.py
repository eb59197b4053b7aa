"""What runs said of their metrics (``define_metric``): the word of most of them, and where they disagree."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from xreport.errors import Issue
from xreport.model import Hint, Run
from xreport.settings import Config
from xreport.text import format_number, plural

_FIELDS: Final = ("direction", "unit", "goal", "step_metric", "score", "primary")
_MOST_PATTERNS: Final = 100
_MOST_STARS: Final = 8
_Votes = dict[object, tuple[int, float]]
"""By what was said: how many runs did, and when the latest of them started."""


def merge_hints(runs: Sequence[Run], config: Config) -> tuple[dict[str, Hint], tuple[Issue, ...]]:
    """Return what is said of each metric, by most runs, and an issue wherever runs disagree.

    Of two things said by as many runs, that of the run that started last counts. What the configuration says is not in
    dispute.
    """
    votes: dict[str, dict[str, _Votes]] = {}
    for run in runs:
        told = said_of(run)
        if told:
            for name in {*run.summaries, *run.scores}:
                _count(votes, name, told.of(name), run.started or 0.0)
    hints: dict[str, Hint] = {}
    issues: list[Issue] = []
    for name in sorted(votes):
        chosen = {field: _most(counted) for field, counted in votes[name].items()}
        hints[name] = Hint(**chosen)  # type: ignore[arg-type]
        for field, counted in votes[name].items():
            if len(counted) > 1 and not _configured(name, field, config):
                issues.append(_issue(name, field, counted, chosen[field]))
    return hints, tuple(issues)


def _count(votes: dict[str, dict[str, _Votes]], name: str, hint: Hint, started: float) -> None:
    for field in _FIELDS:
        value = getattr(hint, field)
        if value is not None and value != "" and value is not False:
            counted = votes.setdefault(name, {}).setdefault(field, {})
            n, latest = counted.get(value, (0, started))
            counted[value] = (n + 1, max(latest, started))


class Told:
    """What a run said of its metrics: later records add to earlier ones, and a name says more than a pattern.

    So many patterns count as nobody writes by hand: each is held against each name.
    """

    def __init__(self, said: tuple[tuple[str, Hint], ...]) -> None:
        self._named = dict(said)
        patterns = [(key, hint) for key, hint in said if 0 < key.count("*") <= _MOST_STARS]
        self._patterns = patterns[:_MOST_PATTERNS]
        self._known: dict[str, Hint] = {}

    def of(self, name: str) -> Hint:
        """Return what was said of one metric."""
        if name not in self._known:
            self._known[name] = self._find(name)
        return self._known[name]

    def _find(self, name: str) -> Hint:
        hints = [hint for key, hint in self._patterns if _matches(key, name)]
        if name in self._named:
            hints.append(self._named[name])
        found = Hint()
        for hint in hints:
            found = Hint(
                hint.direction or found.direction,
                hint.unit or found.unit,
                found.goal if hint.goal is None else hint.goal,
                hint.step_metric or found.step_metric,
                hint.score or found.score,
                hint.primary or found.primary,
            )
        return found


_told = lru_cache(maxsize=256)(Told)


def said_of(run: Run) -> Told | None:
    """Return what a run said of its metrics, None where it said nothing."""
    return _told(tuple(run.hints.items())) if run.hints else None


def _matches(key: str, name: str) -> bool:
    """Piece by piece instead of by a regular expression, which some patterns would keep busy for ever."""
    first, *middle, last = key.split("*")
    if not name.startswith(first) or not name[len(first) :].endswith(last):
        return False
    at, end = len(first), len(name) - len(last)
    for piece in middle:
        found = name.find(piece, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    return True


def unit_of_most(counted: Mapping[str, tuple[int, float]]) -> str:
    """Return the unit that most runs said; of two the one that the run said that started last."""
    return str(_most(counted))


def _most(counted: Mapping[Any, tuple[int, float]]) -> object:
    return max(counted.items(), key=lambda item: (item[1], str(item[0])))[0]


def _configured(name: str, field: str, config: Config) -> bool:
    return bool(getattr(config.metrics.get(name), field, None))


def _issue(name: str, field: str, counted: Mapping[object, tuple[int, float]], chosen: object) -> Issue:
    listed = sorted(counted.items(), key=lambda item: (-item[1][0], str(item[0])))
    told = ", ".join(f"{_shown(value)} ({plural(n, 'run')})" for value, (n, _) in listed[:4])
    word = field.replace("_", " ")
    fix = (
        f'Say it in xreport.toml: [metrics.{json.dumps(name, ensure_ascii=False)}] {field} = "{_shown(chosen)}".'
        if field in {"direction", "unit", "score"}
        else f"Log the same {word} in every run."
    )
    return Issue(f"metric {name}", f"runs disagree on its {word}: {told}; {_shown(chosen)} is used", fix)


def _shown(value: object) -> str:
    return format_number(value) if isinstance(value, float) else str(value)
