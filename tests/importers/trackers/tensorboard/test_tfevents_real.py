"""Event files that other projects wrote, against a second reader that shares nothing with the importer."""

import json
import struct

import numpy as np
import pytest

from xreport.load import load
from xreport.settings import Config


def message(data):
    """All fields of a message, as number to values: ints, or bytes."""
    found, at = {}, 0

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            value |= (data[at] & 127) << shift
            at, shift = at + 1, shift + 7
            if data[at - 1] < 128:
                return value

    while at < len(data):
        key = varint()
        if key & 7 == 0:
            value = varint()
        else:
            size = {1: 8, 5: 4}.get(key & 7) or varint()
            value = data[at : at + size]
            at += size
        found.setdefault(key >> 3, []).append(value)
    return found


def points(data):
    """The (step, time, value) of each scalar by tag: single precision, as all of these files have it."""
    found, at = {}, 0
    while at + 12 <= len(data):
        size = struct.unpack_from("<Q", data, at)[0]
        if at + size + 16 > len(data):
            break
        event = message(data[at + 12 : at + 12 + size])
        at += size + 16
        for summary in event.get(5, []):
            for value in map(message, message(summary).get(1, [])):
                number = value.get(2) or (message(value[8][0]).get(4) if 8 in value else None)
                if number:
                    place = event.get(2, [0])[0], struct.unpack("<d", event[1][0])[0]
                    found.setdefault(value[1][0].decode(), []).append((*place, struct.unpack("<f", number[0])[0]))
    return found


def read(path):
    return load([path], now=2e9, config=Config(root=path))


def event_files(path):
    return sorted(path.rglob("*tfevents*"))


@pytest.mark.parametrize(("folder", "runs", "count"), [("mintomics-tb", 33, 106), ("guild-tb", 1, 80)])
def test_every_value_step_and_time(shared_data, folder, runs, count):
    collection = read(shared_data / folder)
    assert len(collection.runs) == runs
    assert all(issue.pending for issue in collection.issues)
    expected = {}
    for path in event_files(shared_data / folder):
        expected[path.parent] = points(path.read_bytes())
    found = {}
    for run in collection.runs:
        (at,) = (path for path in expected if path.as_posix().removesuffix("/logs").endswith(f"/{run.name}"))
        found[at] = {
            tag: list(zip(one.steps.tolist(), one.times.tolist(), one.values.tolist(), strict=True))
            for tag, one in run.series.items()
        }
    assert found == expected
    assert sum(len(one) for tags in expected.values() for one in tags.values()) == count


def test_lightning_params_are_those_of_its_file(shared_data):
    runs = {run.name: run for run in read(shared_data / "mintomics-tb").runs}
    assert runs["version_32"].params == {"learning_rate": 0.0001, "attn_head": 1, "encoder_layers": 2, "n_class": 3469}
    assert {run.project for run in runs.values()} == {"mintomics-tb"}
    assert runs["version_32"].started == pytest.approx(1704692334.4964)
    assert runs["version_29"].series == {}


def test_graphs_are_counted(shared_data):
    assert read(shared_data / "guild-tb").skipped["graphs in event files"] == 2


def test_dreamer_writes_two_logs_of_one_run(shared_data):
    """The exact values are those of the JSONL file, the times and the image those of the event files."""
    runs = {run.name: run for run in read(shared_data / "dreamer-gc").runs}
    assert sorted(runs) == [
        "dmc_walker_walk/dreamer/1",
        "dreamer-gc",
        "fetch-reach-v1/dreamer/1",
        "fetch-reach-v1/dreamer/2",
    ]
    for name in sorted(runs.keys() - {"dreamer-gc"}):
        run = runs[name]
        folder = shared_data / "dreamer-gc" / "logdir" / name
        lines = [json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines()]
        events = [one for path in event_files(folder) for one in points(path.read_bytes()).get("sim/train/return", [])]
        assert run.series.keys() == {"train/return", "train/length", "episodes"}
        for key, series in run.series.items():
            assert series.values.tolist() == [line[key] for line in lines]
            assert series.steps.tolist() == [line["step"] for line in lines]
        assert run.series["train/return"].times.tolist() == [time for _, time, _ in events]
        assert np.all(np.diff(run.series["episodes"].times) > 0)
    (item,) = runs["fetch-reach-v1/dreamer/1"].logged
    assert (item.key, [(one.media_type, len(one.content)) for one in item.steps]) == (
        "agent/openl/gif",
        [("image/gif", 975568)],
    )
