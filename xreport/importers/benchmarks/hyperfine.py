"""hyperfine: ``--export-json``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Final

import numpy as np

from xreport.importers.benchmarks.results import SECONDS, Scores, claim_results, stem_of
from xreport.importers.forms.documents import dict_of, list_of, number_of, read_document, text_of
from xreport.importers.kit.columns import Columns
from xreport.importers.kit.fields import start
from xreport.importers.kit.params import as_param
from xreport.importers.kit.protocol import Claim, Files, ImportedRun, Item, Listing, Refusal
from xreport.importers.kit.report import Report

_BETTER: Final = ("mean", "median", "min", "max", "user", "system")
_SPREAD: Final = ("stddev",)
_BYTES: Final = "memory_usage_byte"


class HyperfineImporter:
    """Reads the JSON of hyperfine: each command of a file is a run.

    Read: mean, standard deviation, median, least and greatest time, user and system time in seconds; the times of the
    single executions as a series (``time``), exit codes and peak memory likewise; the parameters of a scan as params.
    Left: nothing. The file has no time and says nothing of the machine.
    """

    name = "hyperfine"
    bare = True

    def claim(self, listing: Listing) -> Iterable[Claim] | Refusal:
        """Claim each file that begins as such a document does."""
        return claim_results(listing, b'"command"', is_result, "hyperfine")

    def read(self, files: Files, report: Report) -> Iterator[ImportedRun]:
        """Yield a run per command."""
        (path,) = files.claim.files
        found = read_document(files, path, report, what="the result of hyperfine")
        if found is None:
            return
        results = list_of(found, "results")
        if not results:
            report.note("a result without commands", "Remove the file, or run hyperfine again.", where=path)
        keys: Counter[str] = Counter()
        for result in results:
            command = text_of(result, "command")
            if not command:
                what = "a result without its command: it is left out"
                report.reject(0, what, "Run hyperfine again.", where=path)
                continue
            keys[command] += 1
            key = f"{command} ({keys[command]})" if keys[command] > 1 else command
            yield key, _records(command, result, stem_of(path))


def is_result(found: Any) -> bool:
    """Return whether a document, or its beginning, is one of hyperfine."""
    if not isinstance(found, dict) or set(found) != {"results"}:
        return False
    results = list_of(found, "results")
    return bool(results and text_of(results[0], "command") and number_of(results[0].get("mean")) is not None)


def _records(command: str, result: dict[str, Any], file: str) -> Iterator[Item]:
    params = {
        key: as_param(value) if isinstance(value, str) else value
        for key, value in dict_of(result, "parameters").items()
    }
    yield start(name=command, algorithm=command, params={"command": command, "result": file, **params})
    columns = {
        name: [number_of(value) for value in list_of(result, key)]
        for name, key in (("time", "times"), ("exit_code", "exit_codes"), (_BYTES, _BYTES))
    }
    for name, values in columns.items():
        steps = [at for at, value in enumerate(values) if value is not None]
        if steps:
            numbers = np.array([_double(values[at]) for at in steps], np.float64)
            yield Columns(np.array(steps, np.int64), np.full(len(steps), np.nan), {name: (None, numbers)})
    scores = Scores()
    for key in (*_BETTER, *_SPREAD):
        if key in result:
            value = result[key]
            if value is None or number_of(value) is not None:
                scores.add(key, value, unit=SECONDS, direction="min" if key in _BETTER else "")
    yield {"type": "metric", "key": "time", "unit": SECONDS, "direction": "min"}
    yield from scores.records()


def _double(value: Any) -> float:
    try:
        return float(value)
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")
