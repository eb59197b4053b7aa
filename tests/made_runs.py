"""Runs for the tests of the analysis, made by hand."""

from __future__ import annotations

import math
from itertools import count
from pathlib import Path

import numpy as np

from xreport.analysis.metrics import resolve_metrics
from xreport.analysis.replicates import group_replicates
from xreport.analysis.series import summarise
from xreport.analysis.tasks import group_tasks
from xreport.model import DataSource, Environment, Run, Series
from xreport.settings import Config

_numbers = count()
CLEAN = Environment(commit="c0ffee1234567890", dirty=False)


def series_of(values, steps=None):
    values = np.asarray(values, dtype=np.float64)
    steps = np.arange(values.size) if steps is None else np.asarray(steps)
    return Series(steps.astype(np.int64), values, np.full(values.size, math.nan))


def run_of(metrics=None, *, data=("digits",), **fields):
    """A finished run; ``metrics`` has per name a list of values, or one last value."""
    fields.setdefault("id", f"run-{next(_numbers):04}")
    series = {name: series_of(np.atleast_1d(values)) for name, values in (metrics or {}).items()}
    defaults = {
        "slug": fields["id"],
        "name": fields["id"],
        "project": "bench",
        "status": "finished",
        "algorithm": "forest",
        "environment": CLEAN,
        "started": 0.0,
        "ended": 3600.0,
    }
    return Run(
        **{**defaults, **fields},
        data=tuple(item if isinstance(item, DataSource) else DataSource(item) for item in data),
        series=series,
        summaries={name: summarise(one) for name, one in series.items()},
    )


def config_of(**fields):
    return Config(root=Path(), **fields)


def studied(runs, config=None):
    """The one task of these runs, its configurations and all metrics."""
    config = config or config_of()
    metrics = resolve_metrics(runs, config)
    (task,) = group_tasks(runs, config, metrics)
    return task, group_replicates(task, config)[0], metrics
