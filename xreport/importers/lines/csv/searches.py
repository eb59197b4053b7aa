"""Tables of two searches: scikit-learn's ``cv_results_`` and Optuna's ``trials_dataframe``.

What became of a trial is read before its numbers: a candidate whose fits failed and a trial that was pruned have
numbers, too, and some of these are the best of the table.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from xreport.importers.kit.protocol import Record
from xreport.importers.kit.values import as_double
from xreport.importers.lines.csv.sheet import Sheet

SKLEARN: Final = "scikit-learn"
OPTUNA: Final = "optuna"
OPTUNA_STATES: Final = {"COMPLETE", "PRUNED", "FAIL", "RUNNING", "WAITING"}
Role = Literal["", "params", "metrics", "facts", "points"]

_ROUND: Final = "iter"
_SPLIT: Final = re.compile(r"split\d+_test_")
_MEAN: Final = "mean_test_"
_SETTINGS: Final = {_ROUND, "n_resources"}
_LIKE: Final[tuple[Record, ...]] = (
    # Of every scorer more is better: those of losses are negated.
    *({"type": "metric", "key": key, "direction": "max"} for key in ("mean_test_*", "mean_train_*", "split*")),
    {"type": "metric", "key": "mean_fit_time", "unit": "s", "direction": "min"},
    {"type": "metric", "key": "mean_score_time", "unit": "s", "direction": "min"},
    {"type": "metric", "key": "std_*_time", "unit": "s"},
)
_SYSTEM: Final = "system_attrs_"
_ATTRIBUTES: Final = ("user_attrs_", _SYSTEM)
_VALUES: Final = ("values_", "value_")
_POINTS: Final = re.compile(r"intermediate_values_(\d{1,18})")

STATES: Final = {
    **dict.fromkeys(("complete", "completed", "finished", "terminated", "done", "ok"), "finished"),
    **dict.fromkeys(("success", "succeeded", "successful", "passed"), "finished"),
    **dict.fromkeys(("pruned", "killed", "interrupted", "aborted", "cancelled", "canceled", "timeout"), "killed"),
    **dict.fromkeys(("fail", "failed", "failure", "error", "errored", "crashed", "exception", "oom"), "failed"),
    # A table is written once: what had not begun or ended by then has no result.
    **dict.fromkeys(("running", "waiting", "queued", "scheduled", "pending", "paused", "preempted"), "killed"),
}  # fmt: skip
"""What the words of tools for what became of a trial are here, in small letters."""
_NEVER_BEGUN: Final = {"waiting", "queued", "scheduled", "pending"}
_WORDS: Final = {"fail": "failed", "complete": "finished"}


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a trial: its status, the tool's own word where that says more, and why it failed."""

    status: str
    state: str = ""
    error: str = ""

    @property
    def has_begun(self) -> bool:
        """Whether there was a run at all."""
        return self.state not in _NEVER_BEGUN


def fate_of(state: Any) -> Fate | None:
    """Return what a cell of states says (``TrialState.PRUNED``, ``failed``), None where it is no known word."""
    word = str(state).rpartition(".")[2].strip().lower().replace("-", "_")
    status = STATES.get(word)
    return Fate(status, "" if status == "finished" else _WORDS.get(word, word)) if status else None


# -- scikit-learn ---------------------------------------------------------------------------------


def is_cv_results(names: Iterable[str]) -> bool:
    """Whether columns are those of ``cv_results_``, of one scorer or several."""
    starts = {name.partition("_")[0] for name in names}
    return {"param", "mean"} <= starts and any(name.startswith(_MEAN) for name in names)


def role_in_cv_results(name: str) -> Role:
    """Return what a column is. A rank is no score: it is that of a failed candidate, too."""
    if name.startswith("param_") or name in _SETTINGS:
        return "params"
    if name.startswith("rank_"):
        return "facts"
    return "metrics" if name.startswith(("mean_", "std_", "split")) else ""


def likes_of_cv_results() -> tuple[Record, ...]:
    """Return the records that say what its metrics are like."""
    return _LIKE


class Candidates:
    """What became of the candidates of a search, each of which is a row."""

    def __init__(self, sheet: Sheet) -> None:
        self._means = [name for name in sheet.names if name.startswith(_MEAN)]
        self._splits = [name for name in sheet.names if _SPLIT.match(name)]
        self._rounds: dict[str, Any] = {}
        if {_ROUND, "params"} <= set(sheet.names):
            at, params = sheet.names.index(_ROUND), sheet.names.index("params")
            for row in sheet.rows:
                if isinstance(row[at], int):
                    self._rounds[str(row[params])] = max(row[at], self._rounds.get(str(row[params]), row[at]))
        self._last = max(self._rounds.values(), default=None)

    def fate(self, cells: Mapping[str, Any]) -> Fate:
        """Return what became of one: failed where no scorer has a mean, killed in a round that was not the last."""
        if not any(map(_is_finite, (cells.get(name) for name in self._means))):
            missing = [name for name in self._splits if not _is_finite(cells.get(name))]
            return Fate("failed", "failed", f"{len(missing)} of {len(self._splits)} test scores are missing")
        round_ = cells.get(_ROUND)
        if self._last is not None and isinstance(round_, int) and round_ < self._last:
            again = self._rounds.get(str(cells.get("params")), round_) > round_
            return Fate("killed", "measured again with more resources" if again else "pruned")
        return Fate("finished")


def _is_finite(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(as_double(value))


# -- Optuna ---------------------------------------------------------------------------------------


def is_study(names: Mapping[str, str], states: Sequence[str]) -> bool:
    """Whether columns, and some cells of the column of states, are those of ``trials_dataframe``."""
    if not {"number", "state"} <= names.keys() or not all(state in OPTUNA_STATES for state in states if state):
        return False
    starts = {name.partition("_")[0] for name in names}
    return bool({"params", "value", "values"} & starts) and bool({"datetime", "params", "user"} & starts)


def role_in_study(name: str) -> Role:
    """Return what a column is, besides number, state and times."""
    if name.startswith("params_"):
        return "params"
    if name.startswith(_ATTRIBUTES):
        return "facts"
    if _POINTS.fullmatch(name):
        return "points"
    return "metrics" if name == "value" or name.startswith(_VALUES) else ""


def short_in_study(name: str) -> str:
    """Return what a column is called: ``lr`` for ``params_lr``, ``loss`` for ``values_loss``, ``5`` for a point."""
    if point := _POINTS.fullmatch(name):
        return point[1]
    start = next((start for start in ("params_", *_ATTRIBUTES, *_VALUES) if name.startswith(start)), "")
    rest = name[len(start) :]
    if start == _SYSTEM and rest:
        return f"optuna/{rest}"
    return name if start in _VALUES and rest.isdecimal() else rest or name
