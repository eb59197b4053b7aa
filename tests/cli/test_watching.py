"""When `xreport serve` rebuilds."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from xreport.cli.inputs import Inputs
from xreport.cli.watching import Watch, snapshot
from xreport.settings import Config


@pytest.fixture
def inputs(tmp_path) -> Inputs:
    (tmp_path / "runs" / "r1").mkdir(parents=True)
    (tmp_path / "runs" / "r1" / "a.jsonl").write_text("{}\n")
    (tmp_path / "xreport.toml").touch()
    config = Config(tmp_path, file=tmp_path / "xreport.toml", stalled_after=0.4, killed_after=0.8)
    return Inputs(config, (tmp_path / "runs",), tmp_path / "runs" / "site")


def changed_by(inputs: Inputs, change) -> bool:
    before = snapshot(inputs)
    change(inputs.config.root)
    return snapshot(inputs) != before


def grow(path: Path, text: str = "{}\n") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        file.write(text)


@pytest.mark.parametrize("name", ["runs/r1/a.jsonl", "runs/r2/b.jsonl", "xreport.toml", "mkdocs.yml", "reports/x.md"])
def test_a_change_of_an_input_is_seen(inputs, name):
    assert changed_by(inputs, lambda root: grow(root / name))


@pytest.mark.parametrize("name", ["runs/site/index.html", ".xreport-cache/x", "runs/.hidden", "elsewhere.txt"])
def test_a_change_of_anything_else_is_not(inputs, name):
    assert not changed_by(inputs, lambda root: grow(root / name))


def test_what_builds_keep_in_a_source_is_no_change(inputs, tmp_path):
    cache = tmp_path / "runs" / "kept"
    before = snapshot(inputs, cache)
    grow(cache / "report-0" / "part-0")
    assert snapshot(inputs, cache) == before


def test_a_file_that_is_gone_is_a_change(inputs):
    assert changed_by(inputs, lambda root: (root / "runs/r1/a.jsonl").unlink())


def test_a_source_that_is_a_file_is_watched(inputs, tmp_path):
    one = Inputs(inputs.config, (tmp_path / "runs/r1/a.jsonl",), tmp_path / "site")
    assert changed_by(one, lambda root: grow(root / "runs/r1/a.jsonl"))


def test_folders_that_lead_around_in_a_circle_end(inputs, tmp_path):
    (tmp_path / "runs" / "loop").symlink_to(tmp_path / "runs")
    assert len(snapshot(inputs)) == 2


def seconds_until_change(watch: Watch, inputs: Inputs) -> float:
    began = time.monotonic()
    watch.wait_for_change(inputs)
    return time.monotonic() - began


def test_growth_during_the_first_build_is_seen(inputs, tmp_path):
    watch = Watch(inputs, 0.05)
    grow(tmp_path / "runs/r1/a.jsonl")
    assert seconds_until_change(watch, inputs) < 0.35


def test_growth_while_waiting_is_seen(inputs, tmp_path):
    watch = Watch(inputs, 0.02)
    threading.Timer(0.15, grow, [tmp_path / "runs/r1/a.jsonl"]).start()
    assert 0.1 < seconds_until_change(watch, inputs) < 0.39


def test_silence_brings_one_rebuild_for_stalled_and_one_for_killed(inputs):
    watch = Watch(inputs, 0.02)
    first, second = seconds_until_change(watch, inputs), seconds_until_change(watch, inputs)
    assert first >= 0.38
    assert first + second >= 0.78
    third = threading.Thread(target=watch.wait_for_change, args=[inputs], daemon=True)
    third.start()
    third.join(0.5)
    assert third.is_alive(), "after that, nothing changes by itself"
    grow(inputs.config.root / "xreport.toml")
    third.join(5)
    assert not third.is_alive()


def test_a_long_build_is_followed_by_as_long_a_rest(inputs, tmp_path):
    watch = Watch(inputs, 0.01)
    grow(tmp_path / "runs/r1/a.jsonl")
    time.sleep(0.3)  # the build
    assert seconds_until_change(watch, inputs) >= 0.28


def test_what_came_to_nothing_is_tried_again(inputs):
    watch = Watch(inputs, 0.02)
    watch.forget()
    began = time.monotonic()
    watch.wait_for_change(inputs)
    assert time.monotonic() - began < 0.35, "before any silence is due"
