"""Logs of the phases of one training are one run, whatever says the phase; two trainings never are."""

from __future__ import annotations

from pathlib import Path

import pytest

from xreport.load import load
from xreport.load.join.phases import phases_of
from xreport.model import Run
from xreport.settings import Config, ImportRule


def runs_of(folder: Path, *rules: ImportRule) -> list[Run]:
    return list(load([folder], now=2e9, config=Config(root=folder, imports=rules), jobs=1).runs)


def write(folder: Path, *paths: str, metrics: str = "loss acc") -> None:
    names = metrics.split()
    for number, path in enumerate(paths):
        rows = [[step, *(number + place + 1 / step for place, _ in enumerate(names))] for step in range(1, 6)]
        lines = [",".join(["epoch", *names]), *(",".join(map(str, row)) for row in rows)]
        if path.endswith(".jsonl"):
            keys = ["epoch", *names]
            lines = [
                "{" + ", ".join(f'"{key}": {value}' for key, value in zip(keys, row, strict=True)) + "}" for row in rows
            ]
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text("\n".join(lines) + "\n")


@pytest.mark.parametrize(
    ("paths", "name", "metrics"),
    [
        ("a/train.csv a/val.csv", "a", "train/acc train/loss val/acc val/loss"),
        (
            "a/train.jsonl a/valid.jsonl a/test.jsonl",
            "a",
            "test/acc test/loss train/acc train/loss valid/acc valid/loss",
        ),
        ("a/train_log.csv a/eval_log.csv", "a", "eval/acc eval/loss train/acc train/loss"),
        ("a/metrics-train.csv a/metrics-test.csv", "a", "test/acc test/loss train/acc train/loss"),
        ("a/train_metrics.jsonl a/val_metrics.jsonl", "a", "train/acc train/loss val/acc val/loss"),
        ("a/log.csv a/val_log.csv", "a", "acc loss val/acc val/loss"),
        ("a/metrics.jsonl a/eval.jsonl", "a", "acc eval/acc eval/loss loss"),
        ("a/train/metrics.jsonl a/val/metrics.jsonl", "a", "train/acc train/loss val/acc val/loss"),
        ("a/metrics.csv a/eval/metrics.csv", "a", "acc eval/acc eval/loss loss"),
        ("logs/run1_train.csv logs/run1_val.csv", "run1", "train/acc train/loss val/acc val/loss"),
        ("logs/Run1.Train.csv logs/Run1.Val.csv", "Run1", "Train/acc Train/loss Val/acc Val/loss"),
        ("logs/train/run1.jsonl logs/val/run1.jsonl", "run1", "train/acc train/loss val/acc val/loss"),
    ],
)
def test_phases_of_one_training_are_one_run(tmp_path, paths, name, metrics):
    write(tmp_path, *paths.split())
    (run,) = runs_of(tmp_path)
    assert (run.name, " ".join(sorted(run.series))) == (name, metrics)
    assert sorted(source.path for source in run.sources) == sorted(paths.split())
    assert all(series.steps.tolist() == [1, 2, 3, 4, 5] for series in run.series.values())


@pytest.mark.parametrize(
    "paths",
    [
        "a.csv b.csv",
        "run1.csv run1_test.csv",  # a run that was a test
        "a/val.csv a/test.csv",  # without a training that they are of
        "a/train.csv b/val.csv",
        "run1_train.csv run2_val.csv",
        "train1.csv train2.csv",
        "a/train.csv a/metrics.csv",
    ],
)
def test_logs_that_are_no_phases_of_one_training_stay_runs(tmp_path, paths):
    write(tmp_path, *paths.split())
    assert len(runs_of(tmp_path)) == len(paths.split())


def test_several_trainings_side_by_side_are_told_apart_by_what_is_left_of_their_names(tmp_path):
    write(tmp_path, *(f"{run}_{phase}.csv" for run in ("one", "two", "three") for phase in ("train", "val")))
    assert sorted(run.name for run in runs_of(tmp_path)) == ["one", "three", "two"]


def test_a_phase_that_a_metric_says_is_not_said_again(tmp_path):
    write(tmp_path, "a/train.csv", metrics="loss")
    write(tmp_path, "a/val.csv", metrics="val_loss loss")
    (run,) = runs_of(tmp_path)
    assert set(run.series) == {"train/loss", "val_loss", "val/loss"}


def test_a_run_keeps_its_id_when_the_log_of_another_phase_is_written(tmp_path):
    write(tmp_path, "a/train.csv")
    (before,) = runs_of(tmp_path)
    write(tmp_path, "a/val.csv")
    (after,) = runs_of(tmp_path)
    assert (before.id, before.name) == (after.id, after.name)


def test_logs_whose_params_differ_are_two_runs(tmp_path):
    for phase, rate in (("train", 0.1), ("val", 0.2)):
        lines = [f'{{"params": {{"lr": {rate}}}}}', *(f'{{"step": {step}, "loss": {1 / step}}}' for step in (1, 2, 3))]
        (tmp_path / f"{phase}.jsonl").write_text("\n".join(lines) + "\n")
    assert len(runs_of(tmp_path)) == 2


def test_the_configuration_decides(tmp_path):
    write(tmp_path, "a/train.csv", "a/val.csv")
    assert len(runs_of(tmp_path, ImportRule(files=("a/*.csv",), kind="apart"))) == 2


def test_nothing_is_asked_of_no_logs():
    assert phases_of([], [], []) == {}
