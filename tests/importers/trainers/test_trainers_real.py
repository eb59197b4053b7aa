"""Logs that other projects' trainers wrote: every value equals what the standard library reads, to the last bit."""

import csv
import itertools
import json
import struct

import numpy as np
import pytest
from claimed_logs import read_all


def bits(values):
    return [struct.pack("<d", float(value)) for value in values]


def rows_of(path, skip=0):
    with path.open(newline="") as file:
        for _ in range(skip):
            next(file)
        return list(csv.DictReader(file))


def test_lightning(shared_data):
    runs = {run.name: run for run in read_all(shared_data / "genrisk-lightning").runs}
    folder = shared_data / "genrisk-lightning" / "lightning_logs"
    assert set(runs) == {path.name for path in folder.iterdir()}
    for name, run in runs.items():
        rows = rows_of(folder / name / "metrics.csv")
        assert run.series.keys() == rows[0].keys() - {"step"}
        for key, series in run.series.items():
            # These trainings diverged: NaN is what was logged.
            assert bits(series.values) == bits(row[key] for row in rows)
            assert series.steps.tolist() == [int(row["step"]) for row in rows]


def test_monitor_files(shared_data):
    folder = shared_data / "rl-zoo-monitor" / "logs" / "benchmark"
    runs = {run.name: run for run in read_all(shared_data / "rl-zoo-monitor").runs}
    assert set(runs) == {path.name for path in folder.iterdir()}
    for name, run in runs.items():
        path = folder / name / "0.monitor.csv"
        said = json.loads(path.read_text().splitlines()[0].removeprefix("#"))
        rows = rows_of(path, skip=1)
        reward, length = run.series["episode/reward"], run.series["episode/length"]
        assert bits(reward.values) == bits(row["r"] for row in rows)
        assert bits(length.values) == bits(row["l"] for row in rows)
        assert reward.steps.tolist() == list(itertools.accumulate(int(row["l"]) for row in rows))
        assert reward.times.tolist() == [said["t_start"] + float(row["t"]) for row in rows]
        assert [source.name for source in run.data] == [said["env_id"]]
        assert (run.project, run.status) == ("benchmark", "finished")


def test_hiplot_chains_are_runs(shared_data):
    path = shared_data / "hiplot-csv" / "assets" / "data" / "ml1.csv"
    rows = {row["uid"]: row for row in rows_of(path)}
    chains = {}
    for uid, row in rows.items():
        start = uid
        while rows[start]["from_uid"] in rows:
            start = rows[start]["from_uid"]
        chains.setdefault(start, []).append(row)
    collection = read_all(path)
    assert {run.name for run in collection.runs} == chains.keys()
    for run in collection.runs:
        chain = chains[run.name]
        assert {run.params["lr"], run.params["dropout"]} == {float(chain[0]["lr"]), float(chain[0]["dropout"])}
        assert run.params["embedding_size"] == int(chain[0]["embedding_size"])
        assert run.series["valid ppl"].steps.tolist() == [int(row["epoch"]) for row in chain]
        for name in ("train f1", "valid ppl"):
            assert bits(run.series[name].values) == bits(row[name] for row in chain)


def test_trainer_state(shared_data):
    state = json.loads((shared_data / "qlora-trainer" / "output" / "trainer_state.json").read_text())
    (run,) = read_all(shared_data / "qlora-trainer").runs
    expected = {}
    for entry in state["log_history"]:
        for key, value in entry.items():
            if key != "step":
                expected.setdefault(f"train/{key}", []).append((entry["step"], float(value)))
    assert run.series.keys() == expected.keys()
    for key, points in expected.items():
        assert run.series[key].steps.tolist() == [step for step, _ in points]
        assert bits(run.series[key].values) == bits(value for _, value in points)
    assert run.params == {"num_train_epochs": 25, "max_steps": 10_000, "output_dir": "output"}
    # metrics.json beside it repeats what the log has.
    assert run.scores == {}


def test_mlperf(shared_data):
    runs = {run.name: run for run in read_all(shared_data / "mlperf-v1.0").runs}
    for path in (shared_data / "mlperf-v1.0").rglob("result_*.txt"):
        lines = [line for line in path.read_text(errors="replace").splitlines() if ":::MLLOG" in line]
        events = [json.loads(line.partition(":::MLLOG")[2]) for line in lines]
        run = runs[path.stem]
        accuracy = [event for event in events if event["key"] == "eval_accuracy"]
        assert bits(run.series["eval_accuracy"].values) == bits(event["value"] for event in accuracy)
        assert run.series["eval_accuracy"].times.tolist() == [event["time_ms"] / 1000 for event in accuracy]
        assert run.series.keys() - {"tracked_stats/throughput"} == {"eval_accuracy", "eval_accuracy/epoch_num"}
        by_key = {event["key"]: event for event in events}
        took = by_key["run_stop"]["time_ms"] - by_key["run_start"]["time_ms"]
        assert run.scores == {"run_seconds": took / 1000}
        assert run.params["global_batch_size"] == by_key["global_batch_size"]["value"]
        assert run.params["submission_org"] == by_key["submission_org"]["value"]
        assert run.status == "finished"
    assert runs["result_2"].seed == 24860
    assert runs["result_2"].project == "MLPerf bert"


def test_evaluations(shared_data):
    runs = {run.name: run for run in read_all(shared_data / "pythia-evals").runs}
    paths = list((shared_data / "pythia-evals").rglob("*.json"))
    assert len(runs) == len(paths) == 10
    for path in paths:
        document = json.loads(path.read_text())
        run = runs[path.stem]
        expected = {
            f"{task}/{key}": value for task, values in document["results"].items() for key, value in values.items()
        }
        assert run.scores.keys() == expected.keys()
        assert bits(run.scores.values()) == bits(expected[key] for key in run.scores)
        assert run.params["model_args.revision"] == path.stem.rpartition("_")[2]
        assert run.algorithm == "EleutherAI/pythia-v1.1-160m"


def test_detection_settings_are_read_from_python_without_running_it(shared_data):
    run = next(run for run in read_all(shared_data / "repvit").runs if run.name == "repvit_m1_1_coco")
    assert run.params["model.backbone.type"] == "repvit_m1_1"
    assert run.params["model.backbone.depth"] == 50
    assert run.params["optimizer.lr"] == pytest.approx(0.0002)
    assert np.isfinite(run.series["train/loss"].values).all()
