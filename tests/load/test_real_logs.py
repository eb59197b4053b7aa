"""Logs that other projects wrote: every value equals what the standard library reads from the file."""

import json
import math
from collections import Counter

import numpy as np
import pytest
from made_journals import read

MODES = ("mode",)


def leaves(value, prefix=""):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, f"{prefix}/{key}" if prefix else key)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield prefix, float(value)


def expected_values(path):
    """All numbers by key, in the order of the file; with the mode of the line before the key."""
    values = {}
    for line in path.read_text().splitlines():
        record = json.loads(line)
        mode = record.get("mode")
        for key, value in leaves(record):
            values.setdefault(f"{mode}/{key}" if mode else key, []).append(value)
    return values


@pytest.mark.parametrize(
    ("folder", "runs"),
    [("repvit", 4), ("nyu-detectron2", 1), ("dreamer-gc", 1)],
)
def test_values_are_those_of_the_file(shared_data, folder, runs):
    collection = read(shared_data / folder)
    found = [run for run in collection.runs if run.sources[0].path.endswith((".jsonl", ".txt", ".json"))]
    assert len(found) == runs
    assert collection.issues == ()
    for run in found:
        expected = expected_values(shared_data / folder / run.sources[0].path)
        if run.seed is not None:
            assert expected.pop("seed") == [float(run.seed)]
        missing = expected.keys() - run.series.keys()
        # What is not a series is the step, whose values are the steps.
        assert {key.split("/")[-1] for key in missing} <= {"epoch", "iteration", "step"}
        for key, series in run.series.items():
            assert series.values.tolist() == expected[key], key
            assert series.steps.dtype == np.int64
        for key in missing:
            label = key.rpartition("/")[0]
            longest = max((s for k, s in run.series.items() if k.startswith(label)), key=lambda s: s.steps.size)
            if label != "val":  # whose steps are those of the training
                assert longest.steps.tolist() == expected[key]
        assert run.status == "finished"
        assert run.bare


def test_names_and_projects_say_something(shared_data):
    runs = read(shared_data / "dreamer-gc").runs
    assert {run.name: run.placement.measured for run in runs if run.project == "dreamer-gc"} == {
        "dreamer-gc": (),
        "dmc_walker_walk/dreamer/1": ("dmc_walker_walk",),
        "fetch-reach-v1/dreamer/1": ("fetch-reach-v1",),
        "fetch-reach-v1/dreamer/2": ("fetch-reach-v1",),
    }
    assert Counter(run.project for run in read(shared_data / "repvit").runs) == {"repvit": 3, "detection": 1}


def test_detection_log_has_two_modes_and_its_settings(shared_data):
    run = next(run for run in read(shared_data / "repvit").runs if run.name == "repvit_m1_1_coco")
    assert run.seed == 0
    assert run.environment.extra["env_info"].startswith("sys.platform: linux")
    assert run.series["val/bbox_mAP"].steps.tolist() == [7300 * epoch for epoch in range(1, 13)]
    train = run.series["train/loss"]
    assert train.steps[:2].tolist() == [50, 100]
    assert np.all(np.diff(train.steps) == 50)
    assert run.facts["bbox_mAP_copypaste"].startswith("0.3978")


def test_all_other_formats_are_passed_over_without_a_word(shared_data):
    """What has an importer is read, each run once; nothing else is taken for a log."""
    collection = read(shared_data)
    assert Counter(run.sources[0].path.split("/")[0] for run in collection.runs) == {
        "alpaca-wandb": 4,
        "asv-example": 38,
        "backtest-mlflow": 20,
        "dreamer-gc": 4,
        "genrisk-lightning": 3,
        "gbench": 3,
        "gha-bench": 6,
        "guild-tb": 1,
        "hiplot-csv": 356,
        "mintomics-tb": 33,
        "mlperf-v1.0": 2,
        "nyu-detectron2": 1,
        "pythia-evals": 10,
        "qlora-trainer": 1,
        "pytest-bench-storage": 30,
        "repvit": 4,
        "rl-zoo-monitor": 12,
    }
    odd = [issue.where.rpartition("/")[2][:8] for issue in collection.issues if not issue.pending]
    assert odd == ["aaaaaaaa", "bbbbbbbb"]  # what asv's own tests have for files that are none of its
    assert collection.skipped["the same file again"] == 20  # the MLflow store, and the database it was moved to
    assert sum(collection.skipped.values()) > 100
    logs = [run for run in collection.runs if run.sources[0].path.startswith(("repvit", "nyu"))]
    assert all(math.isfinite(value) for run in logs for s in run.series.values() for value in s.values)
