"""A build over an old site gives the bytes of a fresh one, whatever changed in between."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from building import build
from caches import cache_in
from test_determinism import tree_hash

CONFIG = 'title = "A"\n[metrics."val/acc"]\ndirection = "max"\nprimary = true\n[metrics.loss]\nprimary = true\n'


def write(
    runs: Path, name: str, *, writer: str = "a", project: str | None = "p", end: str = "finished", **fields
) -> None:
    """Write a small journal."""
    start = {"xreport": 1, "type": "start", "run": name, "writer": writer, "time": 1_790_000_000, "name": name}
    start |= {"project": project} if project else {}
    folder = runs / name
    folder.mkdir(parents=True, exist_ok=True)
    records = [start | {"params": {"lr": 0.1}, "algorithm": name[0], "seed": int(name[-1])} | fields]
    records += [{"step": n, "time": 1_790_000_000 + n, "metrics": {"loss": 1 / (n + 1)}} for n in range(3)]
    records += [{"type": "summary", "values": {"val/acc": 0.5 + int(name[-1]) / 10}}] if end == "finished" else []
    records += [{"type": "end", "time": 1_790_000_009, "status": end}]
    (folder / f"{writer}.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))


def swap_primary(base: Path) -> None:
    head, _, tail = CONFIG.partition("[metrics.loss]\nprimary = true\n")
    title, metrics = head.split("\n", 1)
    (base / "xreport.toml").write_text(f"{title}\n[metrics.loss]\nprimary = true\n{metrics}{tail}")


def configure(text: str):
    return lambda base: (base / "xreport.toml").write_text(text + CONFIG)


CHANGES = {
    "primary metrics in another order": swap_primary,
    "a unit": lambda base: (base / "xreport.toml").write_text(CONFIG.replace("direction", 'unit = "%"\ndirection')),
    "a baseline": configure('baseline = "b-1"\n'),
    "a headline": configure('headline = "Look."\n'),
    "tasks": lambda base: (base / "xreport.toml").write_text(CONFIG + '[tasks]\n"All" = ["p", "q"]\n'),
    "another run": lambda base: write(base / "runs", "c-3"),
    "a run in another project": lambda base: write(base / "runs", "d-4", project="q"),
    "a conflicting copy": lambda base: write(base / "more", "a-1", notes="other"),
    "a journal renamed": lambda base: (base / "runs/a-1/a.jsonl").rename(base / "runs/a-1/z.jsonl"),
    "a journal damaged": lambda base: (base / "runs/a-1/a.jsonl").write_bytes(b"{\n" * 3),
    "a run removed": lambda base: (base / "runs/b-1/a.jsonl").unlink(),
}


QUICK = {"tasks", "a conflicting copy", "a run removed"}
"""The others are slow: test_equal_keys.py asks the same of keys, for any change, in a fraction of the time."""


@pytest.mark.parametrize(
    "change", [pytest.param(name, marks=() if name in QUICK else pytest.mark.slow, id=name) for name in CHANGES]
)
def test_a_filled_folder_gives_what_an_empty_one_gives(tmp_path: Path, change: str) -> None:
    base = tmp_path / "in"
    for name in ("a-1", "a-2", "b-1"):
        write(base / "runs", name)
    write(base / "runs", "e-5", end="failed")
    write(base / "runs", "q-1", project="q")
    (base / "more").mkdir()
    (base / "xreport.toml").write_text('sources = ["runs", "more"]\n' + CONFIG)
    sources = 'sources = ["runs", "more"]\n'
    build(base, tmp_path / "filled", jobs=1, cache=cache_in(tmp_path / "cache"))
    CHANGES[change](base)
    text = (base / "xreport.toml").read_text()
    (base / "xreport.toml").write_text(text if text.startswith(sources) else sources + text)
    build(base, tmp_path / "filled", jobs=1, cache=cache_in(tmp_path / "cache"))
    build(base, tmp_path / "empty", jobs=1)
    assert tree_hash(tmp_path / "filled") == tree_hash(tmp_path / "empty")
