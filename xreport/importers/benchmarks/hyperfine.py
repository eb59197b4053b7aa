"""hyperfine: ``--export-json``, of versions 1 and 2."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from xreport.importers.benchmarks.results import SECONDS, Scores, claim_results, stem_of
from xreport.importers.forms.documents import dict_of, list_of, number_of, read_document, seconds, text_of
from xreport.importers.kit.columns import Columns
from xreport.importers.kit.fields import start
from xreport.importers.kit.params import as_param
from xreport.importers.kit.protocol import Claim, Files, ImportedRun, Item, Listing, Refusal
from xreport.importers.kit.report import Report
from xreport.importers.kit.values import as_double
from xreport.text import plural

_BETTER: Final[tuple[str, ...]] = ("mean", "median", "min", "max", "user", "system")
_SPREAD: Final[tuple[str, ...]] = ("stddev",)
_BYTES: Final = "memory_usage_byte"
_WALL: Final = "time_wall_clock"
_MEANS: Final = {"user": "time_user", "system": "time_system"}
_MEMORY: Final = "memory_peak_resident"


@dataclass(frozen=True, slots=True)
class _Result:
    """What a file says of one command, whichever version wrote it.

    Attributes:
        scores: Statistics of its executions, in seconds; None where there is none.
        executions: What was measured of each execution, in their order.
        codes: Their exit codes; None where the system gave none.
    """

    params: Mapping[str, Any]
    scores: Mapping[str, Any]
    executions: Mapping[str, Sequence[Any]]
    codes: Sequence[Any]


class HyperfineImporter:
    """Reads the JSON of hyperfine: each command of a file is a run.

    Read: mean, standard deviation, median, least and greatest time, user and system time in seconds; the times of the
    single executions as a series (``time``), exit codes and peak memory likewise; the parameters of a scan as params.
    A command that did not always exit with 0, which hyperfine measures with ``--ignore-failure``, is a failed run.
    Left: nothing. A file of version 1 has no time and says nothing of the machine.
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
        time = seconds(text_of(dict_of(found, "metadata"), "start_time"))
        keys: Counter[str] = Counter()
        for result in results:
            command = text_of(result, "command")
            if not command:
                what = "a result without its command: it is left out"
                report.reject(0, what, "Run hyperfine again.", where=path)
                continue
            keys[command] += 1
            key = f"{command} ({keys[command]})" if keys[command] > 1 else command
            one = _of_version_2(result) if "measurements" in result else _of_version_1(result)
            yield key, _records(command, one, stem_of(path), time)


def is_result(found: Any) -> bool:
    """Return whether a document, or its beginning, is one of hyperfine."""
    if not isinstance(found, dict):
        return False
    first = next(iter(list_of(found, "results")), None)
    if not isinstance(first, dict) or not text_of(first, "command"):
        return False
    if "hyperfine_version" in dict_of(found, "metadata"):
        return True
    return set(found) == {"results"} and number_of(first.get("mean")) is not None


def _of_version_1(result: dict[str, Any]) -> _Result:
    return _Result(
        dict_of(result, "parameters"),
        {key: result[key] for key in (*_BETTER, *_SPREAD) if key in result},
        {"time": list_of(result, "times"), _BYTES: list_of(result, _BYTES)},
        list_of(result, "exit_codes"),
    )


def _of_version_2(result: dict[str, Any]) -> _Result:
    summary = dict_of(result, "summary")
    wall = dict_of(summary, _WALL)
    scores = {key: wall[key] for key in (*_BETTER, *_SPREAD) if key in wall}
    scores |= {key: one["mean"] for key, name in _MEANS.items() if "mean" in (one := dict_of(summary, name))}
    measured = [one for one in list_of(result, "measurements") if isinstance(one, dict)]
    params = dict_of(result, "parameters")
    return _Result(
        {key: value.get("value") if isinstance(value, dict) else value for key, value in params.items()},
        scores,
        {
            "time": [dict_of(one, _WALL).get("value") for one in measured],
            _BYTES: [dict_of(one, _MEMORY).get("value") for one in measured],
        },
        [one["exit_code"] for one in measured if "exit_code" in one],
    )


def _records(command: str, result: _Result, file: str, time: float | None) -> Iterator[Item]:
    params = {key: as_param(value) if isinstance(value, str) else value for key, value in result.params.items()}
    yield start(time=time, name=command, algorithm=command, params={"command": command, "result": file, **params})
    for name, column in {**result.executions, "exit_code": result.codes}.items():
        values = {at: value for at, one in enumerate(column) if (value := number_of(one)) is not None}
        if values:
            steps, numbers = np.array([*values], np.int64), np.array([*map(as_double, values.values())], np.float64)
            yield Columns(steps, np.full(steps.size, np.nan), {name: (None, numbers)})
    scores = Scores()
    for key, value in result.scores.items():
        if value is None or number_of(value) is not None:
            scores.add(key, value, unit=SECONDS, direction="min" if key in _BETTER else "")
    yield {"type": "metric", "key": "mean", "primary": True}  # by which hyperfine says which command is fastest
    yield {"type": "metric", "key": "time", "unit": SECONDS, "direction": "min"}
    yield {"type": "metric", "key": _BYTES, "unit": "B"}
    yield from scores.records(_failure(result.codes))


def _failure(codes: Sequence[Any]) -> str:
    """Say which executions failed: of their times nobody knows what took them. "" where all exited with 0."""
    bad = [code for code in codes if code != 0 or isinstance(code, bool)]
    if not bad:
        return ""
    told = sorted({"none" if code is None else str(code)[:20] for code in bad})
    which = f"exit code{'s' if len(told) > 1 else ''} {', '.join(told[:5])}"
    return f"{which} in {len(bad):,} of {plural(len(codes), 'execution')}"
