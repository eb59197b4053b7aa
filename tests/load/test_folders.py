"""What folders mean: the whole table, and that no other run and no choice of the source has a say in it."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xreport.load.join.folders import Placed, place, settle
from xreport.load.join.measured import Said
from xreport.load.join.names import telling_stem
from xreport.text.folder_words import folder_kind

ABOVE = ("work", "lab")
"""The source is ``lab``; where a case says ``~``, it lies in the home of somebody."""

CASES = [
    # A folder a run, with or without a folder of runs between.
    ("resnet18_lr0.1", "", "lab", ""),
    ("logs/resnet18_lr0.1", "", "lab", ""),
    ("runs/a/logs", "", "lab", ""),
    ("runs/a/vis_data", "", "lab", ""),
    ("digit-recogniser/runs/a", "", "digit-recogniser", ""),
    ("pilot/a", "", "pilot", ""),
    ("logs/pilot/a", "", "pilot", ""),
    # A file a run.
    ("", "resnet18", "lab", ""),
    ("logs", "resnet18", "lab", ""),
    ("pilot", "resnet18", "pilot", ""),
    ("pilot/logs", "resnet18", "pilot", ""),
    # What only counts, dates or says settings names no run alone.
    ("logs/resnet18/version_0", "", "lab", ""),
    ("lightning_logs/version_3", "", "lab", ""),
    ("work_dirs/mask-rcnn/20260101_120000/vis_data", "", "lab", ""),
    ("work_dirs/mask-rcnn", "20260101_120000", "lab", ""),
    ("evals/some-model", "2026-01-01T12-00-00.123456", "lab", ""),
    ("outputs/2026-01-01/12-00-00", "", "lab", ""),
    ("multirun/2026-01-01/12-00-00/3", "", "lab", ""),
    ("outputs/2026-01-01/12-00-00/lightning_logs/version_0", "", "lab", ""),
    ("wide/seed_1", "", "lab", ""),
    ("wide/s1", "", "lab", ""),
    ("wide/fold-3", "", "lab", ""),
    ("wide/lr=0.1,model.depth=3", "", "lab", ""),
    ("wide/lr0.1_bs32/seed1", "", "lab", ""),
    ("wide/rank_0", "", "lab", ""),
    ("wide/checkpoint-500", "", "lab", ""),
    ("wide/val", "", "lab", ""),
    ("wide", "seed_0", "lab", ""),
    ("runs/train", "", "work", ""),
    ("runs/detect/train", "", "lab", "detect"),
    ("runs/detect/train2", "", "lab", "detect"),
    ("runs/detect/pilot", "", "lab", "detect"),
    # Of trackers.
    ("mlruns/0/4f2a0c1d9b", "", "lab", ""),
    ("wandb/run-20260101_120000-4f2a0c1d", "", "lab", ""),
    ("ray_results/tune/train_4f2a0_00001_1_lr=0.1_2026-01-01_12-00-00", "", "tune", ""),
    ("a/dvclive", "", "lab", ""),
    # Several runs in a file: no folder names them.
    ("pilot", "results.csv/3", "pilot", ""),
    ("results", "results.csv/3", "lab", ""),
    # Algorithms, and what they were measured on, in either order.
    ("ppo/CartPole-v1_1", "", "lab", "CartPole-v1"),
    ("logs/ppo/CartPole-v1_1", "", "lab", "CartPole-v1"),
    ("mine/CartPole-v1_1", "", "lab", "CartPole-v1"),
    ("ppo/CartPole-v1/seed_3", "", "lab", "CartPole-v1"),
    ("logs/CartPole-v1/ppo/seed_3", "", "lab", "CartPole-v1"),
    ("logs/CartPole-v1/mine", "", "lab", "CartPole-v1"),
    ("CartPole-v1/ppo/seed_3", "", "CartPole-v1", ""),
    ("wine/mine", "", "wine", ""),
    ("wine", "mine", "wine", ""),
    ("pilot/wine/ppo/mine", "", "wine", ""),
    ("ppo", "CartPole-v1", "lab", "CartPole-v1"),
    ("logs/a2c-CartPole-v1", "", "lab", "CartPole-v1"),
    ("runs/CartPole-v1__dqn__1__1700000000", "", "lab", "CartPole-v1"),
    ("logs/MiniGrid-Empty-5x5-v0", "", "lab", "MiniGrid-Empty-5x5-v0"),
    ("logdir/dmc_walker_walk/dreamer/1", "", "lab", "dmc_walker_walk"),
    ("resnet18/cifar10", "", "lab", "cifar10"),
    ("runs/Fashion-MNIST/mlp", "", "lab", "Fashion-MNIST"),
    ("vit/fast", "", "lab", ""),
    ("ppo/runs/a", "", "ppo", ""),
    ("mnist/runs/a", "", "mnist", ""),
    # Versions of a model are no environments.
    ("logs/MobileNet-v2", "", "lab", ""),
    ("logs/model-v1", "", "lab", ""),
    ("logs/Baseline-v3", "", "lab", ""),
    # What names a run names no project, even where it is the source.
    ("", "", "work", ""),
    ("logs", "", "work", ""),
    ("3", "", "work", ""),
]


@pytest.mark.parametrize(("folders", "leaf", "project", "measured"), CASES)
def test_what_folders_mean(folders: str, leaf: str, project: str, measured: str) -> None:
    placed = place(ABOVE, folders.split("/") if folders else [], leaf)
    assert (placed.project, placed.measured) == (project, measured), placed


@pytest.mark.parametrize(("folders", "leaf", "project", "measured"), CASES)
def test_any_folder_above_may_be_the_source(folders: str, leaf: str, project: str, measured: str) -> None:
    path = [*ABOVE, *folders.split("/")] if folders else [*ABOVE]
    assert len({place(path[:cut], path[cut:], leaf) for cut in range(1, len(path) + 1)}) == 1


@pytest.mark.parametrize(
    ("above", "project"),
    [
        ("home/ada/lab", "lab"),
        ("home/ada/lab/logs", "lab"),
        ("home/ada", "runs"),
        ("home/ada/logs", "logs"),
        ("Users/ada/Documents/logs", "logs"),
        ("home/ada/mnist", "mnist"),
        ("mnt/c/Users/ada/lab", "lab"),
        ("mnt/c/Users/ada", "runs"),
        ("work/one/two/three/home/lab", "lab"),
        ("", "runs"),
    ],
)
def test_nobody_is_a_project(above: str, project: str) -> None:
    placed = place(above.split("/") if above else [], ["a"], "")
    assert placed.project == project


def test_what_a_run_says_that_it_was_measured_on_makes_the_folder_of_that_name_no_run() -> None:
    assert place(ABOVE, ["fast", "balance_2"], "").project == "fast"
    assert place(ABOVE, ["fast", "balance_2"], "", Said(frozenset(["balance"]))).project == "lab"
    assert place(ABOVE, ["fast", "ALE-Pong-v5"], "", Said(frozenset(["ALE/Pong-v5"]))).project == "lab"


def test_a_folder_that_says_what_a_param_says_is_no_project() -> None:
    said = Said(settings=frozenset(["Fast", "lab"]))
    assert place(ABOVE, ["fast", "wide"], "").project == "fast"
    assert place((*ABOVE, "x"), ["fast", "wide"], "", said).project == "x"
    assert place(ABOVE, ["fast", "logs", "wide"], "", said).project == "fast", "what owns a folder of runs is one"


def settled(*places: tuple[str, str]) -> list[str]:
    return [one.project for one in settle([place(ABOVE, [*filter(None, at.split("/"))], leaf) for at, leaf in places])]


def test_a_log_beside_the_folder_of_runs_is_of_their_project() -> None:
    assert settled(("logs/a", ""), ("", "")) == ["lab", "lab"]
    assert settled(("logs/mnist/mlp", ""), ("", "")) == ["lab", "lab"]


def test_a_run_in_the_folder_of_another_run_is_of_its_project() -> None:
    assert settled(("logs/a", ""), ("logs/a", "gpu"), ("logs/b", "")) == ["lab", "lab", "lab"]
    assert settled(("a", ""), ("a/late", ""), ("a/late/again", "")) == ["lab", "lab", "lab"]
    assert settled(("a", ""), ("a/version_0", ""), ("b/version_0", "")) == ["lab", "lab", "lab"]
    assert settled(("a/version_0", ""), ("a/version_0", "gpu"), ("b/version_0", "")) == ["lab", "lab", "lab"]


def test_what_names_no_run_alone_is_of_the_project_of_the_runs_beside_it() -> None:
    assert settled(("3", ""), ("cifar10", ""), ("", "1")) == ["work", "work", "work"]
    assert settled(("3", ""), ("cifar10", ""), ("", "1"), ("wide", "")) == ["lab", "lab", "lab", "lab"]
    assert settled(("3", ""), ("wide/seed_0", ""), ("wide/seed_1", "")) == ["lab", "lab", "lab"]


NAMES = st.text(string.ascii_lowercase + string.digits + "_-=.", min_size=1, max_size=12) | st.sampled_from(
    ["logs", "runs", "metrics", "version_0", "3", "ppo", "cifar10", "CartPole-v1", "home", "seed_1", "train", "wandb"]
)


@given(st.lists(NAMES, max_size=6), st.sampled_from(["", "run", "3", "mnist"]), st.data())
def test_a_folder_that_names_a_run_never_names_its_project(path: list[str], leaf: str, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(path)))
    placed = place(path[:cut], path[cut:], leaf)
    assert placed == place(path, [], leaf)
    assert len(placed.folder) < len(placed.own) or not placed.own
    assert placed.folder == tuple(path[: len(placed.folder)])


GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guides" / "folders.md"


def test_the_examples_of_the_guide() -> None:
    rows = re.findall(r"^\| `(lab/[^`]+)` \| `([^`]+)` \| (?:`([^`]+)` )?\|$", GUIDE.read_text(), re.MULTILINE)
    assert len(rows) == 10
    for path, project, measured in rows:
        *folders, file = path.split("/")
        placed = place([], folders, telling_stem(file))
        assert (path, placed.project, placed.measured) == (path, project, measured)


@pytest.mark.parametrize(
    ("row", "kinds"),
    [
        ("only counts or dates", {"counted", "subject"}),
        ("holds runs, or says nothing", {"collection"}),
        ("part of a run", {"inside"}),
        ("kind of model above", {"method"}),
        ("widely known", {"subject"}),
    ],
)
def test_the_folders_that_the_guide_names_are_what_it_says(row: str, kinds: set[str]) -> None:
    (cell,) = re.findall(rf"^\| ([^|]*{row}[^|]*) \|", GUIDE.read_text(), re.MULTILINE)
    names = re.findall(r"`([^`]+)`", cell)
    assert names
    assert {folder_kind(name) for name in names} == kinds


def test_the_place_of_a_run_nobody_knows_anything_of() -> None:
    assert place([], [], "") == Placed()
