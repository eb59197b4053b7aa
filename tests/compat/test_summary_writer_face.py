"""Scripts that were written for TensorBoard's SummaryWriter."""

from __future__ import annotations

import base64
import io

import numpy as np
import pytest
from PIL import Image

import xreport
from xreport.compat import tensorboard

TRAINING = """
import matplotlib
matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
from torch.utils.tensorboard import SummaryWriter

writer = SummaryWriter("runs/fashion/experiment_1")
for n_iter in range(3):
    writer.add_scalar("Loss/train", np.float32(1 / (n_iter + 1)), n_iter)
    writer.add_scalars("acc", {"train": 0.5, "val": 0.25}, n_iter)
writer.add_histogram("weights", np.zeros(10), 0)
writer.add_graph(object(), None)
writer.add_image("sample", np.zeros((3, 4, 5)), 2)
figure = plt.figure()
writer.add_figure("fig", figure, global_step=2)
assert not plt.get_fignums()
writer.add_text("remark", "went well", 2)
writer.add_pr_curve("pr", np.array([1]), np.array([0.5]), 0)
writer.add_hparams({"lr": 0.1, "bsize": 8}, {"hparam/accuracy": 0.9})
writer.flush()
writer.close()
"""


def test_a_training_script_runs_unchanged_but_for_the_import(script, tmp_path):
    source = TRAINING.replace("from torch.utils.tensorboard", "from xreport")
    done = script(source, env={"MPLCONFIGDIR": str(tmp_path)})
    (records,) = done.journals
    assert len(list((tmp_path / "runs/fashion/experiment_1").glob("*/*.jsonl"))) == 1
    assert records[0]["name"] == "experiment_1"
    logs = [record for record in records if "metrics" in record]
    assert [(log["step"], log["metrics"]) for log in logs[:2]] == [
        (0, {"Loss/train": 1.0}),
        (0, {"acc/train": 0.5, "acc/val": 0.25}),
    ]
    assert len(logs) == 6
    assert [(r["key"], r["step"]) for r in records if r.get("type") == "image"] == [("sample", 2), ("fig", 2)]
    assert [r["values"] for r in records if r.get("type") == "summary"] == [{"hparam/accuracy": 0.9}]
    objects = [r for r in records if r.get("type") in {"histogram", "text", "curve"}]
    assert [(r["type"], r["key"], r["step"]) for r in objects] == [
        ("histogram", "weights", 0), ("text", "remark", 2), ("curve", "pr", 0),
    ]  # fmt: skip
    assert objects[1]["text"] == "went well"
    assert [r["params"] for r in records if r.get("type") == "update" and "params" in r] == [{"lr": 0.1, "bsize": 8}]
    assert records[-1]["status"] == "finished"
    assert [line.split(":")[1].strip() for line in done.stderr.splitlines()] == ["SummaryWriter.add_graph"]


@pytest.fixture
def writer(tmp_path, monkeypatch):
    monkeypatch.setattr(tensorboard._warnings, "_given", set())
    made = xreport.SummaryWriter(tmp_path / "logs", project="p", params={"lr": 1}, capture=False)
    yield made
    made.close()


def written(writer, read):
    writer.close()
    return read(writer.run.dir)[1:-1]


def pixels(record):
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(record["base64"]))))


def test_steps_and_times(writer, read):
    writer.add_scalar("a", 1.0, 5, walltime=1000.5)
    writer.add_scalar("b", 1.0)
    writer.add_scalar("b", 2.0)
    writer.add_scalar("c", 3.0, np.int64(9), new_style=True)
    first, *others = written(writer, read)
    assert (first["step"], first["time"], first["metrics"]) == (5, 1000.5, {"a": 1.0})
    assert [(record["step"], record["metrics"]) for record in others] == [
        (0, {"b": 1.0}),
        (1, {"b": 2.0}),
        (9, {"c": 3.0}),
    ]


def test_images_in_every_order_of_axes(writer, read):
    image = np.arange(2 * 3 * 3, dtype="uint8").reshape(2, 3, 3)  # height, width, channels
    writer.add_image("chw", image.transpose(2, 0, 1), 0)
    writer.add_image("hwc", image, 0, dataformats="HWC")
    writer.add_image("hw", image[:, :, 0], 0, dataformats="HW")
    writer.add_images("nchw", np.stack([image, image]).transpose(0, 3, 1, 2), 0)
    writer.add_images("nhwc", image[None], 0, dataformats="NHWC")
    records = written(writer, read)
    assert [record["key"] for record in records] == ["chw", "hwc", "hw", "nchw", "nchw", "nhwc"]
    assert np.array_equal(pixels(records[2]), image[:, :, 0])
    assert all(np.array_equal(pixels(record), image) for record in records if record["key"] != "hw")


def test_an_image_of_another_shape_stops_nothing(writer, read, capfd):
    writer.add_image("bad", np.zeros((2, 2)), 0)
    writer.add_image("worse", "text", 0)
    writer.add_images("none", np.zeros((2, 2)), 0)
    assert written(writer, read) == []
    assert len(capfd.readouterr().err.splitlines()) == 1


def test_a_list_of_figures(writer, read):
    class Figure:
        def savefig(self, buffer, **_options):
            buffer.write(b"\x89PNG\r\n\x1a\n")

    writer.add_figure("f", [Figure(), Figure()], 3, close=False)
    assert [(record["key"], record["step"]) for record in written(writer, read)] == [("f", 3)] * 2


def test_names_and_folders(tmp_path, monkeypatch):
    monkeypatch.setenv("XREPORT_DIR", str(tmp_path / "all"))
    with xreport.SummaryWriter(comment="_lr1", capture=False) as writer:
        assert writer.get_logdir() == writer.log_dir == writer.run.dir
    with xreport.SummaryWriter(str(tmp_path / "x"), "-b", capture=False) as other:
        assert (other.run.name, other.get_logdir()) == ("x-b", str(tmp_path / "x"))
    assert (writer.run.ended, other.run.ended) == (True, True)
    with pytest.raises(AttributeError):
        other.remove_scalar("a")


def test_histograms(writer, read):
    writer.add_histogram("h", np.arange(100), 3, bins="auto", max_bins=10)
    counts, limits = np.histogram(np.arange(10.0), bins=4)
    writer.add_histogram_raw("raw", 0.0, 9.0, 10, 45.0, 285.0, limits[1:].tolist(), counts.tolist(), 3)
    writer.add_histogram_raw("tf", -1.0, 5.0, 3, 4.0, 26.0, [-2.0, -0.5, 0.5, 4.0, 1.8e308], [0, 1, 1, 0, 1], 3)
    writer.add_histogram_raw("one", 2.0, 2.0, 1, 2.0, 4.0, [2.0], [1], 3)
    h, raw, tf, one = written(writer, read)
    assert (sum(h["counts"]), len(h["counts"]), h["step"]) == (100, 10, 3)
    assert (raw["edges"], raw["counts"]) == (limits.tolist(), counts.tolist())
    assert (tf["edges"], tf["counts"]) == ([-1.0, -0.5, 0.5, 4.0, 5.0], [1, 1, 0, 1])
    assert (one["counts"], one["edges"][1]) == ([1], 2.0)


def test_curves_sounds_and_texts(writer, read, capfd):
    writer.add_pr_curve("pr", [0, 1, 1], np.array([0.1, 0.4, 0.8]), 2, num_thresholds=3)
    writer.add_pr_curve_raw("raw", [1], [0], [0], [1], [1.0, 0.5], [0.0, 1.0], 2)
    writer.add_audio("a", np.array([[0.0, 0.5]]), 2, sample_rate=8_000)
    writer.add_audio("bad", object(), 2)
    writer.add_text("t", "one")
    writer.add_text("t", "two")
    writer.add_image_with_boxes("i", np.zeros((3, 4, 5)), np.zeros((1, 4)), 2)
    pr, raw, audio, one, two, image = written(writer, read)
    assert (pr["kind"], pr["lines"][0]["area"], raw["lines"][0]["y"]) == ("pr", 1.0, [1.0, 0.5])
    assert (audio["media_type"], audio["step"], image["type"]) == ("audio/wav", 2, "image")
    assert [(record["text"], record["step"]) for record in (one, two)] == [("one", 0), ("two", 1)]
    assert len(capfd.readouterr().err.splitlines()) == 2


def test_an_exception_fails_the_run(tmp_path, read):
    with pytest.raises(RuntimeError), xreport.SummaryWriter(tmp_path, capture=False) as writer:
        raise RuntimeError("boom")
    assert read(writer.run.dir)[-1]["error"] == "RuntimeError: boom"
