"""Tables of trials, long tables, and what the rules of a configuration say how files are read."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from claimed_logs import one, points, put, read_all, read_files, whats
from click.testing import CliRunner

from xreport.analysis.metrics import Metric
from xreport.analysis.scores import counts
from xreport.analysis.scoring import score
from xreport.cli.app import app
from xreport.settings import ImportRule

TRIALS = "name,lr,width,act,val_loss,accuracy\na,0.1,3,relu,0.5,0.9\nb,0.2,4,,0.25,nan\nc,1e-05,,tanh,,0.8\n"


def runs_of(folder, files, *rules):
    return {run.name: run for run in read_files(folder, files, rules).runs}


def test_a_table_named_by_a_rule(tmp_path):
    runs = runs_of(tmp_path / "wine", {"t.csv": TRIALS}, ImportRule(("t.csv",), run="name", metrics=("val_*", "acc*")))
    assert set(runs) == {"a", "b", "c"}
    assert runs["a"].params == {"lr": 0.1, "width": 3, "act": "relu"}
    assert runs["a"].scores == {"val_loss": 0.5, "accuracy": 0.9}
    # An empty cell is "not logged", NaN is a value.
    assert runs["b"].params == {"lr": 0.2, "width": 4}
    assert runs["b"].scores["val_loss"] == 0.25
    assert runs["b"].scores["accuracy"] != runs["b"].scores["accuracy"]
    assert runs["c"].params == {"lr": 1e-05, "act": "tanh"}
    assert "val_loss" not in runs["c"].scores
    assert {run.project for run in runs.values()} == {"wine"}
    assert {run.status for run in runs.values()} == {"finished"}


def test_params_said_leave_the_other_numbers_as_metrics(tmp_path):
    rule = ImportRule(("*.csv",), params=("lr", "act"), project="p")
    runs = runs_of(tmp_path / "a", {"t.csv": TRIALS}, rule)
    assert runs["a"].params == {"lr": 0.1, "act": "relu"}
    assert runs["a"].scores == {"val_loss": 0.5, "accuracy": 0.9, "width": 3}
    assert runs["a"].project == "p"


def test_a_table_that_is_a_source_itself_is_one_of_trials(tmp_path):
    put(tmp_path, {"x/t.csv": TRIALS.replace("name", "note")})
    assert not read_all(tmp_path / "x").runs, "in a folder, it may be a data set"
    runs = {run.name: run for run in read_all(tmp_path / "x" / "t.csv").runs}
    assert set(runs) == {"t 1", "t 2", "t 3"}
    assert runs["t 2"].scores["val_loss"] == 0.25
    assert runs["t 1"].params == {"note": "a", "lr": 0.1, "width": 3, "act": "relu"}


CURVE = [{"step": 5 * at, "epoch": at / 20, "learning_rate": 1 / at, "loss": 1 / at} for at in range(1, 9)]


def columns(**named):
    return ",".join(named) + "\n" + "".join(",".join(map(str, row)) + "\n" for row in zip(*named.values(), strict=True))


@pytest.mark.parametrize(
    ("name", "text", "steps"),
    [
        ("log_history.json", json.dumps(CURVE), [5 * at for at in range(1, 9)]),
        ("history.csv", columns(loss=[1, 0.5, 0.25], val_loss=[2, 1, 0.5], accuracy=[0.1, 0.2, 0.3]), [0, 1, 2]),
        ("history.csv", columns(loss=[3, 2], val_precision=[0.1, 0.2], auc_1=[1, 1]), [0, 1]),
        ("history.json", json.dumps([{"loss": 1, "val_f1": 0.1}, {"loss": 0.5, "val_f1": 0.2}]), [0, 1]),
        ("a.json", json.dumps([{"epochs": at, "loss": 1 / at, "mae": 2} for at in (1, 2, 3)]), [1, 2, 3]),
        ("b.json", json.dumps([{"iteration": at, "loss": 1 / at, "x": at % 2} for at in (1, 2, 3)]), [1, 2, 3]),
    ],
)
def test_a_log_that_is_a_source_itself_is_one_run(tmp_path, name, text, steps):
    put(tmp_path, {name: text})
    (run,) = read_all(tmp_path / name).runs
    assert run.series["loss"].steps.tolist() == steps


@pytest.mark.parametrize(
    "text",
    [
        columns(lr=[0.1, 0.2, 0.3], loss=[3, 2, 1]),
        columns(model=["a", "b", "c"], loss=[3, 2, 1], acc=[0.1, 0.2, 0.3]),
        columns(seed=[1, 2, 3], acc=[0.1, 0.2, 0.3]),
        json.dumps([{"epochs": 10 * at, "lr": at / 10, "acc": 0.5} for at in (1, 2, 3)]),
        json.dumps([{"batch": 16 << at, "lr": at / 10, "loss": 0.5} for at in (1, 2, 3)]),
        json.dumps([{"loss": 0.5, "acc": 0.9}] * 3),
    ],
)
def test_what_was_chosen_for_each_row_makes_a_table_of_trials(tmp_path, text):
    name = "t.json" if text.startswith("[") else "t.csv"
    put(tmp_path, {name: text})
    assert len(read_all(tmp_path / name).runs) == 3


def test_a_large_data_set_does_not_become_runs(tmp_path):
    put(tmp_path, {"x.csv": "a,b\n" + "1,2\n" * 10_001})
    collection = read_all(tmp_path / "x.csv")
    assert not collection.runs
    assert any("more than 10,000 rows" in what for what in whats(collection))


@pytest.mark.parametrize(
    "text",
    [
        json.dumps([{"name": "a", "lr": 0.1, "loss": 0.5}, {"name": "b", "lr": 0.2, "loss": float("nan")}]),
        json.dumps({"name": ["a", "b"], "lr": [0.1, 0.2], "loss": [0.5, float("nan")]}),
        json.dumps({"trials": [{"name": "a", "lr": 0.1, "loss": 0.5}, {"name": "b", "lr": 0.2, "loss": float("nan")}]}),
        '{"name": "a", "lr": 0.1, "loss": 0.5}\n{"name": "b", "lr": 0.2, "loss": NaN}\n',
    ],
)
def test_objects_in_all_forms(tmp_path, text):
    runs = runs_of(tmp_path / "x", {"t.json": text}, ImportRule(("t.json",), metrics=("loss",)))
    assert {name: run.params["lr"] for name, run in runs.items()} == {"a": 0.1, "b": 0.2}
    assert runs["a"].scores == {"loss": 0.5}
    assert runs["b"].scores["loss"] != 0


def test_parquet_without_its_package_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    collection = read_files(tmp_path / "x", {"t.parquet": b"PAR1" + b"\0" * 99}, [ImportRule(("*.parquet",))])
    fixes = [issue.fix for issue in collection.issues if "Parquet" in issue.what]
    assert fixes == ["Install xreport[parquet], then build again."]


PARQUET = """
import sys
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet
from xreport.settings import Config
from xreport.load import load

path = Path(sys.argv[1]) / "t.parquet"
table = pa.table({"name": ["a", "b"], "lr": [0.1, None], "loss": [0.5, 0.1 + 0.2], "tags": [["x"], ["y"]]})
parquet.write_table(table, path)
runs = {run.name: run for run in load([path], now=2e9, config=Config(root=path.parent), jobs=1).runs}
assert runs["a"].params == {"lr": 0.1, "tags": '["x"]'}, runs["a"].params
assert runs["b"].params == {"tags": '["y"]'}
assert runs["b"].scores == {"loss": 0.1 + 0.2}
data = path.read_bytes()
for at in range(0, len(data), 7):
    path.write_bytes(data[:at] + b"\\xff" + data[at + 1 :])
    issues = load([path], now=2e9, config=Config(root=path.parent), jobs=1).issues
    assert not [issue for issue in issues if "by a mistake of xreport" in issue.what], issues
print("read")
"""


@pytest.mark.slow
def test_parquet_as_its_library_writes_it(tmp_path):
    import os

    pip = [sys.executable, "-m", "pip", "install", "-q", "--target", tmp_path / "site", "--no-deps", "pyarrow"]
    subprocess.run(pip, check=True, capture_output=True)
    here = Path(__file__).resolve().parents[3]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(here), str(tmp_path / "site")])}
    command = [sys.executable, "-c", PARQUET, tmp_path]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.stdout == "read\n", done.stderr


WRITTEN = Path(__file__).parents[1] / "written"
SKLEARN = (WRITTEN / "cv_results" / "one.csv").read_text()
OPTUNA = (WRITTEN / "optuna_table" / "study.csv").read_text()
MLFLOW = (
    "run_id,experiment_id,status,artifact_uri,start_time,end_time,metrics.loss,params.lr,"
    "tags.mlflow.runName,tags.mlflow.user,tags.team\n"
    "abc,0,FINISHED,/ada/abc,2024-01-02 03:04:05+00:00,2024-01-02 03:05:05+00:00,0.25,0.1,nice-fox,ada,red\n"
)


def test_tables_of_known_tools_are_recognised_in_folders(tmp_path):
    runs = runs_of(tmp_path / "a", {"cv.csv": SKLEARN, "study.csv": OPTUNA, "exported.csv": MLFLOW})
    assert set(runs) == {*(f"cv {at}" for at in range(1, 5)), *(f"study {at}" for at in range(7)), "nice-fox"}
    assert runs["cv 1"].params == {"max_depth": 1}
    assert runs["cv 3"].scores["mean_test_score"] == 0.9666666666666667
    first = OPTUNA.splitlines()[1].split(",")
    assert runs["study 0"].params == {"x": float(first[5])}
    assert runs["study 0"].scores == {"value": float(first[1])}
    assert runs["study 0"].started == datetime.fromisoformat(first[2]).replace(tzinfo=UTC).timestamp()
    assert [runs[name].status for name in ("study 0", "study 2")] == ["finished", "failed"]
    fox = runs["nice-fox"]
    assert (fox.params, fox.scores, fox.status) == ({"lr": 0.1}, {"loss": 0.25}, "finished")
    assert fox.tags == ("team=red",)
    assert "ada" not in repr(fox)


@pytest.mark.parametrize(
    ("state", "status", "fact"),
    [
        ("COMPLETE", "finished", None), ("TrialState.COMPLETE", "finished", None), ("finished", "finished", None),
        ("TERMINATED", "finished", None), ("ok", "finished", None), ("TrialState.PRUNED", "killed", "pruned"),
        ("FAIL", "failed", "failed"), ("ERROR", "failed", "error"), ("crashed", "failed", "crashed"),
        ("oom", "failed", "oom"), ("RUNNING", "killed", "running"), ("timeout", "killed", "timeout"),
        ("something else", "finished", "something else"),
    ],
)  # fmt: skip
def test_what_became_of_a_trial_is_read_before_its_numbers(tmp_path, state, status, fact):
    table = f"name,lr,loss,state\na,0.1,0.001,{state}\nb,0.2,0.5,COMPLETE\n"
    runs = runs_of(tmp_path / "x", {"t.csv": table}, ImportRule(("t.csv",)))
    assert runs["a"].status == status
    assert runs["a"].facts.get("state") == fact
    loss = Metric("loss", "loss", "min")
    counted = {name for name, run in runs.items() if counts(run, loss)}
    assert counted == ({"a", "b"} if status == "finished" else {"b"})
    assert score(runs["a"], loss) == 0.001, "what was measured is kept"


def test_a_trial_that_never_began_is_no_run(tmp_path):
    table = "name,lr,loss,state\na,0.1,,queued\nb,0.2,0.5,done\n"
    collection = read_files(tmp_path / "x", {"t.csv": table}, [ImportRule(("t.csv",))])
    assert [run.name for run in collection.runs] == ["b"]
    assert sum(collection.skipped.values()) == 1


def test_a_word_in_the_place_of_a_result_leaves_the_others_results(tmp_path):
    table = "name,lr,accuracy\na,0.1,0.9\nb,0.2,failed\nc,0.3,0.8\nd,0.4,nan\n"
    runs = runs_of(tmp_path / "x", {"t.csv": table}, ImportRule(("t.csv",)))
    assert runs["a"].scores == {"accuracy": 0.9}
    assert (runs["b"].scores, runs["b"].facts) == ({}, {"accuracy": "failed"})
    assert runs["b"].params == {"lr": 0.2}
    assert runs["d"].scores["accuracy"] != runs["d"].scores["accuracy"]


def test_two_columns_of_one_short_name_are_both_kept(tmp_path):
    table = "name,params.lr,config/lr,loss\na,0.1,0.2,1\nb,0.3,0.4,2\n"
    runs = runs_of(tmp_path / "x", {"t.csv": table}, ImportRule(("t.csv",)))
    assert sorted(runs["a"].params.values()) == [0.1, 0.2]


LONG = (
    "run_name,step,loss,lr,opt\na,1,0.5,0.1,sgd\nb,1,0.6,0.2,adam\na,2,0.4,0.1,sgd\nb,2,nan,0.2,adam\na,3,0.3,0.1,sgd\n"
)


def test_a_long_table_is_recognised_by_its_columns(tmp_path):
    runs = runs_of(tmp_path / "x", {"all.csv": LONG})
    assert points(runs["a"], "loss") == [(1, 0.5), (2, 0.4), (3, 0.3)]
    assert runs["b"].series["loss"].steps.tolist() == [1, 2]
    assert runs["b"].series["loss"].values[1] != 0
    assert runs["a"].params == {"lr": 0.1, "opt": "sgd"}
    assert set(runs["a"].series) == {"loss"}


def test_a_long_table_by_a_rule(tmp_path):
    text = "model;hour;val loss;note\nm1;0;1.5;x\nm1;1;1.25;x\nm2;0;2.5;y\n;1;3;z\nm2;x;9;y\n"
    rule = ImportRule(("*.csv",), "long", run="model", step="hour", metrics=("val *",))
    collection = read_files(tmp_path / "x", {"all.csv": text}, [rule])
    runs = {run.name: run for run in collection.runs}
    assert points(runs["m1"], "val loss") == [(0, 1.5), (1, 1.25)]
    assert points(runs["m2"], "val loss") == [(0, 2.5)]
    assert runs["m2"].params == {"note": "y"}
    assert len(collection.issues) == 2


def test_a_rule_that_names_no_column(tmp_path):
    for rule in (
        ImportRule(("*.csv",), "long", run="modl", step="step"),
        ImportRule(("*.csv",), "long", run="run_name", step="stp"),
        ImportRule(("*.csv",), "trials", run="nme"),
    ):
        collection = read_files(tmp_path / "x", {"all.csv": LONG}, [rule])
        assert not collection.runs
        assert any("there is no column" in what for what in whats(collection))


def test_a_curve_by_a_rule(tmp_path):
    rule = ImportRule(("*.csv",), "curve", step="hour", project="p")
    run = one(tmp_path / "x", {"c.csv": "hour,loss\n5,1\n3,2\n4,3\n"}, [rule])
    assert points(run, "loss") == [(5, 1), (3, 2), (4, 3)]
    assert run.project == "p"


# -- any text ---------------------------------------------------------------------------------------

CONSOLE = (
    "lr=0.1 seed=3 data=/home/ada/wine.csv\n"
    "\x1b[32mEpoch 1/3\x1b[0m loss: 0.5, acc 50%\n"
    "step 5 | 10%\rstep 6 | loss: 0.45,\rstep 7 | loss: 0.4,\n"
    "Epoch 2/3 loss: nan, acc 60%\n"
    "Epoch x loss: oops\n"
    "Epoch 3/3 loss: 1e-3, acc 70%\n"
    "Epoch 4/3 loss: 0."
)
RULE = ImportRule(
    ("*.out",),
    "pattern",
    (
        r"Epoch (?P<step>\d+)/\d+ loss: (?P<train__loss>[^\s,]+)",
        r"acc (?P<val__acc>\d+)%",
        r"lr=(?P<param_lr>\S+) seed=(?P<param_seed>\d+) data=(?P<param_data>\S+)",
        r"step (?P<step>\d+) \| loss: (?P<inner>[\d.]+)",
    ),
)


def test_any_text_by_patterns(tmp_path):
    collection = read_files(tmp_path / "wine", {"job.out": CONSOLE, "other.txt": CONSOLE}, [RULE])
    (run,) = collection.runs
    assert [step for step, _ in points(run, "train/loss")] == [1, 2, 3]
    assert points(run, "train/loss")[2] == (3, 0.001)
    assert points(run, "inner") == [(6, 0.45), (7, 0.4)]
    assert points(run, "val/acc") == [(1, 50), (2, 60), (3, 70)]
    assert (run.params, run.seed, run.name) == ({"lr": 0.1, "data": "wine.csv"}, 3, "job")
    assert [issue.pending for issue in collection.issues] == [True]


def test_times_and_values_that_are_none(tmp_path):
    pattern = (r"(?P<time>\S+) loss=(?P<loss>\S+)",)
    text = "2024-01-02T03:04:05Z loss=1\n1704164646.5 loss=2\nxx loss=bad\n"
    collection = read_files(tmp_path / "x", {"a.out": text}, [ImportRule(("*.out",), "pattern", pattern)])
    (run,) = collection.runs
    assert points(run, "loss") == [(0, 1), (1, 2)]
    assert run.series["loss"].times.tolist() == [1704164645, 1704164646.5]
    assert whats(collection) == ["what the group loss finds is no number: it is left out"]


def test_a_pattern_that_finds_nothing_and_a_rule_without_files_are_issues(tmp_path):
    collection = read_files(tmp_path / "x", {"a.out": "nothing\n"}, [RULE, ImportRule(("*.zzz",), "trials")])
    assert not collection.runs
    assert "no line matches the pattern" in whats(collection)
    assert "[[import]]: no file matches *.zzz" in whats(collection)


def test_rules_come_before_everything_that_is_recognised(tmp_path):
    rule = ImportRule(("logs/*.csv",), "curve", step="epoch")
    files = {"logs/a.csv": "step,epoch,loss\n1,7,5\n2,8,6\n", "b.csv": "step,epoch,loss\n1,7,5\n2,8,6\n"}
    runs = runs_of(tmp_path / "x", files, rule)
    assert points(runs["a"], "loss") == [(7, 5), (8, 6)]
    assert points(runs["b"], "loss") == [(1, 5), (2, 6)]


def test_the_command_line_takes_patterns(tmp_path, monkeypatch):
    monkeypatch.chdir(put(tmp_path, {"train.out": CONSOLE, "more/b.log": CONSOLE, "more/c.dat": CONSOLE}))
    patterns = ["--pattern", RULE.pattern[0]]
    done = CliRunner().invoke(app, ["import", "train.out", "more", *patterns, "-o", "runs"])
    assert (done.exit_code, "2 runs added" in done.output) == (0, True)
    again = CliRunner().invoke(app, ["import", "train.out", "more", *patterns, "-o", "runs"])
    assert "0 runs added, 0 updated, 2 unchanged" in again.output
    runs = read_all(tmp_path / "runs").runs
    assert [[step for step, _ in points(run, "train/loss")] for run in runs] == [[1, 2, 3]] * 2
    only = CliRunner().invoke(app, ["import", "more", *patterns, "--files", "*.dat", "-o", "runs2"])
    assert "1 run added" in only.output
    assert CliRunner().invoke(app, ["import", "more", "--files", "*.dat"]).exit_code == 2
    bad = CliRunner().invoke(app, ["import", "more", "--pattern", "("])
    assert bad.exit_code == 2
    assert "no regular expression" in bad.output
    assert "Traceback" not in bad.output
