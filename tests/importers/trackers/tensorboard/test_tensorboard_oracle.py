"""The importer beside TensorBoard's own reader, which is asked in an interpreter of its own: to the last bit."""

import base64
import hashlib
import json
import math
import os
from itertools import pairwise
from pathlib import Path

import pytest
from event_folders import ImportedRun
from throwaway import answer, interpreter

from xreport.importers.kit.protocol import Claim
from xreport.importers.trackers.tensorboard.places import in_order

pytestmark = pytest.mark.slow

SCRIPT = Path(__file__).with_name("tensorboard_oracle.py")


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    packages = ("tensorboard>=2.21,<3", "tensorboardX>=2.6,<3", "setuptools<81", "pillow", "soundfile", "numpy")
    return interpreter(tmp_path_factory.mktemp("tb"), *packages, variable="XREPORT_TENSORBOARD_PYTHON")


def ask(python, *arguments):
    command = [str(python), str(SCRIPT), *map(str, arguments)]
    environment = os.environ | {"PROTOCOL_BUFFERS_PYTHON_IMPLEMENTATION": "upb"}
    return answer(command, env=environment, timeout=300)


@pytest.fixture(scope="module")
def written(python, tmp_path_factory):
    folder = tmp_path_factory.mktemp("written")
    ask(python, "write", folder)
    return folder


def folders_of(*roots):
    return sorted({path.parent for root in roots for path in root.rglob("*tfevents*") if path.stat().st_size})


def import_folder(folder):
    """All event files of one folder, whatever it is a part of."""
    names = in_order(path.name for path in folder.iterdir() if "tfevents" in path.name)
    contents = {name: (folder / name).read_bytes() for name in names}
    return ImportedRun(contents, Claim("", tuple(names)))


def media(run, kind):
    found = {}
    for one in run.of_type(kind):
        place = [one["step"], one["time"]]
        rows = found.setdefault(one["key"], [])
        if not rows or rows[-1][:2] != place:
            rows.append([*place, []])
        rows[-1][2].append(hashlib.sha256(base64.b64decode(one["base64"])).hexdigest())
    return found


def check_histograms(run, expected, where):
    found = {}
    for one in run.of_type("histogram"):
        found.setdefault(one["key"], []).append(one)
    assert found.keys() == expected.keys(), where
    for tag, rows in expected.items():
        assert [[one["step"], one["time"]] for one in found[tag]] == [row[:2] for row in rows], (where, tag)
        for one, (_, _, ends, limits, buckets) in zip(found[tag], rows, strict=True):
            edges, counts = one["edges"], one["counts"]
            assert all(left < right for left, right in pairwise(edges))
            assert len(counts) == len(edges) - 1
            assert sum(counts) == sum(buckets)
            if ends["min"] < ends["max"]:
                assert (edges[0], edges[-1]) == (ends["min"], ends["max"])
                # As many lie below each edge as TensorBoard says.
                for at in range(1, len(edges) - 1):
                    below = [limit <= edges[at] for limit in limits]
                    assert edges[at] in limits
                    assert sum(counts[:at]) == sum(n for n, low in zip(buckets, below, strict=True) if low)


def test_everything_is_as_tensorboard_has_it(python, written, shared_data):
    folders = folders_of(written, *(shared_data / name for name in ("mintomics-tb", "guild-tb", "dreamer-gc")))
    assert len(folders) > 30
    said = json.loads(ask(python, "read", *folders))
    points = 0
    for folder in folders:
        run, theirs = import_folder(folder), said[str(folder)]
        numbers = {
            tag: [
                [step, time, repr(value)]
                for step, time, value in zip(one.steps.tolist(), one.times.tolist(), one.values.tolist(), strict=True)
            ]
            for tag, one in run.series.items()
        }
        assert numbers == theirs["numbers"], folder
        points += sum(map(len, numbers.values()))
        assert media(run, "image") == theirs["images"], folder
        assert media(run, "audio") == theirs["audio"], folder
        check_histograms(run, theirs["histograms"], folder)
        texts = {}
        for one in run.of_type("text"):
            texts.setdefault(one["key"], []).append([one["step"], one["time"], one["text"]])
        assert texts == {
            tag.removesuffix("/text_summary"): [
                [step, time, "\n".join(cells) if len(cells) < 4 else "{}\t{}\n{}\t{}".format(*cells)]
                for step, time, cells in rows
            ]
            for tag, rows in theirs["texts"].items()
        }
        curves = {}
        for one in run.of_type("curve"):
            (line,) = one["lines"]
            curves.setdefault(one["key"], []).append([one["step"], one["time"], line["y"], line["x"]])
        assert curves == {
            tag: [[step, time, rows[4], rows[5]] for step, time, rows in found]
            for tag, found in theirs["curves"].items()
        }
    assert points > 250


def test_what_was_written_is_there_in_full(written):
    """So that the comparison above cannot be one of nothing with nothing."""
    x, own = import_folder(written / "x"), import_folder(written / "own")
    assert [step for step, _ in x.points["loss"]] == [0, 1, 2, 3, 4, 3, 4, 5, 6, 7]
    assert math.isnan(x.points["odd"][0][1])
    kinds = {kind: len(x.of_type(kind)) for kind in ("histogram", "image", "audio", "text", "curve")}
    assert kinds == {"histogram": 30, "image": 10, "audio": 10, "text": 10, "curve": 10}
    assert len(own.of_type("histogram")) == 15
    assert import_folder(written / "x" / "params").params == {"lr": 0.1, "n": 3, "opt": "adam", "flag": True}
