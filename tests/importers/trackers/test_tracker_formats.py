"""What folders of other trackers become, value by value."""

import importlib.util
import math
import sqlite3
import sys
from datetime import UTC, datetime

import pytest
from lacking import lacks
from made_logs import (
    CODECARBON,
    DVCLIVE,
    MADE,
    NOW,
    PNG,
    SACRED,
    TRACKIO,
    T,
    document,
    emissions,
    footer,
    images,
    neptune,
    points,
    read,
    trackio,
    trackio_parquet,
    tsv,
    write,
)  # fmt: skip

from xreport.load import load
from xreport.load.find.claims import claim_files
from xreport.load.find.discover import discover
from xreport.settings import Config


@pytest.fixture
def pyarrow():
    if importlib.util.find_spec("pyarrow") is None:
        lacks("pyarrow")


def events_of(folder):
    """The records of all claims, for what no run shows yet."""
    from xreport.load.find.claimed import Claimed
    from xreport.load.read.imported import read_claim

    units = claim_files(discover([folder], Config(root=folder)).files).units
    return [event for unit in units if isinstance(unit, Claimed) for part in read_claim(unit) for event in part.events]


def test_dvclive(tmp_path):
    (run,) = read(tmp_path / "s", DVCLIVE).runs
    assert (run.name, run.status, run.seed) == ("exp", "finished", 7)
    assert run.params == {"lr": 0.1, "model.depth": 3}
    assert points(run, "train/loss") == [(0, 1.0), (1, 0.1)]
    assert run.series["train/loss"].times.tolist() == [T, T + 0.5]
    (nan, inf, value) = points(run, "acc")
    assert math.isnan(nan[1])
    assert (inf, value) == ((1, math.inf), (1, 0.30000000000000004))
    assert run.scores["final"] == 3
    assert math.isnan(run.scores["bad"])
    assert "acc" not in run.scores  # it has a series
    assert run.facts == {"word": "b"}
    assert images(run) == [("im.png", None, "", PNG), ("samples", 3, "", PNG)]
    assert run.issues == ()


def test_plots_of_dvclive(tmp_path):
    found = {event["key"]: event for event in events_of(write(tmp_path / "s", DVCLIVE)) if "key" in event}
    assert found["cm"]["labels"] == ["0", "1"]
    assert found["cm"]["counts"] == [[1, 0], [1, 1]]
    assert found["roc"]["kind"] == "roc"
    assert found["roc"]["lines"] == [{"name": "roc", "x": [0.0, 1.0], "y": [0.0, 1.0]}]
    assert (found["mine"]["columns"], found["mine"]["rows"]) == (["x", "y"], [[1, 2], [2, None]])


def test_a_long_curve_keeps_its_ends(tmp_path):
    rows = [{"fpr": at / 5000, "tpr": at / 5000} for at in range(5001)]
    source = write(tmp_path / "s", DVCLIVE | {"exp/dvclive/plots/sklearn/roc.json": document(rows)})
    (line,) = next(event for event in events_of(source) if event.get("key") == "roc")["lines"]
    assert len(line["x"]) <= 1000
    assert (line["x"][0], line["x"][-1]) == (0.0, 1.0)


def test_a_folder_of_dvclive_that_is_the_source_itself(tmp_path):
    files = {name.removeprefix("exp/dvclive/"): data for name, data in DVCLIVE.items()}
    (run,) = read(tmp_path / "wine", files | {"train.py": b"x"}).runs
    assert points(run, "train/loss") == [(0, 1.0), (1, 0.1)]


def test_dvclive_before_version_1(tmp_path):
    (run,) = read(tmp_path / "s", {"a/scalars/loss.tsv": tsv("loss", (1000 * T, 0, 1.0), times=True)}).runs
    assert points(run, "loss") == [(0, 1.0)]


def test_sacred(tmp_path):
    collection = read(tmp_path / "s", SACRED)
    (run,) = collection.runs
    assert (run.name, run.project, run.status, run.seed) == ("wine-1", "wine", "failed", 42)
    assert (run.started, run.ended) == (T, T + 5)
    assert (run.error, run.traceback, run.notes) == ("ValueError: bad", "train.py:12 in main", "first try")
    assert run.params == {"lr": 0.1, "arr": "[1, 2]", "d.k": 1}
    (first, second) = points(run, "loss")
    assert first == (0, 1.0)
    assert math.isnan(second[1])
    assert run.series["loss"].times.tolist() == [T + 0.5, T + 0.75]
    assert points(run, "np") == [(3, 0.1)]
    assert run.scores == {"result": 0.9, "info/best": 3}
    assert (run.environment.commit, run.environment.dirty, run.environment.script) == ("4f2a0c", True, "train.py")
    assert run.environment.packages == {"numpy": "2.4.6"}
    assert [(one.name, one.version) for one in run.data] == [("data.csv", "00112233445566778899aabbccddeeff")]
    assert [(one.path, one.bytes) for one in run.artifacts] == [("model.bin", 5)]
    assert images(run) == [("plot.png", None, "", PNG)]
    assert collection.skipped == {"Sacred's copies of sources and resources": 1}


@pytest.mark.parametrize(
    ("status", "expected"),
    [("COMPLETED", "finished"), ("INTERRUPTED", "killed"), ("TIMEOUT", "killed"), ("RUNNING", "killed")],
)
def test_status_of_sacred(tmp_path, status, expected):
    files = SACRED | {"sacred/1/run.json": SACRED["sacred/1/run.json"].replace(b'"FAILED"', f'"{status}"'.encode())}
    assert read(tmp_path / "s", files).runs[0].status == expected


def test_a_queued_run_of_sacred_that_never_began_is_none(tmp_path):
    data = SACRED["sacred/1/run.json"].replace(b'"FAILED"', b'"QUEUED"')
    collection = read(tmp_path / "s", SACRED | {"sacred/1/run.json": data})
    assert collection.runs == ()
    assert collection.skipped["queued run of Sacred that never began"] == 1


def test_a_run_of_sacred_that_still_runs(tmp_path):
    beat = datetime.fromtimestamp(NOW - 5, UTC).replace(tzinfo=None).isoformat()
    data = SACRED["sacred/1/run.json"].replace(b'"FAILED"', b'"RUNNING"').replace(b"2025-11-13T02:13:24", beat.encode())
    assert read(tmp_path / "s", SACRED | {"sacred/1/run.json": data}).runs[0].status == "running"


@pytest.mark.parametrize("ids", [True, False])
def test_trackio(tmp_path, ids):
    collection = read(tmp_path / "s", TRACKIO | {"trackio/wine.db": trackio(ids)})
    (run,) = collection.runs
    assert (run.id == "a" * 32) == ids
    assert (run.name, run.project, run.group, run.seed, run.started) == ("r", "wine", "g", 3, T)
    assert run.params == {"lr": 0.1}
    assert points(run, "loss") == [(0, 1.0), (1, 0.1)]
    assert run.series["loss"].times.tolist() == [T, T + 1]
    assert math.isnan(points(run, "bad")[0][1])
    assert points(run, "bad")[1] == (1, -math.inf)
    assert points(run, "system/cpu") == [(5, 0.5)]
    assert run.facts == {"word": "w"}
    assert run.notes == "Spike: loss rose (step 1)"
    assert images(run) == [("i", 1, "c", PNG)]
    assert collection.skipped["Trackio trace"] == 1
    found = {event["key"]: event for event in events_of(tmp_path / "s") if "key" in event}
    assert (found["t"]["columns"], found["t"]["rows"]) == (["a", "b"], [[1, "x"]])
    assert (found["h"]["edges"], found["h"]["counts"], found["h"]["step"]) == ([0, 1, 2], [3, 4], 1)


def test_a_database_that_is_being_written_is_left_as_it_is(tmp_path):
    path = tmp_path / "s" / "wine.db"
    write(tmp_path / "s", {"wine.db": trackio()})
    writer = sqlite3.connect(path)
    writer.execute("PRAGMA journal_mode = WAL")
    row = ("a" * 32, "2025-11-13T02:13:30+00:00", "r", 2, '{"loss": 0.05}')
    writer.execute("INSERT INTO metrics VALUES (NULL, ?, ?, ?, ?, ?)", row)
    writer.commit()
    before = {one.name: one.read_bytes() for one in (tmp_path / "s").iterdir() if not one.name.endswith("-shm")}
    (run,) = read(tmp_path / "s").runs
    assert points(run, "loss") == [(0, 1.0), (1, 0.1), (2, 0.05)]  # what only the log beside it holds is read
    assert {name: (tmp_path / "s" / name).read_bytes() for name in before} == before
    writer.close()


def test_trackio_parquet(tmp_path, pyarrow):
    (run,) = read(tmp_path / "s", trackio_parquet()).runs
    assert (run.id, run.name, run.project) == ("b" * 32, "r", "wine")
    assert points(run, "loss") == [(0, 1.0), (1, 0.5), (2, 1 / 3)]
    assert points(run, "x") == [(3, 2.0)]
    assert points(run, "system/cpu") == [(0, 0.5)]
    assert run.params == {"lr": 0.5}


def test_parquet_beside_its_database_counts_once(tmp_path, pyarrow):
    files = {f"trackio/{name.removeprefix('tp/')}": data for name, data in trackio_parquet().items()}
    collection = read(tmp_path / "s", TRACKIO | files)
    assert [run.id for run in collection.runs] == ["a" * 32]
    assert collection.skipped["the Parquet of a Trackio database beside it"] == 3


def test_neptune(tmp_path, pyarrow):
    collection = read(tmp_path / "s", neptune())
    (run,) = collection.runs
    assert (run.name, run.project, run.status, run.seed, run.tags) == ("first", "wine", "finished", 5, ("best",))
    assert (run.started, run.ended) == (T, T + 60)
    assert run.params == {"lr": 0.1, "model.depth": 3}
    assert points(run, "train/loss")[:3] == [(0, 1.0), (1, 0.5), (2, 1 / 3)]
    assert math.isnan(points(run, "train/loss")[3][1])
    assert points(run, "half") == [(0, 0.0), (1, 1.0), (2, 2.0)]
    assert points(run, "system/cpu") == [(0, 5.0)]
    assert run.facts == {"log": "b"}
    assert [one.path for one in run.artifacts] == ["model"]
    (issue,) = collection.issues
    assert issue.what.startswith("steps that are no integers")
    (histogram,) = [event for event in events_of(tmp_path / "s") if event["type"] == "histogram"]
    assert (histogram["edges"], histogram["counts"], histogram["step"]) == ([0.0, 1.0, 2.0], [1.0, 4.0], 2)


def test_without_pyarrow_the_fix_is_to_install_it(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    columns = ("project_id", "run_id", "attribute_path", "attribute_type", "float_value", "string_set_value")
    files = {
        "nep/WIN-1_part_0.parquet": footer(*columns),
        "tp/wine.parquet": footer("id", "timestamp", "run_name", "step"),
        "other/trials.parquet": footer("id", "lr", "loss"),
    }
    collection = read(tmp_path / "s", files)
    assert collection.runs == ()
    assert {issue.where for issue in collection.issues} == {"nep/WIN-1_part_0.parquet", "tp/wine.parquet"}
    assert {issue.what for issue in collection.issues} == {"Parquet is read with pyarrow, which is not installed"}
    assert {issue.fix for issue in collection.issues} == {"Install xreport[parquet], then build again."}


def test_parts_of_a_run_come_in_their_order(tmp_path):
    columns = ("project_id", "run_id", "attribute_path", "attribute_type", "float_value", "string_set_value")
    source = write(tmp_path / "s", {f"p/R_part_{at}.parquet": footer(*columns) for at in range(12)})
    (unit,) = claim_files(discover([source], Config(root=source)).files).units
    assert unit.claim.files == tuple(f"p/R_part_{at}.parquet" for at in range(12))


def test_runs_of_one_name_are_told_apart_by_their_ids(tmp_path):
    base = sqlite3.connect(":memory:")
    base.deserialize(trackio())
    row = ("c" * 32, "2025-11-13T03:13:20+00:00", "r", 0, '{"loss": 7.0}')
    base.execute("INSERT INTO metrics VALUES (NULL, ?, ?, ?, ?, ?)", row)
    base.commit()
    runs = {run.id: run for run in read(tmp_path / "s", {"wine.db": base.serialize()}).runs}
    assert points(runs["c" * 32], "loss") == [(0, 7.0)]
    assert points(runs["a" * 32], "loss") == [(0, 1.0), (1, 0.1)]


def test_codecarbon_alone_is_a_run_for_each_tracker(tmp_path):
    runs = read(tmp_path / "s", CODECARBON).runs
    assert [(run.started, run.ended, run.project) for run in runs] == [
        (T - 10.5, T, "wine"),
        (T + 2789.5, T + 2800, "wine"),
    ]
    extra = runs[0].environment.extra
    assert (extra["energy_kwh"], extra["emissions_kg"], extra["country"]) == (0.5, 0.25, "France")
    assert runs[0].scores == {"energy_kwh": 0.5, "emissions_kg": 0.25}
    assert not any("2.35" in str(value) for value in extra.values())  # where somebody lives


def test_the_last_row_of_a_tracker_counts(tmp_path):
    files = {"emissions.csv": emissions({"energy_consumed": 0.25}, {"energy_consumed": 0.5})}
    (run,) = read(tmp_path / "s", files).runs
    assert run.scores["energy_kwh"] == 0.5


SECRETS = ("adas-laptop", "ada@example.org", "/home/ada", "s3cr3t", "git@example", "_Username", "Ada")


@pytest.mark.parametrize("name", MADE)
def test_nothing_private_is_taken_over(tmp_path, name):
    collection = read(tmp_path / "s", MADE[name])
    told = repr(collection.runs) + repr(events_of(tmp_path / "s"))
    assert collection.runs
    assert [secret for secret in SECRETS if secret in told] == []


@pytest.mark.parametrize("name", MADE)
def test_what_is_imported_builds_the_same(tmp_path, name):
    """Journals made of a source say what the source says, and importing again adds nothing."""
    from xreport.load import read_sources, write_journals

    source = write(tmp_path / "s", MADE[name])
    direct = read(source)
    for added in (len(direct.runs), 0):
        done = write_journals(read_sources([source], config=Config(root=source), jobs=1).groups, tmp_path / "runs")
        assert (done.added, done.issues) == (added, [])
    again = load([tmp_path / "runs"], now=NOW, config=Config(root=tmp_path), jobs=1)

    def told(run):
        series = {key: (one.steps.tolist(), one.values.tolist(), one.times.tolist()) for key, one in run.series.items()}
        return (
            run.id, run.name, run.project, run.status, run.started, run.ended, run.params, run.scores, run.facts,
            run.seed, run.group, run.tags, run.notes, run.data, run.environment, run.artifacts, run.logged,
            sorted(series.items()),
        )  # fmt: skip

    assert sorted(map(repr, map(told, again.runs))) == sorted(map(repr, map(told, direct.runs)))
