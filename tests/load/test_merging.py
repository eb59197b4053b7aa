"""Several files of one run: writers, attempts, copies, and what records add up to."""

import base64
import math

import pytest
from made_journals import NOW, Made, only_run, read

from xreport.analysis.series import summarise
from xreport.model import Media
from xreport.settings import Config
from xreport.text import short_hash

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


def test_one_journal(tmp_path):
    made = Made(
        project="digits",
        name="mlp",
        params={
            "lr": 0.1,
            "opt": {"a.b": 1, "flag": True, "none": None},
            "odd": {"xreport:repr": "<x>", "xreport:type": "X"},
        },
        algorithm="mlp",
        data=[{"name": "digits", "role": "train", "version": "1"}, "wine"],
        group="g",
        seed=3,
        tags=["a", "b", "a"],
        notes="first",
        parent="p",
        environment={
            "commit": "abc",
            "dirty": False,
            "packages": {"numpy": "2", "sklearn": "1"},
            "hardware": {"cpu": {"cores": 2}},
            "queue": "long",
        },
    )
    made.log(0, loss=1.0).log(1, loss=0.5, acc=0.25)
    made.add(type="summary", values={"acc": 0.75, "verdict": "ok", "nan": "NaN"})
    made.add(type="note", notes="second", tags=["c", "a"])
    made.add(type="update", params={"lr": 0.2, "new": [1, 2]}, data=[{"name": "digits", "role": "test"}], group="h")
    made.add(type="artifact", path="m.bin", bytes=10, sha256="ff", role="output", step=1)
    made.add(
        type="image", key="samples", step=1, caption="c", media_type="text/html", base64=base64.b64encode(PNG).decode()
    )
    made.end(dropped=2).write(tmp_path / "runs")
    run = only_run(tmp_path / "runs", config=Config(root=tmp_path, owners={"digits": "Ada"}))
    assert (run.id, run.name, run.slug, run.project, run.status) == (
        made.run, "mlp", f"mlp-{short_hash(made.run)}", "digits", "finished"
    )  # fmt: skip
    assert (run.algorithm, run.group, run.seed, run.owner, run.parent, run.notes) == (
        "mlp",
        "h",
        3,
        "Ada",
        "p",
        "first\n\nsecond",
    )
    assert run.params == {"lr": 0.2, "opt.a.b": 1, "opt.flag": True, "opt.none": None, "odd": "<x>", "new": "[1, 2]"}
    assert [(d.name, d.role, d.version) for d in run.data] == [
        ("digits", "train", "1"),
        ("wine", "", ""),
        ("digits", "test", ""),
    ]
    assert run.tags == ("a", "b", "c")
    assert run.environment.commit == "abc"
    assert run.environment.dirty is False
    assert run.environment.packages == {"numpy": "2", "scikit-learn": "1"}
    assert run.environment.hardware == {"cpu.cores": 2}
    assert run.environment.extra == {"queue": "long"}
    assert run.series["loss"].values.tolist() == [1.0, 0.5]
    assert run.summaries["loss"] == summarise(run.series["loss"])
    assert run.scores["acc"] == 0.75
    assert run.scores["nan"] != run.scores["nan"]
    assert run.facts == {"verdict": "ok"}
    assert [(a.path, a.role, a.bytes) for a in run.artifacts] == [("m.bin", "output", 10)]
    (item,) = run.logged
    assert (item.key, item.kind, item.seen, item.steps) == ("samples", "image", 1, (Media(1, "c", "image/png", PNG),))
    assert (run.started, run.ended) == (NOW - 100, NOW - 98)
    assert ["2 records could not be written" in issue.what for issue in run.issues] == [True]
    assert all(issue.run == run.id for issue in run.issues)
    (source,) = run.sources
    assert source.records == made.data.count(b"\n")
    assert source.verified == made.data.rindex(b'{"type": "end"')


def test_numbers_that_json_lacks_are_numbers_in_params_too(tmp_path):
    text = {"xreport:repr": "'NaN'", "xreport:type": "builtins.str"}
    params = {"lr": "NaN", "clip": {"most": "Infinity", "least": "-Infinity"}, "text": text, "list": ["NaN"]}
    found = only_run(Made(params=params).end().write(tmp_path / "runs").parent).params
    assert math.isnan(found.pop("lr"))
    assert found == {"clip.most": math.inf, "clip.least": -math.inf, "text": "'NaN'", "list": '["NaN"]'}


def test_a_dot_in_the_name_of_a_param_is_a_dot(tmp_path):
    made = Made(params={"note.dotted": "x", "a": {"b": 1}}).add(type="update", params={"note.dotted": "y"})
    assert only_run(made.end().write(tmp_path / "runs").parent).params == {"note.dotted": "y", "a.b": 1}


def test_writers_and_attempts_in_their_order(tmp_path):
    Made(writer="b" * 16, params={"lr": 1, "x": 1}).log(0, loss=3).log(1, loss=2).write(tmp_path / "runs")
    Made(writer="a" * 16, params={"lr": 2}).log(0, loss=4, rank=1).write(tmp_path / "runs")
    Made(writer="0" * 16, attempt=2, time=NOW - 50, params={"lr": 3}, name="again").log(1, loss=1).end().write(
        tmp_path / "runs"
    )
    run = only_run(tmp_path / "runs")
    assert run.series["loss"].values.tolist() == [4, 3, 2, 1]
    assert run.series["loss"].steps.tolist() == [0, 0, 1, 1]
    # Step 1 was logged again: the summary is that of the curve, the series keeps all.
    assert (run.summaries["loss"].n, run.curve("loss").values.tolist()) == (3, [4, 3, 1])
    assert run.params == {"lr": 3, "x": 1}
    assert (run.attempts, run.writers, run.status, run.name) == (2, 3, "finished", "again")
    assert [source.path[-22:-6] for source in run.sources] == ["a" * 16, "b" * 16, "0" * 16]


def test_folders_of_several_people_merge(tmp_path):
    for person in ("ann", "bob"):
        Made(run="shared").log(0, loss=1).end().write(tmp_path / person)
        Made(run=person, writer="f" * 16).log(0, loss=2).end().write(tmp_path / person)
        (tmp_path / person / "log.txt").write_text('{"a": 1}\n{"a": 2}\n')
    (tmp_path / "ann" / "other.txt").write_text('{"a": 1}\n{"a": 2}\n')
    (tmp_path / "bob" / "other.txt").write_text('{"a": 1}\n{"a": 3}\n')
    collection = read(tmp_path / "ann", tmp_path / "bob")
    assert collection.issues == ()
    assert collection.skipped == {"the same file again": 2}
    assert len(collection.runs) == 6
    assert len({run.id for run in collection.runs}) == len({run.slug for run in collection.runs}) == 6


def test_other_content_under_the_same_name_is_an_issue(tmp_path):
    Made(run="shared").log(0, loss=1).log(1, loss=1).write(tmp_path / "ann")
    Made(run="shared").log(0, loss=5).write(tmp_path / "bob")
    for sources in ([tmp_path / "ann", tmp_path / "bob"], [tmp_path / "bob", tmp_path / "ann"]):
        run = only_run(*sources)
        assert run.series["loss"].values.tolist() == [1, 1]
        assert "same run and writer" in run.issues[0].what


@pytest.mark.parametrize(
    ("age", "end", "status"),
    [
        (0, "finished", "finished"),
        (1e9, "finished", "finished"),
        (0, "failed", "failed"),
        (10, None, "running"),
        (-50, None, "running"),
        (899, None, "running"),
        (901, None, "stalled"),
        (86399, None, "stalled"),
        (86401, None, "killed"),
    ],
)
def test_status(tmp_path, age, end, status):
    made = Made().log(0, loss=1)
    if end:
        made.end(end, error="ValueError: x" if end == "failed" else "", traceback="Traceback…")
    made.write(tmp_path / "runs")
    run = only_run(tmp_path / "runs", now=made.time + age)
    assert run.status == status
    assert run.error == ("ValueError: x" if status == "failed" else "")


def test_status_of_many_writers(tmp_path):
    Made(writer="a" * 16, time=NOW - 100).end().write(tmp_path / "runs")
    Made(writer="b" * 16, time=NOW - 90).write(tmp_path / "runs")
    assert only_run(tmp_path / "runs", now=NOW + 1e9).status == "finished"
    Made(writer="c" * 16, time=NOW - 80).end("failed", error="x").write(tmp_path / "runs")
    assert only_run(tmp_path / "runs", now=NOW + 1e9).status == "failed"
    Made(writer="d" * 16, time=NOW, attempt=2).write(tmp_path / "runs")
    assert only_run(tmp_path / "runs", now=NOW + 10).status == "running"


def test_without_any_time_a_run_without_end_was_killed(tmp_path):
    Made(time=None).add(step=1, metrics={"a": 1}).write(tmp_path / "runs")
    run = only_run(tmp_path / "runs")
    assert (run.status, run.started, run.ended, run.duration) == ("killed", None, None, None)


def test_a_journal_without_its_start_record_keeps_its_run(tmp_path):
    made = Made(project="p").log(0, loss=1).end()
    path = made.write(tmp_path / "runs")
    path.write_bytes(b"X" + made.data[1:])
    run = only_run(tmp_path / "runs")
    assert run.id == made.run
    assert run.series["loss"].values.tolist() == [1]
    assert {issue.what.split(":")[0] for issue in run.issues} == {"not valid JSON", "damaged between sync points"}


@pytest.mark.parametrize(
    "fields",
    [
        {
            "params": [1],
            "data": 5,
            "tags": 7,
            "seed": "x",
            "notes": {"a": 1},
            "environment": "no",
            "name": ["n"],
            "project": 3,
        },
        {
            "params": {"a": {"b": [{}, {}]}},
            "data": [None, {"name": {}}, []],
            "seed": 1.5,
            "environment": {"packages": 3, "dirty": "x"},
        },
        {"seed": 10**30, "params": {"a": 10**300, "b": float("nan")}, "name": "x" * 10_000, "owner": False},
    ],
)
def test_fields_of_other_types_are_shown_or_issues(tmp_path, fields):
    Made(**fields).log(0, a=1).add(type="summary", values=3).add(type="end", status=5, dropped="x").write(
        tmp_path / "runs"
    )
    run = only_run(tmp_path / "runs")
    assert run.series["a"].values.tolist() == [1]
    assert all(isinstance(text, str) and len(text) <= 500 for text in (run.name, run.project, run.owner))
    assert all(value is None or isinstance(value, str | int | float | bool) for value in run.params.values())


@pytest.mark.parametrize(
    "start",
    [{"run": ["x"]}, {"run": None}, {"run": ""}, {"writer": {}}, {"attempt": "x"}, {"time": "x"}, {"time": 1e300}],
)
def test_start_records_that_say_odd_things(tmp_path, start):
    made = Made()
    made.data = b""
    made.add(**{"xreport": 1, "type": "start", "run": "r", "writer": "w", "attempt": 1, "time": NOW} | start)
    made.log(0, a=1).write(tmp_path / "runs")
    assert only_run(tmp_path / "runs").series["a"].values.tolist() == [1]


@pytest.mark.parametrize(
    "data",
    [b"<svg onload=alert(1)>", b"<html>", b"", b"GIF87", b"RIFF0000WAVE", b"\x89PNG", b"%PDF", PNG + b"0" * (5 << 20)],
)
def test_only_raster_images_are_shown(tmp_path, data):
    made = Made().add(type="image", key="x", media_type="image/png", base64=base64.b64encode(data).decode())
    made.add(type="image", key="y", base64="%%%").add(type="image", key="z", base64=5).write(tmp_path / "runs")
    run = only_run(tmp_path / "runs")
    assert run.logged == ()
    assert len(run.issues) >= 2


@pytest.mark.parametrize("data", [PNG, b"\xff\xd8\xff\xe0", b"GIF89a..", b"RIFF0000WEBPVP8 "])
def test_raster_images_are_kept(tmp_path, data):
    Made().add(type="image", key="x", base64=base64.b64encode(data).decode()).write(tmp_path / "runs")
    assert only_run(tmp_path / "runs").logged[0].steps[0].content == data


def test_a_journal_without_one_whole_record_is_no_run(tmp_path):
    path = Made().write(tmp_path / "runs")
    path.write_bytes(path.read_bytes()[:-1])
    collection = read(tmp_path / "runs")
    assert collection.runs == ()
    (issue,) = collection.issues
    assert issue.pending


def test_reading_while_it_is_written_never_goes_back(tmp_path):
    made = Made()
    for step in range(20):
        made.log(step, loss=step)
    path = made.write(tmp_path / "runs")
    seen = 0
    for size in range(150, len(made.data), 37):
        path.write_bytes(made.data[:size])
        collection = read(tmp_path / "runs")
        values = [v for run in collection.runs if "loss" in run.series for v in run.series["loss"].values.tolist()]
        assert values == list(range(len(values)))
        assert len(values) >= seen
        assert all(issue.pending for issue in collection.issues)
        seen = len(values)
    assert seen == 19


def test_digests_tell_contents_apart(tmp_path):
    Made(run="a").log(0, a=1).write(tmp_path / "one")
    first = only_run(tmp_path / "one").digest
    Made(run="a").log(0, a=1).write(tmp_path / "two")
    assert only_run(tmp_path / "two").digest == first
    Made(run="a").log(0, a=2).write(tmp_path / "two")
    assert only_run(tmp_path / "two").digest != first
