"""Journal files of Optuna: each line is an operation; what they give together is found by doing them in their order.

A storage with several workers takes an operation only where it is still possible: a trial that is over stays as it is,
a study of the same name is not made again. Places in the file are the ids: those of studies, and those of trials of all
studies together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from xreport.importers.forms.documents import dict_of, list_of, seconds, text_of
from xreport.importers.kit.budget import OverLimitError, cells_of_text
from xreport.importers.kit.decode import BadLineError, LineDecoder
from xreport.importers.kit.lines import read_lines
from xreport.importers.kit.protocol import Files, ImportedRun
from xreport.importers.kit.report import Report
from xreport.importers.kit.values import as_step
from xreport.importers.trackers.optuna.trials import DIRECTIONS, STATES, Study, Trial, external, number, runs_of

_FIX: Final = "Restore the journal from a copy: all other lines are read."
_CELLS: Final = 24
"""What a line costs in memory besides its texts."""
_OVER: Final = {"COMPLETE", "PRUNED", "FAIL"}


def is_journal(head: bytes) -> bool:
    """Whether the first bytes of a file are those of a journal of Optuna."""
    first = head.lstrip()
    return first.startswith(b"{") and b'"op_code"' in first and b'"worker_id"' in first


def read_journal(files: Files, report: Report) -> Iterator[ImportedRun]:
    """Yield the trials of all studies that were not deleted."""
    path = files.claim.files[0]
    replay = _Replay()
    try:
        with files.open(path) as stream:
            line = 0
            for data, kind in read_lines(stream, report):
                if kind == "too long":
                    line += data.count(b"\n")
                    continue
                whole, rest = (data, b"") if kind == "lines" else (b"", data)
                for text in whole.split(b"\n")[:-1]:
                    line += 1
                    _take(replay, text, f"{path}:{line}", report)
                if rest:
                    report.wait(len(rest), "the last line is not finished", "It is read when it is.", where=path)
    except OverLimitError as over:
        report.end_early(over, where=path)
    for key, study in replay.studies.items():
        yield from runs_of(study, replay.of_study[key], report)


def _take(replay: _Replay, text: bytes, where: str, report: Report) -> None:
    if not text.strip():
        return
    try:
        operation = _DECODER.decode(text)
        replay.apply(operation)
    except BadLineError as error:
        report.reject(len(text) + 1, error.what, error.fix, where=where)
    except (ValueError, TypeError, KeyError, IndexError, OverflowError) as error:
        what = str(error) if isinstance(error, ValueError) else "not an operation of Optuna's journal"
        report.reject(len(text) + 1, f"{what}: the line is left out", _FIX, where=where)
    else:
        report.collected.spend(1, _CELLS + cells_of_text(text.decode("utf-8", "replace")))


_DECODER: Final = LineDecoder()


class _Replay:
    """The studies and trials that the operations give."""

    def __init__(self) -> None:
        self.studies: dict[int, Study] = {}
        self.of_study: dict[int, list[Trial]] = {}
        self._made = 0
        self._trials: list[Trial] = []

    def apply(self, operation: Mapping[str, Any]) -> None:
        """Do an operation. Raises `ValueError`, `TypeError` or `KeyError` where it is none."""
        code = operation["op_code"]
        if code == 0:
            self._make_study(operation)
        elif code in {1, 2, 3, 4}:
            self._to_study(code, operation)
        elif code in {5, 6, 7, 8, 9}:
            self._to_trial(code, operation)
        else:
            raise ValueError(f"an operation that is not known ({str(code)[:20]})")

    def _make_study(self, operation: Mapping[str, Any]) -> None:
        name = text_of(operation, "study_name")
        if any(study.name == name for study in self.studies.values()):
            return
        directions = [DIRECTIONS[_place(one)] for one in list_of(operation, "directions")]
        self.studies[self._made] = Study(name, directions)
        self.of_study[self._made] = []
        self._made += 1

    def _to_study(self, code: int, operation: Mapping[str, Any]) -> None:
        key = _place(operation["study_id"])
        study = self.studies.get(key)
        if study is None:
            return
        if code == 1:
            del self.studies[key]
        elif code == 2:
            study.user |= dict_of(operation, "user_attr")
        elif code == 3:
            study.system |= dict_of(operation, "system_attr")
        else:
            own = self.of_study[key]
            trial = _made(operation, len(own))
            own.append(trial)
            self._trials.append(trial)

    def _to_trial(self, code: int, operation: Mapping[str, Any]) -> None:
        place = _place(operation["trial_id"])
        trial = self._trials[place] if place < len(self._trials) else None
        if trial is None or trial.state in _OVER:
            return
        if code == 5:
            value = external(text_of(operation, "distribution"), operation["param_value_internal"])
            trial.params[text_of(operation, "param_name")] = value
        elif code == 6:
            _set_state(trial, operation)
        elif code == 7:
            step = as_step(operation["step"])
            if step is not None:
                trial.steps[step] = number(operation["intermediate_value"])
        elif code == 8:
            trial.user |= dict_of(operation, "user_attr")
        else:
            trial.system |= dict_of(operation, "system_attr")


def _place(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError("an id or a state that is no whole number")
    return value


def _made(operation: Mapping[str, Any], place: int) -> Trial:
    trial = Trial(place, STATES[_place(operation.get("state", 0))])
    trial.started = seconds(text_of(operation, "datetime_start"))
    trial.ended = seconds(text_of(operation, "datetime_complete"))
    distributions = dict_of(operation, "distributions")
    for name, internal in dict_of(operation, "params").items():
        trial.params[name] = external(text_of(distributions, name), internal)
    for step, value in dict_of(operation, "intermediate_values").items():
        trial.steps[int(step)] = number(value)
    trial.user = dict_of(operation, "user_attrs")
    trial.system = dict_of(operation, "system_attrs")
    _set_values(trial, operation)
    return trial


def _set_state(trial: Trial, operation: Mapping[str, Any]) -> None:
    state = STATES[_place(operation["state"])]
    if state == "RUNNING" and trial.state != "RUNNING":
        trial.started = seconds(text_of(operation, "datetime_start"))
    if state in _OVER:
        trial.ended = seconds(text_of(operation, "datetime_complete"))
    _set_values(trial, operation)
    trial.state = state


def _set_values(trial: Trial, operation: Mapping[str, Any]) -> None:
    values = list_of(operation, "values") or [operation.get("value")]
    told = {at: number(value) for at, value in enumerate(values) if value is not None}
    trial.values = told or trial.values
