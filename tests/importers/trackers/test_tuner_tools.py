"""What Optuna and Ray themselves read of their searches is what xreport reads, to the last bit."""

import json
import math
from pathlib import Path

import pytest
from made_logs import read
from throwaway import answer, interpreter

pytestmark = pytest.mark.slow

SCRIPT = Path(__file__).parent / "log_with_tuners.py"
ENDS = {"COMPLETE": "finished", "PRUNED": "killed", "FAIL": "failed", "RUNNING": "running"}


def bits(value):
    """A number so that only equal ones are equal: NaN too."""
    return "nan" if math.isnan(value) else float(value).hex()


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    return interpreter(
        tmp_path_factory.mktemp("tuners"), "optuna>=4", "ray[tune]>=2.40", variable="XREPORT_TUNERS_PYTHON"
    )


@pytest.fixture
def log(python, tmp_path):
    def run(tool, folder):
        return json.loads(answer([python, SCRIPT, tool, folder], cwd=tmp_path).splitlines()[-1])

    return run


def test_optuna_says_the_same(log, tmp_path):
    told = log("optuna", tmp_path / "s")
    for file, studies in (("studies.log", told["journal"]), ("studies.db", told["database"])):
        data = (tmp_path / "s" / file).read_bytes()
        collection = read(tmp_path / file / "s", {file: data})
        assert collection.issues == ()
        runs = {(run.project, run.name): run for run in collection.runs}
        began = {
            (study["name"], f"trial-{trial['number']}"): (study, trial)
            for study in studies
            for trial in study["trials"]
            if trial["state"] != "WAITING"
        }
        assert runs.keys() == began.keys()
        for key, (study, trial) in began.items():
            check_trial(runs[key], study, trial)


def check_trial(run, study, trial):
    assert (run.status, run.facts["state"]) == (ENDS[trial["state"]], trial["state"].lower())
    assert run.params == trial["params"]
    series = run.series.get("intermediate_value")
    steps = [] if series is None else zip(series.steps.tolist(), map(bits, series.values), strict=True)
    assert list(steps) == [(step, bits(value)) for step, value in trial["steps"]]
    competes = trial["state"] == "COMPLETE" and all(value <= 0 for value in trial["constraints"])
    assert list(map(bits, run.scores.values())) == (list(map(bits, trial["values"])) if competes else [])
    directions = [{"MINIMIZE": "min", "MAXIMIZE": "max"}[one] for one in study["directions"]]
    assert [hint.direction for hint in run.hints.values()] == directions


def test_ray_says_the_same(log, tmp_path):
    told = log("ray", tmp_path / "s")
    collection = read(tmp_path / "s")
    assert collection.issues == ()
    runs = {(run.project, run.name): run for run in collection.runs}
    trials = {(name, folder): trial for name, found in told.items() for folder, trial in found.items()}
    names = {key: next(name for name in runs if name[0] == key[0] and key[1].startswith(name[1])) for key in trials}
    assert len(runs) == len(trials) == len(set(names.values()))
    for key, trial in trials.items():
        run = runs[names[key]]
        assert run.status == ("failed" if trial["failed"] else "finished")
        steps = [one.steps.tolist() for name, one in run.series.items() if name in {"loss", "score"}]
        assert steps == ([trial["rows"]] if trial["rows"] else [])
        assert run.params.get("lr") == trial["config"].get("lr")
    text = repr((collection.runs, collection.issues))
    assert not [word for word in ("hostname", "node_ip", "/home/ada", str(tmp_path)) if word in text]
