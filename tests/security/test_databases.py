"""SQLite databases are read and nothing else, whatever lies beside them and however much they hold."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from proofs import proof

from xreport.importers.forms import sqlite
from xreport.importers.kit.report import Report
from xreport.load import load
from xreport.load.find.claimed import Claim, Claimed, ClaimedFiles, SourceListing
from xreport.load.find.discover import discover
from xreport.settings import Config, Limits

NOW = 1_763_900_000.0
RUN = "a" * 32
SCHEMA = """
CREATE TABLE experiments (experiment_id INTEGER, name TEXT, lifecycle_stage TEXT);
CREATE TABLE runs (run_uuid TEXT PRIMARY KEY, name TEXT, status TEXT, start_time BIGINT, end_time BIGINT,
  lifecycle_stage TEXT, artifact_uri TEXT, experiment_id INTEGER);
CREATE TABLE metrics (key TEXT, value FLOAT, timestamp BIGINT, run_uuid TEXT, step BIGINT, is_nan BOOLEAN);
CREATE TABLE params (key TEXT, value TEXT, run_uuid TEXT);
CREATE TABLE tags (key TEXT, value TEXT, run_uuid TEXT);
"""
NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ?) "
WRITER = """
import os, signal, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA journal_mode = " + sys.argv[2])
connection.execute("PRAGMA cache_size = 2")  # so that a change reaches the database before it is whole
connection.execute("BEGIN")
connection.execute("UPDATE metrics SET value = 999")
if sys.argv[3] == "commit":
    connection.execute("COMMIT")
print("written", flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def database(path: Path, values: int = 2000, schema: str = SCHEMA) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path)
    connection.executescript(schema)
    connection.execute("INSERT INTO experiments VALUES (1, 'wine', 'active')")
    connection.execute("INSERT INTO runs VALUES (?, 'one', 'FINISHED', 1, 2, 'active', '', 1)", (RUN,))
    if values:
        say = "INSERT INTO metrics SELECT 'loss', i / 2.0, 1700000000000 + i, ?, i, 0 FROM n"
        connection.execute(NUMBERS + say, (values - 1, RUN))
    connection.commit()
    connection.close()
    return path


def killed_writer(path: Path, mode: str, end: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WRITER, str(path), mode, end], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (-signal.SIGKILL, "written\n"), done.stderr


def states(folder: Path) -> dict[str, tuple[bytes, int, int]]:
    """Every file of a folder: what it holds, when it was written, which one it is."""
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_ino)
        for path in folder.rglob("*")
        if path.is_file()
    }


def read(source: Path, **limits):
    return load([source], now=NOW, config=Config(root=source.parent, limits=Limits(**limits)), jobs=1)


def losses(collection) -> list[float]:
    return [value for run in collection.runs for value in run.series["loss"].values[:2].tolist()]


@proof("a database is left as it is, and what lies beside it too; a rollback journal is never replayed", slow=False)
def test_databases_are_left_alone(tally, tmp_path):
    for number, (what, mode, end, expected) in enumerate(
        (
            ("a writer killed midway", "DELETE", "kill", None),
            ("a writer killed midway that keeps its journal", "PERSIST", "kill", None),
            ("a journal that is kept, of a change that is whole", "PERSIST", "commit", [999, 999]),
            ("a write-ahead log that a killed writer left", "WAL", "commit", [999, 999]),
            ("a write-ahead log without the end of its change", "WAL", "kill", [0, 0.5]),
        )
    ):
        source = tmp_path / str(number) / "source"
        path = database(source / "mlflow.db")
        killed_writer(path, mode, end)
        before = states(source)
        assert len(before) > 1, what
        with tally.case(what):
            collection = read(source)
            assert states(source) == before
            if expected is None:
                (issue,) = collection.issues
                assert "half of a change" in issue.what
                assert "sqlite3 FILE '.backup COPY'" in issue.fix
                assert collection.runs == ()
            else:
                assert (losses(collection), collection.issues) == (expected, ())
        shutil.copytree(source, tmp_path / "copy" / str(number))  # what SQLite makes of it, for comparison
        connection = sqlite3.connect(tmp_path / "copy" / str(number) / "mlflow.db")
        told = [value for (value,) in connection.execute("SELECT value FROM metrics ORDER BY rowid LIMIT 2")]
        connection.close()
        with tally.case(f"{what}: as SQLite itself has it"):
            assert told == ([0, 0.5] if expected is None else expected)


@proof("SQLite opens the file that was checked, and no other one", slow=False)
def test_sqlite_opens_what_was_checked(tally, tmp_path, monkeypatch):
    source = tmp_path / "source"
    path = database(source / "mlflow.db")
    other = database(tmp_path / "elsewhere" / "other.db", values=7)
    connect = sqlite3.connect
    for what, put in (("another file", other.rename), ("a link", lambda place: place.symlink_to(other))):
        shutil.copy(path, tmp_path / "kept.db")
        shutil.copy(other, tmp_path / "other.db")

        def swapped(*args, put=put, **more):
            path.unlink()
            put(path)
            return connect(*args, **more)

        with tally.case(what), monkeypatch.context() as patch:
            patch.setattr(sqlite.sqlite3, "connect", swapped)
            listing = SourceListing(discover([source], Config(root=source)).files)
            assert sqlite.tables_at(listing, "mlflow.db") is None
        with tally.case(f"{what}, where the system does not tell what is open"), monkeypatch.context() as patch:
            path.unlink()
            shutil.copy(tmp_path / "kept.db", path)
            shutil.copy(tmp_path / "other.db", other)
            patch.setattr(sqlite, "_OPEN_FILES", tmp_path / "nothing")
            listing = SourceListing(discover([source], Config(root=source)).files)
            assert sqlite.tables_at(listing, "mlflow.db")
            patch.setattr(sqlite.sqlite3, "connect", swapped)
            assert sqlite.tables_at(listing, "mlflow.db") is None
        path.unlink()
        shutil.copy(tmp_path / "kept.db", path)
        shutil.copy(tmp_path / "other.db", other)
    with tally.case("nothing changed"):
        assert len(read(source).runs) == 1


@proof("no view, trigger, virtual table or function of a database is used", slow=False)
def test_only_true_tables_are_read(tally, tmp_path):
    params = "CREATE TABLE params (key TEXT, value TEXT, run_uuid TEXT);"
    for what, instead in (
        ("a view", "CREATE VIEW params AS SELECT 'a' AS key, 'b' AS value, run_uuid FROM runs;"),
        ("a virtual table", "CREATE VIRTUAL TABLE params USING fts4(key, value, run_uuid);"),
    ):
        source = tmp_path / what.replace(" ", "-")
        database(source / "mlflow.db", schema=SCHEMA.replace(params, instead))
        with tally.case(what):
            # What has no table of params is no database of MLflow.
            assert read(source).runs == ()
    source = tmp_path / "all"
    more = "CREATE VIEW seen AS SELECT * FROM runs; CREATE TABLE made (a, b AS (upper(a)));"
    database(source / "mlflow.db", schema=SCHEMA + more)
    found = discover([source], Config(root=source)).files
    files = ClaimedFiles(Claimed(0, str(source), "x", "mlflow", "", "", Claim("x", ("mlflow.db",)), tuple(found)))
    with sqlite._opened(files, "mlflow.db", Report("x")) as opened:
        with tally.case("only true tables and stored columns are known"):
            assert "seen" not in opened.tables
            assert opened.tables["made"] == {"a"}
        for query in (
            "SELECT * FROM seen",
            "SELECT upper(name) FROM runs",
            "SELECT * FROM pragma_database_list",
            "ATTACH ':memory:' AS other",
            "DELETE FROM runs",
            "CREATE TABLE x (a)",
            "PRAGMA trusted_schema = ON",
        ):
            with tally.case(query), pytest.raises(sqlite3.Error):
                list(opened.rows(query))


@proof("rows, texts, bytes and time of a database have limits that the issue names; what was read counts", slow=False)
def test_limits_of_databases(tally, tmp_path, monkeypatch):
    # A limit that is met while an object is torn down is raised again a little later; Python only prints the first.
    monkeypatch.setattr(sys, "unraisablehook", lambda _unraisable: None)
    source = tmp_path / "source"
    path = database(source / "mlflow.db", values=50_000)
    for limit, value in (("rows", 1000), ("file_bytes", 4096), ("seconds", 0.001), ("document_bytes", 100)):
        with tally.case(limit):
            collection = read(source, **{limit: value})
            assert any(f"limits.{limit}" in issue.what + issue.fix for issue in collection.issues), collection.issues
    with tally.case("what was read until then"):
        (run,) = read(source, rows=1000).runs
        assert 0 < run.series["loss"].values.size < 1000
    with tally.case("within the limits"):
        (run,) = read(source, rows=60_000).runs
        assert run.series["loss"].values.size == 50_000
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("UPDATE metrics SET value = value + 1")
    connection.commit()
    with tally.case("a copy with its write-ahead log"):
        smaller = min(path.stat().st_size, path.with_name("mlflow.db-wal").stat().st_size)
        (issue,) = read(source, file_bytes=smaller - 1).issues
        assert "limits.file_bytes" in issue.what + issue.fix
    connection.close()
    with tally.case("a look at the tables that takes for ever"):
        many = database(tmp_path / "many" / "mlflow.db", values=0)
        connection = sqlite3.connect(many)
        connection.executescript("BEGIN;" + "".join(f"CREATE TABLE t{n} (a);" for n in range(4000)) + "COMMIT;")
        connection.close()
        listing = SourceListing(discover([many.parent], Config(root=many)).files, Limits(seconds=0.0001))
        assert sqlite.tables_at(listing, "mlflow.db") is None
        said = [issue.what + issue.fix for issue in read(many.parent, seconds=0.0001).issues]
        assert any("limits.seconds" in one for one in said), said


LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
from pathlib import Path
from xreport.settings import Config, Limits
from xreport.load import load
source = Path(sys.argv[1])
collection = load([source], now=1.7e9, config=Config(root=source, limits=Limits(**eval(sys.argv[2]))), jobs=1)
peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(len(collection.runs), int(peak.split()[1]) >> 10)
print([(issue.what, issue.fix) for issue in collection.issues])
"""


def limited(source: Path, **limits) -> tuple[int, int, str]:
    """Read in a process with 1 GiB of addresses and 60 s; return runs, MiB and issues."""
    code = textwrap.dedent(LIMITED)
    done = subprocess.run(
        [sys.executable, "-c", code, str(source), repr(limits)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    counts, issues = done.stdout.split("\n", 1)
    runs, size = map(int, counts.split())
    return runs, size, issues


@proof("databases that hold far too much are read within 1 GiB and 60 s, or are an issue")
def test_databases_within_a_gibibyte(tally, tmp_path):
    wide = f"INSERT INTO params SELECT 'k' || i, '{'v' * 100}', ? FROM n"
    long = "INSERT INTO tags SELECT 'k' || i, hex(zeroblob(500000)), ? FROM n"
    for what, fill, count, limit in (
        ("a million params in one run", wide, 1_000_000, "limits.document_bytes"),
        ("hundreds of thousands of short params", wide.replace("v" * 100, "v"), 800_000, ""),
        ("hundreds of long texts", long, 300, "limits.document_bytes"),
    ):
        source = tmp_path / str(count)
        path = database(source / "mlflow.db", values=10)
        connection = sqlite3.connect(path)
        connection.execute(NUMBERS + fill, (count - 1, RUN))
        connection.commit()
        connection.close()
        with tally.case(what):
            begun = time.monotonic()
            runs, size, issues = limited(source)
            assert runs >= 1
            assert size < 512, f"{size} MiB"
            assert limit in issues
            print(what, runs, size, "MiB", round(time.monotonic() - begun, 1), "s", issues[:300])
    with tally.case("a query that would take minutes"):
        source = tmp_path / "slow"
        database(source / "mlflow.db", values=1_000_000)
        begun = time.process_time()
        runs, size, issues = limited(source, seconds=0.5)
        assert "limits.seconds" in issues
        assert runs == 1


def test_a_copy_is_private_and_goes(tmp_path, monkeypatch):
    path = database(tmp_path / "source" / "mlflow.db")
    killed_writer(path, "WAL", "commit")
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    seen = []
    real = sqlite._guarded

    def look(*args):
        (folder,) = temporary.iterdir()
        seen.append((folder.stat().st_mode & 0o777, sorted(one.name for one in folder.iterdir())))
        return real(*args)

    monkeypatch.setattr(sqlite, "_guarded", look)
    files = discover([path.parent], Config(root=path.parent)).files
    names = tuple(file.path for file in files)
    claimed = Claimed(0, str(path.parent), "x", "mlflow", "", "", Claim("x", names), tuple(files))
    with sqlite._opened(ClaimedFiles(claimed), "mlflow.db", Report("x")) as opened:
        assert list(opened.rows("SELECT count(*) FROM metrics")) == [(2000,)]
    assert seen == [(0o700, ["copy.db", "copy.db-wal"])]
    assert list(temporary.iterdir()) == []


def test_a_database_that_is_written_while_it_is_read_says_so(tmp_path):
    path = database(tmp_path / "mlflow.db")
    files = discover([tmp_path], Config(root=tmp_path)).files
    claimed = Claimed(0, str(tmp_path), "x", "mlflow", "", "", Claim("x", ("mlflow.db",)), tuple(files))
    report = Report("x")
    with sqlite._opened(ClaimedFiles(claimed), "mlflow.db", report):
        os.utime(path, ns=(1, 1))
    (issue,) = report.issues()
    assert "was written while it was read" in issue.what
    assert issue.pending
