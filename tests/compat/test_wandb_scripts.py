"""Scripts that were written for W&B, unchanged but for the import."""

from __future__ import annotations

import base64
import io
import pkgutil

import numpy as np
import pytest
from PIL import Image as PilImage

import xreport
from xreport import logger, wandb
from xreport.compat.wandb import media

TRAINING = """
import argparse
import math
import random

import matplotlib
matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import wandb

parser = argparse.ArgumentParser()
parser.add_argument("--batch_size", type=int, default=64)
args = parser.parse_args([])

wandb.login(key="x" * 40)
run = wandb.init(
    entity="my-team",
    project="cifar",
    name="resnet-baseline",
    group="resnets",
    job_type="train",
    tags=["baseline", "paper"],
    notes="first try",
    config={"learning_rate": 0.02, "architecture": "CNN", "epochs": 4},
    mode="offline",
    settings=wandb.Settings(start_method="fork"),
)
wandb.config.update(args, allow_val_change=True)
wandb.config.dropout = 0.2
config = wandb.config

wandb.define_metric("epoch")
wandb.define_metric("val/acc", summary="max")
wandb.define_metric("train/loss", summary="min", goal="minimize")
wandb.watch(object(), log="all")

best = 0.0
for epoch in range(config.epochs):
    for batch in range(2):
        wandb.log({"train": {"loss": 2 ** -epoch}, "lr": config["learning_rate"]}, commit=False)
        wandb.log({"epoch": epoch, "batch/time": np.float64(0.1)})
    accuracy = 1 - 2 ** -epoch
    wandb.log({"val/acc": accuracy})
    if accuracy > best:
        best = accuracy
        wandb.run.summary["best_accuracy"] = best

figure, axis = plt.subplots()
axis.plot([1, 2])
images = [wandb.Image(np.random.rand(8, 8, 3), caption=f"sample {i}") for i in range(2)]
table = wandb.Table(columns=["id", "truth", "guess"])
for i in range(3):
    table.add_data(i, "cat", random.choice(["cat", "dog"]))
wandb.log({"samples": images, "curve": figure, "plt": plt, "predictions": table})
wandb.log({"frame": wandb.Table(dataframe=pd.DataFrame({"a": [1, 2], "b": [0.5, math.nan]}))})
curves = wandb.plot.pr_curve([0, 1], [[0.5, 0.5], [0.1, 0.9]])
wandb.log({"weights": wandb.Histogram(np.random.randn(100)), "pr": curves, "done": True})

open("model.pt", "w").write("weights")
wandb.save("*.pt")
artifact = wandb.Artifact("classifier", type="model", metadata={"best": best})
artifact.add_file("model.pt")
run.log_artifact(artifact)
wandb.alert(title="Done", text="accuracy is fine", level="INFO")
run.name = f"resnet-{run.id[-6:]}"
run.tags += ("late",)
wandb.finish()
assert wandb.run is None
"""


def of_type(records, kind):
    return [record for record in records if record.get("type") == kind]


def test_a_training_script_runs_unchanged_but_for_the_import(script, tmp_path):
    source = TRAINING.replace("import wandb\n", "from xreport import wandb\n", 1)
    done = script(source, env={"MPLCONFIGDIR": str(tmp_path)})
    (records,) = done.journals
    start = records[0]
    assert (start["project"], start["name"], start["group"]) == ("cifar", "resnet-baseline", "resnets")
    assert start["notes"] == "first try"
    assert start["tags"] == ["baseline", "paper", "train"]
    assert start["params"] == {"learning_rate": 0.02, "architecture": "CNN", "epochs": 4}
    updates = of_type(records, "update")
    assert [update["params"] for update in updates if "params" in update] == [{"batch_size": 64}, {"dropout": 0.2}]
    assert [update["name"] for update in updates if "name" in update] == [f"resnet-{start['run'][-6:]}"]
    hints = {hint["key"]: hint["direction"] for hint in of_type(records, "metric")}
    assert hints == {"val/acc": "max", "train/loss": "min"}
    assert [hint["score"] for hint in of_type(records, "metric")] == ["max", "min"]
    logs = [record for record in records if "metrics" in record]
    assert [(log["step"], log["metrics"]["train/loss"]) for log in logs if "train/loss" in log["metrics"]] == [
        (0, 1.0), (1, 1.0), (3, 0.5), (4, 0.5), (6, 0.25), (7, 0.25), (9, 0.125), (10, 0.125),
    ]  # fmt: skip
    assert [(log["step"], log["metrics"]["val/acc"]) for log in logs if "val/acc" in log["metrics"]] == [
        (2, 0.0), (5, 0.5), (8, 0.75), (11, 0.875),
    ]  # fmt: skip
    assert logs[-1]["metrics"] == {"done": True}
    assert of_type(records, "summary")[-1]["values"] == {"best_accuracy": 0.875}
    images = [(image["step"], image["key"], image["caption"]) for image in of_type(records, "image")]
    assert images == [(12, "samples", "sample 0"), (12, "samples", "sample 1"), (12, "curve", ""), (12, "plt", "")]
    predictions, frame = of_type(records, "table")
    assert predictions["columns"] == ["id", "truth", "guess"]
    assert [row[:2] for row in predictions["rows"]] == [[0, "cat"], [1, "cat"], [2, "cat"]]
    assert (frame["columns"], frame["rows"]) == (["a", "b"], [[1, 0.5], [2, "NaN"]])
    artifacts = [(artifact["path"], artifact["role"], artifact["bytes"]) for artifact in of_type(records, "artifact")]
    assert artifacts == [("model.pt", "output", 7), ("model.pt", "model", 7)]
    assert [note["notes"] for note in of_type(records, "note")] == ["**Done** accuracy is fine", ""]
    assert records[-1]["status"] == "finished"
    told = done.stderr.splitlines()
    assert [line.split(":")[1].split("(")[0].strip() for line in told] == [
        "wandb.watch", "wandb.alert",
    ]  # fmt: skip


def test_a_sweep_of_runs_in_one_process_and_an_exception(script):
    done = script(
        "from xreport import wandb\n"
        "for lr in (0.1, 0.2):\n"
        "    with wandb.init(project='p', config=dict(lr=lr)) as run:\n"
        "        run.log({'loss': run.config.lr})\n"
        "run = wandb.init(project='p')\n"
        "wandb.finish(exit_code=3)\n"
        "wandb.init(project='p')\n"
        "raise RuntimeError('boom')\n",
        check=False,
    )
    assert [(start.get("params"), end["status"], end.get("error")) for start, *_, end in done.journals] == [
        ({"lr": 0.1}, "finished", None),
        ({"lr": 0.2}, "finished", None),
        (None, "failed", "exit code 3"),
        (None, "failed", "RuntimeError: boom"),
    ]  # fmt: skip


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setattr(media.warnings, "_given", set())
    monkeypatch.setenv("XREPORT_DIR", str(tmp_path / "runs"))
    monkeypatch.setattr(wandb, "_init", lambda *given, **fields: logger.init(*given, capture=False, **fields))
    started = wandb.init(project="p", config={"lr": 0.1})
    yield started
    wandb.finish()


def finished(run, read):
    wandb.finish()
    return read(run.dir)[1:-1]


def test_steps(run, read):
    for given in ({}, {"commit": False}, {}, {"step": 10}, {}, {}, {"step": 5, "commit": True}, {}):
        wandb.log({"a": run.step}, **given)
    wandb.log({"a": 1}, step=np.int64(20))
    wandb.log({"a": 1}, step=1.5)
    records = finished(run, read)
    assert [record["step"] for record in records[:-1]] == [0, 1, 1, 10, 10, 11, 5, 6, 20]
    assert records[-1]["given_step"] == 1.5


def test_config(run, read):
    assert (run.config.lr, wandb.config["lr"], wandb.config.get("x", 7), "lr" in wandb.config) == (0.1, 0.1, 7, True)
    run.config["a"] = 1
    wandb.config.setdefaults({"a": 2, "b": {"c": 3}})
    wandb.config.update({"lr": 0.5}, allow_val_change=True)
    assert run.config.as_dict() == {**wandb.config} == {"lr": 0.5, "a": 1, "b": {"c": 3}} == dict(run.params)
    with pytest.raises(AttributeError):
        _ = run.config.nothing
    assert [record["params"] for record in finished(run, read)] == [{"a": 1}, {"b": {"c": 3}}, {"lr": 0.5}]


def test_images_of_all_kinds(run, read, tmp_path):
    pil = PilImage.new("RGB", (3, 2), (255, 0, 9))
    pil.save(tmp_path / "x.jpg")
    array = np.asarray(pil)
    wandb.log(
        {
            "pil": wandb.Image(pil, caption="c"),
            "file": wandb.Image(str(tmp_path / "x.jpg")),
            "array": wandb.Image(array),
        }
    )
    wandb.log({"again": wandb.Image(wandb.Image(array), masks={"m": 1}), "bad": wandb.Image("missing.png"), "n": 1})
    first, second, third, number, again = finished(run, read)
    assert [(one["key"], one["caption"], one["step"]) for one in (first, second, third, again)] == [
        ("pil", "c", 0), ("file", "", 0), ("array", "", 0), ("again", "", 1),
    ]  # fmt: skip
    assert second["media_type"] == "image/jpeg"
    assert (number["metrics"], number["step"]) == ({"n": 1}, 1)
    shown = np.asarray(PilImage.open(io.BytesIO(base64.b64decode(third["base64"]))))
    assert np.array_equal(shown, array)


def test_tables(run, read, capfd):
    table = wandb.Table()
    assert table.columns == ["Input", "Output", "Expected"]
    columns = wandb.Table(columns=[], data=[])
    columns.add_column("a", [1, 2])
    columns.add_column("b", np.array([3.0, 4.0]))
    long = wandb.Table(columns=["i"], data=[[i] for i in range(1_500)])
    wandb.log({"columns": columns, "long": long, "picture": wandb.Table(columns=["p"], data=[[wandb.Image("x.png")]])})
    wandb.log({"odd": wandb.Table(columns=["a", "b"], data=[[1]])})
    first, second, third = finished(run, read)
    assert (first["columns"], first["rows"]) == (["a", "b"], [[1, 3.0], [2, 4.0]])
    assert (len(second["rows"]), second["count"], second["rows"][-1]) == (1_000, 1_500, [999])
    assert third["rows"][0][0]["xreport:type"] == "xreport.compat.wandb.media.Image"
    assert "a row has 1 cells, the table has 2 columns" in capfd.readouterr().err


def test_each_thing_without_a_counterpart_is_told_of_once(run, read, capfd):
    for _ in range(3):
        wandb.log({"v": wandb.Video(np.zeros((2, 3, 4, 4)), fps=4), "m": [wandb.Molecule("x")]})
        wandb.watch(None)
        assert wandb.init(project="other", fork_from="x") is run
    told = capfd.readouterr().err.splitlines()
    assert len(told) == len(set(told)) == 5
    assert finished(run, read) == []
    with pytest.raises(AttributeError, match=r"nothing like wandb\.sweep"):
        _ = wandb.sweep


def test_the_module_itself_has_no_more_than_it_has():
    assert xreport.Image is wandb.Image
    with pytest.raises(AttributeError, match=r"'nothing'$"):
        _ = xreport.nothing
    with pytest.raises(AttributeError, match=r"nothing like wandb\.sweep: begin a run for each choice"):
        _ = xreport.sweep


def test_reinit_finishes_the_run_before(run, read):
    second = wandb.init(project="p", reinit=True)
    assert (run.ended, second.ended, wandb.run) == (True, False, second)


def test_without_a_run_nothing_fails(tmp_path, monkeypatch, capfd):
    monkeypatch.setattr(media.warnings, "_given", set())
    monkeypatch.chdir(tmp_path)
    wandb.log({"a": 1})
    wandb.config.lr = 1
    wandb.config.update({"a": 1})
    wandb.summary["a"] = 1
    wandb.finish()
    wandb.save("x")
    assert wandb.run is None
    assert list(tmp_path.iterdir()) == []
    assert len(capfd.readouterr().err.splitlines()) == 4


def test_tags_notes_and_files_are_added(run, read, tmp_path):
    run.tags = (*run.tags, "b")
    run.notes = "more"
    (tmp_path / "a.bin").write_bytes(b"123")
    assert wandb.save(str(tmp_path / "*.bin")) == [str(tmp_path / "a.bin")]
    wandb.log_artifact(str(tmp_path / "a.bin"), name="a", type="dataset")
    run.summary.update({"best": np.float32(0.5)})
    tags, notes, saved, logged, summary = finished(run, read)
    assert (tags["tags"], notes["notes"], saved["role"], logged["role"]) == (["b"], "more", "output", "dataset")
    assert (summary["values"], wandb.login(), run.tags) == ({"best": 0.5}, True, ("b",))


def test_the_config_is_that_of_the_run_whatever_of_xreport_is_imported(script):
    run = script(
        "import pkgutil, xreport as wandb\nfrom importlib import import_module\n"
        "for room in pkgutil.iter_modules(wandb.__path__):\n"
        "    if room.name != '__main__': import_module(f'xreport.{room.name}')\n"
        "import xreport.pipeline, xreport.cli.app\n"
        "wandb.init(project='p', config={'lr': 0.1})\n"
        "print(wandb.config['lr'], wandb.run.config['lr'], wandb.summary, wandb.log, wandb.Settings)"
    )
    assert run.stdout.startswith("0.1 0.1 {}"), run.stdout
    assert "module" not in run.stdout


def test_no_room_has_a_name_that_scripts_use():
    rooms = {room.name for room in pkgutil.iter_modules(xreport.__path__)}
    assert not rooms & {*xreport.__all__, *wandb.__all__}
