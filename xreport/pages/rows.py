"""Short tables of runs, as home and task pages show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xreport import text
from xreport.analysis.replicates import Replicates
from xreport.analysis.scoring import raw_score
from xreport.analysis.series import sparkline
from xreport.analysis.study import TaskStudy
from xreport.model import Run
from xreport.pages import limits
from xreport.pages.common import RunRow, metric_title, raw, with_unit
from xreport.pages.links import Links


def run_rows(
    runs: Sequence[Run], task_of: Mapping[str, TaskStudy], decimals: Mapping[str, int | None], links: Links
) -> tuple[RunRow, ...]:
    """Return a row per run; the score and the curve are those of the primary metric of the run's task.

    Args:
        runs: In their order.
        task_of: Their tasks, by their ids.
        decimals: Of metrics, by name: those of one metric align.
        links: As seen from the page.
    """
    tasks = [task_of[run.id] for run in runs]
    of = {
        run.id: item
        for task in {id(one): one for one in tasks}.values()
        for item in task.replicates
        for run in item.runs
    }
    rankings = [task.ranking for task in tasks]
    scores = [raw_score(run, one.metric) if one else None for run, one in zip(runs, rankings, strict=True)]
    texts = _aligned([one.metric.name if one else "" for one in rankings], scores, decimals)
    return tuple(
        _row(run, task, of[run.id], value, shown, links)
        for run, task, value, shown in zip(runs, tasks, scores, texts, strict=True)
    )


def _aligned(names: Sequence[str], scores: Sequence[float | None], decimals: Mapping[str, int | None]) -> list[str]:
    """The scores as text: only those of one metric share decimals, an accuracy and an error do not."""
    texts = [""] * len(scores)
    for name in set(names):
        places = [place for place, other in enumerate(names) if other == name]
        shown = text.format_column([scores[place] for place in places], decimals=decimals.get(name))
        for place, score in zip(places, shown, strict=True):
            texts[place] = score
    return texts


def _row(  # noqa: PLR0913, PLR0917 - one row, one constructor
    run: Run, task: TaskStudy, item: Replicates, value: float | None, shown: str, links: Links
) -> RunRow:
    metric = task.ranking.metric if task.ranking else None
    curve = run.curve(metric.name) if metric else None
    return RunRow(
        name=limits.name(run.name),
        href=links.run_href(run.slug),
        color=task.color(item),
        status=run.status,
        configuration=limits.name(item.label),
        metric=metric_title(metric) if metric else "",
        score=with_unit(shown, metric.unit) if metric else shown,
        score_raw=raw(value),
        spark=(sparkline(curve) or "") if curve is not None else "",
        ended=text.format_time(run.ended),
        ended_raw=raw(run.ended),
        duration=text.format_duration(run.duration),
        duration_raw=raw(run.duration),
    )
