"""Histograms, curves, texts, sounds, tables and files: what each verb writes, and what it refuses."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import math
import subprocess
import sys
import wave
from datetime import UTC, date, datetime
from pathlib import Path
from unittest import mock

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import xreport
from xreport.load import load
from xreport.logger.objects import arrays, curves, histograms
from xreport.logger.objects.classification import describe_confusion
from xreport.settings import Config

ROOT = Path(__file__).resolve().parents[2]


class Tensor:
    """What torch's tensors can do, as far as the logger asks."""

    def __init__(self, values):
        self._values = np.asarray(values)
        self.shape, self.dtype = self._values.shape, f"torch.{self._values.dtype}"

    def detach(self):
        return self

    cpu = detach

    def numpy(self):
        return self._values

    def tolist(self):
        return self._values.tolist()

    def numel(self):
        return self._values.size


def only(run, read):
    (record,) = read(run)[1:]
    return record


# -- histograms ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "kind", [list, tuple, np.asarray, pd.Series, Tensor, lambda values: np.reshape(values, (2, 5))]
)
def test_a_histogram_of_anything_that_holds_numbers(init, read, kind):
    run = init()
    run.log({"a": 1}, step=4)
    assert run.log_histogram("weights", kind([0.0, 1, 2, 3, 4, 5, 6, 7, 8, 9]), bins=3)
    record = read(run)[-1]
    assert (record["type"], record["key"], record["step"]) == ("histogram", "weights", 4)
    assert record["counts"] == [3, 3, 4]
    assert record["edges"] == pytest.approx([0, 3, 6, 9])
    assert record.keys() == {"type", "time", "step", "key", "edges", "counts"}


def test_values_that_are_not_finite_are_counted_aside_and_told(init, read, capfd):
    run = init()
    assert run.log_histogram("h", [1.0, math.nan, 2.0, math.inf, -math.inf], bins=2)
    record = only(run, read)
    assert (record["counts"], record["non_finite"]) == ([1, 1], 3)
    assert "3 values that are not finite" in capfd.readouterr().err


def test_counts_that_are_there_already(init, read):
    run = init()
    assert run.log_histogram("h", counts=[1, 2.5], edges=np.array([0, 1, 4]))
    record = only(run, read)
    assert (record["edges"], record["counts"]) == ([0, 1, 4], [1, 2.5])


def test_too_many_bins_are_merged_and_nothing_is_lost(init, read):
    run = init()
    assert run.log_histogram("h", counts=range(1_100), edges=range(1_101))
    record = only(run, read)
    assert len(record["counts"]) == 367
    assert sum(record["counts"]) == sum(range(1_100))
    assert record["edges"][:3] == [0, 3, 6]
    assert (len(record["edges"]), record["edges"][-1]) == (368, 1_100)


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"values": []},
        {"values": [math.nan]},
        {"values": ["a"]},
        {"values": 3},
        {"values": [1], "bins": 0},
        {"values": [1], "bins": 513},
        {"values": [1], "counts": [1], "edges": [0, 1]},
        {"counts": [1], "edges": [0]},
        {"counts": [1, 1], "edges": [0, 0, 1]},
        {"counts": [-1], "edges": [0, 1]},
        {"counts": [1], "edges": [0, math.inf]},
    ],
)
def test_what_is_no_histogram_is_refused(init, read, arguments):
    run = init()
    assert not run.log_histogram("h", **arguments)
    assert len(read(run)) == 1


@given(st.lists(st.floats(width=32) | st.floats(), min_size=1), st.integers(1, 512))
def test_every_finite_value_is_in_one_bin_and_numpy_counts_the_same(values, bins):
    finite = [value for value in values if math.isfinite(value)]
    told = []
    try:
        found = histograms.describe_histogram(values, None, None, bins, lambda *said: told.append(said))
    except ValueError:
        assert not finite or max(map(abs, finite)) > 1e307
        return
    assert sum(found["counts"]) == len(finite)
    assert found.get("non_finite", 0) == len(values) - len(finite)
    assert bool(told) == (len(finite) < len(values))
    assert found["edges"] == sorted(set(found["edges"]))
    assert found["edges"][0] <= min(finite)
    assert found["edges"][-1] >= max(finite)
    assert histograms.describe_histogram(np.asarray(values), None, None, bins, lambda *_: None) == found


def test_half_precision_and_integers_as_arrays():
    for dtype in ("float16", "float32", "int8", "uint64", "bool"):
        values = np.array([0, 1, 1], dtype=dtype)
        made = histograms.describe_histogram(values, None, None, 2, lambda *_: None)
        assert made == {"edges": [0, 0.5, 1], "counts": [1, 2]}


# -- curves -------------------------------------------------------------------------------------------


def test_a_curve_and_several_lines(init, read):
    run = init()
    assert run.log_curve("c", [1, 2], np.array([3.0, math.nan]), name="one", x_label="t", y_label="u", step=2)
    assert run.log_curve("d", [1, 2], {"a": [1, 2], "b": [3, math.inf]})
    assert run.log_curve("e", {"a": [1], "b": [1, 2]}, {"a": [1], "b": [3, 4]})
    one, two, three = read(run)[1:]
    assert {key: one[key] for key in ("type", "key", "step", "kind", "x_label", "y_label", "lines")} == {
        "type": "curve", "key": "c", "step": 2, "kind": "", "x_label": "t", "y_label": "u",
        "lines": [{"name": "one", "x": [1, 2], "y": [3, "NaN"]}],
    }  # fmt: skip
    assert [(line["name"], line["y"]) for line in two["lines"]] == [("a", [1, 2]), ("b", [3, "Infinity"])]
    assert [line["x"] for line in three["lines"]] == [[1], [1, 2]]


def test_long_curves_keep_their_ends_and_peaks(init, read, capfd):
    run = init()
    y = np.sin(np.arange(100_000) / 5_000)
    y[70_001], y[70_002] = 9, -9
    assert run.log_curve("c", range(100_000), y)
    assert run.log_curve("many", [0], {f"line {n}": [n] for n in range(60)})
    long, many = read(run)[1:]
    (line,) = long["lines"]
    assert 900 < len(line["x"]) == len(line["y"]) <= 1_000
    assert (line["x"][0], line["x"][-1], max(line["y"]), min(line["y"])) == (0, 99_999, 9, -9)
    assert line["x"] == sorted(line["x"])
    assert len(many["lines"]) == 50
    assert "first 50" in capfd.readouterr().err


@given(st.lists(st.floats(), max_size=300), st.integers(4, 60))
def test_kept_points_are_few_in_order_and_hold_the_ends(values, most):
    kept = list(curves.kept_points(values, most))
    assert len(kept) <= max(most, 2)
    assert kept == sorted(set(kept))
    if values:
        assert (kept[0], kept[-1]) == (0, len(values) - 1)


@pytest.mark.parametrize(("x", "y"), [([], []), ([1], [1, 2]), ("ab", [1, 2]), ([1], {}), ({"a": [1]}, {"b": [1]})])
def test_what_is_no_curve_is_refused(init, x, y):
    assert not init().log_curve("c", x, y)


# -- texts and sounds ---------------------------------------------------------------------------------


def test_texts(init, read, capfd):
    run = init()
    assert run.log_text("t", "Hello,\n<b>wörld</b>\ud800", step=3)
    assert run.log_text("long", "ä" * (1 << 20))
    short, long = read(run)[1:]
    assert (short["text"], short["step"]) == ("Hello,\n<b>wörld</b>\\ud800", 3)
    assert len(long["text"].encode()) <= 1 << 20
    assert long["text"].startswith("ä" * 500_000)
    assert long["text"].endswith("cut here, of 2,097,152 bytes")
    assert "too long" in capfd.readouterr().err


def heard(record):
    assert record["media_type"] == "audio/wav"
    with wave.open(io.BytesIO(base64.b64decode(record["base64"]))) as file:
        frames = np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, file.getnchannels())
        return file.getframerate(), frames.tolist()


def test_samples_become_a_wave_file(init, read):
    run = init()
    assert run.log_audio("floats", [0.0, 0.5, -2.0, math.nan], sample_rate=8_000, caption="c")
    assert run.log_audio("stereo", np.array([[1, -1], [300, -300], [7, 8]], dtype="int16"), sample_rate=44_100)
    assert run.log_audio("tensor", Tensor([[1, 300, 7], [-1, -300, 8]]), sample_rate=44_100)
    floats, stereo, tensor = read(run)[1:]
    assert heard(floats) == (8_000, [[0], [16_384], [-32_768], [0]])
    assert heard(stereo) == heard(tensor) == (44_100, [[1, -1], [300, -300], [7, 8]])
    assert (floats["caption"], floats["step"], floats["type"]) == ("c", 0, "audio")


@pytest.mark.parametrize(
    ("content", "media_type"),
    [(b"RIFF....WAVEfmt ", "audio/wav"), (b"ID3\x04", "audio/mpeg"), (b"\xff\xfb\x90", "audio/mpeg"),
     (b"OggS\0", "audio/ogg"), (b"fLaC\0", "audio/flac")],
)  # fmt: skip
def test_sound_files_are_known_by_their_first_bytes(init, read, tmp_path, content, media_type):
    run = init()
    (tmp_path / "x.bin").write_bytes(content)
    assert run.log_audio("bytes", content)
    assert run.log_audio("file", tmp_path / "x.bin")
    assert [(one["media_type"], base64.b64decode(one["base64"])) for one in read(run)[1:]] == [
        (media_type, content)
    ] * 2


@pytest.mark.parametrize(
    "arguments",
    [(b"<svg>",), ("missing.wav",), (b"",), ([0.5],), ([], 8_000), ([[0.1] * 9], 8_000), (b"ID3" + bytes(11 << 20),),
     (3, 8_000), (b"\xff\xd8\xff",)],
)  # fmt: skip
def test_what_is_no_sound_is_refused(init, read, arguments):
    run = init()
    assert not run.log_audio("x", *arguments)
    assert len(read(run)) == 1


# -- tables -------------------------------------------------------------------------------------------

CELLS = [["a", 1.5], ["b", 2.0]]


class PolarsFrame:
    columns = ("x", "y")

    def iter_rows(self):
        return iter(map(tuple, CELLS))


@pytest.mark.parametrize(
    "table",
    [
        pd.DataFrame(CELLS, columns=["x", "y"]),
        pd.DataFrame({"y": [1.5, 2.0]}, index=pd.Index(["a", "b"], name="x")),
        PolarsFrame(),
        [{"x": "a", "y": 1.5}, {"x": "b", "y": 2.0}],
        {"x": ["a", "b"], "y": np.array([1.5, 2.0])},
    ],
)
def test_whole_tables(init, read, table):
    run = init()
    assert run.log_table("t", table, step=1)
    record = only(run, read)
    assert (record["columns"], record["rows"], record["step"]) == (["x", "y"], CELLS, 1)


def test_cells_that_json_cannot_hold(init, read):
    frame = pd.DataFrame(
        {"when": pd.to_datetime(["2026-01-02"]), "n": pd.array([None], dtype="Int64"), "x": [math.nan], "z": [2**60]}
    )
    run = init()
    assert run.log_table("frame", frame)
    assert run.log_table("rows", ["d"], [[date(2026, 1, 2)], [datetime(2026, 1, 2, tzinfo=UTC)]])
    assert run.log_table("dicts", [{"a": 1}, {"b": 2}])
    first, second, third = read(run)[1:]
    assert first["rows"][0][0] == "2026-01-02T00:00:00"
    assert first["rows"][0][2:] == ["NaN", 2**60]
    assert [row[0] for row in second["rows"]] == ["2026-01-02", "2026-01-02T00:00:00+00:00"]
    assert (third["columns"], third["rows"]) == (["a", "b"], [[1, None], [None, 2]])


@pytest.mark.parametrize("table", [[], [1], "ab", None, {"a": [1], "b": []}, [{"a": 1}, 2]])
def test_what_is_no_whole_table(init, table):
    assert not init().log_table("t", table)


# -- files --------------------------------------------------------------------------------------------


def test_a_used_file_is_an_input(init, read, tmp_path):
    (tmp_path / "d.csv").write_text("a\n1\n")
    run = init()
    assert run.use_artifact(tmp_path / "d.csv")
    assert not run.use_artifact(tmp_path / "missing")
    record = only(run, read)
    assert (record["role"], record["sha256"]) == ("input", hashlib.sha256(b"a\n1\n").hexdigest())
    assert not (Path(run.dir) / "files").exists()


def test_files_are_copied_by_content_when_that_is_asked(init, read, tmp_path):
    folder = tmp_path / "out"
    (folder / "sub").mkdir(parents=True)
    (folder / "a.bin").write_bytes(b"one")
    (folder / "sub" / "b.bin").write_bytes(b"two")
    run = init()
    assert run.log_artifact(folder / "a.bin", copy=True)
    assert run.log_artifact(folder / "a.bin", "model", copy=True, step=3)
    (folder / "a.bin").write_bytes(b"changed")
    assert run.log_artifact(folder, copy=True)
    records = read(run)[1:]
    assert [Path(run.dir, record["copy"]).read_bytes() for record in records] == [b"one", b"one", b"changed", b"two"]
    assert records[0]["copy"] == records[1]["copy"] == f"files/{hashlib.sha256(b'one').hexdigest()[:16]}/a.bin"
    assert len([path for path in Path(run.dir).rglob("*") if path.is_file()]) == 4
    assert (records[1]["role"], records[1]["step"], records[1]["path"]) == ("model", 3, (folder / "a.bin").as_posix())


def test_a_copied_log_is_no_run_of_its_own(init, tmp_path):
    (tmp_path / "metrics.jsonl").write_text('{"step": 1, "loss": 0.5}\n')
    run = init()
    assert run.log_artifact(tmp_path / "metrics.jsonl", copy=True)
    run.finish()
    found = load([Path(run.dir).parent], now=0.0, jobs=1, config=Config(root=tmp_path))
    assert ([one.id for one in found.runs], found.issues) == ([run.id], ())
    (tmp_path / "runs" / "files").mkdir()
    (tmp_path / "runs" / "files" / "other.jsonl").write_text('{"step": 1, "loss": 0.5}\n')
    found = load([Path(run.dir).parent], now=0.0, jobs=1, config=Config(root=tmp_path))
    assert len(found.runs) == 2, "a folder of that name elsewhere is looked into"


def test_a_copy_that_fails_leaves_nothing_half(init, tmp_path, monkeypatch):
    (tmp_path / "a.bin").write_bytes(b"one")

    def full(_source, target):
        Path(target).write_bytes(b"o")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("shutil.copyfile", full)
    run = init()
    assert not run.log_artifact(tmp_path / "a.bin", copy=True)
    assert [path.name for path in Path(run.dir, "files").rglob("*") if path.is_file()] == []


def test_data_files_are_hashed_when_they_are_there(init, read, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "train.csv").write_text("x")
    digest = hashlib.sha256(b"x").hexdigest()
    for data, found in (
        ("train.csv", {"name": "train.csv", "sha256": digest}),
        ("./train.csv", {"name": "train.csv", "uri": "./train.csv", "sha256": digest}),
        ({"test": {"uri": "train.csv"}}, {"role": "test", "name": "train.csv", "uri": "train.csv", "sha256": digest}),
        ({"uri": "train.csv", "version": 2}, {"name": "train.csv", "uri": "train.csv", "version": "2"}),
        ({"uri": "train.csv", "sha256": False}, {"name": "train.csv", "uri": "train.csv"}),
        ("missing.csv", {"name": "missing.csv"}),
        (".", {"name": "."}),
    ):
        assert read(init(data=data))[0]["data"] == [found]
    monkeypatch.setattr("xreport.logger.fields.LARGEST_HASHED", 0)
    assert read(init(data="train.csv"))[0]["data"] == [{"name": "train.csv"}]
    asked = read(init(data={"uri": "train.csv", "sha256": True}))[0]["data"]
    assert asked == [{"name": "train.csv", "uri": "train.csv", "sha256": digest}]


# -- all of them --------------------------------------------------------------------------------------


def test_the_module_has_every_verb(init, read, tmp_path):
    (tmp_path / "f").touch()
    calls = {
        "log_artifact": (tmp_path / "f",), "use_artifact": (tmp_path / "f",), "log_audio": ("k", b"OggS"),
        "log_calibration": ("k", [0, 1], [0.1, 0.9]), "log_confusion": ("k", [0, 1], [0, 1]),
        "log_curve": ("k", [1], [1]), "log_histogram": ("k", [1, 2]), "log_pr": ("k", [0, 1], [0.1, 0.9]),
        "log_roc": ("k", [0, 1], [0.1, 0.9]), "log_table": ("k", [{"a": 1}]), "log_text": ("k", "t"),
    }  # fmt: skip
    assert calls.keys() <= set(xreport.__all__)
    assert not any(getattr(xreport, name)(*arguments) for name, arguments in calls.items()), "there is no run yet"
    run = init()
    assert all(getattr(xreport, name)(*arguments) for name, arguments in calls.items())
    kinds = [record["type"] for record in read(run)[1:]]
    assert kinds == ["artifact", "artifact", "audio", "curve", "confusion", "curve", "histogram", "curve", "curve",
                     "table", "text"]  # fmt: skip
    assert xreport.log_roc.__doc__.startswith("Log the ROC")


def test_a_metric_may_be_drawn_over_another_one(init, read):
    run = init()
    assert run.define_metric("val/*", step="epoch")
    assert {**only(run, read), "time": 0} == {"type": "metric", "time": 0, "key": "val/*", "step_metric": "epoch"}


def test_without_numpy_everything_is_the_same(tmp_path):
    """In an interpreter that cannot see it."""
    source = f"""
import json, sys
sys.path.insert(0, {str(ROOT)!r})
import xreport
run = xreport.init("p", dir={str(tmp_path)!r}, capture=False, strict=True)
truth, scores = [0, 0, 1, 1, 1], [0.1, 0.4, 0.35, 0.8, 0.4]
run.log_histogram("h", [0.5, 1, 2, 2.5], bins=2)
run.log_roc("r", truth, scores)
run.log_pr("p", truth, scores)
run.log_confusion("c", truth, [0, 1, 1, 1, 0])
run.log_audio("a", [0.1, 0.2], 8000)
assert "numpy" not in sys.modules
print(run.dir)
"""
    done = subprocess.run([sys.executable, "-S", "-c", source], check=True, capture_output=True, text=True)
    (journal,) = Path(done.stdout.strip()).glob("*.jsonl")
    records = {record.get("key"): record for record in map(json.loads, journal.read_text().splitlines())}
    assert records["h"]["counts"] == [2, 2] == np.histogram([0.5, 1, 2, 2.5], bins=2)[0].tolist()
    with_numpy = xreport.init("p", dir=tmp_path, capture=False)
    with_numpy.log_roc("r", [0, 0, 1, 1, 1], [0.1, 0.4, 0.35, 0.8, 0.4])
    with_numpy.log_pr("p", [0, 0, 1, 1, 1], [0.1, 0.4, 0.35, 0.8, 0.4])
    with_numpy.finish()
    (journal,) = Path(with_numpy.dir).glob("*.jsonl")
    for record in map(json.loads, journal.read_text().splitlines()):
        if record["type"] == "curve":
            assert record["lines"] == records[record["key"]]["lines"]
    assert records["c"]["counts"] == describe_confusion([0, 0, 1, 1, 1], [0, 1, 1, 1, 0], None)["counts"]


def test_nested_arrays_and_scalars_become_plain_lists():
    assert arrays.as_list([np.float32(1), np.array([2, 3]), (4, np.int64(5))]) == [1.0, [2, 3], [4, 5]]
    assert arrays.as_floats(Tensor([[1, 2], [3, 4]])) == [1.0, 2.0, 3.0, 4.0]
    assert arrays.as_floats(mock.Mock(spec_set=["to_list"], to_list=lambda: [1, 2])) == [1.0, 2.0]
    assert arrays.as_floats(pd.DataFrame({"a": [1], "b": [2]})) == [1.0, 2.0]
