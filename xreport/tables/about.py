"""The data script of what the table of runs leaves out: code, place, data sources, outputs that are no numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache

from xreport import text
from xreport.analysis.study import Study
from xreport.model import Run
from xreport.tables.scripts import data_script, encode_json
from xreport.tables.standings import standings_key, stood_tasks

LONGEST = 200
"""Characters of one value; a longer one ends in its hash, so that different ones still differ."""

MOST = 1_000
"""Values of one kind, packages say, and data sources."""


def about_script(study: Study) -> bytes:
    """Return ``data/about.js``: per field the different values, and for each run which of them it has.

    One file for all runs, in the order of the table: most share their packages and their machine, so that it stays
    small where a file for each would not (1,000 runs on one machine: some 15 kB).
    """
    runs = study.collection.runs
    stood = {task.task.key: standings_key(task) for task in stood_tasks(study)}
    # Hundreds of lines, the same for most runs.
    packages = cache(lambda items: _texts(dict(items)))
    columns: dict[str, Callable[[Run], object]] = {
        "commit": lambda run: _short(run.environment.commit),
        "dirty": lambda run: run.environment.dirty,
        "script": lambda run: _short(run.environment.script),
        "python": lambda run: _short(run.environment.python),
        "platform": lambda run: _short(run.environment.platform),
        "packages": lambda run: packages(tuple(run.environment.packages.items())),
        "hardware": lambda run: _texts(run.environment.hardware),
        "extra": lambda run: _texts(run.environment.extra),
        "data": _data,
        "outputs": lambda run: _texts(run.facts),
        "logged": lambda run: len(run.logged),
        "standings": lambda run: stood.get(study.task_of[run.id].task.key, ""),
    }
    base = study.config.repository.rstrip("/")
    content = {
        "count": len(runs),
        "commits": f"{base}/commit/" if base.startswith(("https://", "http://")) else "",
        "baseline": study.baseline.slug if study.baseline else "",
        "columns": {name: _pooled([of(run) for run in runs]) for name, of in columns.items()},
    }
    return data_script("about", content)


def _pooled(values: Sequence[object]) -> dict[str, object]:
    """Different values once, and for each run the place of its own, -1 where it logged none; one place if all agree."""
    places: dict[bytes, int] = {}
    pool: list[object] = []
    at: list[int] = []
    for value in values:
        if value in ("", None, 0, {}, []) and value is not False:
            at.append(-1)
            continue
        name = encode_json(value)
        if name not in places:
            places[name] = len(pool)
            pool.append(value)
        at.append(places[name])
    return {"pool": pool, "at": at[0] if len(set(at)) == 1 else at}


def _texts(values: Mapping[str, object]) -> dict[str, str]:
    items = text.natural_items(values)
    shown = {key[:LONGEST]: _short(text.format_scalar(value)) for key, value in items[:MOST]}
    return {**shown, "…": f"{len(items) - MOST:,} more"} if len(items) > MOST else shown


def _short(value: str) -> str:
    return value if len(value) <= LONGEST else f"{value[:LONGEST]}… (sha256 {text.short_hash(value)})"


def _data(run: Run) -> list[dict[str, str]]:
    fields = ("name", "role", "uri", "version", "sha256")
    return [{name: _short(value) for name in fields if (value := getattr(source, name))} for source in run.data[:MOST]]
