"""Importers of folders: who is asked, what each sees, and that none of them sinks a site."""

import json
import math

import numpy as np
import pytest
from caches import cache_in
from made_journals import NOW, Made, only_run, read

from xreport.importers import Aside, Claim, Refusal, registry
from xreport.importers.kit.columns import Columns
from xreport.importers.registry import Entry
from xreport.load import load
from xreport.load.read import pool
from xreport.load.read.codec import decode_parts, encode_parts
from xreport.load.read.part import Account, FilePart
from xreport.settings import Config, Limits

LOG = b'{"step": 1, "loss": 0.5}\n{"step": 2, "loss": 0.25}\n'


class Csv:
    """The example of the guide: a folder with ``points.csv`` and ``settings.json`` is a run."""

    name = "csv"
    bare = True

    def claim(self, listing):
        folders = [path.rpartition("/")[0] for path in listing.files if path.rpartition("/")[2] == "points.csv"]
        if not folders:
            return Refusal("no points.csv")
        return [Claim(folder, tuple(listing.folder(folder)), ("shared.txt",)) for folder in folders]

    def read(self, files, report):
        yield "", self.records(files, report)

    def records(self, files, report):
        at = files.claim.at
        settings = f"{at}/settings.json" if at else "settings.json"
        params = json.loads(files.read(settings)) if settings in files.claim.files else {}
        yield {"xreport": 1, "type": "start", "params": params}
        path = f"{at}/points.csv" if at else "points.csv"
        with files.open(path) as file:
            for number, line in enumerate(file, 1):
                try:
                    step, value = line.split(b",")
                    yield {"step": int(step), "metrics": {"loss": float(value)}}
                except ValueError:
                    report.reject(len(line), "not a step and a value", "Mend it.", where=f"{path}:{number}")


def use(monkeypatch, *importers):
    entries = tuple(Entry(importer.name, importer.name) for importer in importers)
    by_name = {importer.name: importer for importer in importers}
    monkeypatch.setattr("xreport.load.find.claims.others", lambda: (entries, ()))
    real = registry.load_importer
    for room in ("find.claims", "read.imported"):
        monkeypatch.setattr(f"xreport.load.{room}.load_importer", lambda target: by_name.get(target) or real(target))


@pytest.fixture
def source(tmp_path):
    for name, lines in (("a", "1,0.5\n2,0.25\n"), ("b", "1,1\nx\n3,nan\n")):
        folder = tmp_path / "logs" / "lab" / name
        folder.mkdir(parents=True)
        (folder / "points.csv").write_text(lines)
        (folder / "settings.json").write_text('{"lr": 0.1}')
        (folder / "debug.jsonl").write_bytes(LOG)
    (tmp_path / "logs" / "own.jsonl").write_bytes(LOG)
    return tmp_path / "logs"


def test_claimed_files_are_read_once(source, monkeypatch):
    use(monkeypatch, Csv())
    collection = read(source)
    runs = {run.name: run for run in collection.runs}
    assert set(runs) == {"own", "a", "b"}
    assert runs["a"].params == {"lr": 0.1}
    assert runs["a"].series["loss"].values.tolist() == [0.5, 0.25]
    assert (runs["a"].project, runs["a"].status, runs["a"].bare) == ("lab", "finished", True)
    assert (runs["a"].sources[0].path, runs["a"].sources[0].names) == ("lab/a", ())
    assert collection.files == 7
    np.testing.assert_array_equal(runs["b"].series["loss"].values, [1, np.nan])
    (issue,) = collection.issues
    assert (issue.where, issue.run) == ("lab/b/points.csv:2", runs["b"].id)
    assert runs["b"].sources[0].rejected == 1


def test_ids_do_not_depend_on_others(source, monkeypatch):
    use(monkeypatch, Csv())
    before = {run.name: run.id for run in read(source).runs}
    (source / "own.jsonl").unlink()
    assert {run.name: run.id for run in read(source).runs} == {name: before[name] for name in "ab"}


def test_the_source_itself_may_be_a_claim(source, monkeypatch):
    use(monkeypatch, Csv())
    run = only_run(source / "lab" / "a")
    assert (run.name, run.project) == ("a", "lab")


def test_processes_and_cache_give_the_same(source, tmp_path, monkeypatch):
    use(monkeypatch, Csv())
    plain = repr(read(source))
    cache = cache_in(tmp_path / "cache")
    monkeypatch.setattr(pool, "_WORTH", 0)
    monkeypatch.setattr(pool, "_BATCH", 1)
    # The importer of this test exists in this process only: the others must be its copies.
    monkeypatch.setattr(pool, "_start_method", lambda: "fork")
    config = Config(root=source.parent)
    assert repr(load([source], now=NOW, config=config, jobs=2, cache=cache)) == plain
    asked = []
    monkeypatch.setattr(
        pool, "_read", lambda unit, limits, real=pool._read: asked.append(unit.path) or real(unit, limits)
    )
    assert repr(read(source, cache=cache)) == plain
    assert asked == []
    (source / "lab" / "a" / "settings.json").write_text('{"lr": 0.2}')
    runs = {run.name: run for run in read(source, cache=cache).runs}
    assert asked == ["lab/a"]
    assert runs["a"].params == {"lr": 0.2}


def test_a_change_of_the_context_is_a_change(source, tmp_path, monkeypatch):
    use(monkeypatch, Csv())
    (source / "shared.txt").write_text("1")
    read(source, cache=cache_in(tmp_path / "cache"))
    asked = []
    monkeypatch.setattr(
        pool, "_read", lambda unit, limits, real=pool._read: asked.append(unit.path) or real(unit, limits)
    )
    (source / "shared.txt").write_text("22")
    read(source, cache=cache_in(tmp_path / "cache"))
    assert sorted(asked) == ["lab/a", "lab/b", "shared.txt"]


def test_journals_alone_load_no_importer(tmp_path, monkeypatch):
    Made().log(0, a=1).end().write(tmp_path / "runs")
    monkeypatch.setattr("xreport.load.find.claims.others", lambda: pytest.fail("looked for packages"))
    monkeypatch.setattr("xreport.load.find.claims.load_importer", lambda _: pytest.fail("loaded one"))
    assert len(read(tmp_path / "runs").runs) == 1


def test_what_one_claims_the_next_does_not_see(source, monkeypatch):
    seen = []

    class Late(Csv):
        name = "late"

        def claim(self, listing):
            seen.extend(listing.files)
            return [Aside(tuple(listing.files), "mine"), Claim("x", ("lab/a/points.csv", "../../etc/passwd"))]

    use(monkeypatch, Csv(), Late())
    collection = read(source)
    assert seen == ["own.jsonl"]
    assert collection.skipped == {"mine": 1}
    assert {run.name for run in collection.runs} >= {"a", "b"}


@pytest.mark.parametrize("where", ["claim", "read", "records", "later"])
def test_an_importer_that_fails_costs_no_more_than_its_own_files(source, monkeypatch, where):
    class Broken(Csv):
        def claim(self, listing):
            if where == "claim":
                raise ZeroDivisionError("oops")
            return super().claim(listing)

        def read(self, files, report):
            if where == "read":
                raise ZeroDivisionError("oops")
            yield "", self.records(files, report)
            if where == "later":
                raise ZeroDivisionError("oops")

        def records(self, files, report):
            yield from super().records(files, report)
            if where == "records":
                raise ZeroDivisionError("oops")

    use(monkeypatch, Broken())
    collection = read(source)
    faults = [issue for issue in collection.issues if "ZeroDivisionError: oops" in issue.what]
    assert len(faults) == (1 if where == "claim" else 2)
    assert "own" in {run.name for run in collection.runs}
    if where in {"records", "later"}:
        run = next(run for run in collection.runs if run.name == "a")
        assert run.series["loss"].values.tolist() == [0.5, 0.25]


def test_records_of_any_kind_survive(tmp_path, monkeypatch):
    class Odd(Csv):
        def read(self, files, report):
            report.skip("deleted", 2)
            yield (
                "one",
                [
                    {
                        "type": "start",
                        "run": "../x",
                        "params": {1: np.float64(2), "t": (1, 2), "n": float("nan"), "o": object},
                    },
                    {"step": 1, "metrics": {"a": 1, "b": "NaN", "c": "text", "d": {"e": 2.5}, "huge": 10**400}},
                    {"step": "x", "metrics": {"a": 2}},
                    Columns(np.array([5]), np.array([np.nan]), {"a": (None, np.array([7.0]))}),
                    {"type": "end", "status": "failed", "error": "boom"},
                ],
            )
            yield "two", iter([{"type": "start", "name": "second", "project": "p"}])

    (tmp_path / "points.csv").touch()
    use(monkeypatch, Odd())
    collection = read(tmp_path)
    run = next(run for run in collection.runs if run.id == "../x")
    assert math.isnan(run.params.pop("n"))
    assert run.params == {"1": 2.0, "o": "<class 'object'>", "t": "[1, 2]"}
    assert {key: s.values.tolist() for key, s in run.series.items() if key != "b"} == {
        "a": [1, 7],
        "d/e": [2.5],
        "huge": [float("inf")],
    }
    assert run.facts == {"c": "text"}
    assert (run.status, run.error) == ("failed", "boom")
    assert collection.skipped["deleted"] == 2
    second = next(run for run in collection.runs if run.name == "second")
    assert (second.project, second.status) == ("p", "finished")
    assert "step is not" in collection.issues[0].what


def test_a_source_that_nobody_knows_says_what_each_importer_said(tmp_path, monkeypatch):
    use(monkeypatch, Csv())
    (tmp_path / "train.py").write_text("print()\n")
    (tmp_path / "data.bin").write_bytes(b"\0" * 10)
    (issue,) = read(tmp_path).issues
    assert issue.where == tmp_path.name
    for word in ("mlflow: ", "wandb: ", "tensorboard: ", "csv: no points.csv", "1 × not JSON lines", "1 × binary"):
        assert word in issue.fix


def test_nothing_but_the_claim_can_be_opened(source, monkeypatch):
    class Curious(Csv):
        def records(self, files, report):
            for path in ("own.jsonl", "/etc/passwd", "../logs/own.jsonl", "lab/a/../../own.jsonl"):
                with pytest.raises(FileNotFoundError):
                    files.open(path)
            yield from super().records(files, report)

    use(monkeypatch, Curious())
    (source / "lab" / "a" / "link.csv").symlink_to("/etc/passwd")
    assert len(read(source).runs) == 3


def test_damaged_parts_are_none():
    data = encode_parts([FilePart(Account("a")), FilePart(Account("b"))], "key")
    assert [part.account.path for part in decode_parts(data, "key")] == ["a", "b"]
    assert decode_parts(data, "other") is None
    assert decode_parts(data + b"x", "key") is None
    for at in range(len(data)):
        assert decode_parts(data[:at], "key") is None


def test_our_entry_points_are_those_of_the_table():
    import tomllib
    from pathlib import Path

    project = tomllib.loads((Path(__file__).resolve().parents[2] / "pyproject.toml").read_text())["project"]
    assert project["entry-points"][registry.GROUP] == {entry.name: entry.target for entry in registry.OURS}
    for entry in registry.OURS:
        importer = registry.load_importer(entry.target)
        assert importer.name == entry.name


def test_other_packages_come_by_name_and_cannot_take_ours(monkeypatch):
    from importlib import metadata

    class Point:
        dist = None

        def __init__(self, name, value):
            self.name, self.value = name, value

    points = [Point("zeta", "z:Z"), Point("alpha", "a:A"), Point("mlflow", "evil:M"), Point("alpha", "b:B"), *(
        Point(entry.name, entry.target) for entry in registry.OURS
    )]  # fmt: skip
    monkeypatch.setattr(metadata, "entry_points", lambda group: points)
    registry.others.cache_clear()
    entries, issues = registry.others()
    registry.others.cache_clear()
    assert [entry.target for entry in entries] == ["a:A", "z:Z"]
    assert sorted(issue.where for issue in issues) == ["importer alpha", "importer mlflow"]


def test_an_importer_opens_files_beneath_the_source_and_knows_the_limits(source, monkeypatch, tmp_path):
    seen = []

    class Looking(Csv):
        def claim(self, listing):
            seen.extend(
                (path, listing.head(path, 4), listing.limits.rows, listing.location(path)) for path in listing.files
            )
            (source / "lab" / "a" / "points.csv").unlink()
            (source / "lab" / "a" / "points.csv").symlink_to(tmp_path / "secret.csv")
            assert listing.head("lab/a/points.csv") == b""
            with pytest.raises(OSError, match="symbolic"):
                listing.open("lab/a/points.csv")
            return super().claim(listing)

        def read(self, files, report):
            seen.append(files.limits.seconds)
            return super().read(files, report)

    (tmp_path / "secret.csv").write_text("1,77\n")
    use(monkeypatch, Looking())
    limits = Limits(rows=1000, seconds=50.0)
    collection = load([source], now=NOW, config=Config(root=source.parent, limits=limits))
    assert ("lab/b/points.csv", b"1,1\n", 1000, str(source / "lab" / "b" / "points.csv")) in seen
    assert seen.count(50.0) == 2
    assert "a" not in {run.name for run in collection.runs if run.series}, "a link that came later is not followed"
    assert any(issue.where.startswith("lab/a") for issue in collection.issues)
