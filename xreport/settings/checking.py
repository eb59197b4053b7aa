"""From the table of a configuration file to settings: every key is known, checked, and explained when it is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from xreport.settings import values
from xreport.settings.config import KILLED_AFTER, STALLED_AFTER, Limits, MetricConfig
from xreport.settings.imports import check_imports
from xreport.settings.lines import KeyPath
from xreport.settings.mistakes import Mistakes, did_you_mean, dotted
from xreport.settings.values import Unfit

Check = Callable[[object], Any]

_SYNONYMS = {
    "name": "title", "site_name": "title", "out": "output", "site": "output", "output_dir": "output",
    "runs": "sources", "source": "sources", "inputs": "sources", "input": "sources", "metric": "metrics",
    "directions": "metrics", "primary": "metrics", "task": "tasks", "repo": "repository", "repo_url": "repository",
    "owner": "owners", "view": "views", "links": "views",
    "ignored": "ignore", "exclude": "ignore", "report": "reports", "pages": "reports",
    "mkdocs_yml": "mkdocs", "stalled": "stalled_after", "killed": "killed_after", "goal": "direction",
    "imports": "import", "importers": "import",
    "mode": "direction", "units": "unit", "summary": "score",
}  # fmt: skip

_METRIC: Mapping[str, Check] = {
    "direction": values.direction,
    "unit": partial(values.text, example='"%"'),
    "primary": values.flag,
    "score": values.score,
}


def check(table: Mapping[str, object], mistakes: Mistakes) -> dict[str, Any]:
    """Return the fields of `Config` that the table sets; what is wrong is added to the mistakes and left out."""
    if isinstance(inner := table.get("xreport"), dict) or isinstance(inner := table.get("tool"), dict):
        header = "[xreport]" if "xreport" in table else "[tool.xreport]"
        mistakes.add(tuple(table)[:1], f"{header} is not used in this file", f"remove the header {header}")
        table = {key: value for key, value in table.items() if value is not inner}
    fields = {key: _checked((key,), value, _KEYS, mistakes) for key, value in table.items()}
    fields = {"imports" if key == "import" else key: value for key, value in fields.items() if value is not None}
    _compare_durations(fields, mistakes)
    return fields


def _checked(path: KeyPath, value: object, known: Mapping[str, Callable[..., Any]], mistakes: Mistakes) -> Any:
    """Return the checked value of one key, or None."""
    check_value = known.get(path[-1])
    if check_value is None:
        _unknown(path, known, mistakes)
        return None
    try:
        if check_value in _TABLES:
            return check_value(path, _table(value), mistakes)
        if check_value is check_imports:
            return check_imports(path, value, mistakes)
        return check_value(value)
    except Unfit as unfit:
        mistakes.add(path, unfit.what, unfit.fix)
        return None


def _unknown(path: KeyPath, known: Mapping[str, object], mistakes: Mistakes) -> None:
    meant = did_you_mean(path[-1], known, _SYNONYMS)
    choice = f"did you mean {meant}?" if meant in known else f"remove it; known keys are {', '.join(known)}"
    mistakes.add(path, "this key is not known", choice)


def _table(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise Unfit("is not a table", "write a table: see docs/reference/configuration.md")
    return value


def _metrics(path: KeyPath, table: Mapping[str, object], mistakes: Mistakes) -> dict[str, MetricConfig]:
    return {name: _metric((*path, name), value, mistakes) for name, value in table.items()}


def _metric(path: KeyPath, value: object, mistakes: Mistakes) -> MetricConfig:
    name = path[-1]
    if not isinstance(value, dict):
        shorthand = value if value in ("min", "max") else "max"
        mistakes.add(path, "a metric is a table", f'write {dotted((name,))} = {{ direction = "{shorthand}" }}')
        return MetricConfig()
    fields = {}
    for key, item in value.items():
        if isinstance(item, dict) and key not in _METRIC:
            # [metrics.val.acc] is a metric "val" with a key "acc": TOML wants dots in names quoted.
            joined = f"[metrics.{dotted((f'{name}.{key}',))}]"
            mistakes.add((*path, key), "a metric has no table in it", f"write {joined} if the metric's name has a dot")
            continue
        fields[key] = _checked((*path, key), item, _METRIC, mistakes)
    return MetricConfig(**{key: item for key, item in fields.items() if item is not None})


def _tasks(path: KeyPath, table: Mapping[str, object], mistakes: Mistakes) -> dict[str, tuple[str, ...]]:
    patterns = partial(values.filled_texts, example='["wine", "wine/wine-*"]')
    return _each(path, table, patterns, mistakes)


def _owners(path: KeyPath, table: Mapping[str, object], mistakes: Mistakes) -> dict[str, str]:
    return _each(path, table, partial(values.filled_text, example='"Ada"'), mistakes)


def _views(path: KeyPath, table: Mapping[str, object], mistakes: Mistakes) -> dict[str, str]:
    return _each(path, table, values.view, mistakes)


def _each(path: KeyPath, table: Mapping[str, object], check_value: Check, mistakes: Mistakes) -> dict[str, Any]:
    """Check all values of a table whose keys are free."""
    found = {}
    for name, value in table.items():
        try:
            found[name] = check_value(value)
        except Unfit as unfit:
            mistakes.add((*path, name), unfit.what, unfit.fix)
    return found


def _compare_durations(fields: Mapping[str, Any], mistakes: Mistakes) -> None:
    stalled, killed = fields.get("stalled_after", STALLED_AFTER), fields.get("killed_after", KILLED_AFTER)
    if killed < stalled:
        key = "killed_after" if "killed_after" in fields else "stalled_after"
        what = f"a run would count as killed after {killed:g} s, before it counts as stalled after {stalled:g} s"
        mistakes.add((key,), what, "make killed_after at least as long as stalled_after")


def _limits(path: KeyPath, table: Mapping[str, object], mistakes: Mistakes) -> Limits:
    fields = {key: _checked((*path, key), value, _LIMITS, mistakes) for key, value in table.items()}
    return Limits(**{key: value for key, value in fields.items() if value is not None})


_LIMITS: Mapping[str, Check] = {
    "file_bytes": values.size,
    "document_bytes": values.size,
    "rows": values.count,
    "cells": values.count,
    "seconds": values.duration,
}
_TABLES = (_metrics, _tasks, _owners, _views, _limits)
_KEYS: Mapping[str, Callable[..., Any]] = {
    "title": partial(values.filled_text, example='"Wine quality"'),
    "headline": partial(values.filled_text, example='"A wider network halves the error."'),
    "sources": partial(values.filled_texts, example='["runs"]'),
    "output": partial(values.filled_text, example='"site"'),
    "metrics": _metrics,
    "baseline": values.baseline,
    "ignore": partial(values.texts, example='["num_workers", "log.*"]'),
    "tasks": _tasks,
    "repository": values.repository,
    "owners": _owners,
    "views": _views,
    "reports": partial(values.filled_text, example='"reports"'),
    "mkdocs": partial(values.filled_text, example='"mkdocs.yml"'),
    "journals": values.journals,
    "stalled_after": values.duration,
    "killed_after": values.duration,
    "import": check_imports,
    "limits": _limits,
}
KEYS = frozenset(_KEYS)
"""All keys of a configuration."""
