"""A CSV log beside event files is of the same training: one run, in which no value counts twice."""

import struct

import pytest
from event_files import curve, event_file

from xreport.load import load
from xreport.settings import Config

EVENTS = "events.out.tfevents.1700000000.host.1.0"


def single(value):
    return struct.unpack("<f", struct.pack("<f", value))[0]


def read(folder, files):
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
    collection = load([folder], now=2e9, config=Config(root=folder.parent), jobs=1)
    assert collection.issues == ()
    return collection.runs


def test_exact_values_of_the_table_and_times_of_the_events(tmp_path):
    values = [0.1, 0.2, 0.3]
    table = "rollout/ep_rew_mean,time/total_timesteps\n" + "".join(f"{v!r},{s}\n" for s, v in enumerate(values, 1))
    events = event_file(*curve("rollout/ep_rew_mean", values), *curve("other", [1, 2]))
    (run,) = read(tmp_path / "a", {f"sb3/{EVENTS}": events, "sb3/progress.csv": table})
    assert set(run.series) == {"rollout/ep_rew_mean", "other"}
    series = run.series["rollout/ep_rew_mean"]
    assert series.values.tolist() == values
    assert series.steps.tolist() == [1, 2, 3]
    assert series.times.tolist() == [1.7e9 + at for at in (1, 2, 3)]


def test_rounded_values_of_the_table_give_way_to_those_of_the_events(tmp_path):
    values = [1.23456789, 0.987654321]
    table = "  epoch,  train/box_loss,  metrics/mAP\n" + "".join(
        f" {s}, {v:.5g}, 0.5\n" for s, v in enumerate(values, 1)
    )
    events = event_file(*curve("train/box_loss", values))
    (run,) = read(tmp_path / "a", {f"train/{EVENTS}": events, "train/results.csv": table})
    assert run.series["train/box_loss"].values.tolist() == [single(value) for value in values]
    assert run.series["metrics/mAP"].values.tolist() == [0.5, 0.5]
    assert set(run.series) == {"train/box_loss", "metrics/mAP"}


def test_other_values_of_one_name_are_shown_side_by_side(tmp_path):
    events = event_file(*curve("loss", [5, 6]))
    (run,) = read(tmp_path / "a", {f"r/{EVENTS}": events, "r/metrics.csv": "step,epoch,loss\n1,0,1\n2,0,2\n"})
    assert run.series["loss"].values.tolist() == [1, 2]
    assert run.series["events/loss"].values.tolist() == [5, 6]


def test_iterations_of_detectron2_beside_events_are_one_run(tmp_path):
    lines = '{"iteration": 1, "loss": 0.5}\n{"iteration": 2, "loss": 0.25}\n'
    events = event_file(*curve("loss", [0.5, 0.25]))
    (run,) = read(tmp_path / "a", {f"out/{EVENTS}": events, "out/metrics.json": lines})
    assert run.series["loss"].values.tolist() == [0.5, 0.25]
    assert set(run.series) == {"loss"}


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "lr,width,loss\n1,2,3\n"])
def test_other_tables_are_no_part_of_it(tmp_path, text):
    (run,) = read(tmp_path / "a", {f"r/{EVENTS}": event_file(*curve("loss", [5])), "r/results.csv": text})
    assert set(run.series) == {"loss"}
