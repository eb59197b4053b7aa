"""A table of trials: a row is a run. Names tell which columns are params and which are results, or somebody has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from typing import Any, Final

from xreport.format.records import FORMAT
from xreport.importers.kit.params import nest, take_seed
from xreport.importers.kit.protocol import ImportedRun, Item, Record
from xreport.importers.kit.report import Report
from xreport.importers.lines.csv.flavours import Flavour
from xreport.importers.lines.csv.searches import (
    OPTUNA,
    SKLEARN,
    Candidates,
    Fate,
    fate_of,
    likes_of_cv_results,
    role_in_cv_results,
    role_in_study,
    short_in_study,
)
from xreport.importers.lines.csv.sheet import MOST_RUNS, Sheet
from xreport.text import json_number

_PARAM_STARTS: Final = ("params/", "params.", "params_", "param/", "param.", "param_", "config/", "config.", "hparams/")
_METRIC_STARTS: Final = ("metrics/", "metrics.", "metric/", "metric.", "summary/")
_TAG_STARTS: Final = ("tags.", "tag.")
_RESULTS: Final = re.compile(
    r"(?:^|[^a-z0-9])(?:loss|losses|acc|accuracy|err|error|auc|auroc|ap|map|f1|score|scores|ppl|perplexity|mse|rmse|mae|mape|"
    r"r2|nll|bce|bleu|rouge|wer|cer|iou|miou|dice|psnr|ssim|fid|precision|recall|reward|return|regret|elbo|kl|"
    r"objective|value|values|metric|result|time|duration|runtime|latency|throughput|speed|fps|top1|top5|bpb|bpc)"
    r"(?:$|[^a-z])"
)
_MOSTLY: Final = 0.5
"""Of the cells of a column of results so many are numbers at least: some rows say in words that they failed."""
_POINTS: Final = "intermediate_value"
_TITLES: Final = {"mlflow-csv": "tags.mlflow.runName"}
_NAMES: Final = ("run", "run_name", "name", "run_id", "trial", "trial_id", "id", "uid", "experiment")
_STARTED: Final = ("datetime_start", "start_time", "started", "created")
_ENDED: Final = ("datetime_complete", "end_time", "ended", "finished")


@dataclass(slots=True)
class Roles:
    """What the columns of a table are; each is in one place only."""

    key: str = ""
    params: dict[str, str] = field(default_factory=dict)
    metrics: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)
    points: dict[str, str] = field(default_factory=dict)
    """Columns of one metric at one step each, by step."""
    state: str = ""
    started: str = ""
    ended: str = ""


def read_trials(sheet: Sheet, flavour: Flavour, report: Report) -> Iterator[ImportedRun]:
    """Yield a run for each row."""
    if len(sheet.rows) > MOST_RUNS:
        what = f"more than {MOST_RUNS:,} rows, each of which would be a run: none is read"
        report.note(
            what, "If it is a table of trials, split it. A table of points needs a column of steps.", where=sheet.path
        )
        return
    missing = [name for name in (flavour.run,) if name and name not in sheet.names]
    if missing:
        what = f"there is no column {missing[0]}"
        report.note(what, f"Name one of these: {', '.join(sheet.names[:20])}", where=sheet.path)
        return
    roles = assign(sheet, flavour)
    candidates = Candidates(sheet) if flavour.name == SKLEARN else None
    seen: dict[str, int] = {}
    for number, row in enumerate(sheet.rows, 1):
        cells = {name: value for name, value in zip(sheet.names, row, strict=True) if value is not None}
        fate = candidates.fate(cells) if candidates else fate_of(cells[roles.state]) if roles.state in cells else None
        if fate is not None and not fate.has_begun:
            report.skip("a queued trial that never began")
            continue
        named = cells.get(roles.key)
        name = _label(named) if named is not None and roles.key else str(number)
        count = seen[name] = seen.get(name, 0) + 1
        title = cells.get(_TITLES.get(flavour.name, ""), named)
        yield (
            name if count == 1 else f"{name} ({count})",
            _run(cells, roles, flavour, _title(name if title is named else _label(title), sheet.path, named), fate),
        )


def _title(name: str, path: str, named: Any) -> str:
    """A number alone tells nothing beside the runs of others."""
    stem = path.rpartition("/")[2].rpartition(".")[0]
    return f"{stem} {name}" if named is None or name.isdecimal() else name


def assign(sheet: Sheet, flavour: Flavour) -> Roles:
    """Say what each column is."""
    roles = Roles()
    known = [*((flavour.run,) if flavour.run else () if flavour.name == SKLEARN else _NAMES)]
    roles.key = next((name for name in known if name in sheet.names and _distinct(sheet, name)), "") or (
        flavour.run if flavour.run in sheet.names else ""
    )
    for name in sheet.names:
        role = _role(sheet, name, flavour, roles)
        if role:
            place = getattr(roles, role)
            short = _short(name, flavour)
            place[name if short in place else short] = name
    return roles


def _distinct(sheet: Sheet, name: str) -> bool:
    """Whether a column tells the rows apart, and is no measured number."""
    at = sheet.names.index(name)
    values = [row[at] for row in sheet.rows]
    whole = all(isinstance(value, str | int) and not isinstance(value, bool) for value in values)
    return whole and len(set(values)) == len(values)


def _role(sheet: Sheet, name: str, flavour: Flavour, roles: Roles) -> str:
    """Return the place of a column, after having put those that have a place of their own."""
    if name == roles.key or not name:
        return ""
    if flavour.params or flavour.metrics:
        return _said(name, flavour, numeric=_is_numeric(sheet, name))
    if flavour.name == SKLEARN:
        return role_in_cv_results(name)
    if _has_own_place(sheet, name, roles):
        return ""
    return role_in_study(name) if flavour.name == OPTUNA else _guessed(sheet, name, flavour)


def _has_own_place(sheet: Sheet, name: str, roles: Roles) -> bool:
    """Whether a column is of times or states; it is put among the roles then."""
    lower = name.lower()
    for place, names in (("started", _STARTED), ("ended", _ENDED)):
        if lower in names and not getattr(roles, place):
            setattr(roles, place, name)
            return True
    if lower in {"state", "status"} and not _is_numeric(sheet, name):
        roles.state = name
        return True
    return False


def _guessed(sheet: Sheet, name: str, flavour: Flavour) -> str:
    lower = name.lower()
    if lower.startswith(_TAG_STARTS) or (flavour.name == "mlflow-csv" and not lower.startswith(("params", "metrics"))):
        return "" if lower.startswith("tags.mlflow.") or "." not in lower else "tags"
    if lower.startswith(_PARAM_STARTS):
        return "params"
    if lower == "params" or re.fullmatch(r"unnamed: \d+|index", lower):
        return ""  # repeats the others; or counts the rows
    measured = lower.startswith(_METRIC_STARTS) or _RESULTS.search(lower) is not None
    return "metrics" if measured and _is_numeric(sheet, name, _MOSTLY) else "params"


def _said(name: str, flavour: Flavour, *, numeric: bool) -> str:
    """Of two lists one may be left out: then it has what the other has not."""
    if any(fnmatchcase(name, pattern) for pattern in flavour.metrics):
        return "metrics"
    if any(fnmatchcase(name, pattern) for pattern in flavour.params):
        return "params"
    if not flavour.params:
        return "params"
    return "metrics" if not flavour.metrics and numeric else ""


def _is_numeric(sheet: Sheet, name: str, share: float = 1.0) -> bool:
    """Whether so many of its cells are numbers, of those that are not empty."""
    at = sheet.names.index(name)
    values = [row[at] for row in sheet.rows if row[at] is not None]
    numbers = sum(isinstance(value, int | float) and not isinstance(value, bool) for value in values)
    return bool(values) and numbers >= share * len(values)


def _short(name: str, flavour: Flavour) -> str:
    if flavour.params or flavour.metrics:
        return name
    if flavour.name == OPTUNA:
        return short_in_study(name)
    if flavour.name == SKLEARN:
        return name.removeprefix("param_")
    starts = (*_PARAM_STARTS, *_METRIC_STARTS[:4], *_TAG_STARTS)
    start = next((start for start in starts if name.lower().startswith(start) and len(name) > len(start)), "")
    return name[len(start) :].replace("/", "." if start.startswith("config") else "/")


def _run(cells: dict[str, Any], roles: Roles, flavour: Flavour, name: str, fate: Fate | None) -> Iterator[Item]:
    started, ended = (as_time(cells.get(column)) for column in (roles.started, roles.ended))
    start: Record = {"xreport": FORMAT, "type": "start"}
    start["name"] = name
    if flavour.project:
        start["project"] = flavour.project
    if started is not None:
        start["time"] = started
    params = {short: _plain(cells[column]) for short, column in roles.params.items() if column in cells}
    seed = take_seed(params)
    if seed is not None:
        start["seed"] = seed
    tags = [f"{short}={cells[column]}" for short, column in roles.tags.items() if column in cells]
    yield start | ({"params": nest(params)} if params else {}) | ({"tags": tags} if tags else {})
    yield from likes_of_cv_results() if flavour.name == SKLEARN else ()
    yield from _results(cells, roles, flavour, fate)
    if fate is not None:
        end = {"type": "end", "status": fate.status} | ({"error": fate.error} if fate.error else {})
        yield end if ended is None else end | {"time": ended}


def _results(cells: dict[str, Any], roles: Roles, flavour: Flavour, fate: Fate | None) -> Iterator[Record]:
    """Yield what a row measured, and what it says besides."""
    values, facts = (
        {short: _plain(cells[column]) for short, column in place.items() if column in cells}
        for place in (roles.metrics, roles.facts)
    )
    if fate is None and roles.state in cells:
        facts["state"] = cells[roles.state]
    elif fate is not None and fate.state:
        facts["state"] = fate.state
    for step, column in sorted((int(step), column) for step, column in roles.points.items()):
        if column in cells:
            yield {"step": step, "metrics": {_POINTS: _plain(cells[column])}}
    ended_well = fate is None or fate.status == "finished"
    if flavour.name == OPTUNA and fate is not None and not ended_well:
        # Of a trial that was pruned the table has its last intermediate value in the place of a result.
        facts |= {f"{short} ({fate.state})": value for short, value in values.items()}
    elif values:
        # What a run that failed or was killed set as its score would be taken for its result.
        yield {"type": "summary", "values": values} if ended_well else {"metrics": values}
    if facts:
        yield {"type": "fact", "values": facts}


def as_time(value: Any) -> float | None:
    """Return Unix seconds of a time as tables hold it: seconds, milliseconds, or a text as of ISO 8601."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return next((value / scale for scale in (1.0, 1e3) if 1e9 * scale <= value < 1e10 * scale), None)
    try:
        time = datetime.fromisoformat(value) if isinstance(value, str) else None
        # Without a zone it is taken for UTC: nothing tells another.
        return (time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp() if time else None
    except (ValueError, OverflowError, OSError):
        return None


def _label(value: Any) -> str:
    return str(value)[:200]


def _plain(value: Any) -> Any:
    return json_number(value) if isinstance(value, float) else value


def columns_named(names: Sequence[str], patterns: Sequence[str]) -> list[str]:
    """Return the names that match one of the patterns."""
    return [name for name in names if any(fnmatchcase(name, pattern) for pattern in patterns)]
