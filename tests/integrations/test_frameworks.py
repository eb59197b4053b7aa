"""What a framework reports is what is in the journal, to the last bit; and how its trainings end."""

from __future__ import annotations

import json
import math
import os
import re
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]

pytestmark = pytest.mark.slow


def column(values, start=0):
    """Return points as a framework's history has them: one value a step."""
    return [[start + step, repr(float(value))] for step, value in enumerate(values)]


def only(trained, project):
    (run,) = [run for run in trained.runs if run.project == project]
    return run


def failed_with(run, error):
    assert (run.status, run.error) == ("failed", error)


# -- Keras --------------------------------------------------------------------------------------------


def keras_name(key):
    if key == "learning_rate":
        return key
    return "val/" + key[4:] if key.startswith("val_") else "train/" + key


def test_keras(train, points_of):
    trained = train(HERE / "train_with_keras.py", code=1)
    said = trained.said

    own = trained.by_id[said["own"]["id"]]
    history = said["own"]["history"]
    assert {"loss", "val_loss", "val_accuracy", "learning_rate", "not_a_number"} <= history.keys()
    assert points_of(own) == {keras_name(key): column(values) for key, values in history.items()}
    assert (own.status, own.seed, own.project) == ("finished", 3, "own")
    assert own.params["optimizer.name"] == "sgd"
    assert own.params["optimizer.learning_rate"] == 0.5
    assert (own.params["loss"], own.params["epochs"], own.params["model_parameters"]) == (
        "binary_crossentropy",
        "many",
        5,
    )

    given = trained.by_id[said["given"]["id"]]
    logged = points_of(given)
    assert [name for name in logged if name.startswith("val")] == []
    for key in ("loss", "accuracy"):
        assert logged["batch/" + key] == column([batch[key] for batch in said["given"]["batches"]])
        assert logged["train/" + key][2:] == column(said["given"]["again"][key], start=2)
        assert given.scores["test/" + key] == said["given"]["tested"][key]
    assert given.status == "finished"

    caught, after = trained.by_id[said["caught"]["id"]], trained.by_id[said["after"]["id"]]
    failed_with(caught, "the training did not come to its end")
    assert len(points_of(caught)["train/loss"]) == 2
    assert (after.status, after.id != caught.id) == ("finished", True)
    assert (after.params, len(points_of(after)["train/loss"])) == ({}, 1)
    assert "no configuration" in after.notes
    failed_with(only(trained, "uncaught"), "ValueError: enough")


# -- Lightning ----------------------------------------------------------------------------------------


def test_lightning(train, points_of, tmp_path):
    trained = train(HERE / "train_with_lightning.py")
    said = trained.said

    own = trained.by_id[said["own"]["id"]]
    theirs = {}
    for row in (tmp_path / said["own"]["folder"] / "metrics.csv").read_text().splitlines()[1:]:
        header = (tmp_path / said["own"]["folder"] / "metrics.csv").read_text().splitlines()[0].split(",")
        values = dict(zip(header, row.split(","), strict=True))
        step = int(values.pop("step"))
        for key, value in values.items():
            if value:
                theirs.setdefault(key, []).append([step, repr(float(value))])
    assert {"train/loss_step", "train/loss_epoch", "val/loss", "test/loss", "test/nan", "epoch"} == theirs.keys()
    ours = points_of(own)
    # The CSV file writes the epoch once for each step, we as often as Lightning says it.
    assert {tuple(point) for point in ours.pop("epoch")} == {tuple(point) for point in theirs.pop("epoch")}
    assert ours == theirs
    assert (own.status, own.seed) == ("finished", 1)
    assert own.params == {"lr": "mine", "fail_at": -1, "inner.depth": 2}
    assert Path(said["own"]["best"]).parts[-4:-2] == ("own", own.id)

    given = trained.by_id[said["given"]["id"]]
    assert (given.status, said["given"]["open"], len(given.series["train/loss_step"].steps)) == ("finished", True, 4)
    failed = only(trained, "failed")
    failed_with(failed, "ValueError: enough")
    assert failed.series["train/loss_step"].steps.tolist() == [0, 1, 2, 3]


def test_of_several_processes_lightning_logs_that_of_rank_zero(frameworks, tmp_path):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "XREPORT_DIR": str(tmp_path / "runs"), "OMP_NUM_THREADS": "1"}
    script = [frameworks, HERE / "train_with_lightning.py", "processes"]
    subprocess.run(script, cwd=tmp_path, env=environment, check=True, capture_output=True, timeout=300)
    (journal,) = (tmp_path / "runs").rglob("*.jsonl")
    records = [json.loads(line) for line in journal.read_text().splitlines()]
    assert [record["step"] for record in records if "train/loss_step" in record.get("metrics", {})] == [0, 1, 2, 3]
    assert records[-1]["status"] == "finished"


PYTORCH_LIGHTNING = """
import sys

{hide}
import pytorch_lightning as pl
import torch
from xreport.integrations.lightning import XReportLogger

class Line(pl.LightningModule):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(1, 1)

    def training_step(self, batch, batch_idx):
        loss = self.layer(batch).square().mean()
        self.log("loss", loss)
        return loss

    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), lr=0.1)

trainer = pl.Trainer(max_epochs=2, logger=XReportLogger("old name"), log_every_n_steps=1, accelerator="cpu")
trainer.fit(Line(), torch.utils.data.DataLoader(torch.ones(4, 1), batch_size=2))
"""


@pytest.mark.parametrize("hide", ["", "sys.modules['lightning'] = None"], ids=["beside the new one", "alone"])
def test_lightning_under_its_old_name(train, hide):
    (run,) = train(PYTORCH_LIGHTNING.format(hide=hide)).runs
    assert (run.status, run.project, run.series["loss"].steps.tolist()) == ("finished", "old name", [0, 1, 2, 3])


# -- Hugging Face -------------------------------------------------------------------------------------

ONCE = {"train_loss", "train_runtime", "train_samples_per_second", "train_steps_per_second", "total_flos"}


def trainer_name(key):
    if key == "epoch":
        return key
    for prefix in ("eval_", "test_"):
        if key.startswith(prefix):
            return prefix[:-1] + "/" + key[len(prefix) :]
    return "train/" + key


def check_history(run, history, points_of):
    expected, once = {}, {}
    for entry in history:
        step = entry["step"]
        if "train_runtime" in entry:
            once = {key: value for key, value in entry.items() if key in ONCE}
            continue
        for key, value in entry.items():
            if key != "step":
                expected.setdefault(trainer_name(key), []).append([step, repr(float(value))])
    assert points_of(run) == expected
    assert {key: run.scores[key] for key in ONCE} == once


def test_transformers(train, points_of):
    trained = train(HERE / "train_with_transformers.py", code=1)
    said = trained.said

    own = trained.by_id[said["own"]["id"]]
    check_history(own, said["own"]["history"], points_of)
    assert {"train/loss", "train/grad_norm", "train/learning_rate", "eval/loss", "epoch"} <= own.series.keys()
    assert len(own.series["eval/loss"].steps) == 3  # two epochs, and once more when they were done
    for key, value in said["own"]["predicted"].items():
        assert own.scores[trainer_name(key)] == value
    assert (own.status, own.seed) == ("finished", 7)
    assert (own.params["learning_rate"], own.params["optim"], own.params["num_train_epochs"]) == (0.01, "mine", 2)
    assert (own.params["model.class"], own.params["model.n_embd"]) == ("GPT2LMHeadModel", 8)
    assert "secret" not in repr(own.params)
    assert "transformers_version" not in repr(own.params)
    assert len(own.params) < 60

    second = trained.by_id[said["second"]["id"]]
    assert (second.status, second.id != own.id, own.params == second.params) == ("finished", True, True)
    given = trained.by_id[said["given"]["id"]]
    check_history(given, said["given"]["history"], points_of)
    assert (given.status, given.seed, given.params["max_steps"]) == ("finished", 1, 2)
    failed_with(only(trained, "uncaught"), "ValueError: enough")


# -- scikit-learn -------------------------------------------------------------------------------------


def check_search(trained, table, tests, points_of):
    """Every column of the search is where the documentation says, candidate by candidate."""
    columns = table["columns"]
    for number, id_ in enumerate(table["ids"]):
        run = trained.by_id[id_]
        row = {key: values[number] for key, values in columns.items()}
        splits = {}
        for key in [key for key in row if key.startswith("split")]:
            split, name = re.fullmatch(r"split(\d+)_(.+)", key).groups()
            splits.setdefault(name, {})[int(split)] = row.pop(key)
        assert points_of(run) == {name: column(values[k] for k in sorted(values)) for name, values in splits.items()}
        assert splits.keys() >= tests
        for key in ("iter", "n_resources"):
            if key in row:
                assert run.params[key] == row.pop(key)
        for key, value in row.items():
            scored = key.removeprefix("mean_") if key.startswith(("mean_test_", "mean_train_")) else key
            assert repr(run.scores[scored]) == repr(float(value)), key
        assert ("best" in run.tags) == (number == table["best"])
        dead = all(math.isnan(value) for name in tests for value in splits[name].values())
        assert run.status == ("failed" if dead else "finished")
        assert {trained.directions[id_][name] for name in tests} == {"max"}


def test_sklearn_searches(train, points_of):
    trained = train(HERE / "train_with_sklearn.py")
    said = trained.said
    check_search(trained, said["grid"], {"test_score"}, points_of)
    check_search(trained, said["several"], {"test_accuracy", "test_neg_log_loss", "test_f1_macro"}, points_of)
    check_search(trained, said["halving"], {"test_score"}, points_of)
    grid = [trained.by_id[id_] for id_ in said["grid"]["ids"]]
    assert [run.status for run in grid] == ["finished"] * 4 + ["failed"] * 2
    assert [run.params for run in grid] == [
        {"shared": 1, "svc__C": c, "svc__gamma": gamma} for c in (0.1, 1, -1) for gamma in (0.1, "scale")
    ]
    assert {run.algorithm for run in grid} == {"SVC"}
    assert all("first" in run.tags for run in grid)

    for name in ("hist", "gradient", "mlp"):
        assert said[name]["logged"]
        assert points_of(only(trained, name)) == {key: column(values) for key, values in said[name]["curves"].items()}
    assert said["svc"]["logged"] is False
    sgd = points_of(only(trained, "sgd"))
    assert sgd["train/score"] == column(scores[0] for scores in said["sgd"]["scores"])
    assert sgd["validation/score"] == column(scores[1] for scores in said["sgd"]["scores"])


# -- boosting -----------------------------------------------------------------------------------------


def flat(results):
    return {f"{data}/{metric}": column(values) for data, of in results.items() for metric, values in of.items()}


def crossed(results, separator, mean, std):
    """What ``cv`` of a library returns, under the names that its callback sees."""
    named = {}
    for key, values in results.items():
        data, rest = key.split(separator, 1)
        metric, kind = rest.rsplit("-", 1)
        named[f"{data}/{metric}" + {mean: "", std: "_std"}[kind]] = column(values)
    return named


def test_xgboost_and_lightgbm(train, points_of):
    trained = train(HERE / "train_with_boosting.py", code=1)
    said = trained.said

    def run_of(name):
        return trained.by_id[said[name]["id"]]

    own = run_of("xgboost")
    assert points_of(own) == flat(said["xgboost"]["results"])
    assert {key: own.scores[key] for key in ("best_iteration", "best_score")} == said["xgboost"]["best"]
    assert (own.status, own.seed, own.params["eta"]) == ("finished", 5, 0.3)
    assert len(own.series["test/error@0.7"].steps) == said["xgboost"]["best"]["best_iteration"] + 4  # and stopped early
    continued = flat(said["continued"]["results"])
    assert [[value for _, value in points] for points in points_of(run_of("continued")).values()] == [
        [value for _, value in points] for points in continued.values()
    ]
    assert points_of(run_of("crossed")) == crossed(said["crossed"]["results"], "-", "mean", "std")
    assert points_of(run_of("fitted")) == flat(said["fitted"]["results"])
    failed = only(trained, "uncaught")
    failed_with(failed, "ValueError: enough")
    assert failed.series["train/logloss"].steps.tolist() == [0, 1, 2]

    light = run_of("lightgbm")
    assert points_of(light) == flat(said["lightgbm"]["results"])
    assert len(light.series["test/auc"].steps) > said["lightgbm"]["best"]
    sets = ("train", "test")
    assert trained.directions[light.id] == {f"{name}/auc": "max" for name in sets} | {
        f"{name}/binary_logloss": "min" for name in sets
    }
    assert (light.params["objective"], light.params["num_threads"]) == ("mine", 1)
    assert points_of(run_of("lightgbm_cv")) == crossed(said["lightgbm_cv"]["results"], " ", "mean", "stdv")
    assert points_of(run_of("lightgbm_sklearn")) == flat(said["lightgbm_sklearn"]["results"])


# -- Optuna -------------------------------------------------------------------------------------------

STATUS = {"COMPLETE": "finished", "PRUNED": "finished", "FAIL": "failed"}


def test_optuna(train, points_of):
    trained = train(HERE / "train_with_optuna.py")
    ours = {run.name: run for run in trained.runs if run.project == "one"}
    assert {trial["state"] for trial in trained.said["one"]} == STATUS.keys()
    assert len(ours) == len(trained.said["one"]) == 8
    for trial in trained.said["one"]:
        run = ours[trial["name"]]
        assert run.params == {"shared": 1, **trial["params"]}
        steps = [[step, repr(value)] for step, value in trial["intermediate"]]
        assert points_of(run) == ({"intermediate_value": steps} if steps else {})
        assert run.status == STATUS[trial["state"]]
        assert run.tags == (("first", "pruned") if trial["state"] == "PRUNED" else ("first",))
        complete = trial["state"] == "COMPLETE"
        assert [run.scores["value"]] == trial["values"] if complete else "value" not in run.scores
        assert (run.group, trained.directions[run.id]) == ("one", {"value": "min"})
        assert run.scores["duration"] == trial["seconds"]
        assert {key: run.facts[key] for key in trial["attributes"]} == trial["attributes"]
        assert run.facts["state"] == trial["state"]
    for trial in trained.said["several"]:
        (run,) = [run for run in trained.runs if run.project == "several" and run.name == trial["name"]]
        assert [run.scores["cost"], run.scores["gain"]] == trial["values"]
        assert (run.group, trained.directions[run.id]) == ("mine", {"cost": "min", "gain": "max"})
