"""Runs side by side are of one project, whichever folder is built, whoever wrote them, and however many there are."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xreport.analysis.tasks import data_names
from xreport.load import load
from xreport.load.join.pieces import _tails
from xreport.model import Run
from xreport.settings import Config

Write = Callable[[Path, int], None]


def runs_of(*sources: Path) -> list[Run]:
    return list(load(list(sources), now=2e9, config=Config(root=sources[0]), jobs=1).runs)


def text(name: str, made: Callable[[int], str]) -> Write:
    def write(folder: Path, number: int) -> None:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(made(number))

    return write


def csv(head: str, *rows: str) -> Callable[[int], str]:
    return lambda number: (
        "\n".join([head, *rows, f"{len(rows) + 1}," + ",".join([f"0.{number + 1}"] * head.count(","))]) + "\n"
    )


def lines(key: str) -> Callable[[int], str]:
    return lambda number: "".join(json.dumps({key: step, "loss": number + 1 / step}) + "\n" for step in (1, 2, 3))


def state(number: int) -> str:
    history = [{"step": step, "epoch": step / 10, "loss": number + 1 / step} for step in (10, 20)]
    return json.dumps({"global_step": 20, "max_steps": 20, "log_history": history, "epoch": 2.0})


def monitor(number: int) -> str:
    return f'#{{"t_start": {1.7e9 + number}}}\nr,l,t\n{number},10,1.5\n{number + 1},12,2.5\n'


WRITERS: dict[str, Write] = {
    "metrics.csv": text("metrics.csv", csv("step,loss", "1,0.5")),
    "progress_log.csv": text("progress_log.csv", csv("epoch,loss", "1,0.5")),
    "logs/metrics.csv": text("logs/metrics.csv", csv("step,loss", "1,0.5")),
    "metrics.jsonl": text("metrics.jsonl", lines("step")),
    "log.txt": text("log.txt", lines("epoch")),
    "trainer_state.json": text("trainer_state.json", state),
    "monitor": text("0.monitor.csv", monitor),
    "lightning": text("version_0/metrics.csv", csv("epoch,step,loss", "0,1,0.5")),
    "ultralytics": text("train/results.csv", csv("epoch,train/loss,metrics/mAP50", "1,0.5,0.1")),
    "mmengine": text("20260101_120000/vis_data/scalars.json", lines("step")),
    "seeds": text("seed_0/metrics.csv", csv("step,loss", "1,0.5")),
}


def placed(runs: list[Run]) -> set[tuple[str, tuple[str, ...]]]:
    return {(run.project, data_names(run)) for run in runs}


@pytest.mark.parametrize("below", ["", "logs", "logs/pilot", "pilot"])
@pytest.mark.parametrize("writer", list(WRITERS))
def test_siblings_are_of_one_project_that_no_run_is_named_by(tmp_path: Path, writer: str, below: str) -> None:
    lab = tmp_path / "lab"
    folder = lab / below
    expected = {(below.rpartition("/")[2].removeprefix("logs") or "lab", ())}
    WRITERS[writer](folder / "wide_lr0.1", 1)
    assert placed(runs_of(lab)) == expected, "alone"
    for number, name in enumerate(("wide_lr0.2", "deep"), 2):
        WRITERS[writer](folder / name, number)
    for source in (lab, tmp_path, folder, folder / "deep"):
        runs = runs_of(source)
        assert placed(runs) == expected, source
        assert len(runs) == (1 if source.name == "deep" else 3)
    assert placed(runs_of(folder / "deep", folder / "wide_lr0.1")) == expected


@pytest.mark.parametrize("writer", list(WRITERS))
def test_algorithms_are_compared_on_what_they_share(tmp_path: Path, writer: str) -> None:
    for number, algorithm in enumerate(("ppo", "mine")):
        for world in ("CartPole-v1_1", "Pendulum-v1_1"):
            WRITERS[writer](tmp_path / "lab" / "logs" / algorithm / world, number + len(world))
    for source in (tmp_path / "lab", tmp_path / "lab" / "logs", tmp_path):
        runs = runs_of(source)
        tasks = [(run.project, data_names(run)) for run in runs]
        assert sorted(tasks) == [("lab", ("CartPole-v1",))] * 2 + [("lab", ("Pendulum-v1",))] * 2


def test_params_make_tasks(tmp_path: Path) -> None:
    for number, world in enumerate(("hop", "hop", "balance")):
        folder = tmp_path / "lab" / f"r{number}"
        WRITERS["metrics.csv"](folder, number)
        (folder / "config.json").write_text(json.dumps({"env": {"id": world}, "lr": number}))
    runs = runs_of(tmp_path / "lab")
    assert [(run.project, data_names(run)) for run in sorted(runs, key=lambda run: run.name)] == [
        ("lab", ("hop",)),
        ("lab", ("hop",)),
        ("lab", ("balance",)),
    ]
    assert {run.placement.measured_why for run in runs} == {"the param env.id"}


def test_the_order_of_sources_changes_no_id(tmp_path: Path) -> None:
    for number, lab in enumerate(("a", "b", "c")):
        WRITERS["metrics.csv"](tmp_path / lab / "logs" / "x", number % 2)
    sources = [tmp_path / lab / "logs" for lab in ("a", "b", "c")]
    ids = {run.id for run in runs_of(*sources)}
    assert len(ids) == 3
    assert {run.id for run in runs_of(*reversed(sources))} == ids
    assert {run.id for run in runs_of(sources[1], sources[0], sources[2])} == ids


@given(st.sets(st.lists(st.sampled_from("abc"), max_size=4).map(lambda names: "/" + "/".join(names)), min_size=1))
def test_as_many_folders_as_tell_sources_apart(roots: set[str]) -> None:
    tails = _tails(sorted(roots))
    assert len(set(tails.values())) == len(roots)


def test_a_folder_of_what_the_params_say_is_no_project(tmp_path: Path) -> None:
    results = tmp_path / "lab" / "results"
    for number, machine in enumerate(("m1", "m2")):
        found = {
            "version": 1,
            "commit_hash": f"4f2a0c{number}",
            "date": 1.7e12,
            "params": {"machine": machine, "arch": "x"},
            "results": {"time_x": 0.5 + number},
            "requirements": {},
            "python": "3.11",
        }
        (results / machine).mkdir(parents=True)
        (results / machine / f"4f2a0c{number}-py3.11.json").write_text(json.dumps(found))
        (results / machine / "machine.json").write_text(json.dumps({"machine": machine, "version": 1}))
    for kind in ("wide", "thin"):
        WRITERS["metrics.csv"](tmp_path / "lab" / kind / "late", len(kind))
        (tmp_path / "lab" / kind / "late" / "config.json").write_text(json.dumps({"model": {"name": kind}}))
    for source in (tmp_path, tmp_path / "lab"):
        runs = runs_of(source)
        assert (len(runs), placed(runs)) == (4, {("lab", ())})
    for source in (results, results / "m1", tmp_path / "lab" / "wide"):
        assert placed(runs_of(source)) == {("lab", ())}
