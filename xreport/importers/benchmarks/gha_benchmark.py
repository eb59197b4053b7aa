"""github-action-benchmark: its ``data.js``, and the JSON of its own format that it is fed with."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Final

from xreport.importers.benchmarks.results import Scores, stem_of
from xreport.importers.forms.documents import (
    PEEKED,
    dict_of,
    documents,
    list_of,
    number_of,
    parse_document,
    peek,
    read_bytes,
    read_document,
    seconds,
    text_of,
)
from xreport.importers.kit.decode import HugeNumber
from xreport.importers.kit.fields import start
from xreport.importers.kit.protocol import Claim, Files, ImportedRun, Listing, Record, Refusal
from xreport.importers.kit.report import Report

_SCRIPT: Final = re.compile(rb"\s*window\.BENCHMARK_DATA\s*=\s*")
_BIGGER: Final = {"benchmarkjs", "pytest", "customBiggerIsBetter"}
_SMALLER: Final = {
    "cargo", "go", "benchmarkluau", "googlecpp", "catch2", "julia", "benchmarkdotnet", "customSmallerIsBetter",
}  # fmt: skip
_RATE: Final = re.compile(r"(?:ops|iter|iterations)/\w+")
_TIME: Final = re.compile(r"\w+/(?:op|iter|iteration)")
_KEYS: Final = {"name", "unit", "value", "range", "extra"}
_DATA: Final = "data.js"
_CUSTOM: Final = "custom"


class GhaBenchmarkImporter:
    """Reads ``data.js`` of github-action-benchmark, and JSON of its custom format.

    Read: a run for each entry of the history of each suite, with its commit, time and tool; each benchmark's value and
    unit, and the direction that the action itself assumes for the tool. ``range`` and ``extra`` are facts. A list of
    ``name``, ``unit``, ``value`` (what the action is fed with) is one run without a commit.
    Left: authors, committers, messages, addresses.
    """

    name = "gha-benchmark"
    bare = True

    def claim(self, listing: Listing) -> Iterable[Claim] | Refusal:
        """Claim each script and each list that begins so."""
        scripts = [path for path in listing.files if path.endswith(".js") and _is_script(listing.head(path, PEEKED))]
        lists = [Claim(path, (path,), hint=_CUSTOM) for path in documents(listing, b'"unit"', is_list)]
        return [*(Claim(path, (path,)) for path in scripts), *lists] or Refusal("no data.js of github-action-benchmark")

    def read(self, files: Files, report: Report) -> Iterator[ImportedRun]:
        """Yield the runs of a file."""
        (path,) = files.claim.files
        if files.claim.hint == _CUSTOM:
            found = read_document(files, path, report, what="the list of benchmarks")
            if isinstance(found, list):
                yield "", _custom(found, path, report)
            return
        data = read_bytes(files, path, report)
        if data is None:
            return
        text = _without_script(data)
        if text is None:
            report.note(
                "is no data.js of github-action-benchmark any longer",
                "Restore the file from a copy.",
                where=path,
            )
            return
        found = parse_document(text, path, report, what="data.js", limits=files.limits)
        if isinstance(found, dict):
            yield from _entries(found, path, report)


def is_list(found: Any) -> bool:
    """Return whether a document, or its beginning, is a list of ``name``, ``unit``, ``value`` and nothing else."""
    return (
        isinstance(found, list)
        and bool(found)
        and all(isinstance(one, dict) and set(one) <= _KEYS for one in found)
        and {"name", "unit", "value"} <= set(found[0])
        and number_of(found[0]["value"]) is not None
    )


def _without_script(data: bytes) -> bytes | None:
    data = data.removeprefix(codecs.BOM_UTF8)
    begun = _SCRIPT.match(data)
    return data[begun.end() :].rstrip().removesuffix(b";") if begun else None


def _is_script(head: bytes) -> bool:
    rest = _without_script(head)
    return rest is not None and isinstance(peek(rest), dict)


def _entries(found: dict[str, Any], path: str, report: Report) -> Iterator[ImportedRun]:
    project = text_of(found, "repoUrl").rstrip("/").rpartition("/")[2]
    seen: Counter[str] = Counter()
    fix = "Restore the file from a copy; the other entries are read."
    for suite, history in dict_of(found, "entries").items():
        for entry in history if isinstance(history, list) else ():
            if not list_of(entry, "benches"):
                report.reject(0, "an entry without benchmarks: it is left out", fix, where=path)
                continue
            commit = text_of(dict_of(entry, "commit"), "id")
            key = f"{suite}/{commit[:12] or 'entry'}"
            seen[key] += 1
            # The action may run on one commit again.
            again = f"-{seen[key]}" if seen[key] > 1 else ""
            yield f"{key}{again}", _entry(entry, suite, project, again, path, report)


def _entry(  # noqa: PLR0913, PLR0917 - what an entry is part of
    entry: dict[str, Any], suite: str, project: str, again: str, path: str, report: Report
) -> Iterator[Record]:
    commit, tool = dict_of(entry, "commit"), text_of(entry, "tool")
    when = number_of(entry.get("date"))
    name = text_of(commit, "id")
    yield start(
        # Milliseconds of the measurement, else the time of the commit.
        time=when / 1000 if when is not None and 0 < when < 1e15 else seconds(text_of(commit, "timestamp")),
        project=project,
        name=(f"{suite} {name[:7]}" if name else suite) + again,
        group=suite,
        params={key: value for key, value in (("commit", name), ("suite", suite), ("tool", tool)) if value},
        environment={"commit": name} if name else {},
    )
    yield from _benches(list_of(entry, "benches"), tool, path, report)


def _custom(found: list[Any], path: str, report: Report) -> Iterator[Record]:
    yield start(name=stem_of(path), params={"result": stem_of(path)})
    yield from _benches(found, "", path, report)


def _benches(benches: list[Any], tool: str, path: str, report: Report) -> Iterator[Record]:
    scores = Scores()
    for bench in benches:
        name, value = text_of(bench, "name"), _value(bench)
        if not name or value is None:
            what = "a benchmark without a name or a value: it is left out"
            report.reject(0, what, "Look at what the action is fed with.", where=path)
            continue
        unit = text_of(bench, "unit")
        scores.add(name, value, unit=unit, direction=_direction(tool, unit))
        for key in ("range", "extra"):
            more = bench.get(key)
            if isinstance(more, str | int | float) and more != "":
                # A text: "± 3" is no number, and a number here is none that anything is ranked by.
                scores.add(f"{name}/{key}", _as_text(more))
    if scores.again:
        what = "several benchmarks of one name: the last one counts"
        report.note(what, "Give each benchmark a name of its own.", where=path)
    yield from scores.records()


def _value(bench: Any) -> Any:
    """The value: a number; the action takes texts that are numbers, too."""
    value = bench.get("value") if isinstance(bench, dict) else None
    if isinstance(value, str) and not isinstance(value, HugeNumber):
        try:
            return float(value)
        except ValueError:
            return None
    return value if isinstance(value, HugeNumber) else number_of(value)


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) and not value.replace(".", "").isdigit() else f"± {value}"


def _direction(tool: str, unit: str) -> str:
    if tool in _BIGGER:
        return "max"
    if tool in _SMALLER:
        return "min"
    # JMH measures both; a list says nothing of its tool.
    return "max" if _RATE.fullmatch(unit) else "min" if _TIME.fullmatch(unit) else ""
