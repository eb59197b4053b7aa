"""A trial of a study, whichever storage it comes from, and the records that it becomes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

import numpy as np

from xreport.format.records import Scalar
from xreport.importers.kit.columns import Columns
from xreport.importers.kit.fields import said, start
from xreport.importers.kit.params import take_seed
from xreport.importers.kit.protocol import ImportedRun, Item, Record
from xreport.importers.kit.report import Report
from xreport.importers.kit.values import as_fact
from xreport.text import json_number

STATES: Final = ("RUNNING", "COMPLETE", "PRUNED", "FAIL", "WAITING")
"""A journal has their places in this list, a database their names."""
DIRECTIONS: Final = ("NOT_SET", "MINIMIZE", "MAXIMIZE")
"""The same of directions."""
WAITING: Final = "trials of Optuna that wait: they never began"
INTERMEDIATE: Final = "intermediate_value"
"""What ``trial.report`` was told."""

_ENDS: Final = {"COMPLETE": "finished", "PRUNED": "killed", "FAIL": "failed"}
_DIRECTIONS: Final = {"MINIMIZE": "min", "MAXIMIZE": "max"}
_NAMES: Final = "study:metric_names"
_CONSTRAINTS: Final = "constraints"
_REASON: Final = "fail_reason"
_FAILED: Final = "the objective of the trial failed"
_LONGEST: Final = 200
"""Letters of an attribute of Optuna's own that is shown: samplers keep all that they know in such texts."""


@dataclass(slots=True)
class Study:
    """What all trials of a study share. Directions are those of `DIRECTIONS`."""

    name: str
    directions: list[str]
    user: dict[str, Any] = field(default_factory=dict)
    system: dict[str, Any] = field(default_factory=dict)

    def metrics(self) -> list[str]:
        """Return the name of each objective: those that the study was told, else ``value`` or ``value_0`` and so on."""
        told = self.system.get(_NAMES)
        if isinstance(told, list) and len(told) == len(self.directions) and all(isinstance(one, str) for one in told):
            return told
        count = len(self.directions)
        return ["value"] if count == 1 else [f"value_{number}" for number in range(count)]


@dataclass(slots=True)
class Trial:
    """A trial. Its state is one of `STATES`, times are Unix seconds, values are those of the objectives in order."""

    number: int
    state: str
    started: float | None = None
    ended: float | None = None
    beat: float | None = None
    params: dict[str, Any] = field(default_factory=dict)
    values: dict[int, float] = field(default_factory=dict)
    steps: dict[int, float] = field(default_factory=dict)
    user: dict[str, Any] = field(default_factory=dict)
    system: dict[str, Any] = field(default_factory=dict)


def runs_of(study: Study, trials: list[Trial], report: Report) -> Iterator[ImportedRun]:
    """Yield a run for each trial that began."""
    for trial in trials:
        if trial.state == "WAITING":
            report.skip(WAITING)
        else:
            yield f"{study.name}/{trial.number}", records(study, trial)


def records(study: Study, trial: Trial) -> Iterator[Item]:
    """Yield a trial as the logger would have written it. Both storages go through here, so that they agree."""
    params = {key: _plain(value) for key, value in trial.params.items()}
    yield start(
        run=_id(study, trial),
        time=trial.started,
        project=study.name,
        name=f"trial-{trial.number}",
        seed=take_seed(params),
        params=params,
    )
    names = study.metrics()
    for name, direction in zip(names, study.directions, strict=True):
        if direction in _DIRECTIONS:
            yield {"type": "metric", "key": name, "direction": _DIRECTIONS[direction]}
    if trial.steps:
        steps = sorted(trial.steps)
        values = np.array([trial.steps[step] for step in steps], np.float64)
        yield Columns(np.array(steps, np.int64), np.full(values.size, np.nan), {INTERMEDIATE: (None, values)})
    scores = {names[at]: json_number(value) for at, value in sorted(trial.values.items()) if at < len(names)}
    facts = _facts(study, trial)
    # Of a pruned trial Optuna keeps the last intermediate value as its value; of one that breaks a constraint the value
    # is as measured, and no candidate for the best either.
    if trial.state == "COMPLETE" and scores:
        if _is_feasible(trial):
            yield {"type": "summary", "values": scores}
        else:
            facts |= {"feasible": False} | {f"{name} (infeasible)": str(value) for name, value in scores.items()}
    yield {"type": "fact", "values": facts}
    if trial.state in _ENDS:
        yield _end(trial)
    elif trial.beat is not None:
        yield {"type": "update", "time": trial.beat}


def _id(study: Study, trial: Trial) -> str:
    """Return an id that a trial has in every storage, so that a study and its copy count once; "" for none."""
    if trial.started is None:
        return ""
    told = f"{study.name}\0{trial.number}\0{trial.started!r}"
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _end(trial: Trial) -> Record:
    reason = trial.system.get(_REASON)
    told = reason.strip().rpartition("\n")[2] if isinstance(reason, str) else ""
    error = (told or _FAILED) if trial.state == "FAIL" else ""
    return {"type": "end", "status": _ENDS[trial.state], **said({"time": trial.ended, "error": error})}


def _is_feasible(trial: Trial) -> bool:
    """Whether no constraint is broken: Optuna takes values above zero for broken ones."""
    found = trial.system.get(_CONSTRAINTS)
    values = found if isinstance(found, list) else []
    return not any(isinstance(value, int | float) and value > 0 for value in values)


def _facts(study: Study, trial: Trial) -> dict[str, Any]:
    """The attributes: the script's own as they are, those of Optuna that are short, and the state."""
    own = {f"study/{key}": _fact(value) for key, value in study.user.items()}
    own |= {key: _fact(value) for key, value in trial.user.items()}
    optuna = {f"optuna/{key}": _fact(value) for key, value in trial.system.items() if _is_short(key, value)}
    return own | optuna | {"state": trial.state.lower()}


def _fact(value: Any) -> Scalar:
    """An attribute as it is shown: a number as text, for a number would be a score, and compete."""
    fact = as_fact(value)
    return str(fact) if isinstance(fact, int | float) and not isinstance(fact, bool) else fact


def _is_short(key: str, value: Any) -> bool:
    if isinstance(value, str):
        return len(value) <= _LONGEST and key != _REASON
    return isinstance(value, bool | int | float)


def _plain(value: Any) -> Any:
    return json_number(value) if isinstance(value, float) else value


# -- values as Optuna stores them -----------------------------------------------------------------


def external(distribution: str, internal: Any) -> Any:
    """Return the value of a param as the script got it.

    Args:
        distribution: As JSON: a choice is stored as its place, an integer as a float.
        internal: What is stored.

    Raises:
        ValueError: These do not belong together.
    """
    kind, choices = _distribution(distribution)
    told = number(internal)
    if kind.startswith("Categorical"):
        place = int(told)
        if not 0 <= place < len(choices):
            raise ValueError("the value of a param is none of its choices")
        return choices[place]
    return int(told) if kind.startswith("Int") else told


@lru_cache(maxsize=1_000)
def _distribution(text: str) -> tuple[str, tuple[Any, ...]]:
    try:
        found = json.loads(text)
        choices = found["attributes"].get("choices") or ()
        return str(found["name"]), tuple(choices)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise ValueError("the distribution of a param is not one of Optuna") from None


def number(value: Any) -> float:
    """Return a number that a storage holds. Raises `ValueError` where it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("a value is no number")  # noqa: TRY004 - one kind of error for all that is stored wrongly
    try:
        return float(value)
    except OverflowError:
        raise ValueError("a value is larger than a double holds") from None
