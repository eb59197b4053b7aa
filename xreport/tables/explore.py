"""The data script of one explored task: which params matter, and how the best score came about."""

from __future__ import annotations

from xreport import text
from xreport.analysis.importance import Importances, Interval
from xreport.analysis.metrics import Metric
from xreport.analysis.progress import Step, progress
from xreport.analysis.study import TaskStudy
from xreport.tables.importance import better_when, interval_texts, sentence, strength_text
from xreport.tables.scripts import data_script


def explore_key(task: TaskStudy) -> str:
    """Return the key of the data script of a task."""
    return f"explore/{task.task.slug}"


def explore_script(task: TaskStudy, found: Importances) -> bytes:
    """Return ``data/explore/<task>.js``.

    Args:
        task: A task that has a ranking.
        found: Which of its params matter.
    """
    metric = task.rankings[0].metric
    slugs = {run.id: run.slug for run in task.task.runs}
    content = {
        "metric": metric.name,
        "label": metric.label,
        "unit": metric.unit,
        "direction": metric.direction,
        **_importances(found, metric),
        "progress": [_step(step, slugs) for step in progress(task.task.runs, metric)],
    }
    return data_script(explore_key(task), content)


def _importances(found: Importances, metric: Metric) -> dict[str, object]:
    return {
        "configurations": found.n,
        "used": found.used,
        "sentence": sentence(found, metric),
        "why_not": found.why_not,
        "effects": [
            {
                "name": effect.name,
                "levels": effect.levels,
                "n": effect.n,
                "importance": _interval(effect.importance),
                "correlation": _interval(effect.correlation),
                "better": better_when(effect.correlation, metric),
            }
            for effect in found.effects
        ],
        "confounded": [
            {"first": pair.first, "second": pair.second, "text": strength_text(pair.strength)}
            for pair in found.confounded
        ],
        "left_out": found.left_out,
    }


def _interval(interval: Interval | None) -> dict[str, object] | None:
    if interval is None:
        return None
    value, span = interval_texts(interval)
    return {"value": interval.value, "low": interval.low, "high": interval.high, "text": value, "range": span}


def _step(step: Step, slugs: dict[str, str]) -> list[object]:
    return [slugs[step.run], step.runs, round(step.hours, 6), text.json_number(step.score), text.json_number(step.best)]
