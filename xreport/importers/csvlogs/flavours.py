"""What a table in text is: told by its header, its name and its first rows, never by its name alone.

A data set is a table too. What is recognised in a folder is therefore little, and the rules are those of the guide
``docs/guides/trainers.md``: the columns of a known tool, or a step that counts up beside columns of numbers.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

from xreport.importers.csvlogs.cells import as_number, has_decimal_comma, is_missing
from xreport.importers.csvlogs.header import Header

Kind = Literal["curve", "monitor", "long", "trials"]


@dataclass(frozen=True, slots=True)
class Flavour:
    """How a table is read.

    Attributes:
        name: Of the tool that writes such tables.
        step: The column of steps; empty where the columns decide together.
        run: The column that tells runs apart, in a long table.
        settings: Names of files beside it that hold the settings.
        params, metrics: Patterns of columns, where somebody has said which are which.
        project: Where somebody has said to which one the runs belong.
        named: Whether a rule of the configuration says all this.
    """

    name: str
    kind: Kind = "curve"
    step: str = ""
    run: str = ""
    settings: tuple[str, ...] = ()
    params: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()
    project: str = ""
    named: bool = False


STEPS: Final = (
    "step", "_step", "global_step", "global step", "trainer/global_step", "steps", "total_steps", "total_timesteps",
    "num_timesteps", "time/total_timesteps", "timesteps", "timesteps_total", "env_steps", "iteration", "iterations",
    "training_iteration", "iter", "_iter", "itr", "epoch", "epochs", "_epoch",
)  # fmt: skip
"""In order of preference; upper and lower case are the same."""
_OF_RL: Final = (
    "time/total_timesteps", "misc/total_timesteps", "total_timesteps", "timestepssofar", "totalenvinteracts",
    "timesteps_total", "num_env_steps_sampled", "timesteps", "steps",
)  # fmt: skip
_RL_SIGNS: Final = ("rollout/", "misc/", "eprewmean", "averageepret", "eprew", "loss/", "train/", "time/")
RUNS: Final = ("run", "run_id", "run_name", "trial", "trial_id")
"""The columns that tell runs apart in a long table."""
_LIGHTNING: Final = ("hparams.yaml",)
_YOLO: Final = ("args.yaml", "opt.yaml", "hyp.yaml")
_RLLIB: Final = ("params.json",)
_PLAIN: Final = ("hparams.yaml", "config.yaml", "config.yml", "config.json", "params.yaml", "params.json", "args.json")
_LARGEST: Final = 2.0**53
_ENOUGH: Final = 0.8
_FEW_TEXTS: Final = 1.0


def recognise(path: str, header: Header) -> Flavour | None:
    """Return how a table in a folder is read, or None where it is no log as far as can be told."""
    names = {name.lower(): name for name in header.names}
    file = path.rpartition("/")[2].lower()
    if header.names[:3] == ("r", "l", "t") and monitor_start(header.comment) is not None:
        return Flavour("stable-baselines3", "monitor")
    return (
        _trials(names)
        or _reinforcement(names, file)
        or _trainer(header, names, file)
        or _long(header, names)
        or _counted(header, names)
    )


def monitor_start(comment: str) -> dict[str, object] | None:
    """Return what the first line of a monitor file says, ``#{"t_start": …, "env_id": …}``; None where it is none."""
    try:
        found = json.loads(comment.removeprefix("#"))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and "t_start" in found else None


def _trials(names: dict[str, str]) -> Flavour | None:
    starts = [name.partition("_")[0] for name in names]
    if "mean_test_score" in names and "param" in starts:
        return Flavour("scikit-learn", "trials")
    if {"number", "state", "datetime_start"} <= names.keys() and ("params" in starts or "value" in names):
        return Flavour("optuna", "trials", run=names["number"])
    if {"run_id", "experiment_id", "status", "artifact_uri"} <= names.keys():
        return Flavour("mlflow-csv", "trials", run=names["run_id"])
    if {"uid", "from_uid"} <= names.keys():
        return Flavour("hiplot", "long", run=names["uid"])
    return None


def _reinforcement(names: dict[str, str], file: str) -> Flavour | None:
    if "training_iteration" in names and ("trial_id" in names or any(name.startswith("config/") for name in names)):
        return Flavour("rllib", step=names["training_iteration"], settings=_RLLIB)
    step = next((names[name] for name in _OF_RL if name in names), "")
    named = file.startswith("progress.") and any(name.startswith(_RL_SIGNS) for name in names)
    if step and (named or step.lower() in _OF_RL[:2]):
        tool = "stable-baselines3" if step.lower() == _OF_RL[0] else "baselines"
        return Flavour(tool, step=step, settings=("config.json", *_PLAIN))
    return None


def _trainer(header: Header, names: dict[str, str], file: str) -> Flavour | None:
    if file == "metrics.csv" and {"step", "epoch"} <= names.keys():
        return Flavour("lightning", step=names["step"], settings=_LIGHTNING)
    measured = any(name.startswith(("metrics/", "val/")) for name in names)
    if file.startswith("results") and measured and "epoch" in names and any(n.startswith("train/") for n in names):
        return Flavour("ultralytics", step=names["epoch"], settings=_YOLO)
    rest = header.names[1:]
    if header.names[0] == "epoch" and any(name.endswith("loss") for name in rest) and list(rest) == sorted(rest):
        return Flavour("keras", step="epoch", settings=_PLAIN) if _counts(header, "epoch") else None
    return None


def _long(header: Header, names: dict[str, str]) -> Flavour | None:
    run = next((names[name] for name in RUNS if name in names), "")
    step = _step_of(header, names)
    if not run or not step or not _numbers(header, {run, step}):
        return None
    # Within a run the step counts up; a data set that happens to have such columns seldom does.
    last: dict[str, float] = {}
    falls = 0
    for key, cell in zip(header.column(run), header.column(step), strict=True):
        value = as_number(cell)
        if value is not None:
            falls += value <= last.get(key, -math.inf)
            last[key] = value
    if falls > (1 - _ENOUGH) * len(header.rows):
        return None
    return Flavour("long", "long", step=step, run=run)


def _counted(header: Header, names: dict[str, str]) -> Flavour | None:
    """Any table with a step that counts up, and numbers."""
    step = _step_of(header, names)
    if step and _counts(header, step) and _numbers(header, {step}):
        return Flavour("csv", step="" if step.lower() in {"epoch", "iter", "iteration"} else step, settings=_PLAIN)
    # What pandas writes of a history of Keras: the epoch is the index, which has no name.
    has_loss = any(name == "loss" or name.endswith(("_loss", "/loss")) for name in names)
    if header.names[0] == "" and has_loss and _is_index(header.column("")) and _numbers(header, {""}):
        return Flavour("csv", step="", settings=_PLAIN)
    return None


def _step_of(header: Header, names: dict[str, str]) -> str:
    for name in STEPS:
        if name in names and _integers(header.column(names[name])) is not None:
            return names[name]
    return ""


def _integers(cells: Sequence[str]) -> list[float] | None:
    """Return the steps in a column, or None where it is none: it must be whole numbers, nearly everywhere."""
    values = [as_number(cell) for cell in cells if not is_missing(cell)]
    whole = [value for value in values if value is not None and abs(value) < _LARGEST and value == int(value)]
    return whole if whole and len(whole) == len(values) and 2 * len(whole) >= len(cells) else None


def _counts(header: Header, step: str) -> bool:
    """Whether a step goes up from row to row, save where a training began anew."""
    steps = _integers(header.column(step))
    if steps is None:
        return False
    # Back to where it began is a training that was begun anew.
    falls = sum(after < before and after not in {0, 1, steps[0]} for before, after in pairwise(steps))
    turns = max(1, len(steps) - 1)
    return steps[0] >= 0 and falls <= (1 - _ENOUGH) * turns and (len(steps) == 1 or steps[-1] != steps[0])


def _is_index(cells: Sequence[str]) -> bool:
    return bool(cells) and cells == [str(at) for at in range(len(cells))]


def _numbers(header: Header, apart: set[str]) -> bool:
    """Whether there are columns of numbers, and texts in few."""
    numbers = texts = 0
    for at, name in enumerate(header.names):
        cells = [row[at] for row in header.rows if not is_missing(row[at])]
        if name in apart or not cells:
            continue
        if sum(as_number(cell) is not None or has_decimal_comma(cell) for cell in cells) >= _ENOUGH * len(cells):
            numbers += 1
        else:
            texts += 1
    return numbers > 0 and texts <= _FEW_TEXTS * numbers
