"""What real folders hold besides sound files: other tools' files, marks, line ends, halves, emptiness."""

import codecs
import json
import os
import sqlite3

import pytest
from made_logs import (
    DVCLIVE,
    MADE,
    PNG,
    SACRED,
    TRACKIO,
    data_js,
    document,
    emissions,
    entry,
    footer,
    images,
    points,
    read,
    trackio,
    tsv,
)

from xreport.importers.forms.documents import parse_document, peek
from xreport.importers.kit.report import Report

MAIN = {
    "dvclive": "exp/dvclive/plots/metrics/train/loss.tsv", "sacred": "sacred/1/run.json",
    "codecarbon": "cc/emissions.csv",
    "asv": "asv/results/box/4f2a0c1d-env.json", "gbench": "g/run.json", "gha-benchmark": "dev/bench/data.js",
    "pytest-benchmark": "store/Linux-CPython-3.11-64bit/0001_4f2a0c1d9b00_20251113_021320.json",
    "hyperfine": "h/times.json",
}  # fmt: skip
"""The text by which each format is known."""


def told(collection):
    return [
        (run.name, run.params, run.scores, run.facts, {name: repr(points(run, name)) for name in run.series})
        for run in collection.runs
    ]


@pytest.mark.parametrize("name", MAIN)
def test_byte_order_marks_and_line_ends_of_windows_change_nothing(tmp_path, name):
    plain = read(tmp_path / "s", MADE[name])
    windows = {
        path: codecs.BOM_UTF8 + data.replace(b"\n", b"\r\n")
        if path.endswith((".tsv", ".csv", ".json", ".js"))
        else data
        for path, data in MADE[name].items()
    }
    other = read(tmp_path / "t" / "s", windows)
    assert repr(told(other)) == repr(told(plain))
    assert [issue.what for issue in other.issues] == [issue.what for issue in plain.issues]


@pytest.mark.parametrize("name", MAIN)
@pytest.mark.parametrize("damage", ["empty", "blank", "zeros", "half", "binary"])
def test_a_damaged_file_is_no_traceback_and_costs_no_other_run(tmp_path, name, damage):
    path, data = MAIN[name], MADE[name][MAIN[name]]
    damaged = {
        "empty": b"", "blank": b"\n \n", "zeros": bytes(len(data)), "half": data[: len(data) // 2],
        "binary": os.urandom(500),
    }[damage]  # fmt: skip
    beside = tsv("x", (0, 1.5))
    collection = read(tmp_path / "s", MADE[name] | {path: damaged, "other/dvclive/plots/metrics/x.tsv": beside})
    assert [points(run, "x") for run in collection.runs if "x" in run.series] == [[(0, 1.5)]]
    assert [issue for issue in collection.issues if "mistake of xreport" in issue.what] == []
    assert not any(where.where.startswith("importer ") for where in collection.issues)


@pytest.mark.parametrize("name", [name for name in MAIN if name not in {"dvclive", "codecarbon"}])
def test_a_document_that_breaks_off_is_pending(tmp_path, name):
    path, data = MAIN[name], MADE[name][MAIN[name]]
    (issue,) = [one for one in read(tmp_path / "s", MADE[name] | {path: data[:-20]}).issues if one.where == path]
    assert issue.pending
    assert "breaks off" in issue.what


def test_a_line_that_is_being_written_waits(tmp_path):
    files = {"dvclive/plots/metrics/x.tsv": tsv("x", (0, 1.5)) + b"1\t2", "emissions.csv": emissions({})[:-3]}
    collection = read(tmp_path / "s", files)
    (run,) = collection.runs
    assert points(run, "x") == [(0, 1.5)]
    assert [(issue.what, issue.pending) for issue in collection.issues] == [
        ("the last line is not finished", True), ("the last line is not finished", True),
    ]  # fmt: skip


@pytest.mark.parametrize("times", [True, False])
def test_rows_of_dvclive_have_a_time_or_none_whatever_the_header_says(tmp_path, times):
    rows = [(1700000000000, 0, 1.5), (1, 2.5), (1700000002000, 2, 3.5)]
    collection = read(tmp_path / "s", {"dvclive/plots/metrics/x.tsv": tsv("x", *rows, times=times)})
    (run,) = collection.runs
    assert points(run, "x") == [(0, 1.5), (1, 2.5), (2, 3.5)]
    assert repr(run.series["x"].times.tolist()) == "[1700000000.0, nan, 1700000002.0]"
    assert collection.issues == ()


def test_bad_lines_cost_themselves_only(tmp_path):
    data = tsv("x", (0, 1.5), ("?", 2), (1,), (2, 3.5), (10**30, 4), (3, "1_0"))
    collection = read(tmp_path / "s", {"dvclive/plots/metrics/x.tsv": data})
    assert points(collection.runs[0], "x") == [(0, 1.5), (2, 3.5)]
    assert [(issue.where.partition(":")[2], issue.what) for issue in collection.issues] == [
        ("3", "not a step and a value (2 times; also in line 6)"),
        ("4", "a row with another number of cells than the header"),
    ]
    data = emissions({}, {"run_id": "two"}).replace(b"tracker-1", b"tracker-1,extra")
    collection = read(tmp_path / "t", {"emissions.csv": data})
    assert [run.name for run in collection.runs] == ["emissions-two"]
    assert len(collection.issues) == 1
    assert (
        read(tmp_path / "u", {"emissions.csv": data.replace(b"\n", b"\n\n")}).runs[0].scores
        == collection.runs[0].scores
    )


def test_numbers_beyond_a_double_are_texts(tmp_path):
    bench = {"name": "x", "value": 1, "unit": "s"}
    data = data_js(entry("4f2a", bench)).replace(b'"value": 1', b'"value": 1e999')
    (run,) = read(tmp_path / "s", {"data.js": data}).runs
    assert (run.scores, run.facts) == ({}, {"x": "1e999"})


def test_the_same_name_twice_is_said(tmp_path):
    bench = {"name": "x", "value": 1, "unit": "s"}
    collection = read(tmp_path / "s", {"data.js": data_js(entry("4f2a", bench, bench | {"value": 2}))})
    assert collection.runs[0].scores == {"x": 2}
    assert [issue.what for issue in collection.issues] == ["several benchmarks of one name: the last one counts"]


OTHERS = {
    "package.json": {"name": "x", "version": "1.0.0", "benchmarks": [1]},
    "results.json": {"results": {"lambada": {"acc": 0.5}}, "config": {}},
    "a/results.json": {"results": [{"name": "x", "mean": 1}]},
    "command.json": {"results": [{"command": "x", "ok": True}], "more": 1},
    "times.json": {"results": [{"command": "x", "mean": 1.0}], "more": 1},
    "metrics.json": {"step": 3, "loss": 0.1},
    "run.json": {"name": "x", "status": "COMPLETED", "experiment": "wine"},
    "b/run.json": {"experiment": {"name": "wine"}, "status": "COMPLETED"},
    "trainer_state.json": {"log_history": [{"loss": 1}], "best_metric": None},
    "list.json": [{"name": "x", "unit": "s", "value": 1, "owner": "me"}],
    "words.json": [{"name": "x", "unit": "s", "value": "many"}],
    "benchmarks.json": {"benchmarks": [{"name": "x", "score": 1}], "context": {"date": "2020"}},
    "suite.json": {"benchmarks": [], "machine_info": {}},
    "machine.json": {"machine": "box", "os": "Linux"},
    "commit.json": {"commit_hash": "4f2a", "results": {"x": 1}, "params": {}},
    "deep.json": json.loads("[" * 90 + "]" * 90),
}
TEXTS = {
    "data.js": b"window.DATA = {}", "app.js": b"window.BENCHMARK_DATA", "c/data.js": b"window.BENCHMARK_DATA = [1]",
    "table.tsv": b"step\tloss\n0\t1\n", "plots/metrics/loss.tsv": b"epoch\tloss\n0\t1\n",
    "d/plots/metrics/loss.tsv": b"step\taccuracy\n0\t1\n", "emissions.csv": b"country,year,emissions\nFR,2020,1\n",
    "emissions_2.csv": b"", "fake.db": b"SQLite format 3\0" + b"\xff" * 200, "text.db": b"hello",
    "like.parquet": footer("record_id", "timestamp_ms", "run_name_2", "steps"),
    "x_part_0.parquet": b"PAR1" + b"\0" * 100 + b"PAR1", "y.parquet": b"PAR1", "z.parquet": b"",
}  # fmt: skip


def test_files_of_other_tools_are_left_alone(tmp_path):
    other = sqlite3.connect(":memory:")
    other.execute("CREATE TABLE metrics (run_uuid TEXT, key TEXT, value REAL, step INTEGER, timestamp INTEGER)")
    files = {name: document(value) for name, value in OTHERS.items()} | TEXTS | {"other.db": other.serialize()}
    trainers = {"results.json", "trainer_state.json", *(name for name in files if name.endswith(".tsv"))}
    logs = read(tmp_path / "t", {name: files[name] for name in trainers})
    assert {run.sources[0].path for run in logs.runs} == trainers - {"trainer_state.json"} | {
        "."
    }  # read by who knows them, not by a tracker's importer
    collection = read(tmp_path / "s", {name: data for name, data in files.items() if name not in trainers})
    assert [run.sources[0].path for run in collection.runs] == []
    assert [issue.where for issue in collection.issues] == ["s"]  # that nothing is recognised
    fix = collection.issues[0].fix
    for name in (*MADE, "neptune"):
        assert f"{name}: no " in fix  # each says why


def test_paths_in_a_database_never_lead_out_of_the_folder(tmp_path):
    (tmp_path / "secret.png").write_bytes(b"\x89PNG\r\n\x1a\nsecret")
    base = sqlite3.connect(":memory:")
    base.deserialize(trackio())
    for place in ("../../secret.png", str(tmp_path / "secret.png"), "..\\..\\secret.png"):
        values = {"i": {"_type": "trackio.image", "file_path": place}}
        row = ("a" * 32, "2025-11-13T02:13:20+00:00", "r", 9, json.dumps(values))
        base.execute("INSERT INTO metrics VALUES (NULL, ?, ?, ?, ?, ?)", row)
    base.commit()
    (run,) = read(tmp_path / "s", TRACKIO | {"trackio/wine.db": base.serialize()}).runs
    assert [content for *_, content in images(run)] == [PNG]


def test_odd_rows_of_a_database_are_issues(tmp_path):
    base = sqlite3.connect(":memory:")
    base.deserialize(trackio())
    rows = [
        ("a" * 32, "t", "r", "x", "[1]"), ("a" * 32, None, "r", None, '{"loss": 0.5}'),
        ("a" * 32, 5, "r", 1.5, b"\xff{"),
        ("", "t", "", 1, "{}"), (b"\xff", "t", b"\xfe", 1, '{"y": 1}'), ("a" * 32, "t", "r", 2**62, '{"loss": 1e999}'),
        ("a" * 32, "t", "r", 4, '{"a":' * 60 + "1" + "}" * 60),
    ]  # fmt: skip
    for row in rows:
        base.execute("INSERT INTO metrics VALUES (NULL, ?, ?, ?, ?, ?)", row)
    base.commit()
    collection = read(tmp_path / "s", {"wine.db": base.serialize()})
    whats = sorted(issue.what.partition(" (")[0] for issue in collection.issues)
    assert whats == [
        "a row whose metrics are no JSON object: it is left out",
        "rows without the name of their run: they are left out",
    ]
    assert len(collection.runs) == 2


def test_nothing_of_python_is_made_of_sacreds_objects(tmp_path):
    made = tmp_path / "evil"
    evil = {"x": {"py/reduce": [{"py/function": "os.system"}, {"py/tuple": [f"touch {made}"]}]},
            "y": {"py/object": "subprocess.Popen", "args": ["touch"]}}  # fmt: skip
    (run,) = read(tmp_path / "s", SACRED | {"sacred/1/config.json": document(evil)}).runs
    assert run.params["y"] == "subprocess.Popen"
    yaml = f"lr: !!python/object/apply:os.system ['touch {made}']\n".encode()
    read(tmp_path / "t", DVCLIVE | {"exp/dvclive/params.yaml": yaml})
    assert not made.exists()


def test_runs_of_sacred_inside_a_run_are_runs(tmp_path):
    inner = {name.replace("sacred/1", "sacred/1/inner/7"): data for name, data in SACRED.items()}
    collection = read(tmp_path / "s", SACRED | inner)
    assert sorted(run.name for run in collection.runs) == ["wine-1", "wine-7"]
    assert [len(run.artifacts) + len(images(run)) for run in collection.runs] == [
        2,
        2,
    ]  # what is of one is not of the other
    assert collection.issues == ()


# -- the beginnings of documents ---------------------------------------------------------------------


@pytest.mark.parametrize("size", range(1, 90))
def test_a_beginning_says_what_was_whole_in_it(size):
    whole = '{"a": [1, 2, {"b": "x,}]\\"", "c": null}], "d": -1.5e3, "e": {"f": [[]]}, "g": "end"}'
    found = peek(whole[:size].encode())
    assert found == json.loads(whole) if size >= len(whole) else found is None or set(found) <= set("adeg")
    if len(whole) > size > 48:
        assert found["a"] == [1, 2, {"b": 'x,}]"', "c": None}]


@pytest.mark.parametrize("data", [b"", b"]", b"{]", b"\xff\xfe", b"{} {}", b'"' * 99, b"nul"])
def test_what_is_no_json_has_no_beginning(data):
    assert peek(data) is None


def test_what_breaks_off_is_read_up_to_there():
    assert peek(b'{"a": tru') == {}
    assert isinstance(peek(b"[" * 5000), list)


@pytest.mark.parametrize(
    ("data", "what"),
    [(b"{", "breaks off"), (b'{"a": 1', "breaks off"), (b'{"a": "x', "breaks off"), (b"[1,]", "not valid"),
     (b"\xff", "not UTF-8"), (b'"\0"', "NUL"), (b"", "empty"), (b"[" * 200_000, "deep"), (b"{} x", "not valid")],
)  # fmt: skip
def test_why_a_document_cannot_be_read(data, what):
    report = Report("x")
    assert parse_document(data, "x.json", report) is None
    (issue,) = report.issues()
    assert what in issue.what
    assert report.pending == (len(data) if issue.pending else 0)
