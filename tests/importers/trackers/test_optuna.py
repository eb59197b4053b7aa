"""Studies of Optuna, from its journal and its database: what a trial is, and which trials compete."""

import json
import math

import pytest
from made_logs import points, read
from written_logs import OPTUNA, OPTUNA_DATABASE

from xreport.importers.trackers.optuna.trials import external

STORED = {"journal": OPTUNA, "database": OPTUNA_DATABASE}
LOG = "search/optuna.log"


def by_name(collection, project="wine"):
    return {run.name: run for run in collection.runs if run.project == project}


@pytest.mark.parametrize("stored", STORED)
def test_a_trial_is_a_run_and_a_study_is_a_project(tmp_path, stored):
    collection = read(tmp_path / "s", STORED[stored])
    assert collection.issues == ()
    runs = by_name(collection)
    assert {name: run.status for name, run in runs.items()} == {
        "trial-0": "finished", "trial-1": "killed", "trial-2": "failed", "trial-3": "finished",
    }  # fmt: skip
    first = runs["trial-0"]
    assert (first.params, first.seed) == ({"lr": 0.5, "kind": "svm", "depth": 1} | first.params, 7)
    assert first.params["lr"] == 0.5
    assert isinstance(first.params["depth"], int)
    assert first.scores == {"accuracy": 0.5}
    assert first.hints["accuracy"].direction == "max"
    assert repr(points(first, "intermediate_value")) == "[(0, 0.5), (5, nan)]"
    assert first.facts["state"] == "complete"
    assert (first.facts["note"], first.facts["study/about"]) == ("n", "first")
    assert first.started < first.ended
    assert runs["trial-3"].scores == {"accuracy": math.inf}
    assert collection.skipped["trials of Optuna that wait: they never began"] == 1


@pytest.mark.parametrize("stored", STORED)
def test_pruned_failed_and_infeasible_trials_have_no_score(tmp_path, stored):
    collection = read(tmp_path / "s", STORED[stored])
    pruned, failed = by_name(collection)["trial-1"], by_name(collection)["trial-2"]
    assert (pruned.scores, pruned.facts["state"], pruned.error) == ({}, "pruned", "")
    assert (failed.scores, failed.error) == ({}, "the objective of the trial failed")
    two = by_name(collection, "two")
    assert two["trial-0"].scores.keys() == {"value_0", "value_1"}
    assert two["trial-0"].hints["value_0"].direction == "min"
    assert two["trial-0"].hints["value_1"].direction == "max"
    assert two["trial-1"].params["y"] > 0.5
    assert (two["trial-1"].scores, two["trial-1"].facts["feasible"]) == ({}, False)


def test_journal_and_database_say_the_same(tmp_path):
    told = []
    for stored, files in STORED.items():
        collection = read(tmp_path / stored, files)
        told.append(
            [
                (run.project, run.name, run.status, run.seed, run.params, run.scores, run.facts, run.hints,
                 {name: repr(points(run, name)) for name in run.series})
                for run in collection.runs
            ]
        )  # fmt: skip
    assert told[0] == told[1]


def lines(*operations):
    return {LOG: "".join(json.dumps({"worker_id": "w", **one}) + "\n" for one in operations).encode()}


STUDY = {"op_code": 0, "study_name": "a", "directions": [1]}
TRIAL = {"op_code": 4, "study_id": 0, "datetime_start": "2026-01-01T00:00:00"}  # later than now in these tests
DONE = {"op_code": 6, "trial_id": 0, "state": 1, "values": [0.5], "datetime_complete": "2026-01-01T00:00:09"}


def test_operations_that_came_too_late_do_nothing(tmp_path):
    late = [
        {"op_code": 7, "trial_id": 0, "step": 1, "intermediate_value": 9.0},
        {"op_code": 6, "trial_id": 0, "state": 3, "values": None, "datetime_complete": "2026-01-02T00:00:00"},
        {"op_code": 0, "study_name": "a", "directions": [2]},
        {"op_code": 8, "trial_id": 7, "user_attr": {"k": 1}},
    ]
    collection = read(tmp_path / "s", lines(STUDY, TRIAL, DONE, *late))
    (run,) = collection.runs
    assert (run.status, run.scores, run.series, collection.issues) == ("finished", {"value": 0.5}, {}, ())
    assert run.hints["value"].direction == "min"


def test_a_study_that_was_deleted_is_gone_and_its_name_is_free(tmp_path):
    again = [STUDY | {"directions": [2]}, TRIAL | {"study_id": 1}, DONE | {"trial_id": 1, "values": [2.0]}]
    (run,) = read(tmp_path / "s", lines(STUDY, TRIAL, DONE, {"op_code": 1, "study_id": 0}, *again)).runs
    assert (run.name, run.scores, run.hints["value"].direction) == ("trial-0", {"value": 2.0}, "max")


@pytest.mark.parametrize(
    ("line", "what"),
    [
        (b"{", "not valid JSON: the line breaks off"),
        (b'{"op_code": 99, "worker_id": "w"}', "an operation that is not known (99): the line is left out"),
        (b'{"op_code": 7, "worker_id": "w", "trial_id": 0, "step": 0, "intermediate_value": "x"}',
         "a value is no number: the line is left out"),
        (json.dumps({"op_code": 5, "worker_id": "w", "trial_id": 0, "param_name": "x", "param_value_internal": 3,
                     "distribution": json.dumps({"name": "CategoricalDistribution", "attributes": {"choices": [1]}})}
                    ).encode(),
         "the value of a param is none of its choices: the line is left out"),
        (b'{"op_code": 6, "worker_id": "w"}', "not an operation of Optuna's journal: the line is left out"),
    ],
)  # fmt: skip
def test_a_damaged_line_is_told_with_its_place_and_the_rest_is_read(tmp_path, line, what):
    whole = lines(STUDY, TRIAL)[LOG] + line + b"\n" + lines(DONE)[LOG]
    collection = read(tmp_path / "s", {LOG: whole})
    assert [(issue.where, issue.what) for issue in collection.issues] == [(f"{LOG}:3", what)]
    assert [run.scores for run in collection.runs] == [{"value": 0.5}]


def test_a_line_of_the_journal_that_is_being_written_waits(tmp_path):
    collection = read(tmp_path / "s", {LOG: lines(STUDY, TRIAL)[LOG] + b'{"op_code": 6, "tri'})
    assert [issue.pending for issue in collection.issues] == [True]
    assert [run.status for run in collection.runs] == ["running"]


@pytest.mark.parametrize("name", ["optuna_journal.jsonl", "study.ndjson", "journal", "my-studies", "a.txt", "b.LOG"])
def test_a_journal_may_be_called_as_one_likes(tmp_path, name):
    collection = read(tmp_path / "s", {name: OPTUNA[LOG]})
    assert len(by_name(collection)) == 4


@pytest.mark.parametrize(
    ("kind", "internal", "expected"),
    [
        ("FloatDistribution", 2, 2.0),
        ("LogUniformDistribution", 0.5, 0.5),
        ("IntDistribution", 3.0, 3),
        ("IntLogUniformDistribution", 4.0, 4),
        ("CategoricalDistribution", 1.0, None),
    ],
)
def test_params_are_what_the_script_got(kind, internal, expected):
    text = json.dumps({"name": kind, "attributes": {"choices": ["a", None]}})
    value = external(text, internal)
    assert (value, type(value)) == (expected, type(expected))


def test_attributes_are_facts_and_a_number_among_them_never_competes(tmp_path):
    said = [
        {"op_code": 8, "trial_id": 0, "user_attr": {"accuracy": 0.9}},
        {"op_code": 9, "trial_id": 0, "system_attr": {"sampler:state": "80" * 500}},
        {"op_code": 9, "trial_id": 0, "system_attr": {"generation": 3}},
        {"op_code": 9, "trial_id": 0, "system_attr": {"grid": [1, 2]}},
    ]
    (run,) = read(tmp_path / "s", lines(STUDY, TRIAL, *said, DONE)).runs
    assert run.scores == {"value": 0.5}
    assert run.facts == {"accuracy": "0.9", "optuna/generation": "3", "state": "complete"}
    assert "worker" not in repr(run)


def test_a_study_and_its_copy_count_once(tmp_path):
    once = read(tmp_path / "s", OPTUNA)
    twice = read(tmp_path / "s", {"copy/optuna.log": OPTUNA[LOG]})
    assert [run.id for run in twice.runs] == [run.id for run in once.runs]
    assert twice.issues == ()


def test_an_older_copy_of_a_journal_adds_nothing(tmp_path):
    begun = lines(STUDY, TRIAL)[LOG]
    collection = read(tmp_path / "s", {"a.log": begun + lines(DONE)[LOG], "b.log": begun})
    assert [(run.status, run.scores) for run in collection.runs] == [("finished", {"value": 0.5})]
