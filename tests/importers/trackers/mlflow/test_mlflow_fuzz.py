"""Whatever the bytes: no traceback, no hang, and every byte is accounted for."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_stores import Store, T, read, rich, write

from xreport.importers.kit.report import Report
from xreport.importers.trackers.mlflow.meta import BadMetaError, parse_meta
from xreport.importers.trackers.mlflow.points import parse_points

FIELD = st.sampled_from([b"1", b"-3", b"nan", b"inf", b"1e5", b"x", b"", b"9" * 30, b"1_0", b"0x1", b"\xff", b"\0"])
LINE = st.lists(FIELD, max_size=6).map(b" ".join)


@given(st.lists(LINE, max_size=8).map(b"\n".join) | st.binary(max_size=200), st.booleans())
def test_any_bytes_are_points_or_rejected(data, ended):
    report = Report("x")
    points = parse_points(data, "x", report, ended=ended)
    assert points.stamps.size == points.values.size == points.steps.size
    lines = sum(bool(line.split()) for line in data.split(b"\n"))
    waiting = 1 if report.pending else 0
    assert points.values.size + report.rejected_lines + waiting == lines


@given(
    st.lists(
        st.sampled_from(
            [
                "a: ",
                "- ",
                "[",
                "]",
                "{",
                "}",
                "&x ",
                "*x ",
                "!!python/name:os.system ",
                "'",
                '"',
                "\n",
                " ",
                "1",
                "\t",
                "|",
                "%",
            ]
        ),
        max_size=40,
    ).map("".join)
)
def test_any_text_is_a_mapping_or_refused(text):
    try:
        found = parse_meta(text.encode())
    except BadMetaError:
        return
    assert isinstance(found, dict)


def test_deep_and_large_documents_are_refused():
    for data in (b"[" * 100_000, b"a: " * 10_000, b"- " * 50_000, b"{a: " * 50_000, b"a: &a [x]\nb: *a\n"):
        with pytest.raises(BadMetaError):
            parse_meta(data)


@pytest.mark.parametrize("seed", range(4))
def test_damaged_databases_are_issues(tmp_path, seed):
    damage(tmp_path, range(seed * 15, seed * 15 + 15))


@pytest.mark.slow
def test_many_damaged_databases_are_issues(tmp_path):
    damage(tmp_path, range(100, 2100))


def damage(folder, seeds):
    path = rich().write_database(folder / "mlflow.db")
    whole = path.read_bytes()
    for seed in seeds:
        chance = random.Random(seed)
        data = bytearray(whole)
        for _ in range(chance.choice((1, 3, 30, 300))):
            data[chance.randrange(100, len(data))] = chance.randrange(256)
        if chance.random() < 0.2:
            del data[chance.randrange(len(data)) :]
        path.write_bytes(data)
        collection = read(path)
        assert not [issue for issue in collection.issues if "mistake of xreport" in issue.what], seed


def test_pictures_of_log_image_have_their_steps_and_count_once(tmp_path):
    png = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
    name = f"images/val~samples+step+7+timestamp+{T}+0a1b"
    source = Store().add(1).write_files(tmp_path / "mlruns")
    folder = source / "1" / f"{1:032x}" / "artifacts"
    write(folder / f"{name}.png", png)
    write(folder / f"{name}+compressed.webp", b"RIFF0000WEBP")
    (run,) = read(source).runs
    assert [(item.key, item.steps[0].step, item.steps[0].content) for item in run.logged] == [("val/samples", 7, png)]
