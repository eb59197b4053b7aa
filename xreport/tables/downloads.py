"""All runs to take away: one wide CSV, and JSON for programs. Numbers are never rounded here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from xreport.analysis.metrics import Metric, best_of
from xreport.analysis.replicates import seed_of
from xreport.analysis.scoring import raw_score
from xreport.analysis.study import Study
from xreport.format.records import Scalar
from xreport.model import DataSource, Run, Summary
from xreport.tables.scripts import encode_json
from xreport.text import csv_table, json_number, natural_key

FORMAT = 1
"""Version of ``runs.json``."""
_HEAD = (
    "id", "name", "slug", "project", "task", "status", "algorithm", "configuration", "group", "seed", "owner", "tags",
    "data", "fingerprint", "started", "ended", "duration",
)  # fmt: skip
_PARTS = ("score", "n", "last", "best", "best_step", "min", "max", "mean")


def runs_csv(study: Study) -> bytes:
    """Return every run as a row: what it is, its params, and per metric its score and summary.

    An empty cell is not logged; null and NaN are written as such. Times are Unix seconds UTC.
    """
    return csv_table(*wide_table(study))


def wide_table(study: Study) -> tuple[list[str], Iterator[list[object]]]:
    """Return the heads and the rows of the wide table of runs; None is not logged."""
    runs = study.collection.runs
    params = sorted({key for run in runs for key in run.params}, key=lambda key: (natural_key(key), key))
    metrics = list(study.metrics.values())
    heads = [*_HEAD, *(f"params.{key}" for key in params), *(f"{m.name}:{part}" for m in metrics for part in _PARTS)]
    return heads, (_row(run, study, params, metrics) for run in runs)


def _row(run: Run, study: Study, params: Sequence[str], metrics: Sequence[Metric]) -> list[object]:
    cells = [*_head(run, study), *(_param(run, key) for key in params)]
    for metric in metrics:
        cells += _summary_cells(run, metric)
    return cells


def _head(run: Run, study: Study) -> Sequence[object]:
    replicates = study.replicates_of[run.id]
    return (
        run.id,
        run.name,
        run.slug,
        run.project,
        study.task_of[run.id].task.title,
        run.status,
        run.algorithm,
        replicates.label,
        run.group,
        seed_of(run),
        run.owner,
        " ".join(run.tags),
        " + ".join(source.identity for source in run.data),
        replicates.fingerprint,
        run.started,
        run.ended,
        run.duration,
    )


def _param(run: Run, key: str) -> object:
    if key not in run.params:
        return None
    value = run.params[key]
    return "null" if value is None else value


def _summary_cells(run: Run, metric: Metric) -> Sequence[object]:
    score = raw_score(run, metric)
    summary = run.summaries.get(metric.name)
    if summary is None:
        return (score, *[None] * (len(_PARTS) - 1))
    best, step = best_of(summary, metric)
    last = summary.last if summary.n else None
    return (score, summary.n, last, best, step, summary.minimum, summary.maximum, summary.mean)


def runs_json(study: Study) -> bytes:
    """Return every run as JSON, as ``docs/reference/runs.schema.json`` describes it; one line per run."""
    lines = [encode_json(_run(run, study)) for run in study.collection.runs]
    head = b'{"format":%d,"runs":[' % FORMAT
    return head + (b"\n" + b",\n".join(lines) + b"\n" if lines else b"") + b"]}\n"


def _run(run: Run, study: Study) -> dict[str, Any]:
    replicates = study.replicates_of[run.id]
    return {
        "id": run.id,
        "name": run.name,
        "slug": run.slug,
        "project": run.project,
        "task": study.task_of[run.id].task.title,
        "status": run.status,
        "error": run.error,
        "algorithm": run.algorithm,
        "params": {key: _plain(value) for key, value in run.params.items()},
        "tags": run.tags,
        "group": run.group,
        "seed": seed_of(run),
        "owner": run.owner,
        "data": [_source(source) for source in run.data],
        "configuration": replicates.label,
        "fingerprint": replicates.fingerprint,
        "started": _plain(run.started),
        "ended": _plain(run.ended),
        "duration": _plain(run.duration),
        "commit": run.environment.commit,
        "dirty": run.environment.dirty,
        "notes": run.notes,
        "parent": run.parent,
        "scores": {name: json_number(value) for name, value in run.scores.items()},
        "facts": {name: _plain(value) for name, value in run.facts.items()},
        "summary": dict(_summaries(run, study)),
    }


def _source(source: DataSource) -> dict[str, str]:
    return {
        "name": source.name,
        "role": source.role,
        "uri": source.uri,
        "version": source.version,
        "sha256": source.sha256,
    }


def _summaries(run: Run, study: Study) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, summary in run.summaries.items():
        if summary.n:
            yield name, _summary(summary, study.metrics.get(name))


def _summary(summary: Summary, metric: Metric | None) -> dict[str, Any]:
    best, step = best_of(summary, metric) if metric else (None, None)
    return {
        "n": summary.n,
        "last": json_number(summary.last),
        "last_step": summary.last_step,
        "best": best,
        "best_step": step,
        "min": summary.minimum,
        "max": summary.maximum,
        "mean": summary.mean,
    }


def _plain(value: Scalar) -> Scalar:
    return json_number(value) if isinstance(value, float) else value
