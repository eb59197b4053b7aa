"""Google Benchmark: ``--benchmark_out_format=json``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from xreport.importers.benchmarks.results import Scores, claim_results, read_result, stem_of
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

_MEASURED: Final = ("real_time", "cpu_time", "big_o", "rms", "error_occurred", "skipped")
_TIMES: Final = ("real_time", "cpu_time")
_UNITS: Final = {"real_coefficient": "", "cpu_coefficient": "", "bytes_per_second": "B/s", "items_per_second": "1/s"}
_OWN: Final = {
    "name", "run_name", "run_type", "family_index", "per_family_instance_index", "repetitions", "repetition_index",
    "threads", "time_unit", "aggregate_name", "aggregate_unit", "label", "error_occurred", "error_message", "skipped",
    "skip_message", "big_o", *_TIMES,
}  # fmt: skip
_FACTS: Final = ("label", "big_o")
_SPREAD: Final = re.compile(r"stddev|cv|rms", re.IGNORECASE)
_FOLDERS: Final = re.compile(r"[\\/]+")


class GoogleBenchmarkImporter:
    """Reads the JSON that programs made with Google Benchmark write: each file is a run.

    Read: real and CPU time in the unit that the file gives, iterations, bytes and items per second, counters, labels,
    aggregates (``<benchmark>_mean/real_time``), complexities; time, number of processors, build type. A benchmark that
    failed or was skipped is a fact without numbers: the tool writes a time of 0 for it.
    Left: the name of the host, the folders of the program, caches, the load of the machine.
    """

    name = "gbench"
    bare = True

    def claim(self, listing: Listing) -> Iterable[Claim] | Refusal:
        """Claim each file that begins as such a document does."""
        return claim_results(listing, b'"context"', is_result, "Google Benchmark")

    def read(self, files: Files, report: Report) -> Iterator[ImportedRun]:
        """Yield the run of a file."""
        found = read_result(files, report, "Google Benchmark", pairs=_first)
        if found is not None:
            yield "", _records(found, files.claim.files[0], report)


def is_result(found: Any) -> bool:
    """Return whether a document, or its beginning, is one of Google Benchmark."""
    context, benchmarks = dict_of(found, "context"), list_of(found, "benchmarks")
    first = benchmarks[0] if benchmarks else None
    if not isinstance(first, dict) or "num_cpus" not in context:
        return False
    return "name" in first and any(key in first for key in _MEASURED)


def _first(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object with the first of equal keys, which is the tool's own: a counter of that name follows it."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        found[f"{key} (counter)" if key in found else key] = value
    return found


def _records(found: dict[str, Any], path: str, report: Report) -> Iterator[Record]:
    context = dict_of(found, "context")
    executable = _FOLDERS.split(text_of(context, "executable").rstrip("\\/"))[-1]
    about = {key: context.get(key) for key in ("num_cpus", "mhz_per_cpu", "cpu_scaling_enabled", "library_build_type")}
    custom = {key: value for key, value in context.items() if isinstance(value, str) and key not in _CONTEXT}
    yield start(
        time=seconds(text_of(context, "date")),
        name=stem_of(path),
        algorithm=executable,
        params=said({"result": stem_of(path), "executable": executable, **about, **custom}),
        environment=said({"hardware": said({"cpus": number_of(context.get("num_cpus"))})}),
    )
    benchmarks = list_of(found, "benchmarks")
    scores = Scores()
    repeated = _repeated(benchmarks)
    for benchmark in benchmarks:
        name = text_of(benchmark, "name")
        if not name:
            what = "a benchmark without a name: it is left out"
            report.reject(0, what, "Run the benchmarks again.", where=path)
            continue
        index = number_of(benchmark.get("repetition_index"))
        if name in repeated and index is not None and text_of(benchmark, "run_type") != "aggregate":
            name = f"{name}/repetition:{index}"
        _add(scores, name, benchmark)
    if scores.again:
        what = "several benchmarks of one name: the last one counts"
        report.note(what, "Give each benchmark a name of its own.", where=path)
    yield from scores.records()


_CONTEXT: Final = {
    "date", "host_name", "executable", "library_build_type", "library_version", "json_schema_version",
}  # fmt: skip


def _repeated(benchmarks: list[Any]) -> set[str]:
    """Names of benchmarks that ran several times: each repetition has the same name."""
    counts: dict[str, int] = {}
    for benchmark in benchmarks:
        name = text_of(benchmark, "name")
        counts[name] = counts.get(name, 0) + 1
    return {name for name, count in counts.items() if count > 1}


def _add(scores: Scores, name: str, benchmark: dict[str, Any]) -> None:
    if benchmark.get("error_occurred"):
        scores.fail(name, text_of(benchmark, "error_message"))
        return
    if benchmark.get("skipped"):
        scores.skip(name, text_of(benchmark, "skip_message"))
        return
    aggregate = text_of(benchmark, "aggregate_name")
    relative = text_of(benchmark, "aggregate_unit") == "percentage"
    spread = relative or bool(_SPREAD.search(aggregate))
    time = text_of(benchmark, "time_unit")
    for key, value in benchmark.items():
        if (key in _OWN and key not in _TIMES) or number_of(value) is None:
            continue
        unit = time if key in _TIMES or key.endswith("_coefficient") else _UNITS.get(key, "")
        if spread:
            scores.spread(f"{name}/{key}", value, "" if relative else unit)
            continue
        better = "min" if key in _TIMES else "max" if key.endswith("_per_second") else ""
        scores.add(f"{name}/{key}", value, unit=unit, direction=better)
    for key in _FACTS:
        if text := text_of(benchmark, key):
            scores.add(f"{name}/{key}", text)
