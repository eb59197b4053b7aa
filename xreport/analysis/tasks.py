"""Tasks: which runs may be compared with each other. "Best" exists only inside one."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from xreport.analysis.metrics import Metric
from xreport.analysis.primary import Choice, choose_primary
from xreport.model import Run
from xreport.settings import Config
from xreport.text import addresses, natural_key, sort_natural


@dataclass(frozen=True, slots=True)
class Task:
    """Runs that may be compared.

    Attributes:
        key: Identity: of a configured task its title, else project and data; does not depend on other runs.
        project: The project; several, when the configuration joins them, are listed with commas.
        data: Names of the data sources, sorted.
        runs: Sorted by (start, id).
        choice: The metrics that rank the runs, the main one first, and why these; none: then there is no best.
    """

    key: str
    slug: str
    title: str
    project: str
    data: tuple[str, ...]
    runs: tuple[Run, ...]
    choice: Choice

    @property
    def primary(self) -> Metric | None:
        """The main metric that ranks the runs, or None."""
        return next(iter(self.choice.metrics), None)


def group_tasks(runs: Iterable[Run], config: Config, metrics: Mapping[str, Metric]) -> tuple[Task, ...]:
    """Return the tasks, in the order people sort their titles.

    A task is a project with the names of what its runs were measured on, whatever the version: another version of the
    data is another configuration of the same task. Runs that match a pattern of ``config.tasks`` belong to that task
    instead.
    """
    members: dict[str, list[Run]] = {}
    for run in runs:
        members.setdefault(task_key(run, config), []).append(run)
    titles = _titles(members, config)
    keys = sorted(members, key=lambda key: (natural_key(titles[key]), titles[key], key))
    slugs = addresses(keys, [_named(members[key][0], key, config) for key in keys])
    return tuple(
        _task(key, slug, titles[key], members[key], lambda own: choose_primary(own, metrics, config))
        for key, slug in zip(keys, slugs, strict=True)
    )


def task_key(run: Run, config: Config) -> str:
    """Return the key of the task of a run; the first configured task that matches wins."""
    names = data_names(run)
    places = (run.project, *(f"{run.project}/{name}" for name in names), f"{run.project}/{'+'.join(names)}")
    for title, patterns in config.tasks.items():
        if any(fnmatchcase(place, pattern) for pattern in patterns for place in places):
            return _configured(title)
    return json.dumps([run.project, *names])


def why_task(run: Run, config: Config) -> str:
    """Return in words what makes the task of a run besides its project."""
    key = task_key(run, config)
    configured = next((title for title in config.tasks if key == _configured(title)), None)
    if configured is not None:
        return "the table tasks of the configuration"
    return run.placement.measured_why or "the project alone"


def data_names(run: Run) -> tuple[str, ...]:
    """Return what a run was measured on: its data sources, and what its params or folders say; sorted, each once."""
    return tuple(sort_natural({*(source.name for source in run.data), *run.placement.measured}))


def _named(run: Run, key: str, config: Config) -> str:
    """What a task is called in its address: all that it is, whatever other tasks there are."""
    configured = next((title for title in config.tasks if key == _configured(title)), None)
    return configured or " ".join([run.project, *(name for name in data_names(run) if name != run.project)])


def _configured(title: str) -> str:
    return json.dumps({"task": title})


def _titles(members: Mapping[str, list[Run]], config: Config) -> dict[str, str]:
    configured = {_configured(title): title for title in config.tasks}
    tasks = Counter(runs[0].project for key, runs in members.items() if key not in configured)
    return {
        key: configured.get(key) or _title(runs[0], alone=tasks[runs[0].project] == 1) for key, runs in members.items()
    }


def _title(run: Run, *, alone: bool) -> str:
    """The project where that says it all: its only task, or data of the same name; else with the data."""
    names = data_names(run)
    if alone or names == (run.project,):
        return run.project
    return f"{run.project} · {' + '.join(names) or 'data not logged'}"


def _task(key: str, slug: str, title: str, runs: list[Run], choose: Callable[[Sequence[Run]], Choice]) -> Task:
    ordered = tuple(sorted(runs, key=lambda run: (run.started or 0.0, run.id)))
    return Task(
        key=key,
        slug=slug,
        title=title,
        project=", ".join(sort_natural({run.project for run in runs})),
        data=tuple(sort_natural({name for run in runs for name in data_names(run)})),
        runs=ordered,
        choice=choose(ordered),
    )
