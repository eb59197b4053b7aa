"""Studies made of a few runs, without files."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from xreport.analysis.series import summarise
from xreport.analysis.study import Study, study
from xreport.model import Collection, Run, Series
from xreport.settings import Config, MetricConfig


def series(values: Sequence[float], steps: Sequence[int] | None = None) -> Series:
    array = np.array(values, dtype=np.float64)
    at = np.arange(array.size, dtype=np.int64) if steps is None else np.array(steps, dtype=np.int64)
    return Series(at, array, np.full(array.size, np.nan))


def run(number: int = 0, metrics: Mapping[str, Sequence[float]] | None = None, **fields: Any) -> Run:
    made = {name: series(values) for name, values in (metrics or {}).items()}
    given = {
        "id": f"id-{number}",
        "slug": f"run-{number}",
        "name": f"run {number}",
        "project": "p",
        "status": "finished",
        "started": 1_763_900_000.0 + number,
        "ended": 1_763_900_060.5 + number,
    }
    summaries = {name: summarise(one) for name, one in made.items()}
    return Run(**{**given, "series": made, "summaries": summaries, **fields})


def made_study(*runs: Run, metrics: Mapping[str, MetricConfig] | None = None) -> Study:
    return study(Collection(runs), Config(Path("/nowhere"), metrics=metrics or {}))
