"""Sound JSON, tables and messages with values of wrong types everywhere: nothing ends, and other runs are built."""

from __future__ import annotations

import copy
import json
import random
import shutil
import sys
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from made_records import records
from proofs import proof, share
from whole_builds import build_all, same, unmistaken
from wrong_types import VALUES, dumps, mistyped, places

from xreport.cli.app import app
from xreport.load import read_sources, write_journals
from xreport.settings import Config

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "importers"))

from format_samples import Sample, all_samples
from wrong_documents import wrong_file

CONTROL = 777
SEED = 11
ALL, PARTS, BATCH = 20_000, 8, 100
EACH = 500
SAMPLES = all_samples()

Record = dict[str, Any]


def write(file: Path, lines: Iterable[Any]) -> None:
    file.parent.mkdir(parents=True)
    file.write_text("".join(dumps(line) + "\n" for line in lines))


@cache
def control() -> dict[str, Any]:
    """What the run says that is in every build, where it is alone."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder) / "s" / "c" / "c.jsonl", records(CONTROL))
        (run,) = build_all(Path(folder) / "s").values()
    return run


def one_value(chance: random.Random) -> list[tuple[int, int, int]]:
    """Every place of every kind of record with every value, in any order."""
    kinds = range(len(records(1)))
    found = [(i, at, v) for i in kinds for at in range(len(list(places(records(1)[i])))) for v in range(len(VALUES))]
    chance.shuffle(found)
    return found


def wrong_records(case: int, number: int, every: Sequence[tuple[int, int, int]]) -> list[tuple[int, list[Any]]]:
    """The attempts of a run, and their records: one wrong value for the first cases, several at once for the others."""
    if case < len(every):
        kind, at, value = every[case]
        lines: list[Any] = records(number)
        holder, key = list(places(lines[kind]))[at]
        holder[key] = copy.deepcopy(VALUES[value])
        return [(1, lines)]
    chance = random.Random(f"{SEED} {case}")
    attempts = [(attempt, records(number, attempt=attempt)) for attempt in chance.choice(([1], [1], [1, 2], [1, 3]))]
    found = []
    for attempt, lines in attempts:
        kept = [lines[0], *(line for line in lines[1:] if chance.random() < 0.9)]
        wrong = mistyped(kept, chance) if chance.random() < 0.5 else [mistyped(line, chance, (0, 1)) for line in kept]
        found.append((attempt, wrong if isinstance(wrong, list) else [wrong]))
    return found


def build_wrong_records(folder: Path, cases: Sequence[int], every: Sequence[tuple[int, int, int]]) -> None:
    """Build the runs of these cases in one site, with one that is right."""
    for number, case in enumerate(cases):
        for attempt, lines in wrong_records(case, number, every):
            write(folder / f"{number}" / str(attempt) / f"{number:015x}{attempt}.jsonl", lines)
    write(folder / "control" / f"{CONTROL:015x}1.jsonl", records(CONTROL))
    runs = build_all(folder)
    shutil.rmtree(folder)
    assert same(runs[f"run-{CONTROL}"], control())
    # A record that is no start makes a run of its own name; none is lost.
    assert len(runs) > 0.9 * len(cases)


@proof("values of any type in any place of any record: nothing ends a build, and the run beside them is right", seed=11)
@pytest.mark.parametrize("part", range(PARTS))
def test_wrong_types_in_records(tmp_path, tally, part):
    every = one_value(random.Random(SEED))
    cases = range(part, share(ALL), PARTS)
    for start in range(0, len(cases), BATCH):
        batch = cases[start : start + BATCH]
        with tally.case(f"cases {batch}", len(batch)):
            build_wrong_records(tmp_path / "s", batch, every)


@proof("the same, a few hundred: one value at once, then several", seed=11)
def test_wrong_types_in_some_records(tmp_path, tally):
    every = one_value(random.Random(SEED))
    for batch in (range(200), range(len(every), len(every) + 100)):
        with tally.case(batch, len(batch)):
            build_wrong_records(tmp_path / "s", batch, every)


@proof("a thousand runs with wrong types in one site, whose tables are packed", seed=11)
def test_wrong_types_in_a_large_table(tmp_path, tally):
    every = one_value(random.Random(SEED))
    with tally.case(count=1100):
        build_wrong_records(tmp_path / "s", range(len(every) - 800, len(every) + 300), every)


NAMED = {
    "a direction that is a list": {"type": "metric", "key": "val/acc", "direction": []},
    "a fact that is a number": {"type": "fact", "values": 5},
    "a seed of 10^309": {"type": "update", "seed": 10**309},
    "a confusion count of 1.7e308": {"type": "confusion", "key": "m", "labels": [1, 2], "counts": [[1.7e308] * 2] * 2},
    "a status that is a list": {"type": "end", "status": []},
    "a name that is a list": {"type": "update", "name": ["x"]},
}  # fmt: skip


@proof("what ended a build once: an odd direction, fact, seed, count or status; by the command", slow=False)
def test_values_that_ended_builds(tmp_path, tally, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for number, record in enumerate(NAMED.values()):
        write(tmp_path / "runs" / f"{number}" / f"{number:016x}.jsonl", [*records(number)[:-1], record])
    write(tmp_path / "runs" / "control" / "c.jsonl", records(CONTROL))
    with tally.case(count=len(NAMED)):
        result = CliRunner().invoke(app, ["build", "runs", "--no-cache"])
        assert result.exit_code == 0, result.output
        assert "mistake" not in result.output
        runs = json.loads((tmp_path / "site" / "data" / "runs.json").read_bytes())["runs"]
        assert len(runs) == len(NAMED) + 1
        assert {run["status"] for run in runs if run["id"] == "run-4"} == {"failed"}
        assert {run["seed"] for run in runs if run["id"] == "run-2"} == {10**309}


def try_wrong_documents(folder: Path, sample: Sample, seeds: Iterable[int], tally: Any, *, every: int) -> None:
    """Build a sample with one file that says something else, beside a run that is right."""
    sample.require()
    sample.write(folder / "x")
    write(folder / "control" / f"{CONTROL:015x}1.jsonl", records(CONTROL))
    files = {path: path.read_bytes() for path in sorted((folder / "x").rglob("*")) if path.is_file()}
    filled = [path for path, data in files.items() if data]
    for seed in seeds:
        chance = random.Random(f"{sample.format} {seed}")
        path = chance.choice(filled)
        with tally.case(f"{sample.format}, {seed}, {path.name}"):
            path.write_bytes(wrong_file(path, files[path], chance))
            assert same(build_all(folder, pages=seed % every == 0)[f"run-{CONTROL}"], control())
            if seed % every == 1:
                imported = write_journals(
                    read_sources([folder], config=Config(root=folder)).groups, folder.parent / "out"
                )
                unmistaken(imported.issues)
        path.write_bytes(files[path])


@proof("documents, tables and messages of other tools with values of other types", seed=11)
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.format)
def test_wrong_types_in_documents(tmp_path, tally, sample):
    try_wrong_documents(tmp_path / "s", sample, range(share(EACH)), tally, every=10)


@proof("the same, a few of each", seed=11, slow=False)
def test_wrong_types_in_some_documents(tmp_path, tally):
    for number, sample in enumerate(SAMPLES):
        if not sample.missing:
            try_wrong_documents(tmp_path / str(number), sample, range(1000, 1003), tally, every=3)
