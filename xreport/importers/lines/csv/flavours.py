"""What a table in text is: told by its header, its name and its first rows, never by its name alone.

A data set is a table too. What is recognised in a folder is therefore little, and the rules are those of the guide
``docs/guides/trainers.md``: the columns of a known tool, or a step that counts up beside columns of numbers.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from xreport.importers.kit.step_names import (
    ALSO_OF_DATA,
    EPOCHS,
    STEP_NAMES,
    WITHIN_EPOCHS,
    are_whole,
    counts_up,
)
from xreport.importers.lines.bare_steps import is_measured
from xreport.importers.lines.csv.cells import as_number, has_decimal_comma, is_missing
from xreport.importers.lines.csv.header import Header
from xreport.importers.lines.csv.searches import OPTUNA, SKLEARN, is_cv_results, is_study
from xreport.model import Floats

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


_OF_RL: Final = (
    "time/total_timesteps", "misc/total_timesteps", "total_timesteps", "timestepssofar", "totalenvinteracts",
    "timesteps_total", "num_env_steps_sampled", "timesteps", "steps",
)  # fmt: skip
_RL_SIGNS: Final = ("rollout/", "misc/", "eprewmean", "averageepret", "eprew", "loss/", "train/", "time/")
_INDEX: Final = ("", "Unnamed: 0")
"""How pandas writes the index, and what it makes of that when it reads and writes it again."""
RUNS: Final = ("run", "run_id", "run_name", "trial", "trial_id")
"""The columns that tell runs apart in a long table."""
_LIGHTNING: Final = ("hparams.yaml",)
_YOLO: Final = ("args.yaml", "opt.yaml", "hyp.yaml")
_RLLIB: Final = ("params.json",)
_PLAIN: Final = ("hparams.yaml", "config.yaml", "config.yml", "config.json", "params.yaml", "params.json", "args.json")
_PLANNED: Final = frozenset({"epochs", "steps", "iterations"})
"""Names of steps that are names of settings, too, where they do not go up evenly."""
_SETTING: Final = re.compile(
    r"(?:.*[_./ ])?(?:lr|learning[_ ]?rate|batch[_ ]?size|bs|wd|weight[_ ]?decay|dropout|hidden(?:[_ ](?:size|dim))?|"
    r"(?:n_|num_)?layers|depth|width|seed|model|optimizer|arch|architecture|momentum)",
    re.IGNORECASE,
)
_ENOUGH: Final = 0.8
_FEW_TEXTS: Final = 1.0


def recognise(path: str, header: Header) -> Flavour | None:
    """Return how a table in a folder is read, or None where it is no log as far as can be told."""
    names = {name.lower(): name for name in header.names}
    file = path.rpartition("/")[2].lower()
    if header.names[:3] == ("r", "l", "t") and monitor_start(header.comment) is not None:
        return Flavour("stable-baselines3", "monitor")
    return (
        _trials(header, names)
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


def _trials(header: Header, names: dict[str, str]) -> Flavour | None:
    if is_cv_results(header.names):
        return Flavour(SKLEARN, "trials")
    if is_study(names, header.column("state") if "state" in header.names else ()):
        return Flavour(OPTUNA, "trials", run=names["number"])
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
    step = next(iter(_steps_of(header, names)), "")
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
    for step in _steps_of(header, names):
        if is_planned(header, step):
            return None
        if _counts(header, step) and _tells(header, step) and _numbers(header, {step}):
            together = step.lower() in EPOCHS | WITHIN_EPOCHS
            return Flavour("csv", step="" if together else step, settings=_PLAIN)
    # What pandas writes of a history of Keras: the epoch is the index, which has no name.
    index = header.names[0]
    has_loss = any(name == "loss" or name.endswith(("_loss", "/loss")) for name in names)
    if index in _INDEX and has_loss and _is_index(header.column(index)) and _numbers(header, {index}):
        return Flavour("csv", step=index, settings=_PLAIN)
    return None


def is_setting(name: str) -> bool:
    """Whether a column of this name holds what people try out in a table of trials."""
    return _SETTING.fullmatch(name) is not None


def is_planned(header: Header, step: str) -> bool:
    """Whether a column says for how many steps each row was trained, beside other settings: a row is a training."""
    steps = _steps(header, step)
    if step.lower() not in _PLANNED or steps is None or not any(map(is_setting, header.names)):
        return False
    return np.unique(np.diff(steps)).size > 1


def _tells(header: Header, step: str) -> bool:
    """Whether a table with this step is of a training."""
    return step.lower() not in ALSO_OF_DATA or any(map(is_measured, header.names))


def _steps_of(header: Header, names: dict[str, str]) -> list[str]:
    """Return the columns that may be the step, the likeliest first."""
    known = [names[name] for name in STEP_NAMES if name in names]
    return [name for name in known if _steps(header, name) is not None]


def _steps(header: Header, name: str) -> Floats | None:
    """Return the steps in a column, or None where it is none: it must be whole numbers, nearly everywhere."""
    cells = header.column(name)
    values = [as_number(cell) for cell in cells if not is_missing(cell)]
    if not values or None in values or 2 * len(values) < len(cells):
        return None
    steps = np.array(values, np.float64)
    return steps if are_whole(steps) else None


def _counts(header: Header, step: str) -> bool:
    steps = _steps(header, step)
    return steps is not None and counts_up(steps)


def _is_index(cells: Sequence[str]) -> bool:
    """Whether rows are counted, from 0 or from 1."""
    return any(bool(cells) and cells == [str(at) for at in range(first, first + len(cells))] for first in (0, 1))


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
