"""Images, tables, histograms, curves, matrices, texts and sounds: read, checked, kept in bounds."""

import base64
import math
import tracemalloc

import numpy as np
import pytest
from caches import cache_in
from hypothesis import given
from hypothesis import strategies as st
from made_journals import Made, only_run

from xreport.analysis.objects import script_size
from xreport.format import limits
from xreport.format.media_types import sound_type
from xreport.load.read import keeping
from xreport.load.read.keeping import Keeper, choose, evenly, slot_of
from xreport.model import Hint, Text
from xreport.tables.logged import logged_script

PNG = b"\x89PNG\r\n\x1a\n" + bytes(16)
WAV = b"RIFF\x24\0\0\0WAVEfmt "


def b64(data):
    return base64.b64encode(data).decode()


GOOD = [
    {"type": "image", "key": "i", "base64": b64(PNG), "caption": "c"},
    {"type": "audio", "key": "a", "base64": b64(WAV), "media_type": "audio/ogg"},
    {"type": "table", "key": "t", "columns": ["x", "y"], "rows": [[1, None], ["NaN", [1, 2]]], "count": 9},
    {"type": "histogram", "key": "h", "edges": [0, 1.5, 2], "counts": [0, 4]},
    {"type": "curve", "key": "c", "kind": "roc", "lines": [{"name": "n", "x": [0, 1], "y": ["NaN", 1], "area": 0.5}]},
    {"type": "confusion", "key": "m", "labels": ["p", "q"], "counts": [[3, 0], [1, 0.5]]},
    {"type": "text", "key": "s", "text": "hello"},
]


def test_every_kind_is_read(tmp_path):
    made = Made()
    for record in GOOD:
        made.add(step=3, **record)
    made.write(tmp_path / "runs")
    run = only_run(tmp_path / "runs")
    assert run.issues == ()
    assert [(item.key, item.kind, item.seen, item.steps[0].step) for item in run.logged] == [
        (record["key"], record["type"], 1, 3) for record in GOOD
    ]
    image, sound, table, histogram, curve, matrix, text = (item.steps[0] for item in run.logged)
    assert (image.media_type, image.content, image.caption) == ("image/png", PNG, "c")
    assert sound.media_type == "audio/wav"  # by its first bytes, whatever the record says
    assert (table.columns, table.rows, table.count) == (("x", "y"), ((1, None), ("NaN", "[1, 2]")), 9)
    assert (histogram.edges.tolist(), histogram.counts.tolist()) == ([0, 1.5, 2], [0, 4])
    assert (curve.kind, curve.lines[0].area, math.isnan(curve.lines[0].y[0])) == ("roc", 0.5, True)
    assert (matrix.labels, matrix.counts.tolist()) == (("p", "q"), [[3, 0], [1, 0.5]])
    assert text == Text(3, "hello")


BAD = [
    {"type": "audio", "base64": b64(b"<html>")},
    {"type": "audio", "base64": "%%%"},
    {"type": "audio", "base64": 5},
    {"type": "table", "columns": ["x"], "rows": [[1, 2]]},
    {"type": "table", "columns": ["x"], "rows": [1]},
    {"type": "table", "columns": [], "rows": []},
    {"type": "table", "columns": ["x"] * 300, "rows": []},
    {"type": "table"},
    {"type": "histogram", "edges": [0, 1], "counts": [1, 2]},
    {"type": "histogram", "edges": [0, 0], "counts": [1]},
    {"type": "histogram", "edges": [0, "Infinity"], "counts": [1]},
    {"type": "histogram", "edges": [0, 1], "counts": [-1]},
    {"type": "histogram", "edges": [0, 1], "counts": ["NaN"]},
    {"type": "histogram", "edges": [0, 1], "counts": [True]},
    {"type": "histogram", "edges": list(range(514)), "counts": [1] * 513},
    {"type": "histogram", "edges": [0, 10**400], "counts": [1]},
    {"type": "curve", "lines": []},
    {"type": "curve", "lines": [1]},
    {"type": "curve", "lines": [{"x": [0, 1], "y": [0]}]},
    {"type": "curve", "lines": [{"x": [0], "y": ["one"]}]},
    {"type": "curve", "lines": [{"x": [], "y": []}]},
    {"type": "curve", "lines": [{"x": [0] * 1001, "y": [0] * 1001}]},
    {"type": "curve", "lines": [{"x": [0], "y": [0]}] * 51},
    {"type": "confusion", "labels": ["a"], "counts": [[1, 2]]},
    {"type": "confusion", "labels": ["a", "b"], "counts": [[1, 2]]},
    {"type": "confusion", "labels": ["a"], "counts": [[-1]]},
    {"type": "confusion", "labels": [], "counts": []},
    {"type": "confusion", "labels": ["a"] * 201, "counts": [[0] * 201] * 201},
    {"type": "text", "text": 5},
    {"type": "text"},
    {"type": "console"},
    {"type": "metric", "direction": "max"},
    {"type": "metric", "key": "k", "direction": "up"},
]


@pytest.mark.parametrize("record", BAD, ids=range(len(BAD)))
def test_what_is_damaged_is_an_issue_and_the_run_is_kept(tmp_path, record):
    Made().add(**record).log(0, loss=1).end().write(tmp_path / "runs")
    run = only_run(tmp_path / "runs")
    assert (run.logged, run.console, run.hints) == ((), {}, {})
    assert run.summaries["loss"].last == 1
    (issue,) = run.issues
    assert issue.what
    assert issue.fix
    assert "mistake of xreport" not in issue.what


@pytest.mark.parametrize("score", ["first", "tail 0", 5, ["best"], "at best of "])
def test_a_score_that_is_none_is_an_issue_and_the_rest_of_the_record_counts(tmp_path, score):
    Made().add(type="metric", key="loss", direction="min", score=score).log(0, loss=1).end().write(tmp_path / "runs")
    run = only_run(tmp_path / "runs")
    assert run.hints == {"loss": Hint("min")}
    (issue,) = run.issues
    assert '"score": "best"' in issue.fix


def test_what_counts_of_a_metric_and_that_the_tool_ranks_by_it(tmp_path):
    made = Made().add(type="metric", key="loss", score="at best of acc").add(type="metric", key="loss", primary=True)
    made.log(0, loss=1).end().write(tmp_path / "runs")
    run = only_run(tmp_path / "runs")
    assert run.hints == {"loss": Hint(score="at best of acc", primary=True)}
    assert not run.issues


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)
FIELDS = ("step", "columns", "rows", "count", "edges", "counts", "kind", "lines", "labels", "text", "base64", "caption")


@given(st.sampled_from(sorted(keeping.OBJECTS)), st.dictionaries(st.sampled_from(FIELDS), JSON))
def test_no_record_breaks_the_reader(tmp_path_factory, kind, fields):
    folder = tmp_path_factory.mktemp("any")
    Made().add(**{**fields, "type": kind}).log(0, loss=1).write(folder / "runs")
    run = only_run(folder / "runs")
    assert not [issue for issue in run.issues if "mistake of xreport" in issue.what]
    assert run.summaries["loss"].n == 1
    logged_script(run)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (WAV, "audio/wav"), (b"ID3\4", "audio/mpeg"), (b"\xff\xfb\x90", "audio/mpeg"), (b"OggS", "audio/ogg"),
        (b"fLaC", "audio/flac"), (b"RIFF0000WEBP", ""), (b"<svg>", ""), (b"", ""), (b"\xff\xd8\xff", ""),
    ],
)  # fmt: skip
def test_sounds_are_told_by_their_first_bytes(data, kind):
    assert sound_type(data) == kind


def test_a_table_of_too_many_rows_keeps_the_first_and_says_how_many(tmp_path):
    Made().add(type="table", key="t", columns=["x"], rows=[[n] for n in range(1200)]).write(tmp_path / "runs")
    (table,) = only_run(tmp_path / "runs").logged[0].steps
    assert (len(table.rows), table.rows[-1], table.count) == (1000, (999,), 1200)


def test_the_console_keeps_the_last_of_each_stream(tmp_path):
    made = Made().add(type="console", text="a", stream="stdout").add(type="console", text="b", stream="stderr")
    made.add(type="console", text="c", stream="stdout").add(type="console", text="d", stream="odd").write(
        tmp_path / "runs"
    )
    assert only_run(tmp_path / "runs").console == {"stdout": "c", "stderr": "b", "": "d"}


def test_of_many_steps_an_even_choice_with_both_ends(tmp_path):
    made = Made()
    for step in range(5000):
        made.data += b'{"type":"text","key":"t","step":%d,"text":"x"}\n' % step
    made.add(type="text", key="few", step=1, text="y").write(tmp_path / "runs")
    run = only_run(tmp_path / "runs")
    many, few = run.logged
    steps = [one.step for one in many.steps]
    assert (many.seen, few.seen, len(few.steps)) == (5000, 1, 1)
    assert len(steps) <= 1000
    assert (steps[0], steps[-1]) == (0, 4999)
    assert steps == sorted(steps)
    gaps = np.diff(steps)
    assert gaps[:-1].max() <= 2 * gaps[:-1].min() + 2
    assert "“t”" in run.logged_note
    assert "of 5,000" in run.logged_note


def test_the_script_stays_below_its_limit_whatever_was_logged(tmp_path):
    made = Made()
    for step in range(60):
        made.add(type="text", key="<" * 400, step=step, text="<" * (1 << 20))
        made.add(type="text", key="small", step=step, text="x")
    made.write(tmp_path / "runs")
    run = only_run(tmp_path / "runs")
    big, small = run.logged
    assert len(logged_script(run)) <= 20_000_000
    assert len(small.steps) == 60
    assert 1 <= len(big.steps) < 60
    assert big.steps[-1].step == 59
    assert run.logged_note


def test_reading_holds_a_bounded_choice():
    keeper = Keeper()
    tracemalloc.start()
    for step in range(20_000):
        record = {"type": "text", "key": "t", "step": step, "text": f"{step:05}" * 1000}
        keeper.add(record, slot_of(record))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    steps = [record["step"] for record in keeper.records()]
    assert peak < 60 << 20
    assert (steps[0], steps[-1]) == (0, 19_999)
    assert len(steps) + sum(keeper.left_out().values()) == 20_000


@given(st.integers(1, 3000), st.integers(0, 1200))
def test_an_even_choice_has_both_ends(total, count):
    places = evenly(total, count)
    assert len(places) == len(set(places)) == min(total, count)
    assert places == sorted(places)
    if count >= 2 and total >= 2:
        assert (places[0], places[-1]) == (0, total - 1)
    elif count == 1:
        assert places == [total - 1]


def test_the_largest_key_gives_way_first():
    big = [Text(step, "x" * 500_000) for step in range(100)]
    small = [Text(step, "x") for step in range(100)]
    chosen = choose({("text", "big"): big, ("text", "small"): small})
    assert len(chosen["text", "small"]) == 100
    assert sum(script_size(big[place]) for place in chosen["text", "big"]) < limits.LARGEST_SHOWN
    assert chosen["text", "big"][-1] == 99


def test_too_many_keys_are_counted(tmp_path):
    made = Made()
    for number in range(510):
        made.add(type="text", key=f"k{number}", text="x")
    made.write(tmp_path / "runs")
    run = only_run(tmp_path / "runs")
    assert len(run.logged) == 500
    assert "10 further keys" in run.logged_note


def test_parts_remember_what_they_left_out_in_the_cache(tmp_path):
    made = Made()
    for step in range(3000):
        made.data += b'{"type":"text","key":"t","step":%d,"text":"x"}\n' % step
    made.write(tmp_path / "runs")
    first = only_run(tmp_path / "runs", cache=cache_in(tmp_path / "cache"))
    again = only_run(tmp_path / "runs", cache=cache_in(tmp_path / "cache"))
    assert first.logged == again.logged
    assert (again.logged[0].seen, again.logged_note) == (3000, first.logged_note)
