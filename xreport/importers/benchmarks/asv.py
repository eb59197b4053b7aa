"""airspeed velocity (asv): ``results/<machine>/<commit>-<environment>.json``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from math import inf
from typing import Any, Final

from xreport.importers.benchmarks.results import MOST_BENCHMARKS, Scores
from xreport.importers.forms.documents import (
    PEEKED,
    dict_of,
    list_of,
    number_of,
    parse_document,
    peek,
    read_document,
    text_of,
)
from xreport.importers.kit.decode import HugeNumber
from xreport.importers.kit.fields import said, start
from xreport.importers.kit.protocol import Aside, Claim, Files, ImportedRun, Listing, Record, Refusal
from xreport.importers.kit.report import Report

_DULL: Final = {"results", "result", "benchmarks", ".asv", "asv", "asv_bench"}
OTHER_MACHINE: Final = "asv result of another machine than its folder's"
OWN: Final = "asv's own (machines, benchmarks)"
_MACHINE: Final = "machine.json"
_BENCHMARKS: Final = "benchmarks.json"
_NAMED: Final = re.compile(r"[0-9a-f]{8}-.+\.json", re.DOTALL)
_BETTER: Final = {"time", "memory", "peakmemory"}
"""Kinds of benchmarks of which less is better; what a ``track`` benchmark returns may be anything."""
_MACHINES: Final = ("machine", "arch", "cpu", "num_cpu", "os", "ram")
_COLUMNS: Final = ("result", "params")
_STATS: Final = {"stats_ci_99_a": "ci_99_low", "stats_ci_99_b": "ci_99_high", "stats_q_25": "q25", "stats_q_75": "q75"}
_OLD_STATS: Final = {"q_25": "q25", "q_75": "q75"}
_FOLDERS: Final = re.compile(r"[\\/]+")
_CLASS: Final = re.compile(r"u?'(.+)'|<class '(.+)'>", re.DOTALL)
_FIX: Final = "Run the benchmark again, or remove the file."


class AsvImporter:
    """Reads the results of asv, of versions 1 and 2 of its format: each file is a run.

    Read: each benchmark's value (``<benchmark>(<params>)``), the limits of its 99 % interval and its quartiles; unit
    and kind from ``benchmarks.json``; commit, machine, Python, requirements and variables of the environment as params,
    the time of the commit. A benchmark that failed is a fact without a value, one that was skipped is left out.
    Left: single samples, profiles, durations, code. A result of another machine than its folder's is passed over, as
    asv does it.
    """

    name = "asv"
    bare = True

    def claim(self, listing: Listing) -> Iterable[Claim | Aside] | Refusal:
        """Claim each result; what machines and benchmarks are like is read with them."""
        places = [path for path in listing.files if path.endswith(".json")]
        machines = {_folder(path) for path in places if _name(path) == _MACHINE and _is_machine(listing, path)}
        found = [path for path in places if _is_result(listing, path, machines)]
        if not found:
            return Refusal("no results of asv")
        return _claims(listing, found, machines)

    def read(self, files: Files, report: Report) -> Iterator[ImportedRun]:
        """Yield the run of a file."""
        (path,) = files.claim.files
        found = read_document(files, path, report, what="the result of asv")
        if found is None:
            return
        if not is_result(found):
            report.note("valid JSON, and no result of asv", "Remove the file.", where=path)
            return
        shared = {_name(other): parse_shared(files, other) for other in files.claim.context}
        machine = text_of(shared.get(_MACHINE), "machine")
        if machine and text_of(dict_of(found, "params"), "machine") != machine:
            report.skip(OTHER_MACHINE)
            return
        benchmarks = shared.get(_BENCHMARKS)
        yield "", _records(found, benchmarks if isinstance(benchmarks, dict) else {}, path, report)


def parse_shared(files: Files, path: str) -> Any:
    """Return a document that several results share; None where it cannot be used: they are readable without it."""
    try:
        return parse_document(files.read(path), path, Report(path), limits=files.limits)
    except OSError:
        return None


def is_result(found: Any) -> bool:
    """Return whether a document, or its beginning, is a result of asv."""
    return (
        isinstance(found, dict)
        and bool(text_of(found, "commit_hash"))
        and isinstance(found.get("params"), dict)
        and isinstance(found.get("results"), dict)
        and "requirements" in found
    )


def _is_result(listing: Listing, path: str, machines: set[str]) -> bool:
    if _name(path) in {_MACHINE, _BENCHMARKS}:
        return False
    if _folder(path) in machines and _NAMED.fullmatch(_name(path)):
        return True  # damaged or not: asv put it there
    head = listing.head(path, PEEKED)
    return b'"commit_hash"' in head and b'"requirements"' in head and is_result(peek(head))


def _is_machine(listing: Listing, path: str) -> bool:
    found = peek(listing.head(path))
    return bool(text_of(found, "machine") and "arch" in found and "version" in found)


def _claims(listing: Listing, found: Sequence[str], machines: set[str]) -> Iterator[Claim | Aside]:
    own: set[str] = set()
    for path in found:
        folder = _folder(path)
        above = _folder(folder)
        shared = [f"{folder}/{_MACHINE}" if folder else _MACHINE] if folder in machines else []
        if folder:
            benchmarks = f"{above}/{_BENCHMARKS}" if above else _BENCHMARKS
            shared += [benchmarks] if listing.is_file(benchmarks) else []
        own.update(shared)
        yield Claim(path, (path,), tuple(shared))
    yield Aside(tuple(sorted(own)), OWN)


def _records(found: dict[str, Any], benchmarks: dict[str, Any], path: str, report: Report) -> Iterator[Record]:
    params, commit = dict_of(found, "params"), text_of(found, "commit_hash")
    date = number_of(found.get("date"))
    machine = {key: params[key] for key in _MACHINES if isinstance(params.get(key), str | int | float)}
    environment = {key: value for key, value in params.items() if key not in machine and key != "python"}
    python = text_of(found, "python") or text_of(params, "python")
    stem = _name(path).removesuffix(".json")
    if _FOLDERS.search(python):
        # Of an interpreter that was there already asv notes the place, which is nobody else's concern.
        python = _FOLDERS.split(python)[-1]
        stem = f"{commit[:8]}-existing"
    yield start(
        time=date / 1000 if date is not None and 0 < date < 1e15 else None,
        project=_project(path),
        name=stem,
        params=said(
            {
                "commit": commit,
                "machine": machine,
                "python": python,
                "requirements": environment | dict_of(found, "requirements"),
                "env_vars": dict_of(found, "env_vars"),
            }
        ),
        environment=said({"commit": commit, "python": python, "platform": text_of(params, "arch")}),
    )
    scores = Scores()
    for name, entry in dict_of(found, "results").items():
        try:
            _add(scores, name, _Result(entry, list_of(found, "result_columns")), dict_of(benchmarks, name))
        except ValueError as error:
            report.reject(0, str(error), _FIX, where=path)
    yield from scores.records()


class _Result:
    """The values of one benchmark, whichever version wrote them."""

    def __init__(self, entry: Any, columns: list[Any]) -> None:
        if columns and isinstance(entry, list):
            row = dict(zip(map(str, columns), entry, strict=False))
            self.values, self.params = row.get("result"), row.get("params") or []
            self.stats = {name: row.get(key) for key, name in _STATS.items()}
        elif isinstance(entry, dict):
            self.values, self.params = entry.get("result"), entry.get("params") or []
            self.stats = _old_stats(entry.get("stats"))
        else:
            self.values, self.params, self.stats = entry, [], {}

    def rows(self) -> Iterator[tuple[str, int]]:
        """Yield how each combination of params is written, and its place. Raises `ValueError`."""
        if not isinstance(self.params, list) or not all(isinstance(one, list) for one in self.params):
            raise ValueError("a benchmark whose params are no lists: it is left out")
        count = 1
        for one in self.params:
            count *= len(one)
        if count > MOST_BENCHMARKS:
            raise ValueError(f"a benchmark with more than {MOST_BENCHMARKS:,} combinations of params: it is left out")
        if self.params and isinstance(self.values, list) and len(self.values) != count:
            raise ValueError("a benchmark with other numbers of values and of params: it is left out")
        for at, one in enumerate(product(*self.params)):
            yield f"({', '.join(map(_shown, one))})" if one else "", at


def _old_stats(stats: Any) -> dict[str, Any]:
    """What version 1 keeps in an object per value."""
    stats = stats if isinstance(stats, list) else [stats]
    columns: dict[str, Any] = {name: [_at(one, key) for one in stats] for key, name in _OLD_STATS.items()}
    for place, name in enumerate(("ci_99_low", "ci_99_high")):
        limits = [list_of(one, "ci_99") for one in stats]
        columns[name] = [limit[place] if len(limit) == 2 else None for limit in limits]
    return columns


def _at(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, dict) else None


def _add(scores: Scores, name: str, result: _Result, benchmark: dict[str, Any]) -> None:
    unit, kind = text_of(benchmark, "unit"), text_of(benchmark, "type")
    direction = "min" if kind in _BETTER or (not kind and _is_timed(name)) else ""
    values = result.values
    for params, at in result.rows():
        if isinstance(values, list):
            value = values[at] if at < len(values) else None
        elif result.params and values is not None:
            raise ValueError("a benchmark with params and one value: it is left out")
        else:
            value = values
        if isinstance(value, float) and value != value:  # noqa: PLR0124 - NaN: asv's word for "skipped"
            continue
        if value is not None and number_of(value) is None and not isinstance(value, HugeNumber):
            raise ValueError("a benchmark whose value is no number: it is left out")
        scores.add(name + params, value, unit=unit, direction=direction)
        for key, column in result.stats.items():
            one = column[at] if isinstance(column, list) and at < len(column) else None
            limit = number_of(one)
            if limit is not None and abs(limit) < inf:  # of a single sample there is no interval
                scores.add(f"{name}{params}/{key}", limit, unit=unit)


def _is_timed(name: str) -> bool:
    """Whether the name says what asv goes by where no kind is given."""
    return name.rpartition(".")[2].startswith(("time_", "mem_", "peakmem_"))


def _shown(value: Any) -> str:
    """A param as asv shows it: without quotes, and of a class its name."""
    text = str(value)
    match = _CLASS.fullmatch(text)
    return (match[1] or match[2]) if match else text


def _project(path: str) -> str:
    """The folder above the machines' that says something: all machines measure one project."""
    above = path.split("/")[:-2]
    return next((one for one in reversed(above) if one.lower() not in _DULL), "asv")


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _name(path: str) -> str:
    return path.rpartition("/")[2]
