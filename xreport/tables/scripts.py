"""Data scripts: JSON in classic scripts, the one way to hand data to a page that is opened from a disk."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from xreport import text
from xreport.analysis.study import Study
from xreport.model import Run
from xreport.tables.column import MANY, Column, Raw
from xreport.tables.packing import are_shortest, common_decimals, pack_repeated, pack_values
from xreport.tables.param_columns import varying_params

_LONGEST_TITLE = 200
_LONGEST_WORDS = 600
"""Characters of further words of one search entry."""


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """One thing the search finds: title, address below the site's root, kind, and further words."""

    title: str
    url: str
    kind: str
    words: str = ""


def encode_json(content: object) -> bytes:
    """Return compact JSON of plain values, in the order given; what UTF-8 lacks (lone surrogates) is replaced."""
    try:
        return msgspec.json.encode(content)
    except UnicodeEncodeError:
        return msgspec.json.encode(_without_surrogates(content))


def _without_surrogates(content: object) -> object:
    if isinstance(content, str):
        return content.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(content, Mapping):
        return {_without_surrogates(key): _without_surrogates(value) for key, value in content.items()}
    if isinstance(content, Iterable) and not isinstance(content, bytes):
        return [_without_surrogates(value) for value in content]
    return content


def data_script(key: str, content: object) -> bytes:
    """Return the data script that holds plain content under a key."""
    return text.data_script(key, encode_json(content))


def runs_script(study: Study, columns: Sequence[Column]) -> bytes:
    """Return ``data/runs.js``: the runs table, column by column; and of each run what the pages alone need to know."""
    runs = study.collection.runs
    names = {column.key.removesuffix(":score") for column in columns if column.key.endswith(":score")}
    content = {
        "count": len(runs),
        "columns": [_column(column) for column in columns],
        "slugs": [run.slug for run in runs],
        "colors": _few([study.color(run) for run in runs]),
        "scored": _few([_scored(run, names) for run in runs]),
    }
    return data_script("runs", content)


def _scored(run: Run, names: Collection[str]) -> tuple[str, ...]:
    """Of these metrics those whose score its user set on a run that did not finish: there alone it counts."""
    return tuple(sorted(run.scores.keys() & names)) if run.status in {"failed", "killed"} else ()


def _column(column: Column) -> dict[str, object]:
    return {
        "key": column.key,
        "label": column.label,
        "group": column.group,
        "kind": column.kind,
        "unit": column.unit,
        "direction": column.direction,
        "shown": column.shown,
        **({"beside": column.beside} if column.beside else {}),
        **_cells(column),
    }


def _cells(column: Column) -> dict[str, object]:
    """Values and texts; of many runs in few bytes, which the browser unpacks when the column is looked at."""
    if len(column.values) <= MANY or column.kind not in {"number", "time", "duration"}:
        return {"values": _few(column.values), "text": column.text and _few(column.text)}
    packed = pack_values(column.values)
    return {**({"values": _few(column.values)} if packed is None else {"f8": packed}), **_texts(column)}


def _few(cells: Sequence[Raw]) -> object:
    return (pack_repeated(cells) if len(cells) > MANY else None) or cells


def _texts(column: Column) -> dict[str, object]:
    if column.text is None:
        return {"text": None}
    decimals = common_decimals(column.values, column.text)
    if decimals is not None:
        return {"decimals": decimals}
    return {"shortest": True} if are_shortest(column.values, column.text) else {"text": _few(column.text)}


def search_script(entries: Iterable[SearchEntry]) -> bytes:
    """Return ``data/search.js``: what the search of the site finds."""
    content = [
        {"t": entry.title[:_LONGEST_TITLE], "u": entry.url, "k": entry.kind, "x": entry.words} for entry in entries
    ]
    return data_script("search", content)


def run_entries(study: Study) -> list[SearchEntry]:
    """Return what the search says of tasks and runs: names, tags, and the params that tell runs apart."""
    projects = [SearchEntry(name, f"projects/{slug}.html", "Project") for name, slug in study.project_slugs.items()]
    tasks = [
        SearchEntry(task.task.title, f"tasks/{task.task.slug}.html", "Task", " ".join(task.task.data))
        for task in study.tasks
    ]
    varying = varying_params(study.collection.runs)
    runs = []
    for run in study.collection.runs:
        params = [f"{key}={text.format_scalar(run.params[key])}" for key in varying if key in run.params]
        data = [source.name for source in run.data]
        parts = [
            *run.tags,
            run.algorithm,
            run.group,
            run.owner,
            run.status,
            run.project,
            *data,
            *params,
            run.id,
            run.notes,
        ]
        words = " ".join(part for part in parts if part)[:_LONGEST_WORDS]
        runs.append(SearchEntry(run.name, f"runs/{run.slug}.html", "Run", words))
    return [*projects, *tasks, *runs]
