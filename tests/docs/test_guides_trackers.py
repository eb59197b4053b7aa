"""What docs/guides/trackers.md says and no test of an importer shows yet. Each test quotes its sentence."""

from __future__ import annotations

import sqlite3

import other_tools  # noqa: F401 - the makers of logs below are found by it
from format_samples import put
from made_logs import ASV, NOW, PNG, SACRED, document, emissions, points, read, trackio
from made_stores import Store
from wandb_writer import history, log, run

from xreport.load import load
from xreport.settings import Config


def test_emissions_among_the_artifacts_of_a_run_stay_an_artifact(tmp_path):
    """*An `emissions.csv` among the artifacts of an MLflow or W&B run stays an artifact.*"""
    Store().add(1, artifacts={"emissions.csv": emissions()}).write_files(tmp_path / "mlruns")
    at = tmp_path / "wandb" / "run-20231106_034002-abcd1234"
    put(at / "run-abcd1234.wandb", log(run(), history({"loss": 0.5}, 1)))
    put(at / "files" / "emissions.csv", emissions({"run_id": "tracker-9"}))
    runs = read(tmp_path).runs
    assert len(runs) == 2
    assert not any("energy_kwh" in one.scores for one in runs)
    assert [artifact.path for one in runs for artifact in one.artifacts if "emissions" in artifact.path]


def test_folders_that_begin_with_a_dot_are_read_where_they_are_named(tmp_path):
    """*Folders whose names begin with a dot are passed over unless they are named.*"""
    put(tmp_path / ".runs" / "a.jsonl", '{"step": 1, "loss": 0.5}\n{"step": 2, "loss": 0.4}\n')
    assert read(tmp_path).runs == ()
    (found,) = load([tmp_path / ".runs"], now=NOW, config=Config(root=tmp_path), jobs=1).runs
    assert points(found, "loss") == [(1, 0.5), (2, 0.4)]


def test_images_of_more_than_4_mib_are_listed(tmp_path):
    """*Artifacts, PNG, JPEG, GIF and WebP up to 4 MiB shown.*"""
    large = PNG + bytes(4 << 20)
    (found,) = read(tmp_path / "s", SACRED | {"sacred/1/large.png": large}).runs
    assert ("large.png", len(large)) in [(one.path, one.bytes) for one in found.artifacts]
    assert [item.key for item in found.logged] == ["plot.png"]


def test_outputs_of_other_tools_that_the_action_reads_are_not_read(tmp_path):
    """*Outputs of other tools that the action reads (JMH, BenchmarkDotNet, Catch2, cargo, go, …) are not read here.*"""
    jmh = [{"benchmark": "a.B.c", "mode": "thrpt", "primaryMetric": {"score": 1.5, "scoreUnit": "ops/s"}}]
    files = {
        "jmh.json": document(jmh),
        "dotnet.json": document({"Title": "x", "Benchmarks": [{"FullName": "x", "Statistics": {"Mean": 1.5}}]}),
        "cargo.txt": b"test bench_fib_10 ... bench:         135 ns/iter (+/- 24)\n",
        "go.txt": b"BenchmarkFib10-8   5000000   325 ns/op\n",
        "catch2.txt": b"Fibonacci 10      100      1      344 us\n",
    }
    assert read(tmp_path / "s", files).runs == ()


def test_the_command_of_hyperfine_is_the_name_with_what_is_in_it(tmp_path):
    """*The command, as it was typed, is the name of the run, with the paths and the variables in it.*"""
    command = "TOKEN=$TOKEN /home/ada/bench --fast"
    files = {"times.json": document({"results": [{"command": command, "mean": 0.1, "times": [0.1]}]})}
    (found,) = read(tmp_path / "s", files).runs
    assert found.name == command


def test_two_measurements_of_a_commit_on_a_machine_are_repetitions(tmp_path):
    """*A second measurement of one commit on one machine is a repetition, and that of another commit is not.*"""
    again = {f"{place}/{name}": data for place in ("monday", "friday") for name, data in ASV.items()}
    by_commit: dict[str, list[dict]] = {}
    for found in read(tmp_path / "s", again).runs:
        by_commit.setdefault(found.environment.commit, []).append(found.params)
    assert sorted(map(len, by_commit.values())) == [2, 2]
    (one, other), (third, fourth) = by_commit.values()
    assert one == other != third == fourth


def test_versions_of_artifacts_of_trackio(tmp_path):
    """*Tables, histograms, images …; alerts as notes; versions of artifacts.*"""
    base = sqlite3.connect(":memory:")
    base.deserialize(trackio())
    base.executescript(f"""
      CREATE TABLE artifacts (id INTEGER, name TEXT, type TEXT);
      CREATE TABLE artifact_versions (id INTEGER, artifact_id INTEGER, version INTEGER, size_bytes INTEGER);
      CREATE TABLE run_artifact_links (id INTEGER, run_id TEXT, run_name TEXT, artifact_version_id, direction TEXT);
      INSERT INTO artifacts VALUES (1, 'net', 'model'), (2, 'rows', 'dataset');
      INSERT INTO artifact_versions VALUES (1, 1, 3, 12), (2, 2, 0, 7);
      INSERT INTO run_artifact_links VALUES (1, '{"a" * 32}', 'r', 1, 'output'), (2, '{"a" * 32}', 'r', 2, 'input');
    """)
    base.commit()
    (found,) = read(tmp_path / "s", {"wine.db": base.serialize()}).runs
    assert [(one.path, one.role, one.bytes) for one in found.artifacts] == [
        ("net:v3", "model", 12),
        ("rows:v0", "input", 7),
    ]
