"""Runs that go on as a new attempt: which attempt it is, where steps count on, what ranks agree on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

import xreport
from xreport import wandb
from xreport.cli.app import app
from xreport.load import load
from xreport.logger.earlier import read_earlier
from xreport.settings import Config

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def alone(monkeypatch):
    for name in ("RANK", "WORLD_SIZE", "SLURM_PROCID", "SLURM_NTASKS", "XREPORT_ATTEMPT"):
        monkeypatch.delenv(name, raising=False)


def starts(run):
    found = [json.loads(path.read_bytes().split(b"\n")[0]) for path in Path(run.dir).glob("*.jsonl")]
    return sorted(found, key=lambda start: (start["attempt"], start["time"]))


def loaded(run):
    (found,) = load([Path(run.dir)], now=time.time(), jobs=1, config=Config(root=Path(run.dir))).runs
    return found


def begun(init, **fields):
    run = init("p", name="first", params={"lr": 0.1}, **fields)
    for step in range(5):
        run.log({"loss": step}, step=step)
    run.leave()  # as if it had been killed
    return run


@pytest.mark.parametrize("given", ["id", "folder", "must", "allow", "true"])
def test_a_run_goes_on(init, tmp_path, given):
    run = begun(init)
    said = {
        "id": {"resume": run.id}, "folder": {"resume": Path(run.dir), "dir": tmp_path / "elsewhere"},
        "must": {"resume": "must", "id": run.id}, "allow": {"resume": "allow", "id": run.id},
        "true": {"resume": True, "id": run.id},
    }[given]  # fmt: skip
    second = init(**{"project": "uncategorized"} | said)
    assert (second.id, second.name, second.project, second.dir) == (run.id, "first", "p", run.dir)
    assert second.params["lr"] == 0.1
    second.log({"loss": 50})
    second.finish()
    assert [start["attempt"] for start in starts(run)] == [1, 2]
    found = loaded(run)
    assert (found.status, found.attempts, found.params) == ("finished", 2, {"lr": 0.1})
    assert found.series["loss"].steps.tolist() == [0, 1, 2, 3, 4, 5]


def test_what_is_given_anew_counts(init, capfd):
    run = begun(init)
    second = init("other", name="second", params={"lr": 0.2}, resume=run.id)
    assert (second.name, second.project, second.params["lr"]) == ("second", "p", 0.2)
    assert "stays in its project" in capfd.readouterr().err
    third = init("p", resume=run.id)
    assert [start["attempt"] for start in starts(run)] == [1, 2, 3]
    third.finish()
    second.finish()
    assert loaded(run).params == {"lr": 0.2}


def test_a_new_run_begins_where_none_has_to_be_there(init):
    assert starts(init(resume="allow", id="new"))[0]["attempt"] == 1
    assert starts(init(resume="never", id="new2"))[0]["attempt"] == 1
    assert starts(init(resume=False))[0]["attempt"] == 1


@pytest.mark.parametrize(
    "said",
    [{"resume": "must", "id": "missing"}, {"resume": "must"}, {"resume": True}, {"resume": "no-such-run"},
     {"resume": ""}],
)  # fmt: skip
def test_a_run_that_is_not_there_is_said(init, tmp_path, said):
    with pytest.raises(ValueError, match="resume="):
        init(**said)
    assert not (tmp_path / "runs").exists()


def test_another_id_than_that_of_the_folder(init):
    run = begun(init)
    with pytest.raises(ValueError, match="leave id out"):
        init(resume=run.dir, id="other")


def test_steps_count_on_behind_large_records_and_system_metrics(init):
    run = init()
    run.log({"a": 1}, step=7)
    run.log_text("long", "x" * 100_000)
    for second in range(100, 2_000):
        run.log_system(second, {"system/cpu": 1.0, "system/memory_gb": 2.0})
    run.leave()
    assert read_earlier(run.dir).last_step == 7
    second = init(resume=run.id)
    second.log({"a": 2})
    assert loaded(second).series["a"].steps.tolist() == [7, 8]


def test_a_run_without_a_step_begins_at_0(init, read):
    run = init()
    run.leave()
    second = init(resume=run.id)
    second.log({"a": 1})
    assert loaded(second).series["a"].steps.tolist() == [0]


# -- several processes --------------------------------------------------------------------------------


def launch(monkeypatch, rank, of=2):
    monkeypatch.setenv("RANK", str(rank))
    monkeypatch.setenv("WORLD_SIZE", str(of))


def attempts(run):
    return sorted((start["attempt"], start.get("rank")) for start in starts(run))


def test_ranks_of_one_launch_are_one_attempt(init, monkeypatch):
    def all_ranks():
        for rank in (1, 0, 2):
            launch(monkeypatch, rank, 3)
            run = init("p", id="r", resume="allow")
            run.log({"a": rank})
            run.leave()
        return run

    all_ranks()
    all_ranks()
    assert attempts(all_ranks()) == [(attempt, rank) for attempt in (1, 2, 3) for rank in (0, 1, 2)]


def test_an_attempt_that_has_ended_is_not_joined(init, monkeypatch):
    launch(monkeypatch, 0)
    init("p", id="r", resume="allow").finish("failed", "early")
    launch(monkeypatch, 1)
    assert attempts(init("p", id="r", resume="allow")) == [(1, 0), (2, 1)]


def test_an_old_attempt_is_not_joined(init, monkeypatch):
    launch(monkeypatch, 0)
    init("p", id="r", resume="allow").leave()
    launch(monkeypatch, 1)
    monkeypatch.setattr("xreport.logger.resuming.time.time", lambda: 4e9)
    assert attempts(init("p", id="r", resume="allow")) == [(1, 0), (2, 1)]


def test_forks_of_a_rank_do_not_hide_it(init, monkeypatch):
    launch(monkeypatch, 0)
    first = init("p", id="r", resume="allow")
    if (child := os.fork()) == 0:
        first.log({"a": 1})
        os._exit(0)
    os.waitpid(child, 0)
    launch(monkeypatch, 1)
    assert attempts(init("p", id="r", resume="allow")) == [(1, 0), (1, 0), (1, 1)]


def test_who_starts_the_processes_may_say_the_attempt(init, monkeypatch):
    run = begun(init)
    monkeypatch.setenv("XREPORT_ATTEMPT", "7")
    init("p", resume=run.id)
    init("p", resume=run.id)
    assert [start["attempt"] for start in starts(run)] == [1, 7, 7]
    monkeypatch.setenv("XREPORT_ATTEMPT", "x")
    with pytest.raises(ValueError, match="XREPORT_ATTEMPT"):
        init("p", resume=run.id)


def test_processes_that_resume_at_once_agree(init, tmp_path):
    run = begun(init)
    source = (
        "import os, sys, time\nimport xreport\n"
        f"run = xreport.init('p', resume={run.id!r}, dir={str(tmp_path / 'runs')!r}, capture=False)\n"
        "run.log(a=1)\nrun.leave()\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "WORLD_SIZE": "4"}
    processes = [
        subprocess.Popen([sys.executable, "-c", source], env=environment | {"RANK": str(rank)}) for rank in range(4)
    ]
    assert [process.wait(60) for process in processes] == [0] * 4
    assert attempts(run) == [(1, None), (2, 0), (2, 1), (2, 2), (2, 3)]


# -- from the shell, and as with W&B ------------------------------------------------------------------


def test_start_resumes_from_the_shell(init):
    run = begun(init)
    done = CliRunner().invoke(app, ["start", "--resume", run.dir, "-P", "lr=0.3"])
    assert done.stdout == f"{run.dir}\n"
    assert CliRunner().invoke(app, ["log", run.dir, "loss=9"]).exit_code == 0
    assert CliRunner().invoke(app, ["finish", run.dir]).exit_code == 0
    found = loaded(run)
    assert (found.name, found.project, found.attempts, found.status) == ("first", "p", 2, "finished")
    assert (found.params["lr"], found.series["loss"].steps.tolist()) == (0.3, [0, 1, 2, 3, 4, 5])
    missing = CliRunner().invoke(app, ["start", "--resume", "nothing-here"])
    assert (missing.exit_code, missing.stdout) == (2, "")
    assert "there is no run 'nothing-here'" in missing.stderr


def test_wandb_scripts_resume(init, tmp_path, monkeypatch):
    run = begun(init)
    monkeypatch.setenv("XREPORT_DIR", str(tmp_path / "runs"))
    with wandb.init(id=run.id, resume="must") as again:
        assert (again.id, again.name, again.config.lr) == (run.id, "first", 0.1)
        assert xreport.run.params["lr"] == 0.1
        again.log({"loss": 5})
    with wandb.init(project="p", resume="allow") as new:
        assert new.id != run.id
    assert loaded(run).attempts == 2
    assert loaded(run).series["loss"].steps.tolist() == [0, 1, 2, 3, 4, 5]
