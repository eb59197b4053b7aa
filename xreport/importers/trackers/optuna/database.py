"""SQLite databases of Optuna (``RDBStorage``), opened to be read and nothing else."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any, Final

from xreport.importers.forms.documents import seconds
from xreport.importers.forms.sqlite import FAULTS, FIX, Database, Row, is_of_tool, read_database
from xreport.importers.kit.protocol import Files, ImportedRun, Listing
from xreport.importers.kit.report import Report
from xreport.importers.kit.values import as_step
from xreport.importers.trackers.optuna.trials import STATES, Study, Trial, external, number, runs_of

_TABLES: Final = {"studies", "trials", "trial_params", "trial_values", "version_info"}
_SIGNS: Final = (b"study_name", b"distribution_json", b"trial_user_attributes")
_TRIAL: Final = 500
_VALUE: Final = 100
"""Bytes that a trial and a value take besides their texts, roughly."""
_TYPES: Final = {"INF_POS": math.inf, "INF_NEG": -math.inf, "NAN": math.nan}
"""What stands in a column beside NULL, where a value is not finite."""


def is_database(listing: Listing, path: str) -> bool:
    """Return whether a database has the tables of Optuna."""
    return is_of_tool(listing, path, _TABLES, _SIGNS)


def read_database_of(files: Files, report: Report) -> Iterator[ImportedRun]:
    """Yield the trials of all studies of a database."""
    path = files.claim.files[0]
    return read_database(files, path, report, lambda database: _Reading(database, path, report).runs())


class _Reading:
    def __init__(self, database: Database, path: str, report: Report) -> None:
        self._database = database
        self._path = path
        self._report = report
        self._studies: dict[int, Study] = {}
        self._trials: dict[int, Trial] = {}
        self._of_study: dict[int, list[Trial]] = {}

    def runs(self) -> Iterator[ImportedRun]:
        """Yield the trials, with all that was read before something ended the reading; then raise that."""
        ended: Exception | None = None
        try:
            self._take_studies()
            self._take_trials()
            self._take_values()
            self._take_attributes()
        except FAULTS as error:
            ended = error
        for key, study in self._studies.items():
            yield from runs_of(study, self._of_study[key], self._report)
        if ended is not None:
            raise ended

    def _take_studies(self) -> None:
        for key, name, direction in self._rows("studies", "study_id study_name direction", "ORDER BY study_id"):
            self._database.keep(_text(name), more=_TRIAL)
            # Before version 2.4 a study had one direction, in a column of its own.
            self._studies[key] = Study(_text(name), [direction] if isinstance(direction, str) else [])
            self._of_study[key] = []
        for key, direction in self._rows("study_directions", "study_id direction", "ORDER BY objective"):
            if key in self._studies:
                self._studies[key].directions.append(_text(direction))

    def _take_trials(self) -> None:
        columns = "trial_id number study_id state datetime_start datetime_complete value"
        for key, place, study, state, started, ended, value in self._rows("trials", columns, "ORDER BY trial_id"):
            own = self._of_study.get(study)
            if own is None or state not in STATES:
                self._reject("a trial without a study or a state that is known")
                continue
            self._database.keep(more=_TRIAL)
            told = place if isinstance(place, int) else len(own)
            trial = Trial(told, state, seconds(_text(started)), seconds(_text(ended)))
            if isinstance(value, float):
                trial.values = {0: value}
            self._trials[key] = trial
            own.append(trial)
        for key, beat in self._rows("trial_heartbeats", "trial_id heartbeat"):
            if key in self._trials:
                self._trials[key].beat = seconds(_text(beat))

    def _take_values(self) -> None:
        for trial, name, value, kind in self._of_trials("trial_params", "param_name param_value distribution_json"):
            self._database.keep(_text(name), more=_VALUE)
            try:
                trial.params[_text(name)] = external(_text(kind), value)
            except (ValueError, OverflowError) as error:
                self._reject(str(error))
        # Before version 2.4 this table held what is in trial_intermediate_values now, with a step.
        for trial, step, objective, value, kind in self._of_trials("trial_values", "step objective value value_type"):
            place = trial.steps if objective is None else trial.values
            self._set(place, step if objective is None else objective, value, kind)
        columns = "step intermediate_value intermediate_value_type"
        for trial, step, value, kind in self._of_trials("trial_intermediate_values", columns):
            self._set(trial.steps, step, value, kind)

    def _set(self, place: dict[int, float], key: Any, value: Any, kind: Any) -> None:
        at = as_step(key)
        if at is None:
            self._reject("a value without its step")
            return
        self._database.keep(more=_VALUE)
        if kind in _TYPES:
            place[at] = _TYPES[kind]
        elif value is None and kind is None:
            place[at] = math.nan  # as before version 3, which had no column for it
        else:
            try:
                place[at] = number(value)
            except ValueError as error:
                self._reject(str(error))

    def _take_attributes(self) -> None:
        for kind in ("user", "system"):
            for trial, key, value in self._of_trials(f"trial_{kind}_attributes", "key value_json"):
                self._attribute(trial.user if kind == "user" else trial.system, _text(key), _text(value))
            for study, key, value in self._rows(f"study_{kind}_attributes", "study_id key value_json"):
                found = self._studies.get(study)
                if found is not None:
                    self._attribute(found.user if kind == "user" else found.system, _text(key), _text(value))

    def _attribute(self, place: dict[str, Any], key: str, text: str) -> None:
        self._database.keep(key, text, more=_VALUE)
        try:
            place[key] = json.loads(text)
        except (ValueError, RecursionError):
            self._reject("an attribute that is no JSON")

    def _of_trials(self, table: str, columns: str) -> Iterator[Row]:
        for key, *rest in self._rows(table, f"trial_id {columns}"):
            if key in self._trials:
                yield (self._trials[key], *rest)

    def _rows(self, table: str, columns: str, order: str = "") -> Iterator[Row]:
        """Return rows; a column that this version of Optuna does not have is NULL, a missing table empty."""
        known = self._database.tables.get(table, set())
        chosen = ", ".join(f'"{name}"' if name in known else "NULL" for name in columns.split())
        if not known:
            return iter(())
        return self._database.rows(f'SELECT {chosen} FROM "{table}" {order}')  # noqa: S608 - ours alone

    def _reject(self, what: str) -> None:
        self._report.reject(0, f"{what}: it is left out", FIX, where=self._path)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else str(value)
