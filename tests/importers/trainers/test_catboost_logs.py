"""What CatBoost writes beside each other is one training: tables, a document and event files."""

import json
import struct

import other_tools  # noqa: F401 - the writers of event files are found by it
import pytest
from claimed_logs import one, points, read_files
from event_files import curve, event_file

LEARN = "iter\tLogloss\tAccuracy\n0\t0.6755121532\t0.85\n1\t0.6580986073\t0.87\n"
TEST = (
    "iter\tLogloss:0\tAUC:0\tAccuracy:0\tLogloss\tAUC\tAccuracy\n"
    "0\t0.6827247074\t0.7939244663\t0.77\t0.6849065932\t0.7117171717\t0.66\n"
    "1\t0.6735158551\t0.8183497537\t0.74\t0.6762021569\t0.757979798\t0.68\n"
)
TIMES = "iter\tPassed\tRemaining\n0\t51\t564\n1\t1200\t259\n"
META = {
    "test_sets": ["test", "test1"],
    "test_metrics": [
        {"best_value": "Min", "name": "Logloss"},
        {"best_value": "Max", "name": "AUC"},
        {"best_value": "Max", "name": "Accuracy"},
    ],
    "learn_metrics": [{"best_value": "Min", "name": "Logloss"}, {"best_value": "Max", "name": "Accuracy"}],
    "launch_mode": "Train",
    "parameters": "",
    "iteration_count": 12,
    "learn_sets": ["learn"],
    "name": "experiment",
}
TRAINING = (
    '{\n"meta":' + json.dumps(META, separators=(",", ":")) + ',\n"iterations":[\n{"learn":[0.67,0.85],"iteration":0'
)
CATBOOST = {
    "catboost_info/learn_error.tsv": LEARN,
    "catboost_info/test_error.tsv": TEST,
    "catboost_info/time_left.tsv": TIMES,
    "catboost_info/catboost_training.json": TRAINING,
    "catboost_info/learn/events.out.tfevents": event_file(*curve("Logloss", [0.6755121532, 0.6580986073], first=0)),
    "catboost_info/test/events.out.tfevents": event_file(*curve("Logloss", [0.6827247074, 0.6735158551], first=0)),
    "catboost_info/test1/events.out.tfevents": event_file(*curve("Logloss", [0.6849065932, 0.6762021569], first=0)),
}


def test_one_training_is_one_run_and_the_last_evaluation_set_has_the_plain_name(tmp_path):
    run = one(tmp_path / "s", CATBOOST)
    assert list(run.series) == [
        "test/Logloss:0", "test/AUC:0", "test/Accuracy:0", "test/Logloss", "test/AUC", "test/Accuracy",
        "learn/Logloss", "learn/Accuracy",
    ]  # fmt: skip
    assert points(run, "test/Logloss") == [(0, 0.6849065932), (1, 0.6762021569)]
    assert points(run, "learn/Accuracy") == [(0, 0.85), (1, 0.87)]
    assert {key: hint.direction for key, hint in run.hints.items()} == {
        "test/Logloss:0": "min", "test/AUC:0": "max", "test/Accuracy:0": "max", "test/Logloss": "min",
        "test/AUC": "max", "test/Accuracy": "max", "learn/Logloss": "min", "learn/Accuracy": "max",
    }  # fmt: skip
    assert (run.started, run.duration) == (1.7e9, pytest.approx(1.2))
    assert run.issues == ()


@pytest.mark.parametrize(
    ("gone", "left"),
    [
        ("test", ["learn/Logloss", "learn/Accuracy"]),
        ("catboost_training.json", None),
        ("time_left.tsv", None),
    ],
)
def test_what_is_missing_is_not_needed(tmp_path, gone, left):
    files = {name: data for name, data in CATBOOST.items() if not name.startswith(f"catboost_info/{gone}")}
    run = one(tmp_path / "s", files)
    assert left is None or list(run.series) == left
    assert run.issues == ()


def test_folds_are_runs_and_values_that_are_none_are_none(tmp_path):
    fold = {"learn_error.tsv": "iter\tLogloss\n0\tnan\n1\t-inf\n2\t0.5\n", "catboost_training.json": "{"}
    files = {f"cv/fold-{number}/{name}": data for number in (0, 1) for name, data in fold.items()}
    runs = read_files(tmp_path / "s", files).runs
    assert [run.name for run in runs] == ["fold-0", "fold-1"]
    values = runs[0].series["learn/Logloss"].values
    assert struct.pack("<3d", *values) == struct.pack("<3d", float("nan"), float("-inf"), 0.5)


def test_tables_of_the_name_that_are_none_of_it_are_left(tmp_path):
    collection = read_files(tmp_path / "s", {"a/test_error.tsv": "x\ty\n1\t2\n", "fit.csv": "step,loss\n1,2\n2,3\n"})
    assert [run.name for run in collection.runs] == ["fit"]
