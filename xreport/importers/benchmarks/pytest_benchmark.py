"""pytest-benchmark: the files of its storage, and those of ``--benchmark-json``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from xreport.importers.benchmarks.results import SECONDS, Scores, claim_results, read_result, stem_of
from xreport.importers.forms.documents import (
    dict_of,
    list_of,
    number_of,
    seconds,
    text_of,
)
from xreport.importers.kit.fields import said, start
from xreport.importers.kit.protocol import Claim, Files, ImportedRun, Listing, Record, Refusal
from xreport.importers.kit.report import Report
from xreport.text import short_hash

_TIMES: Final = (
    "min", "max", "mean", "stddev", "median", "iqr", "q1", "q3", "ld15iqr", "hd15iqr", "total",
)  # fmt: skip
_BETTER: Final = {"min", "max", "mean", "median", "q1", "q3"}
"""Times of which less is better; how they spread is neither good nor bad."""
_SPREAD: Final = ("stddev", "iqr")
"""What a single round has none of: the tool writes 0, as if it were perfectly repeatable."""
_COUNTS: Final = ("rounds", "iterations")
_OPS: Final = "ops"
_STORED: Final = re.compile(r"(\d{4,}_[0-9a-f]{7})[0-9a-f]*_.+")
_UNKNOWN: Final = {"unknown", "(unknown)", "unversioned"}


class PytestBenchmarkImporter:
    """Reads results of pytest-benchmark, of version 2.5 and later: each file is a run.

    Read: the statistics of each benchmark in seconds (``<benchmark>/mean``, …), operations per second, rounds and
    iterations, ``extra_info`` that holds numbers or texts, commit, branch, time, machine, Python, a project's name.
    A session that was saved twice, into the storage and by ``--benchmark-json``, is one run. A result of no clean
    commit has its own name among its params: nobody knows whether another one measured the same code.
    Left: the single timings (``--benchmark-save-data``), options, profiles, the name of the host, authors.
    """

    name = "pytest-benchmark"
    bare = True

    def claim(self, listing: Listing) -> Iterable[Claim] | Refusal:
        """Claim each file that begins as a result does."""
        return claim_results(listing, b'"benchmarks"', is_result, "pytest-benchmark")

    def read(self, files: Files, report: Report) -> Iterator[ImportedRun]:
        """Yield the run of a file."""
        found = read_result(files, report, "pytest-benchmark")
        if found is not None:
            yield "", _records(found, files.claim.files[0], report)


def is_result(found: Any) -> bool:
    """Return whether a document, or its beginning, is a result of pytest-benchmark."""
    if not isinstance(found, dict):
        return False
    benchmarks = found.get("benchmarks")
    if not isinstance(benchmarks, list):
        return False
    if benchmarks:
        first = benchmarks[0]
        return bool(text_of(first, "fullname") and (dict_of(first, "stats") or "options" in first))
    return "machine_info" in found and "commit_info" in found


def _records(found: dict[str, Any], path: str, report: Report) -> Iterator[Record]:
    machine, commit = dict_of(found, "machine_info"), dict_of(found, "commit_info")
    yield start(
        run=_session(found),
        writer=short_hash(path, 16),
        time=seconds(text_of(found, "datetime")),
        project=text_of(commit, "project"),
        name=_name(path),
        params=_params(machine, commit) | ({} if _is_clean(commit) else {"result": stem_of(path)}),
        environment=_environment(machine, commit),
    )
    scores = Scores()
    for benchmark in list_of(found, "benchmarks"):
        name = text_of(benchmark, "fullname") or text_of(benchmark, "name")
        stats = dict_of(benchmark, "stats")
        if not name or not stats:
            what = "a benchmark without a name or without statistics: it is left out"
            report.reject(0, what, "Run the benchmarks again.", where=path)
            continue
        _add(scores, name, stats)
        for key, value in dict_of(benchmark, "extra_info").items():
            if isinstance(value, int | float | str):
                scores.add(f"{name}/extra_info/{key}", value)
    if scores.again:
        what = "several benchmarks of one name: the last one counts"
        report.note(what, "Give each benchmark a name of its own.", where=path)
    yield from scores.records()


def _session(found: dict[str, Any]) -> str:
    """Return what tells a session from others: all that it measured, in the order of its benchmarks."""
    measured = [
        [text_of(one, "fullname"), [repr(stats.get(key)) for key in _TIMES]]
        for one in list_of(found, "benchmarks")
        if (stats := dict_of(one, "stats"))
    ]
    return short_hash(json.dumps([found.get("commit_info"), measured], sort_keys=True, default=str), 16)


def _is_clean(commit: dict[str, Any]) -> bool:
    return bool(_known(commit, "id")) and commit.get("dirty") is not True


def _add(scores: Scores, name: str, stats: dict[str, Any]) -> None:
    once = number_of(stats.get("rounds")) == 1
    for key in (*_TIMES, _OPS, *_COUNTS):
        value = number_of(stats.get(key))
        if value is None or (once and key in _SPREAD):
            continue
        if key in _COUNTS:
            scores.add(f"{name}/{key}", value)
        elif key == _OPS:
            scores.add(f"{name}/{key}", value, unit="1/s", direction="max")
        else:
            scores.add(f"{name}/{key}", value, unit=SECONDS, direction="min" if key in _BETTER else "")


def _name(path: str) -> str:
    """``0001_b87b9aa`` for the first of a storage, as the tool calls it; else what its file is called."""
    stem = path.rpartition("/")[2].rpartition(".")[0]
    stored = _STORED.fullmatch(stem)
    return stored[1] if stored else stem


def _params(machine: dict[str, Any], commit: dict[str, Any]) -> dict[str, Any]:
    cpu = dict_of(machine, "cpu")
    about = {
        "system": text_of(machine, "system"),
        "release": text_of(machine, "release"),
        "machine": text_of(machine, "machine"),
        "cpu": next((text for key in ("brand_raw", "brand") if (text := text_of(cpu, key))), ""),
        "python": text_of(machine, "python_version"),
        "implementation": text_of(machine, "python_implementation"),
        "compiler": text_of(machine, "python_compiler"),
    }
    dirty = commit.get("dirty")
    return said(
        {
            "commit": _known(commit, "id"),
            "dirty": dirty if isinstance(dirty, bool) else None,
            "branch": _known(commit, "branch"),
            "machine": said(about),
        }
    )


def _known(commit: dict[str, Any], key: str) -> str:
    """What a repository said: without one the tool writes words that say nothing."""
    found = text_of(commit, key)
    return "" if found in _UNKNOWN else found


def _environment(machine: dict[str, Any], commit: dict[str, Any]) -> dict[str, Any]:
    dirty = commit.get("dirty")
    platform = "-".join(filter(None, (text_of(machine, "system").lower(), text_of(machine, "machine"))))
    return said(
        {
            "commit": _known(commit, "id"),
            "dirty": dirty if isinstance(dirty, bool) else None,
            "python": text_of(machine, "python_version"),
            "platform": platform,
            "hardware": said({"cpus": number_of(dict_of(machine, "cpu").get("count"))}),
        }
    )
