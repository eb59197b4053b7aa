"""Short tables of runs, as home and task pages show them."""

from __future__ import annotations

from collections.abc import Sequence

from xreport import text
from xreport.analysis.metrics import raw_score
from xreport.analysis.series import sparkline
from xreport.analysis.study import Study
from xreport.model import Run
from xreport.pages import limits
from xreport.pages.common import RunRow, metric_title, raw, with_unit
from xreport.pages.links import Links


def run_rows(runs: Sequence[Run], study: Study, links: Links) -> tuple[RunRow, ...]:
    """Return a row per run; the score and the curve are those of the primary metric of the run's task."""
    scores = [_score(run, study) for run in runs]
    texts = _aligned([_ranked(run, study) for run in runs], scores, study)
    return tuple(_row(run, value, shown, study, links) for run, value, shown in zip(runs, scores, texts, strict=True))


def _aligned(names: Sequence[str], scores: Sequence[float | None], study: Study) -> list[str]:
    """The scores as text: only those of one metric share decimals, an accuracy and an error do not."""
    texts = [""] * len(scores)
    for name in set(names):
        places = [place for place, other in enumerate(names) if other == name]
        shown = text.format_column([scores[place] for place in places], decimals=study.decimals.get(name))
        for place, score in zip(places, shown, strict=True):
            texts[place] = score
    return texts


def _ranked(run: Run, study: Study) -> str:
    ranking = study.task_of[run.id].ranking
    return ranking.metric.name if ranking else ""


def _metric(run: Run, study: Study) -> str:
    ranking = study.task_of[run.id].ranking
    return metric_title(ranking.metric) if ranking else ""


def _score(run: Run, study: Study) -> float | None:
    ranking = study.task_of[run.id].ranking
    return None if ranking is None else raw_score(run, ranking.metric.name)


def _row(run: Run, value: float | None, shown: str, study: Study, links: Links) -> RunRow:
    ranking = study.task_of[run.id].ranking
    curve = run.curve(ranking.metric.name) if ranking else None
    return RunRow(
        name=limits.name(run.name),
        href=links.run_href(run.slug),
        color=study.colors[run.id],
        status=run.status,
        configuration=limits.name(study.replicates_of[run.id].label),
        metric=_metric(run, study),
        score=with_unit(shown, ranking.metric.unit) if ranking else shown,
        score_raw=raw(value),
        spark=(sparkline(curve) or "") if curve is not None else "",
        ended=text.format_time(run.ended),
        ended_raw=raw(run.ended),
        duration=text.format_duration(run.duration),
        duration_raw=raw(run.duration),
    )
