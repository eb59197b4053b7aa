"""What the logger accepts is on the site's data; what would not be is refused when it is logged, with the reason."""

import struct
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_journals import read as read_sources

from xreport import logger
from xreport.compat.tensorboard import SummaryWriter
from xreport.compat.wandb.media import Audio, Histogram, Html, Image, Table, skipped
from xreport.format import limits, media_types
from xreport.logger import open_runs
from xreport.model import Run as LoadedRun

PNG = b"\x89PNG\r\n\x1a\n"
NUMBER = count()


class Case(NamedTuple):
    """Something that is logged in a size, the size that is the most, and how much of it is there when it is read."""

    most: int
    log: Callable[[Any, int], bool | None]
    found: Callable[[LoadedRun], Any] = lambda run: [item.key for item in run.logged]


def bytes_of(start: bytes, size: int) -> bytes:
    return start + bytes(max(size - len(start), 0))


def rows_of(cells: int, cell: Any) -> list[list[Any]]:
    return [[cell] for _ in range(cells)]


OBJECTS = {
    "image": Case(limits.LARGEST_IMAGE, lambda run, n: run.log_image("k", bytes_of(PNG, n))),
    "sound": Case(limits.LARGEST_SOUND, lambda run, n: run.log_audio("k", bytes_of(b"fLaC", n))),
    "columns": Case(limits.MOST_COLUMNS, lambda run, n: run.log_table("k", [f"c{i}" for i in range(n)], [range(n)])),
    "no columns": Case(0, lambda run, n: run.log_table("k", ["c"] * n, [])),
    "rows": Case(limits.MOST_ROWS, lambda run, n: run.log_table("k", ["c"], rows_of(n, 1))),
    "cell": Case(limits.LONGEST_CELL, lambda run, n: run.log_table("k", ["c"], [["x" * n]])),
    "keys in cells": Case(
        limits.MOST_KEYS // 100 - 1,
        lambda run, n: run.log_table("k", ["c"], rows_of(100, {f"k{i}": 1 for i in range(n)})),
    ),
    "values in cells": Case(
        limits.MOST_VALUES // 1000 - 2, lambda run, n: run.log_table("k", ["c"], rows_of(1000, [1.25] * n))
    ),
    "brackets": Case(
        limits.LARGEST_SHOWN // 6_000, lambda run, n: run.log_table("k", ["c"], rows_of(1000, "<" * min(n, 16_000)))
    ),
    "bins": Case(
        limits.MOST_BINS, lambda run, n: run.log_histogram("k", counts=[1] * n, edges=list(range(n + 1)))
    ),
    "bins of values": Case(limits.MOST_BINS, lambda run, n: run.log_histogram("k", [0, 1, 5], bins=n)),
    "lines": Case(
        limits.MOST_LINES, lambda run, n: run.log_curve("k", [0, 1], {f"l{i}": [0, 1] for i in range(n)})
    ),
    "points": Case(limits.MOST_POINTS, lambda run, n: run.log_curve("k", list(range(n)), list(range(n)))),
    "labels": Case(limits.MOST_LABELS, lambda run, n: run.log_confusion("k", list(range(n)), list(range(n)))),
    "text": Case(limits.LONGEST_TEXT, lambda run, n: run.log_text("k", "<" * n)),
    "wide text": Case(limits.LONGEST_TEXT // 4, lambda run, n: run.log_text("k", "\U0001f600" * n)),
    "caption": Case(limits.LONGEST_LABEL, lambda run, n: run.log_image("k", PNG, caption="c" * n)),
    "step": Case(limits.MOST_STEP, lambda run, n: run.log_text("k", "t", step=n)),
    "wandb.Image": Case(limits.LARGEST_IMAGE, lambda run, n: run.log({"k": Image(bytes_of(PNG, n))})),
    "wandb.Audio": Case(limits.LARGEST_SOUND, lambda run, n: run.log({"k": Audio(bytes_of(b"OggS", n))})),
    "wandb.Table": Case(
        limits.MOST_COLUMNS, lambda run, n: run.log({"k": Table(columns=list(range(n)), data=[list(range(n))])})
    ),
    "wandb.Histogram": Case(limits.MOST_BINS, lambda run, n: run.log({"k": Histogram([1, 2], num_bins=n)})),
    "wandb.Html": Case(limits.LONGEST_TEXT, lambda run, n: run.log({"k": Html("<" * n)})),
}  # fmt: skip
NAMED = {
    "key": Case(limits.LONGEST_KEY, lambda run, n: run.log_text("k" * n, "t"), lambda run: len(run.logged) * ["k"]),
    "metrics": Case(
        limits.MOST_KEYS - 3,
        lambda run, n: run.log({f"m{i}": 0.5 for i in range(n)}),
        lambda run: ["k"] if run.series else [],
    ),
    "metrics again": Case(
        limits.MOST_KEYS - 3,
        lambda run, n: (run.log(many := {f"m{i}": 0.5 for i in range(n)}), run.log(many))[1],
        lambda run: ["k"] if run.series and len(run.series["m0"].steps) == 2 else [],
    ),
    "step of a metric": Case(
        limits.MOST_STEP,
        lambda run, n: run.log({"m": 0.5}, step=n),
        lambda run: ["k"] if "m" in run.series else [],
    ),
    "name of a metric": Case(
        0, lambda run, n: run.log({"m" * n: 0.5}), lambda run: ["k"] if run.series else []
    ),
    "params": Case(
        limits.MOST_KEYS - 10, lambda run, n: run.update(params={f"p{i}": 1 for i in range(n)}),
        lambda run: ["k"] if run.params else [],
    ),
    "summary": Case(
        limits.MOST_KEYS - 10, lambda run, n: run._log_summary({f"s{i}": 1 for i in range(n)}),
        lambda run: ["k"] if run.scores else [],
    ),
    "unit": Case(
        limits.LONGEST_UNIT, lambda run, n: run.define_metric("m", unit="u" * n),
        lambda run: ["k"] if run.hints["m"].unit else [],
    ),
    "hint": Case(
        limits.LONGEST_LABEL, lambda run, n: run.define_metric("m" * n, direction="max"),
        lambda run: ["k"] if set(map(len, run.hints)) - {0} else [],
    ),
    "tags": Case(
        limits.MOST_TAGS, lambda run, n: run.note("", [f"t{i}" for i in range(n)]),
        lambda run: ["k"] if run.tags else [],
    ),
    "notes": Case(limits.LONGEST_TEXT, lambda run, n: run.note("n" * n), lambda run: ["k"] if run.notes else []),
    "data": Case(
        limits.MOST_DATA, lambda run, n: run.update(data=[f"d{i}" for i in range(n)]),
        lambda run: ["k"] if run.data else [],
    ),
    "console": Case(
        limits.LONGEST_TEXT, lambda run, n: run.log_console("stdout", "c" * n), lambda run: ["k"] if run.console else []
    ),
}  # fmt: skip
CASES = OBJECTS | NAMED


def sizes(most: int) -> st.SearchStrategy[int]:
    near = {most + by for by in (-1, 0, 1, 2)} | {most // 2, 2 * most}
    fewest = min(most, 1)  # none of something says nothing
    return st.sampled_from(sorted({max(size, fewest) for size in near})) | st.integers(fewest, min(most, 3_000))


def logged(folder: Path, log: Callable[[Any], bool | None]) -> tuple[bool | None, LoadedRun]:
    place = folder / f"r{next(NUMBER)}"
    run = logger.init("p", dir=place, capture=False, id="one")
    accepted = log(run)
    run.finish()
    open_runs._open.clear()
    (loaded,) = read_sources(place).runs
    return accepted, loaded


@pytest.mark.parametrize("name", CASES)
def test_what_is_accepted_is_shown_and_what_is_refused_is_told(tmp_path, capsys, name):
    case = CASES[name]

    @settings(max_examples=6, suppress_health_check=list(HealthCheck))
    @given(sizes(case.most))
    def check(size: int) -> None:
        accepted, run = logged(tmp_path, lambda run: case.log(run, size))
        told = capsys.readouterr().err
        if accepted:
            assert case.found(run) == ["k"], size
            assert run.issues == (), size
            assert run.logged_note == "", size
        else:
            assert told.startswith("xreport: "), size
            assert case.found(run) == [], size

    check()


@pytest.mark.parametrize("name", ["rows", "lines", "points", "text", "cell", "caption", "tags", "notes", "console"])
def test_what_is_kept_in_part_is_accepted_and_said(tmp_path, capsys, name):
    case = CASES[name]
    assert logged(tmp_path, lambda run: case.log(run, case.most))[0]
    assert capsys.readouterr().err == ""
    accepted, run = logged(tmp_path, lambda run: case.log(run, case.most + 1))
    assert accepted
    assert case.found(run) == ["k"]
    if name != "points":  # thinned, and drawn the same
        assert capsys.readouterr().err.startswith("xreport: ")


FIRST = [PNG, b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"RIFF????WEBP", b"RIFF????WAVE", b"ID3", b"OggS", b"fLaC"]


@settings(max_examples=40)
@given(st.sampled_from(FIRST) | st.integers(0xFFE0, 0xFFFF).map(lambda two: struct.pack(">H", two)) | st.binary())
def test_both_sides_know_the_same_images_and_sounds(tmp_path_factory, first):
    """*Readers look at its first bytes and show nothing else.*"""
    data = first + b"x" * 10
    for verb, kind in (("log_image", media_types.image_type(data)), ("log_audio", media_types.sound_type(data))):
        accepted, run = logged(tmp_path_factory.mktemp("media"), lambda run, verb=verb: getattr(run, verb)("k", data))
        assert accepted is bool(kind)
        assert [one.media_type for item in run.logged for one in item.steps] == [kind] * bool(kind)


@pytest.mark.parametrize("two", [b"\xff\xfa", b"\xff\xfb", b"\xff\xf2", b"\xff\xf3", b"\xff\xe2", b"\xff\xe3"])
def test_every_frame_of_mp3_is_a_sound(two):
    assert media_types.sound_type(two + bytes(9)) == "audio/mpeg"


def test_a_description_that_no_reader_takes_costs_no_run(tmp_path, capsys):
    """The training starts, its metrics are there, and it is told what is missing."""
    run = logger.init(
        "p", dir=tmp_path / "runs", capture=False, params={f"p{i}": i for i in range(limits.MOST_KEYS)}, tags=["kept"]
    )
    assert run.log({"loss": 1.0})
    run.finish()
    open_runs._open.clear()
    (loaded,) = read_sources(tmp_path / "runs").runs
    assert (loaded.project, loaded.tags, loaded.params, list(loaded.series)) == ("p", ("kept",), {}, ["loss"])
    assert "10,0" in capsys.readouterr().err
    assert [issue.what for issue in loaded.issues] == ["1 record could not be written while the run was logging"]


def test_metrics_beside_one_without_a_name_are_logged(tmp_path):
    accepted, run = logged(tmp_path, lambda run: run.log({"": 1.0, "loss": 2.0}, step=4))
    assert not accepted
    assert run.series["loss"].steps.tolist() == [4]
    accepted, run = logged(tmp_path, lambda run: run._log_summary({"": 1.0, "acc": 2.0}))
    assert not accepted
    assert run.scores == {"acc": 2.0}


@pytest.mark.parametrize("goal", ["high", float("nan"), float("inf"), True, 10**400])
def test_a_goal_that_is_no_number_is_refused(tmp_path, goal):
    accepted, run = logged(tmp_path, lambda run: run.define_metric("m", direction="max", goal=goal))
    assert (accepted, run.hints) == (False, {})


VERBS = {
    "add_image": Case(limits.MOST_ROWS, lambda writer, n: writer.add_image("k", [[[0.0] * n]] * 3)),
    "add_text": Case(limits.LONGEST_TEXT, lambda writer, n: writer.add_text("k", "t" * n)),
    "add_histogram": Case(limits.MOST_BINS, lambda writer, n: writer.add_histogram("k", [1.0, 2.0], bins=n)),
    "add_histogram_raw": Case(
        limits.MOST_BINS,
        lambda writer, n: writer.add_histogram_raw("k", 0, n, n, n, n, list(range(1, n + 1)), [1] * n),
    ),
    "add_audio": Case(2, lambda writer, n: writer.add_audio("k", [0.5] * n)),
}


@pytest.mark.parametrize("name", VERBS)
def test_what_a_summary_writer_does_not_tell_of_is_shown(tmp_path, capsys, name):
    case = VERBS[name]
    for at, size in enumerate((case.most - 1, case.most, case.most + 1)):
        writer = SummaryWriter(tmp_path / str(at), capture=False)
        case.log(writer, size)
        writer.close()
        open_runs._open.clear()
        (run,) = read_sources(tmp_path / str(at)).runs
        assert capsys.readouterr().err or case.found(run) == ["k"]


def test_lines_beyond_the_names_given_are_there(tmp_path):
    from xreport.compat.wandb.plots import Plots

    accepted, run = logged(tmp_path, lambda run: run.log({"k": Plots().line_series([0, 1], [[1, 2], [3, 4]], ["a"])}))
    assert accepted
    assert [line.name for line in run.logged[0].steps[0].lines] == ["a", "line 1"]


def test_what_has_no_counterpart_is_refused(tmp_path):
    accepted, run = logged(tmp_path, lambda run: run.log({"k": skipped("Video")("v.mp4"), "loss": 1.0}))
    assert (accepted, run.logged, list(run.series)) == (False, (), ["loss"])


@pytest.mark.parametrize("time", [1e300, float("nan"), float("inf"), "noon", None])
def test_a_value_of_no_time_is_logged_now_and_that_is_said(tmp_path, capsys, time):
    accepted, run = logged(tmp_path, lambda run: run.log_at(time, {"loss": 0.5}, 3))
    assert accepted
    assert abs(run.series["loss"].times[0] - run.started) < 60
    assert "is no time" in capsys.readouterr().err


def test_what_made_a_run_fail_is_read_as_far_as_it_is_logged(tmp_path):
    _, run = logged(tmp_path, lambda run: run.finish("failed", "x" * 5_000))
    assert run.error == "x" * limits.LONGEST_ERROR
