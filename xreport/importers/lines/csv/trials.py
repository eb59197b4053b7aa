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
from xreport.importers.lines.csv.sheet import MOST_RUNS, Sheet
from xreport.text import json_number

_PARAM_STARTS: Final = ("params/", "params.", "params_", "param/", "param.", "param_", "config/", "config.", "hparams/")
_METRIC_STARTS: Final = ("metrics/", "metrics.", "metric/", "metric.", "summary/")
_TAG_STARTS: Final = ("tags.", "tag.", "user_attrs_", "system_attrs_")
_RESULTS: Final = re.compile(
    r"(?:^|[^a-z0-9])(?:loss|losses|acc|accuracy|err|error|auc|auroc|ap|map|f1|score|scores|ppl|perplexity|mse|rmse|mae|mape|"
    r"r2|nll|bce|bleu|rouge|wer|cer|iou|miou|dice|psnr|ssim|fid|precision|recall|reward|return|regret|elbo|kl|"
    r"objective|value|values|metric|result|time|duration|runtime|latency|throughput|speed|fps|top1|top5|bpb|bpc)"
    r"(?:$|[^a-z])"
)
_STATES: Final = {
    "complete": "finished", "completed": "finished", "finished": "finished", "terminated": "finished",
    "done": "finished", "pruned": "finished", "fail": "failed", "failed": "failed", "error": "failed",
    "crashed": "failed", "killed": "killed",
}  # fmt: skip
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
    seen: dict[str, int] = {}
    for number, row in enumerate(sheet.rows, 1):
        cells = {name: value for name, value in zip(sheet.names, row, strict=True) if value is not None}
        named = cells.get(roles.key)
        name = _label(named) if named is not None and roles.key else str(number)
        count = seen[name] = seen.get(name, 0) + 1
        title = cells.get(_TITLES.get(flavour.name, ""), named)
        yield (
            name if count == 1 else f"{name} ({count})",
            _run(cells, roles, flavour, _title(name if title is named else _label(title), sheet.path, named)),
        )


def _title(name: str, path: str, named: Any) -> str:
    """A number alone tells nothing beside the runs of others."""
    stem = path.rpartition("/")[2].rpartition(".")[0]
    return f"{stem} {name}" if named is None or name.isdecimal() else name


def assign(sheet: Sheet, flavour: Flavour) -> Roles:
    """Say what each column is."""
    roles = Roles()
    known = [*((flavour.run,) if flavour.run else () if flavour.name == "scikit-learn" else _NAMES)]
    roles.key = next((name for name in known if name in sheet.names and _distinct(sheet, name)), "") or (
        flavour.run if flavour.run in sheet.names else ""
    )
    for name in sheet.names:
        role = _role(sheet, name, flavour, roles)
        if role:
            getattr(roles, role)[_short(name, flavour)] = name
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
    numeric = _is_numeric(sheet, name)
    if flavour.params or flavour.metrics:
        return _said(name, flavour, numeric=numeric)
    lower = name.lower()
    for place, names in (("started", _STARTED), ("ended", _ENDED)):
        if lower in names and not getattr(roles, place):
            setattr(roles, place, name)
            return ""
    if lower in {"state", "status"} and not numeric:
        roles.state = name
        return ""
    if lower.startswith(_TAG_STARTS) or (flavour.name == "mlflow-csv" and not lower.startswith(("params", "metrics"))):
        return "" if lower.startswith("tags.mlflow.") or "." not in lower else "tags"
    if lower.startswith(_PARAM_STARTS):
        return "params"
    if lower == "duration" and flavour.name == "optuna":
        return ""  # a text, and what the two times say
    if lower == "params" or re.fullmatch(r"unnamed: \d+|index", lower):
        return ""  # repeats the others; or counts the rows
    measured = lower.startswith(_METRIC_STARTS) or flavour.name == "scikit-learn" or _RESULTS.search(lower) is not None
    return "metrics" if measured and numeric else "params"


def _said(name: str, flavour: Flavour, *, numeric: bool) -> str:
    """Of two lists one may be left out: then it has what the other has not."""
    if any(fnmatchcase(name, pattern) for pattern in flavour.metrics):
        return "metrics"
    if any(fnmatchcase(name, pattern) for pattern in flavour.params):
        return "params"
    if not flavour.params:
        return "params"
    return "metrics" if not flavour.metrics and numeric else ""


def _is_numeric(sheet: Sheet, name: str) -> bool:
    at = sheet.names.index(name)
    values = [row[at] for row in sheet.rows if row[at] is not None]
    return bool(values) and all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)


def _short(name: str, flavour: Flavour) -> str:
    if flavour.params or flavour.metrics:
        return name
    starts = (*_PARAM_STARTS, *_METRIC_STARTS[:4], *_TAG_STARTS)
    start = next((start for start in starts if name.lower().startswith(start) and len(name) > len(start)), "")
    return name[len(start) :].replace("/", "." if start.startswith("config") else "/")


def _run(cells: dict[str, Any], roles: Roles, flavour: Flavour, name: str) -> Iterator[Item]:
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
    values = {short: _plain(cells[column]) for short, column in roles.metrics.items() if column in cells}
    if values:
        yield {"type": "summary", "values": values}
    state = str(cells.get(roles.state, "")).rpartition(".")[2].lower()
    if state in _STATES:
        end: Record = {"type": "end", "status": _STATES[state]}
        yield end if ended is None else end | {"time": ended}


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
