"""Runs that W&B's client wrote, of people who trained models with it: every number of them, and how they ended."""

import hashlib
import math
import shutil
import struct
from dataclasses import replace

import pytest
from wandb_folders import import_folder

from xreport.load import load
from xreport.settings import Config

RUNS = {
    "m84hjf9m": ("finished", 121, 190, "train.py"),
    "6pm3vk0i": ("killed", 39, 194, "train-pipe.py"),
    "jzemugap": ("killed", 101, 197, "train-rg.py"),
    "6oa531p0": ("failed", 34, 203, "train-rg.py"),
}
POINTS = {
    "m84hjf9m": "906222957c7edb6ff7141af1d4a2a572a8cfc707d2b6b468387116f9d8362e7f",
    "6pm3vk0i": "eef690dab84d5eee83852ce85eaeb2532f67c41bb86422f916e4b0da976b288b",
    "jzemugap": "117a9088e7191c9806a5ffdcfbdb72c2137e86d30e28c8cc4a77eb24e3b0b433",
    "6oa531p0": "a89e8ed3730152db3290c8b56d86e41e3a23fefa0add1aa12ba399322ce58da7",
}
"""SHA-256 of all points as the client's own reader gives them (wandb 0.25.1, `wandb_oracle.py`): see `digest`."""


@pytest.fixture(scope="module")
def alpaca(shared_data):
    return shared_data / "alpaca-wandb"


@pytest.fixture(scope="module")
def runs(alpaca):
    return {run.id: run for run in load([alpaca], now=2e9, config=Config(root=alpaca)).runs}


def digest(points: dict[str, list[tuple[int, float, float]]]) -> str:
    """Everything in the points to the last bit."""
    found = hashlib.sha256()
    for key in sorted(points):
        found.update(key.encode())
        for step, at, value in points[key]:
            found.update(struct.pack("<qdd", step, at, value))
    return found.hexdigest()


def test_how_each_run_went(runs):
    rows = {run.id: max(one.steps.size for one in run.series.values()) for run in runs.values()}
    assert {
        run.id: (run.status, rows[run.id], len(run.params), run.environment.script) for run in runs.values()
    } == RUNS


def test_names_params_and_time(runs):
    run = runs["6oa531p0"]
    assert (run.name, run.project, run.seed, run.error) == (
        "alpaca_rg-rationale_loss",
        "huggingface",
        42,
        "exit code 1",
    )
    assert run.params["learning_rate"] == 2e-05
    assert run.started == 1712832733.217979
    assert run.environment.commit == "41468b45844ea9655b08c48afb2eb914ae85d0ae"
    assert run.environment.hardware == {"cpus": 104, "gpu": "NVIDIA H100 80GB HBM3", "gpus": 8, "memory_gb": 1978.4}


def test_every_point_is_the_one_that_the_clients_own_reader_gives(alpaca):
    found = {one.start["run"]: digest({key: one.points(key) for key in one.series}) for one in import_folder(alpaca)}
    assert found == POINTS


def test_summaries_that_mirror_the_history_are_no_scores(runs):
    assert all(run.scores == {} for run in runs.values())


def test_the_only_issue_is_the_record_that_was_cut(runs):
    issues = [issue for run in runs.values() for issue in run.issues]
    assert [(issue.run, issue.what, issue.pending) for issue in issues] == [
        ("6pm3vk0i", "the last record is not finished", True)
    ]


def test_times_are_finite_and_in_order(runs):
    times = runs["m84hjf9m"].series["train/loss"].times
    assert all(math.isfinite(time) for time in times)
    assert list(times) == sorted(times)


def test_a_second_copy_adds_nothing(alpaca, tmp_path):
    for name in ("one", "two"):
        shutil.copytree(alpaca / "wandb", tmp_path / name / "wandb")
    found = load([tmp_path], now=2e9, config=Config(root=tmp_path))
    assert len(found.runs) == len(RUNS)
    assert sum(found.skipped.values()) == len(RUNS)


def test_nobody_is_named(runs):
    # What the script itself put into its config stays.
    text = repr([replace(run, params={}) for run in runs.values()]).lower()
    assert not any(word in text for word in ("gcp-sg", "a100-80g-nl", "redacted", "stanford_alpaca.git"))
