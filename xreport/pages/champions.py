"""What is best in a task, in words: sentences and cards that several pages share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import isfinite

from xreport import text
from xreport.analysis.history import Champion
from xreport.analysis.ranking import Ranking, Standing
from xreport.analysis.study import Study, TaskStudy, by_weight
from xreport.model import Run
from xreport.pages import limits
from xreport.pages.common import Link, Links, interval, mean_text, metric_title, with_unit

MOST_CARDS = 12
MOST_WITHOUT = 20


@dataclass(frozen=True, slots=True)
class ChampionCard:
    """The best configuration of a task by one primary metric."""

    task: Link
    metric: str
    value: str
    interval: str
    count: str
    configuration: Link
    since: str
    tied: str


@dataclass(frozen=True, slots=True)
class TasksWithout:
    """Tasks that have no best, and why."""

    reason: str
    tasks: tuple[Link, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Champions:
    """What is best now, task by task; ``without`` has the tasks where nothing is."""

    cards: tuple[ChampionCard, ...]
    more: str
    without: tuple[TasksWithout, ...]


def headline(study: Study) -> str:
    """Return the finding in one sentence: the best configuration of the task that most runs worked on."""
    return next((task_headline(task) for task in by_weight(study) if task.best is not None), "")


def task_headline(study: TaskStudy) -> str:
    """Return who leads a task, by how much, and how sure that is."""
    best, ranking = study.best, study.ranking
    if best is None or ranking is None:
        return ""
    metric = ranking.metric
    value = with_unit(mean_text(best.estimate), metric.unit)
    spread = interval(best.estimate, metric.unit)
    task, leader = limits.name(study.task.title), limits.name(best.replicates.label)
    sentence = f"On {task}, {leader} is best: {limits.name(metric.name)} {value}"
    sentence += f" {spread} over {sample(best)}" if spread else f" in {sample(best)}"
    return f"{sentence}{_lead(ranking)}."


def sample(standing: Standing) -> str:
    """Return of how much a mean is: ``3 runs``, or ``2 seeds`` where repeats of a seed count once."""
    runs = len(standing.replicates.runs) - len(standing.unscored)
    n = standing.estimate.n
    if runs != n:
        return f"{text.plural(n, 'seed')} ({text.plural(runs, 'run')})"
    return text.plural(n, "run") if n > 1 else "one run"


def _lead(ranking: Ranking) -> str:
    """How far ahead the best is; nothing where too little was run to say."""
    others = ranking.standings[1:]
    level = [standing for standing in others if standing.rank == 1]
    tied = [standing for standing in others if standing.tied]
    if level:
        return f"; {text.plural(len(level), 'other configuration')} scored the same"
    if tied:
        verb = "is" if len(tied) == 1 else "are"
        return f"; {text.plural(len(tied), 'other configuration')} {verb} not significantly worse"
    if others and all(standing.verdict == "worse" for standing in others):
        return f", significantly ahead of {'the other one' if len(others) == 1 else f'all {len(others):,} others'}"
    return ""


def champions_of(tasks: Iterable[TaskStudy], links: Links) -> Champions:
    """Return a card per primary metric of each task that has a best, and the others by what they lack."""
    cards: list[ChampionCard] = []
    lacking: dict[str, list[Link]] = {}
    for task in tasks:
        link = links.task(task.task.title, task.task.slug)
        found = [_card(task, ranking, link, links) for ranking in task.rankings if ranking.standings]
        cards += found
        if not found:
            lacking.setdefault(why_not(task), []).append(link)
    hidden = len(cards) - MOST_CARDS
    return Champions(
        cards=tuple(cards[:MOST_CARDS]),
        more=f"and {text.plural(hidden, 'more best configuration')} on the pages of their tasks" if hidden > 0 else "",
        without=tuple(
            TasksWithout(reason, tuple(found[:MOST_WITHOUT]), max(0, len(found) - MOST_WITHOUT))
            for reason, found in lacking.items()
        ),
    )


def why_not(study: TaskStudy) -> str:
    """Return why a task has no best configuration, and what to do about it."""
    if not any(run.summaries or run.scores for run in study.task.runs):
        return "No metric has been logged yet."
    if not study.rankings and not any(_finite(run) for run in study.task.runs):
        return "No finite value of a metric has been logged yet."
    if not study.rankings:
        return "No metric with a known direction. Say in xreport.toml which one counts, and which way is better."
    if not study.rankings[0].standings:
        return "No finished run has a score yet."
    return ""


def _finite(run: Run) -> bool:
    """Whether a run has a score that is a number."""
    last = (summary.last for summary in run.summaries.values() if summary.n)
    return any(isfinite(value) for value in (*run.scores.values(), *last))


def _card(study: TaskStudy, ranking: Ranking, link: Link, links: Links) -> ChampionCard:
    best = ranking.standings[0]
    metric = ranking.metric
    main = ranking is study.rankings[0]
    tied = sum(standing.tied for standing in ranking.standings[1:])
    return ChampionCard(
        task=link,
        metric=metric_title(metric),
        value=with_unit(mean_text(best.estimate), metric.unit),
        interval=interval(best.estimate, metric.unit),
        count=_count(best),
        configuration=links.replicates(best.replicates.label, best.replicates.slug),
        since=_since(study.champions[-1], ranking) if main and study.champions else "",
        tied=f"{text.plural(tied, 'other configuration')} not significantly worse" if tied else "",
    )


def _count(standing: Standing) -> str:
    one = standing.estimate.low is None
    said = f"{sample(standing)}, so no interval" if one else f"mean of {sample(standing)}, 95 % CI"
    # Runs that diverged have no place in a mean; a mean that does not name them flatters.
    odd = sum(entry.diverged for entry in standing.unscored)
    return f"{said}; {text.plural(odd, 'more run')} diverged" if odd else said


def _since(champion: Champion, ranking: Ranking) -> str:
    if champion.since is None:
        return ""
    when = f"Best since {text.format_day(champion.since)}"
    if champion.improvement is None:
        return f"{when}, the first one tried"
    gain = gain_text(champion, ranking)
    return f"{when}, better than the one before by {gain}" if gain else f"{when}, equal to the one before"


def gain_text(champion: Champion, ranking: Ranking) -> str:
    """Return by how much a configuration took the lead; nothing for the first, and for a tie."""
    gain = abs(champion.improvement or 0.0)
    # What agrees in ten digits differs by float noise.
    if gain <= 1e-10 * abs(champion.estimate.mean):
        return ""
    return with_unit(text.format_number(gain, 3), ranking.metric.unit)
