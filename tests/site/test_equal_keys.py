"""Equal path and key, equal bytes: whatever changes between two builds, what is taken over is what would be made."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from building import build
from caches import cache_in
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_determinism import tree_hash

from xreport.analysis.study import study
from xreport.frame import FrameSet, render_frames
from xreport.load import load
from xreport.render.sitefile import SiteFile
from xreport.settings import Config, read_config
from xreport.site.build import site_files

NOW = 1_795_000_000.0
SHA = "ab" * 32


@dataclass(frozen=True)
class Logged:
    """A run as it is logged."""

    id: str
    name: str = "net"
    project: str = "p"
    data: str = "d"
    algorithm: str = "mlp"
    lr: float = 0.1
    seed: int = 0
    start: float = 1_790_000_000.0
    accuracy: tuple[float, ...] = (0.5, 0.625)
    status: str = "finished"
    tags: tuple[str, ...] = ()
    more: tuple[dict[str, Any], ...] = ()
    twice: bool = False
    """Whether another logger wrote a table of it as well."""

    def records(self) -> Iterator[dict[str, Any]]:
        """Return its records."""
        yield {
            "xreport": 1, "type": "start", "run": self.id, "writer": f"{int(self.id):016x}", "attempt": 1,
            "time": self.start, "project": self.project, "name": self.name, "algorithm": self.algorithm,
            "seed": self.seed, "params": {"lr": self.lr}, "data": [{"name": self.data}], "tags": list(self.tags),
        }  # fmt: skip
        for step, value in enumerate(self.accuracy):
            yield {"step": step, "time": self.start + step, "metrics": {"val/acc": value, "loss": 1 - value}}
        yield from self.more
        if self.status != "killed":
            yield {"type": "end", "time": self.start + 60, "status": self.status}


@dataclass(frozen=True)
class Input:
    """Everything that a site is made of."""

    runs: tuple[Logged, ...] = (Logged("1"), Logged("2", seed=1, accuracy=(0.5, 0.75)), Logged("3", lr=0.5))
    settings: tuple[tuple[str, str], ...] = field(default=(("title", '"T"'),))

    def write(self, folder: Path) -> Config:
        """Write the journals and the settings."""
        for run in self.runs:
            file = folder / "runs" / run.id / f"{int(run.id):016x}.jsonl"
            file.parent.mkdir(parents=True)
            file.write_text("".join(json.dumps(record) + "\n" for record in run.records()))
            if run.twice:
                rows = "".join(f"{step},0,{value!r}\n" for step, value in enumerate(run.accuracy))
                (file.parent / "metrics.csv").write_text(f"step,epoch,val/acc\n{rows}")
        (folder / "runs").mkdir(exist_ok=True)
        (folder / "xreport.toml").write_text("".join(f"{key} = {value}\n" for key, value in self.settings))
        return read_config(folder / "xreport.toml", folder)


@cache
def frames() -> FrameSet:
    """Frames say nothing of runs: made once."""
    return render_frames(config=Config(root=Path("/nowhere")))


def files_of(now: Input, *, figures: bool = False) -> dict[str, SiteFile]:
    """Return the files of a site by their paths; figures take the most time."""
    with tempfile.TemporaryDirectory() as folder:
        config = now.write(Path(folder))
        collection = load([Path(folder) / "runs"], now=NOW, config=config, jobs=1)
        files = site_files(study(collection, config), frames().frames, now=NOW)
        return {file.path: made(file) for file in files if figures or not file.path.startswith("figures/")}


def made(file: SiteFile) -> SiteFile:
    """Return the file with its bytes made: journals are read from the folder."""
    content = file.make()
    return replace(file, make=lambda: content)


NAMES = st.sampled_from(["net", "baseline", "Net", "net 2", "ü"])
SCORES = st.sampled_from([0.5, 0.75, 0.123456, 1e-9, 12345.678, float("nan")])
SETTINGS = {
    "baseline": ['"baseline"', '"1"', '"tag:best"'],
    "ignore": ['["lr"]', "[]"],
    "tasks": ['{ "All of it" = ["p", "q"] }', '{ "Q" = ["q"] }'],
    "title": ['"T"', '"Other"'],
    "metrics": ['{ "loss" = { primary = true } }', '{ "val/acc" = { direction = "min", unit = "%" } }'],
    "repository": ['"https://example.org/r"'],
    "owners": ['{ p = "Ada" }'],
    "views": ['{ Best = "runs.html#q=a" }'],
    "journals": ['"no"', '"gz"'],
    "headline": ['"Look."'],
}
MORE = (
    {"type": "artifact", "path": "m", "sha256": SHA, "role": "output"},
    {"type": "artifact", "path": "in", "sha256": SHA, "role": "input"},
    {"type": "metric", "key": "val/acc", "direction": "min", "unit": "nats", "goal": 0.5, "step_metric": "loss"},
    {"type": "note", "text": "Look"},
    {"type": "text", "key": "story", "step": 1, "text": "once"},
    {"type": "summary", "values": {"val/acc": 0.875, "verdict": "ok"}},
    {"type": "environment", "environment": {"commit": "c0ffee", "python": "3.12"}},
    {"nonsense": True},
)


@st.composite
def change(draw: Callable[..., Any], now: Input) -> Input:
    """Add, remove, change, rename, repeat, fail or tag a run, or configure the report."""
    kinds = [
        "add",
        "configure",
        *(["remove", "change", "rename", "repeat", "fail", "tag", "log", "move", "twice"] if now.runs else []),
    ]
    kind = draw(st.sampled_from(kinds))
    fresh = str(1 + max((int(run.id) for run in now.runs), default=0))
    if kind == "add":
        run = Logged(
            fresh,
            name=draw(NAMES),
            project=draw(st.sampled_from("pq")),
            data=draw(st.sampled_from(["d", "e"])),
            algorithm=draw(st.sampled_from(["mlp", "svm", ""])),
            lr=draw(st.sampled_from([0.1, 0.5, 1])),
            seed=draw(st.integers(0, 2)),
            start=1_790_000_000.0 + draw(st.integers(-1000, 1000)),
            accuracy=tuple(draw(st.lists(SCORES, max_size=3))),
        )
        return replace(now, runs=(*now.runs, run))
    if kind == "configure":
        key = draw(st.sampled_from(sorted(SETTINGS)))
        chosen = dict(now.settings) | {key: draw(st.sampled_from(SETTINGS[key]))}
        return replace(now, settings=tuple(chosen.items()))
    at = draw(st.integers(0, len(now.runs) - 1))
    run = now.runs[at]
    if kind == "remove":
        return replace(now, runs=now.runs[:at] + now.runs[at + 1 :])
    if kind == "repeat":
        return replace(now, runs=(*now.runs, replace(run, id=fresh)))
    changed = {
        "change": lambda: replace(run, accuracy=tuple(draw(st.lists(SCORES, min_size=1, max_size=3)))),
        "twice": lambda: replace(run, twice=not run.twice),
        "rename": lambda: replace(run, name=draw(NAMES)),
        "fail": lambda: replace(run, status=draw(st.sampled_from(["failed", "killed", "finished"]))),
        "tag": lambda: replace(run, tags=draw(st.sampled_from([("best",), ("a", "b"), ()]))),
        "log": lambda: replace(run, more=(*run.more, draw(st.sampled_from(MORE)))),
        "move": lambda: replace(run, project=draw(st.sampled_from("pq")), data=draw(st.sampled_from(["d", "e"]))),
    }[kind]()
    return replace(now, runs=(*now.runs[:at], changed, *now.runs[at + 1 :]))


@st.composite
def histories(draw: Callable[..., Any], most: int = 3) -> list[Input]:
    """Return inputs, each a few changes away from the one before."""
    found = [Input()]
    for _ in range(draw(st.integers(1, most))):
        found.append(draw(change(found[-1])))
    return found


def check(history: list[Input], *, figures: bool = False) -> None:
    seen: dict[tuple[str, str], tuple[Input, bytes]] = {}
    for now in history:
        for path, file in files_of(now, figures=figures).items():
            before, content = seen.setdefault((path, file.key), (now, file.make()))
            assert content == file.make(), f"{path} is kept from {before}, and other bytes are wanted of {now}"


BOUNDS = settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@given(histories())
@settings(BOUNDS, max_examples=12)
def test_what_is_taken_over_is_what_would_be_made(history: list[Input]) -> None:
    check(history)


@pytest.mark.slow
@given(histories(6))
@settings(BOUNDS, max_examples=40)
def test_what_is_taken_over_is_what_would_be_made_after_many_changes(history: list[Input]) -> None:
    check(history, figures=True)


@pytest.mark.slow
@given(history=histories(3))
@settings(BOUNDS, max_examples=6)
def test_a_filled_folder_gives_what_an_empty_one_gives_after_any_changes(history: list[Input]) -> None:
    with tempfile.TemporaryDirectory() as name:
        base = Path(name)
        for number, now in enumerate(history):
            now.write(base / f"in{number}")
            (base / "in").unlink(missing_ok=True)
            (base / "in").symlink_to(base / f"in{number}")
            build(base / "in", base / "filled", jobs=1, cache=cache_in(base / "cache"))
        build(base / "in", base / "empty", jobs=1)
        assert tree_hash(base / "filled") == tree_hash(base / "empty")


@pytest.mark.parametrize("runs", [3, 30])
def test_a_new_run_makes_one_page_of_a_run_anew(runs: int) -> None:
    before = Input(tuple(Logged(str(n), seed=n % 3, lr=n // 3, accuracy=(0.5, 0.5 + n / 100)) for n in range(runs)))
    new = Logged("99", name="best", lr=-1.0, start=1.0, accuracy=(0.5, 0.987654321))
    pages, others = files_of(before), files_of(replace(before, runs=(*before.runs, new)))
    changed = [path for path, file in others.items() if path.startswith("runs/") and pages.get(path, new) != file]
    keys = [path for path in changed if path not in pages or pages[path].key != others[path].key]
    print(f"{len(keys)} of {runs + 1} pages of runs made anew")
    assert len(keys) == 1
    assert keys[0].startswith("runs/best-")
    curves = [path for path, file in others.items() if path.startswith("data/curves/")]
    assert sum(path not in pages or pages[path].key != others[path].key for path in curves) == 1
