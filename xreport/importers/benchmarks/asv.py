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
from xreport.importers.kit.values import as_double

OTHER_MACHINE: Final = "asv result of another machine than its folder's"
OWN: Final = "asv's own (machines, benchmarks)"
_MACHINE: Final = "machine.json"
_BENCHMARKS: Final = "benchmarks.json"
_NAMED: Final = re.compile(r"[0-9a-f]{8}-.+\.json", re.DOTALL)
_BETTER: Final = {"time", "memory", "peakmemory"}
"""Kinds of benchmarks of which less is better; what a ``track`` benchmark returns may be anything."""
_MACHINES: Final = ("machine", "arch", "cpu", "num_cpu", "os", "ram")
_STATS: Final = {
    "99 % interval": ("stats_ci_99_a", "stats_ci_99_b"),
    "quartiles": ("stats_q_25", "stats_q_75"),
}
_OLD_STATS: Final = {"quartiles": ("q_25", "q_75")}
_OLD_VERSIONS: Final = "benchmark_version"
_FOLDERS: Final = re.compile(r"[\\/]+")
_CLASS: Final = re.compile(r"u?'(.+)'|<class '(.+)'>", re.DOTALL)
_FIX: Final = "Run the benchmark again, or remove the file."


class AsvImporter:
    """Reads the results of asv, of versions 1 and 2 of its format: each file is a run.

    Read: each benchmark's value (``<benchmark>(<params>)``); unit and kind from ``benchmarks.json``; commit, machine,
    Python, requirements and variables of the environment as params, the time of the commit. The limits of its 99 %
    interval and its quartiles are facts, and so is a benchmark that failed, or was skipped or gave NaN (asv writes the
    same for both). A value of another version of a benchmark than the present one is not comparable, and has a name of
    its own.
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
    columns, versions = list_of(found, "result_columns"), dict_of(found, _OLD_VERSIONS)
    for name, entry in dict_of(found, "results").items():
        try:
            _add(scores, name, _Result(entry, columns, text_of(versions, name)), dict_of(benchmarks, name))
        except ValueError as error:
            report.reject(0, str(error), _FIX, where=path)
    yield from scores.records()


class _Result:
    """The values of one benchmark, whichever version of the format wrote them.

    ``stats`` are pairs of columns, by name; ``version`` is that of the benchmark.
    """

    def __init__(self, entry: Any, columns: list[Any], version: str) -> None:
        self.version = version
        if columns and isinstance(entry, list):
            row = dict(zip(map(str, columns), entry, strict=False))
            self.values, self.params = row.get("result"), row.get("params") or []
            self.stats = {name: [list_of(row, key) for key in keys] for name, keys in _STATS.items()}
            self.version = text_of(row, "version") or version
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
        for at, one in enumerate(product(*([_shown(value) for value in values] for values in self.params))):
            yield f"({', '.join(one)})" if one else "", at

    def spread(self, at: int) -> str:
        """Say how far the samples of a value lie apart, as far as asv says it: of a single one there is no interval."""
        told = []
        for name, columns in self.stats.items():
            ends = [number_of(column[at]) if at < len(column) else None for column in columns]
            low, high = (None if end is None else as_double(end) for end in ends)
            if low is not None and high is not None and abs(low) < inf and abs(high) < inf:
                told.append(f"{name} {low:.6g} to {high:.6g}")
        return ", ".join(told)


def _old_stats(stats: Any) -> dict[str, list[list[Any]]]:
    """What version 1 keeps in an object per value."""
    stats = stats if isinstance(stats, list) else [stats]
    limits = [list_of(one, "ci_99") for one in stats]
    columns = {"99 % interval": [[one[at] if len(one) == 2 else None for one in limits] for at in (0, 1)]}
    return columns | {
        name: [[one.get(key) if isinstance(one, dict) else None for one in stats] for key in keys]
        for name, keys in _OLD_STATS.items()
    }


def _add(scores: Scores, name: str, result: _Result, benchmark: dict[str, Any]) -> None:
    unit, kind = text_of(benchmark, "unit"), text_of(benchmark, "type")
    direction = "min" if kind in _BETTER or (not kind and _is_timed(name)) else ""
    present = text_of(benchmark, "version")
    is_present = not result.version or not present or result.version == present
    values = result.values
    if result.params and values is not None and not isinstance(values, list):
        raise ValueError("a benchmark with params and one value: it is left out")
    for params, at in result.rows():
        value = (values[at] if at < len(values) else None) if isinstance(values, list) else values
        full = name + params if is_present else f"{name}{params} (version {result.version[:8]})"
        if value is None:
            scores.fail(full)
        elif isinstance(value, float) and value != value:  # noqa: PLR0124 - NaN
            scores.skip(full, "or NaN was measured")
        elif number_of(value) is None and not isinstance(value, HugeNumber):
            raise ValueError("a benchmark whose value is no number: it is left out")
        else:
            scores.add(full, value, unit=unit, direction=direction)
            if spread := result.spread(at):
                scores.facts[f"{full}/spread"] = spread


def _is_timed(name: str) -> bool:
    """Whether the name says what asv goes by where no kind is given."""
    return name.rpartition(".")[2].startswith(("time_", "mem_", "peakmem_"))


def _shown(value: Any) -> str:
    """A param as asv shows it: without quotes, and of a class its name."""
    text = str(value)
    if text.isdecimal():
        return text
    match = _CLASS.fullmatch(text)
    return (match[1] or match[2]) if match else text


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _name(path: str) -> str:
    return path.rpartition("/")[2]
