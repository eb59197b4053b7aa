"""Images, tables, histograms and figures among the metrics of one ``log``; figures of plotly; scripts of W&B."""

from __future__ import annotations

import json
import math
import os
import subprocess
from pathlib import Path
from unittest import mock

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from throwaway import interpreter

import xreport
from xreport import wandb
from xreport.compat.wandb import media

ROOT = Path(__file__).resolve().parents[2]
PNG = b"\x89PNG\r\n\x1a\n" + b"rest"


class PlotlyFigure:
    """As plotly's, with or without kaleido."""

    def __init__(self, drawn=None):
        self._drawn = drawn

    def to_image(self, format):  # noqa: A002
        if self._drawn is None:
            raise ValueError("\nImage export requires the kaleido package\nmore")
        return self._drawn

    def to_json(self):
        return '{"data": []}'


def kinds(records):
    return [(record.get("type", "log"), record.get("key"), record["step"]) for record in records]


def test_each_goes_to_a_record_of_its_own(init, read):
    run = init()
    assert run.log(
        {
            "loss": 1.0,
            "image": xreport.Image(PNG, caption="c"),
            "val": {"acc": 0.5, "table": xreport.Table(columns=["a"], data=[[1]])},
            "weights": xreport.Histogram([1, 2, 3]),
            "figure": Figure(),
            "several": [xreport.Image(PNG), Figure()],
            "sound": xreport.Audio(b"OggS"),
            "plot": PlotlyFigure(PNG),
        },
        step=7,
    )
    assert run.log({"image": xreport.Image(PNG)})
    records = read(run)[1:]
    assert records[0]["metrics"] == {"loss": 1.0, "val/acc": 0.5}
    assert kinds(records) == [
        ("log", None, 7), ("image", "image", 7), ("table", "val/table", 7), ("histogram", "weights", 7),
        ("image", "figure", 7), ("image", "several", 7), ("image", "several", 7), ("audio", "sound", 7),
        ("image", "plot", 7), ("image", "image", 8),
    ]  # fmt: skip
    assert records[1]["caption"] == "c"


def test_arrays_are_still_flagged_and_hostile_values_stop_nothing(init, read):
    class Hostile:
        def __getattr__(self, name):
            raise RuntimeError(name)

    cyclic = {}
    cyclic["self"] = cyclic
    run = init()
    assert run.log({"array": np.zeros((40, 40)), "hostile": Hostile(), "cyclic": cyclic, "kind": Figure, "a": 1})
    (record,) = read(run)[1:]
    assert record["metrics"]["a"] == 1
    assert record["metrics"]["array"]["xreport:type"] == "numpy.ndarray"
    assert record["metrics"]["kind"]["xreport:type"] == "builtins.type"


def test_an_object_that_cannot_be_logged_leaves_the_numbers(init, read, capfd):
    run = init()
    assert not run.log({"a": 1, "image": xreport.Image("missing.png"), "b": 2})
    (record,) = read(run)[1:]
    assert record["metrics"] == {"a": 1, "b": 2}
    assert "No such file" in capfd.readouterr().err


def test_a_plotly_figure_without_kaleido_is_its_data_and_says_so(init, read, capfd):
    run = init()
    assert run.log_image("p", PlotlyFigure(), step=2)
    assert run.log_image("p", PlotlyFigure(), step=3)
    first, _ = read(run)[1:]
    assert (first["type"], first["key"], first["step"], first["text"]) == ("text", "p", 2, '{"data": []}')
    (told,) = capfd.readouterr().err.splitlines()
    assert "pip install kaleido" in told
    assert "Image export requires the kaleido package" in told


def test_a_mock_among_the_metrics_costs_the_numbers_nothing(init, read):
    run = init()
    run.log({"a": 1, "m": mock.MagicMock()})
    assert read(run)[1]["metrics"]["a"] == 1


# -- the last value is read back ----------------------------------------------------------------------


def test_the_summary_reads_what_was_logged_last(init):
    run = init()
    for step in range(50):
        run.log({"loss": 1 / (step + 1), "val/ä": math.nan if step == 49 else 1})
    run.log({"acc": 0.5})
    assert run.summary["loss"] == 0.02
    assert run.summary.acc == 0.5
    assert math.isnan(run.summary["val/ä"])
    assert run.summary.get("nothing", 3) == 3
    assert ("loss" in run.summary, dict(run.summary)) == (False, {})
    run.summary["loss"] = 7
    assert run.summary["loss"] == 7
    with pytest.raises(KeyError):
        _ = run.summary["missing"]


def test_a_key_that_stands_in_a_text_is_not_taken_for_a_metric(init):
    run = init()
    run.log({"x": 3})
    run.log({"y": '"x":5', "z": {"deep": '{"step":1,"metrics":{"x":9}}'}})
    run.log_text("t", '{"step":1,"metrics":{"x":9}}')
    assert run.summary["x"] == 3


# -- W&B ----------------------------------------------------------------------------------------------


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setattr(media.warnings, "_given", set())
    monkeypatch.setenv("XREPORT_DIR", str(tmp_path / "runs"))
    started = wandb.init(project="p")
    yield started
    wandb.finish()


def objects(run, read):
    wandb.finish()
    return [record for record in read(run.dir)[1:-1] if record.get("type") not in {None, "update"}]


def test_plots_of_wandb(run, read):
    table = wandb.Table(columns=["x", "y", "name"], data=[[1, 2.0, "a"], [2, 3.0, "b"]])
    wandb.log(
        {
            "roc": wandb.plot.roc_curve([0, 1, 2], np.eye(3), labels=["a", "b", "c"], title="t"),
            "pr": wandb.plot.pr_curve([0, 1], [[0.9, 0.1], [0.2, 0.8]]),
            "cm": wandb.plot.confusion_matrix(y_true=[0, 1], preds=[1, 1], class_names=["n", "y"]),
            "cm2": wandb.plot.confusion_matrix(probs=[[0.9, 0.1], [0.1, 0.9]], y_true=[0, 1], class_names=["n", "y"]),
            "line": wandb.plot.line(table, "x", "y", title="t"),
            "words": wandb.plot.line(table, "name", "y"),
            "series": wandb.plot.line_series([0, 1], [[1, 2], [3, 4]], keys=["u", "v"], title="t", xname="s"),
            "scatter": wandb.plot.scatter(table, "x", "y"),
            "bar": wandb.plot.bar(table, "name", "y", title="t"),
            "histogram": wandb.plot.histogram(table, "y", title="t"),
        }
    )
    found = {record["key"]: record for record in objects(run, read)}
    assert [(key, record["type"]) for key, record in found.items()] == [
        ("roc", "curve"), ("pr", "curve"), ("cm", "confusion"), ("cm2", "confusion"), ("line", "curve"),
        ("words", "table"), ("series", "curve"), ("scatter", "table"), ("bar", "table"), ("histogram", "histogram"),
    ]  # fmt: skip
    assert [line["name"] for line in found["roc"]["lines"]] == ["a", "b", "c"]
    assert (found["cm"]["labels"], found["cm"]["counts"]) == (["n", "y"], [[0, 1], [0, 1]])
    assert found["cm2"]["counts"] == [[1, 0], [0, 1]]
    assert (found["line"]["lines"][0]["x"], found["line"]["x_label"]) == ([1, 2], "x")
    assert [(line["name"], line["y"]) for line in found["series"]["lines"]] == [("u", [1, 2]), ("v", [3, 4])]
    assert (found["bar"]["columns"], found["bar"]["rows"]) == (["name", "y"], [["a", 2.0], ["b", 3.0]])


def test_other_media_of_wandb(run, read, tmp_path, capfd):
    (tmp_path / "page.html").write_text("<b>file</b>")
    wandb.log(
        {
            "hist": wandb.Histogram(np.arange(10), num_bins=5),
            "counted": wandb.Histogram(np_histogram=np.histogram([1, 2, 3], bins=2)),
            "array": np.arange(100.0),
            "short": np.arange(3),
            "frame": pd.DataFrame({"a": [1]}),
            "html": wandb.Html("<script>"),
            "page": wandb.Html(str(tmp_path / "page.html")),
            "open": wandb.Html((tmp_path / "page.html").open()),
            "sound": wandb.Audio(np.zeros(10), sample_rate=8_000, caption="c"),
            "plotly": wandb.Plotly(PlotlyFigure(PNG)),
        }
    )
    assert "source is logged as a text" in capfd.readouterr().err
    found = {record["key"]: record for record in objects(run, read)}
    assert [record["type"] for record in found.values()] == [
        "histogram", "histogram", "histogram", "table", "text", "text", "text", "audio", "image",
    ]  # fmt: skip
    assert (len(found["hist"]["counts"]), found["counted"]["counts"], sum(found["array"]["counts"])) == (5, [1, 2], 100)
    assert [found[key]["text"] for key in ("html", "page", "open")] == ["<script>", "<b>file</b>", "<b>file</b>"]


def test_steps_of_metrics_and_files_of_wandb(run, read, tmp_path, capfd):
    (tmp_path / "d.csv").write_text("1")
    epoch = wandb.define_metric("epoch", hidden=True)
    wandb.define_metric("val/*", step_metric=epoch, summary="max")
    run.define_metric("train/*", step_metric="epoch")
    data = wandb.Artifact("data", type="dataset")
    data.add_reference(f"file://{tmp_path / 'd.csv'}")
    assert wandb.use_artifact(data).download() == str(tmp_path)
    assert run.use_artifact(str(tmp_path / "d.csv")).files == [str(tmp_path / "d.csv")]
    wandb.use_artifact("team/data:latest")
    first, second, used, again = objects(run, read)
    assert (first["key"], first["direction"], first["step_metric"]) == ("val/*", "max", "epoch")
    assert (second["key"], second["step_metric"]) == ("train/*", "epoch")
    assert (used["role"], used["bytes"], again["role"]) == ("input", 1, "input")
    assert "team/data:latest" in capfd.readouterr().err


ALIAS = """
import argparse, math
import matplotlib
matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import xreport as wandb

args = argparse.Namespace(batch_size=64)
wandb.login()
run = wandb.init(
    project="p", entity="team", name="n", job_type="train", tags=["a"], config={"lr": 0.1}, mode="offline",
    settings=wandb.Settings(silent=True), reinit=True, save_code=False,
)
wandb.config.update(args, allow_val_change=True)
wandb.config.dropout = 0.2
wandb.watch(object())
wandb.define_metric("val/acc", direction="max")
for epoch in range(3):
    wandb.log({"train/loss": 1 / (epoch + 1)}, commit=False)
    wandb.log({"val/acc": epoch / 3, "epoch": epoch})
figure, axis = plt.subplots()
table = wandb.Table(columns=["a", "b"], data=[[1, 2]])
table.add_data(3, 4)
wandb.log({
    "image": wandb.Image(np.zeros((4, 4, 3)), caption="c"), "figure": figure, "plt": plt, "table": table,
    "hist": wandb.Histogram(np.arange(10)), "roc": wandb.plot.roc_curve([0, 1], [[0.9, 0.1], [0.2, 0.8]]),
})
assert run.summary["val/acc"] == 2 / 3 and wandb.run.summary["train/loss"] == 1 / 3
wandb.summary["best"] = 1
run.name = "renamed"
wandb.alert(title="t", text="x")
open("model.pt", "w").write("w")
wandb.save("model.pt")
wandb.log_artifact("model.pt")
assert (wandb.config.lr, wandb.config["batch_size"], wandb.run.name) == (0.1, 64, "renamed")
wandb.finish()
"""


def test_import_xreport_as_wandb(script, tmp_path):
    done = script(ALIAS, env={"MPLCONFIGDIR": str(tmp_path)})
    (records,) = done.journals
    assert (records[0]["tags"], records[0]["params"]) == (["a", "train"], {"lr": 0.1})
    logs = [(record["step"], record["metrics"]) for record in records if "metrics" in record]
    assert [step for step, _ in logs] == [0, 0, 1, 1, 2, 2]
    assert logs[-1][1] == {"val/acc": 2 / 3, "epoch": 2}
    types = [record["type"] for record in records if record.get("type") not in {None, "update", "start", "sync"}]
    assert types == ["metric", "image", "image", "image", "table", "histogram", "curve", "summary", "note", "artifact",
                     "artifact", "end"]  # fmt: skip
    params = [record["params"] for record in records if record.get("type") == "update" and "params" in record]
    assert params == [{"batch_size": 64}, {"dropout": 0.2}]


def test_verbs_of_wandb_on_a_run_of_xreport(init, read, tmp_path, capfd):
    (tmp_path / "model.pt").write_text("w")
    run = init(tags=["first"])
    artifact = wandb.Artifact("classifier", type="model")
    artifact.add_file(tmp_path / "model.pt")
    assert xreport.log_artifact(artifact) is True
    assert run.log_artifact(tmp_path / "model.pt", name="classifier", type="model", aliases=["best"]) is True
    run.define_metric("val/*", step_metric="epoch", summary="max", hidden=True)
    run.define_metric("loss", step_metric=wandb.Defined("epoch"), goal="minimize")
    run.define_metric("acc", goal=95, step_metric=run.define_metric("epoch"))
    run.tags += ("second",)
    run.notes = "later"
    run.watch(object(), log="all")
    run.alert(title="t", text="x")
    run.save(tmp_path / "*.pt")
    assert (run.url, run.step, run.tags) == ("", 0, ("first", "second"))
    with pytest.raises(AttributeError, match="no attribute 'wach'"):
        run.wach(object())
    found = objects(run, read)
    files = [(record["role"], record["bytes"]) for record in found if record["type"] == "artifact"]
    assert files == [("model", 1), ("model", 1), ("output", 1)]
    metrics = {record["key"]: record for record in found if record["type"] == "metric"}
    assert (metrics["val/*"]["direction"], metrics["val/*"]["step_metric"]) == ("max", "epoch")
    assert (metrics["loss"]["direction"], metrics["loss"]["step_metric"]) == ("min", "epoch")
    assert (metrics["acc"]["goal"], metrics["acc"].get("step_metric")) == (95, None)
    said = [(record["notes"], record["tags"]) for record in found if record["type"] == "note"]
    assert said == [("", ["first", "second"]), ("later", []), ("**t** x", [])]
    told = capfd.readouterr().err
    assert "wandb.watch" in told
    assert "step_metric" in told


@pytest.mark.parametrize(("code", "status"), [(0, "finished"), (3, "failed")])
def test_the_exit_code_of_wandb_says_how_it_went(init, read, code, status):
    run = init()
    xreport.finish(exit_code=code, quiet=True)
    end = read(run)[-1]
    assert (end["status"], end.get("error")) == (status, "exit code 3" if code else None)


@pytest.mark.parametrize(("word", "ended"), [(True, True), ("create_new", False), (False, False)])
def test_reinit_ends_the_run_before(init, word, ended):
    first = init()
    init(reinit=word)
    assert first.ended is ended


@pytest.mark.parametrize("way", ["mode", "variable"])
def test_a_disabled_run_leaves_nothing(script, tmp_path, way):
    face = "import xreport as wandb" if way == "mode" else "from xreport import wandb"
    more = ", mode='disabled'" if way == "mode" else ""
    source = f"{face}\nrun = wandb.init(project='p'{more})\nwandb.log({{'a': 1}})\nprint(run.dir, wandb.summary['a'])\n"
    done = script(source, env={} if way == "mode" else {"WANDB_MODE": "disabled"})
    folder, value = done.stdout.split()
    assert value == "1"
    assert not Path(folder).exists()
    assert not (tmp_path / "runs").exists()
    assert not (tmp_path / "wandb").exists()


def test_each_object_that_cannot_be_logged_is_named(init, capfd):
    run = init()
    for step in range(2):
        run.log_histogram("weights", [], step=step)
        run.log_histogram("<gradients>", [float("nan")], step=step)
        run.log_artifact("nothing.pt")
    told = capfd.readouterr().err.splitlines()
    assert [line.split(": ")[1] for line in told] == [
        "histogram 'weights'", "histogram '<gradients>'", "artifact 'nothing.pt'"
    ]  # fmt: skip
    for step in range(100):
        run.log_histogram(f"no. {step}", [])
    assert len(capfd.readouterr().err.splitlines()) < 20


def test_words_that_wandb_does_not_know_either_are_refused(init):
    with pytest.raises(TypeError, match="define_metric"):
        init().define_metric("loss", colour="red")
    with pytest.raises(TypeError, match="no argument 'learning_rate'"):
        init(learning_rate=0.1)


REAL = """
import json, sys
from pathlib import Path
import plotly.graph_objects as go
import polars as pl
import xreport

run = xreport.init("p", dir=sys.argv[1], capture=False, strict=True)
figure = go.Figure(go.Scatter(y=[1, 2, 3]))
run.log({"a": 1, "figure": figure, "wrapped": xreport.Image(figure)})
run.log_table("frame", pl.DataFrame({"a": [1, 2], "b": ["x", None]}))
run.log_histogram("column", pl.Series([1.0, 2.0, 3.0]), bins=2)
run.finish()
print(next(Path(run.dir).glob("*.jsonl")).read_text())
"""


@pytest.mark.slow
def test_real_plotly_and_polars(tmp_path):
    python = interpreter(tmp_path / "venv", "plotly", "polars", variable="XREPORT_FRAMES_PYTHON")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    line = [python, "-c", REAL, tmp_path / "runs"]
    done = subprocess.run(line, capture_output=True, text=True, check=True, env=environment)
    found = [json.loads(line) for line in done.stdout.splitlines() if line]
    records = {record.get("key"): record for record in found}
    for key in ("figure", "wrapped"):
        assert json.loads(records[key]["text"])["data"][0]["y"] == [1, 2, 3]
    assert (records["frame"]["columns"], records["frame"]["rows"]) == (["a", "b"], [[1, "x"], [2, None]])
    assert records["column"]["counts"] == [1, 2]
    assert done.stderr.count("pip install kaleido") == len(done.stderr.splitlines()) == 1
