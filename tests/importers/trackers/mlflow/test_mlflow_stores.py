"""File store and database give the same runs, and what was logged is what is read."""

import math
import shutil
import sqlite3
from dataclasses import replace

import numpy as np
import pytest
from caches import cache_in
from made_stores import PNG, STATUS, Store, T, read, rich, write


def comparable(run):
    """A run without what tells where it was read from."""
    return repr(replace(run, sources=(), series={}, issues=())), {
        key: (s.steps.tolist(), s.values.tobytes(), s.times.tobytes()) for key, s in run.series.items()
    }


@pytest.fixture(params=["files", "database"])
def runs(request, tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    if request.param == "files":
        rich().write_files(source / "mlruns")
    else:
        rich().write_database(source / "mlflow.db")
    collection = read(source)
    assert collection.issues == ()
    assert collection.skipped["deleted MLflow run"] == 1
    return {run.name: run for run in collection.runs}


@pytest.mark.parametrize("kind", ["files", "database"])
def test_a_queued_run_that_never_began_is_none(tmp_path, kind):
    store = Store().add(1, metrics={"loss": [(T, 0.5, 0)]})
    store.add(2, status="SCHEDULED", end=None).add(3, status="SCHEDULED", end=None, metrics={"loss": [(T, 0.1, 0)]})
    store.add(4, status="RUNNING", end=None)
    if kind == "files":
        store.write_files(tmp_path / "mlruns")
    else:
        store.write_database(tmp_path / "mlflow.db")
    collection = read(tmp_path)
    # One that has logged has begun, whatever the launcher thinks.
    assert {run.name: run.status for run in collection.runs} == {
        "run-1": "finished", "run-3": "killed", "run-4": "killed",
    }  # fmt: skip
    assert collection.skipped["queued MLflow run that never began"] == 1


def test_fields_are_where_people_look_for_them(runs):
    run = runs["tagged name"]
    assert run.id == f"{1:032x}"
    assert run.project == "wine"
    assert run.params == {"big": 9007199254740993, "lr": 0.1, "model.depth": 3, "none": "None", "note": "1e-3"}
    assert run.seed == 7
    assert run.algorithm == "SVC"
    assert run.parent == f"{2:032x}"
    assert run.notes == "First *try*."
    assert run.tags == ("baseline", "team=reds")
    assert (run.environment.commit, run.environment.script) == ("4f2a0c1d9b", "train.py")
    assert (run.started, run.ended) == (T / 1000, T / 1000 + 5)
    assert "ada" not in repr(replace(run, sources=()))


def test_values_keep_their_last_bit_order_and_oddities(runs):
    run = runs["tagged name"]
    assert list(run.series) == ["acc", "train/loss", "system/cpu"]
    loss = run.series["train/loss"]
    np.testing.assert_array_equal(loss.values, [0.1, math.nan, math.inf, 0.30000000000000004])
    assert loss.steps.tolist() == [0, 1, 1, 0]
    assert loss.times.tolist() == [(T + ms) / 1000 for ms in (100, 200, 300, 400)]
    assert loss.steps is run.series["acc"].steps
    cpu = run.series["system/cpu"]
    assert (cpu.values.tolist(), cpu.steps.tolist()) == ([-5e-324], [-3])


def test_every_status_is_told(runs):
    assert {name: run.status for name, run in runs.items()} == {
        "tagged name": "finished",
        "parent": "failed",
        "run-3": "killed",
        "run-4": "running",
    }


def test_data_sources_have_roles_and_no_secrets(runs):
    data = runs["tagged name"].data
    assert [(one.name, one.role, one.uri, one.version) for one in data] == [
        ("wine", "test", "https://data.example/wine.csv", "def456"),
        ("wine", "train", "https://data.example/wine.csv", "abc123"),
    ]


def test_pictures_are_shown_and_files_listed(runs):
    found = {artifact.path: artifact for artifact in runs["tagged name"].artifacts}
    assert [(item.key, item.steps[0].content) for item in runs["tagged name"].logged] == [("plot.png", PNG)]
    assert {path: (one.bytes, one.role) for path, one in found.items()} == {
        "evil.png": (8, "output"),
        "model/MLmodel": (1, "model"),
        "model/model.pkl": (10, "model"),
    }


def test_both_stores_agree_and_count_once(tmp_path):
    files, database = tmp_path / "a", tmp_path / "b"
    database.mkdir()
    rich().write_files(files)
    rich().write_database(database / "mlflow.db")
    one, other = read(files).runs, read(database).runs
    assert list(map(comparable, one)) == list(map(comparable, other))
    both = read(files, database)
    assert (len(both.runs), both.issues, both.skipped["the same file again"]) == (4, (), 4)


def test_a_database_beside_its_mlruns_finds_the_artifacts_there(tmp_path):
    source = tmp_path / "source"
    rich().write_files(source / "mlruns")
    rich().write_database(source / "mlflow.db", artifacts="mlruns")
    collection = read(source)
    assert (len(collection.runs), collection.issues) == (4, ())


def test_a_database_of_version_1_is_read(tmp_path):
    store = Store().add(1, params={"a": "1"}, metrics={"x": [(T, 0.5, 0), (T, 0.25, 1)]})
    (run,) = read(store.write_database(tmp_path / "old.db", old=True)).runs
    assert run.params == {"a": 1}
    assert run.series["x"].values.tolist() == [0.5, 0.25]


def test_the_database_is_not_touched(tmp_path):
    path = rich().write_database(tmp_path / "mlflow.db")
    before = path.read_bytes(), path.stat().st_mtime_ns, sorted(tmp_path.iterdir())
    path.chmod(0o444)
    assert len(read(path).runs) == 4
    assert (path.read_bytes(), path.stat().st_mtime_ns, sorted(tmp_path.iterdir())) == before


def test_what_is_still_in_the_write_ahead_log_is_read(tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    path = rich().write_database(source / "mlflow.db")
    writer = sqlite3.connect(path)
    writer.execute("PRAGMA journal_mode = WAL")
    writer.execute("PRAGMA wal_autocheckpoint = 0")
    writer.execute("UPDATE runs SET name = 'late' WHERE name = 'parent'")
    writer.commit()
    before = {file.name: file.read_bytes() for file in source.iterdir() if file.is_file()}
    assert "mlflow.db-wal" in before
    assert "late" in {run.name for run in read(source).runs}
    assert {file.name: file.read_bytes() for file in source.iterdir() if file.is_file()} == before
    writer.close()


@pytest.mark.parametrize("at", ["mlruns", "mlruns/1", f"mlruns/1/{1:032x}"])
def test_a_source_may_be_a_store_an_experiment_or_a_run(tmp_path, at):
    store = Store().add(1, metrics={"x": [(T, 1, 0)]}, tags={"a": "b"})
    store.write_files(tmp_path / "mlruns")
    (run,) = read(tmp_path / at).runs
    assert run.id == f"{1:032x}"
    assert run.series["x"].values.tolist() == [1]
    # The name of the experiment lies outside a source that is one run.
    assert run.project == ("wine" if "/1/" not in at else tmp_path.name)


def test_only_a_changed_run_is_read_again(tmp_path, monkeypatch):
    from xreport.load.read import pool

    source = rich().write_files(tmp_path / "mlruns")
    cache = cache_in(tmp_path / "cache")
    plain = repr(read(source))
    assert repr(read(source, cache=cache)) == plain
    asked = []
    monkeypatch.setattr(
        pool, "_read", lambda unit, limits, real=pool._read: asked.append(unit.path) or real(unit, limits)
    )
    assert repr(read(source, cache=cache)) == plain
    assert asked == []
    with (source / "1" / f"{1:032x}" / "metrics" / "acc").open("a") as file:
        file.write(f"{T + 500} 5 2\n")
    again = read(source, cache=cache)
    assert asked == [f"1/{1:032x}"]
    assert next(run for run in again.runs if run.seed == 7).series["acc"].values.tolist() == [1, 2, 3, 4, 5]


def test_real_store_and_its_migrated_database_agree(shared_data):
    files = read(shared_data / "backtest-mlflow")
    database = read(shared_data / "derived-mlflow-sqlite" / "backtest-mlflow.db")
    assert (len(files.runs), files.issues, database.issues) == (20, (), ())
    plain = {"artifacts": (), "logged": (), "digest": ""}  # the database was made without the files
    one, other = ([comparable(replace(run, **plain)) for run in c.runs] for c in (files, database))
    assert one == other


def test_real_store_is_what_its_files_say(shared_data):
    """Read once more, with nothing but `split` and `open`."""
    root = shared_data / "backtest-mlflow" / "mlruns"
    runs = {run.id: run for run in read(root.parent).runs}
    words = {str(number): word for word, number in STATUS.items()}
    pictures = 0
    for meta in root.glob("*/*/meta.yaml"):
        said = dict(line.split(": ", 1) for line in meta.read_text().splitlines())
        experiment = dict(line.split(": ", 1) for line in (meta.parent.parent / "meta.yaml").read_text().splitlines())
        run = runs.pop(said["run_id"])
        folder = meta.parent
        assert run.project == experiment["name"]
        assert run.name == (folder / "tags" / "mlflow.runName").read_text()
        assert run.started == int(said["start_time"]) / 1000
        assert run.status == {"FINISHED": "finished", "RUNNING": "killed"}[words[said["status"]]]
        assert {k: str(v) for k, v in run.params.items()} == {p.name: p.read_text() for p in folder.glob("params/*")}
        points = {p.name: [line.split() for line in p.read_text().splitlines()] for p in folder.glob("metrics/*")}
        assert {k: s.values.tolist() for k, s in run.series.items()} == {
            k: [float(value) for _, value, _ in lines] for k, lines in points.items()
        }
        assert all(s.times.tolist() == [int(t) / 1000 for t, _, _ in points[k]] for k, s in run.series.items())
        assert all(s.steps.tolist() == [int(step) for *_, step in points[k]] for k, s in run.series.items())
        shown = {item.key: item.steps[0].content for item in run.logged}
        assert shown == {p.name: p.read_bytes() for p in folder.glob("artifacts/*")}
        pictures += len(shown)
    assert not runs
    assert pictures


# -- what is broken -------------------------------------------------------------------------------


def broken_store(tmp_path):
    store = Store()
    for number in range(3):
        store.add(number, metrics={"x": [(T, 1, 0), (T + 1, 2, 1)]})
    return store.write_files(tmp_path / "mlruns")


def only_issue(source):
    collection = read(source)
    assert len(collection.runs) == 3
    (issue,) = collection.issues
    return issue, next(run for run in collection.runs if run.id == issue.run)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0" * 100,
        b"!!python/object/apply:os.system ['touch /tmp/owned']",
        b"a: &a [*a]",
        b"[" * 5000,
        b"- x",
        b"\xff\xfe\xfa",
    ],
)
def test_a_broken_meta_is_an_issue_of_its_run(tmp_path, data):
    source = broken_store(tmp_path)
    (source / "1" / f"{1:032x}" / "meta.yaml").write_bytes(data)
    issue, run = only_issue(source)
    assert issue.where == f"1/{1:032x}/meta.yaml"
    assert issue.what.startswith("not a valid meta.yaml")
    assert run.id == f"{1:032x}"
    assert run.series["x"].values.tolist() == [1, 2]


def test_a_missing_meta_is_an_issue_of_its_run(tmp_path):
    source = broken_store(tmp_path)
    (source / "1" / f"{1:032x}" / "meta.yaml").unlink()
    issue, run = only_issue(source)
    assert "without its meta.yaml" in issue.what
    assert run.status == "killed"


def test_bad_lines_are_rejected_one_by_one(tmp_path):
    source = broken_store(tmp_path)
    path = source / "1" / f"{1:032x}" / "metrics" / "x"
    path.write_text(f"{T} 1 0\nnonsense\n{T} 2\n{T} 3 1 data set abc\n{T} x 2\n{T} 4 99999999999999999999\n")
    issue, run = only_issue(source)
    assert issue.where == f"1/{1:032x}/metrics/x:2"
    assert issue.what.endswith("(3 times; also in lines 5, 6)")
    assert run.series["x"].values.tolist() == [1, 2, 3]
    assert run.series["x"].steps.tolist() == [0, 0, 1]
    assert run.sources[0].rejected == 3


def test_a_line_without_an_end_waits_while_the_run_is_running(tmp_path):
    running, ended = Store(), Store()
    running.add(1, status="RUNNING", end=None).write_files(tmp_path / "a")
    ended.add(1).write_files(tmp_path / "b")
    for folder in "ab":
        write(tmp_path / folder / "1" / f"{1:032x}" / "metrics" / "x", f"{T} 1 0\n{T} 2 1")
    one, other = read(tmp_path / "a"), read(tmp_path / "b")
    assert [issue.pending for issue in one.issues] == [True]
    assert one.runs[0].series["x"].values.tolist() == [1]
    assert one.runs[0].sources[0].pending == len(f"{T} 2 1")
    assert other.issues == ()
    assert other.runs[0].series["x"].values.tolist() == [1, 2]


def test_a_damaged_database_is_an_issue(tmp_path):
    path = rich().write_database(tmp_path / "mlflow.db")
    data = bytearray(path.read_bytes())
    for size in range(100, len(data), 4096):
        path.write_bytes(data[:size])
        collection = read(tmp_path)
        assert (len(collection.runs) == 4) != bool(collection.issues), size
    rows = data.rfind(b"train/loss")
    path.write_bytes(data[:rows] + b"\xff" * 40 + data[rows + 40 :])
    assert len(read(tmp_path).runs) == 4


def test_a_database_that_was_cut_off_is_not_passed_over_in_silence(tmp_path):
    path = rich().write_database(tmp_path / "mlflow.db")
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * 2 // 3])
    collection = read(tmp_path)
    assert ["the database cannot be read" in issue.what for issue in collection.issues] == [True]
    assert not collection.skipped


def test_rows_of_the_wrong_type_are_rejected(tmp_path):
    path = rich().write_database(tmp_path / "mlflow.db")
    connection = sqlite3.connect(path)
    row = "INSERT INTO metrics (key, value, timestamp, step, run_uuid, is_nan) VALUES (?, ?, ?, ?, ?, 0)"
    run = f"{1:032x}"
    connection.execute(row, ("acc", "text", T, 1, run))
    connection.execute(row, ("acc", b"\xff", T, 1, run))
    connection.execute(row, ("acc", 9.0, "never", 1, run))
    connection.execute(row, (b"b\xff", 9, T, 1, run))
    connection.execute(row, ("acc", 9.0, T, 1, None))
    connection.execute(row, ("acc", 9.0, T, 1, b"\xff"))
    connection.execute("INSERT INTO params VALUES ('bytes', ?, ?)", (b"a\xff", run))
    connection.commit()
    connection.close()
    collection = read(path)
    (issue,) = collection.issues
    assert "(3 times)" in issue.what
    found = next(one for one in collection.runs if one.id == run)
    assert found.series["acc"].values.tolist() == [1, 2, 3, 4]
    assert found.series["b\ufffd"].values.tolist() == [9]
    assert found.params["bytes"] == "a\ufffd"


def test_a_view_in_the_place_of_a_table_is_never_asked(tmp_path):
    path = tmp_path / "mlflow.db"
    rich().write_database(path)
    connection = sqlite3.connect(path)
    connection.execute("DROP TABLE metrics")
    connection.execute(
        "CREATE VIEW metrics AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
        " SELECT 'x' AS key, i AS value, i AS timestamp, '1' AS run_uuid, i AS step, 0 AS is_nan FROM n"
    )
    connection.commit()
    connection.close()
    assert read(path).runs == ()


def test_other_databases_are_left_alone(tmp_path):
    connection = sqlite3.connect(tmp_path / "other.db")
    connection.execute("CREATE TABLE runs (id)")
    connection.commit()
    connection.close()
    collection = read(tmp_path)
    assert collection.runs == ()
    assert collection.skipped == {"binary": 1}
    (issue,) = collection.issues
    assert "mlflow: no run folders with a meta.yaml, and no SQLite database with its tables" in issue.fix


def test_artifacts_elsewhere_on_the_machine_are_never_opened(tmp_path):
    secret = tmp_path / "secret"
    write(secret / "1" / f"{1:032x}" / "artifacts" / "key.png", PNG)
    store = Store().add(1).write_files(tmp_path / "mlruns")
    meta = store / "1" / f"{1:032x}" / "meta.yaml"
    meta.write_text(meta.read_text().replace("file:///C:/Users/ada/mlruns", f"file://{secret}"))
    (store / "1" / f"{1:032x}" / "artifacts").symlink_to(secret / "1" / f"{1:032x}" / "artifacts")
    (run,) = read(store).runs
    assert run.artifacts == ()


def test_jsonl_among_the_artifacts_is_no_run_of_its_own(tmp_path):
    log = '{"step": 1, "loss": 0.5}\n{"step": 2, "loss": 0.25}\n'
    source = Store().add(1, artifacts={"logs/metrics.jsonl": log}).write_files(tmp_path / "mlruns")
    assert len(read(source).runs) == 1
    shutil.rmtree(source / "1" / f"{1:032x}")
    write(source / "own.jsonl", log)
    assert [run.name for run in read(source).runs] == ["own"]
