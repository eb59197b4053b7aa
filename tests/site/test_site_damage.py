"""Damaged input never stops a build: the rest is built, and the site says what is wrong."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest
from building import build
from caches import cache_in

ROOT = Path(__file__).resolve().parents[2]
TRIALS = 200


def damage(file: Path, rng: random.Random) -> str:
    """Remove a file, or change, cut or repeat a part of it."""
    content = file.read_bytes()
    at = rng.randrange(len(content))
    how = rng.choice(["remove", "byte", "cut", "zeros", "repeat"])
    if how == "remove":
        file.unlink()
    elif how == "byte":
        file.write_bytes(content[:at] + bytes([rng.randrange(256)]) + content[at + 1 :])
    elif how == "cut":
        file.write_bytes(content[:at])
    elif how == "zeros":
        file.write_bytes(content[:at] + bytes(min(512, len(content) - at)) + content[at + 512 :])
    else:
        file.write_bytes(content[:at] + content[max(0, at - 300) :])
    return f"{how} at byte {at} of {file.name}"


@pytest.mark.slow
def test_no_damage_to_one_file_stops_the_build(tmp_path: Path) -> None:
    chosen = sorted((ROOT / "site-example" / "runs").iterdir())[::24][:6]
    rng = random.Random(1)
    for trial in range(TRIALS):
        source = tmp_path / "runs"
        for folder in chosen:
            shutil.copytree(folder, source / folder.name)
        what = damage(rng.choice(sorted(source.rglob("*.jsonl"))), rng)
        report = build(source, tmp_path / "site", jobs=1, cache=cache_in(tmp_path / "cache"))
        assert report.runs >= len(chosen) - 1, f"trial {trial}: {what}"
        for page in ("index.html", "runs.html", "quality.html", "data/runs.json"):
            assert (tmp_path / "site" / page).stat().st_size > 0, f"trial {trial}: {what}"
        shutil.rmtree(source)
