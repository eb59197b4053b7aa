"""Values of event files: all the ways in which a number is written, and what is no number."""

import base64
import math
import struct

import numpy as np
import pytest
from event_files import (
    curve,
    double,
    event,
    event_file,
    histogram,
    hparams,
    image,
    message,
    metadata,
    number,
    session_end,
    simple,
    single,
    tensor,
    text,
    varint,
)
from event_folders import read_file

GIF = b"GIF89a\x01\x00\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x00;"


def value_of(*values: bytes) -> list[float]:
    """The numbers of one metric, read from events alone and from many alike: both ways must agree."""
    alone = read_file(event_file(*(event(value, step=1) for value in values)))
    many = read_file(event_file(*(event(value, step=1) for value in values for _ in range(20))))
    found = [value for _, value in alone.points["x"]]
    assert [value for _, value in many.points["x"]] == pytest.approx(
        [value for value in found for _ in range(20)], rel=0, abs=0, nan_ok=True
    )
    return found


def test_simple_values_are_single_precision_exactly():
    assert value_of(simple("x", 0.1), simple("x", -2.5)) == [float(np.float32(0.1)), -2.5]


@pytest.mark.parametrize("value", [math.inf, -math.inf, 0.0, 1e-45])
def test_special_numbers(value):
    assert value_of(simple("x", value)) == [float(np.float32(value))]


def test_nan_is_a_value():
    assert math.isnan(value_of(simple("x", math.nan))[0])


@pytest.mark.parametrize(
    ("dtype", "field", "expected"),
    [
        (1, message(4, struct.pack("<f", 0.1)), float(np.float32(0.1))),
        (1, message(5, struct.pack("<f", 0.1)), float(np.float32(0.1))),
        (1, single(5, 0.1), float(np.float32(0.1))),
        (2, message(4, struct.pack("<d", 0.1)), 0.1),
        (2, message(6, struct.pack("<d", 0.1)), 0.1),
        (3, message(4, struct.pack("<i", -7)), -7),
        (3, message(7, varint(-7)), -7),
        (3, number(7, 300), 300),
        (9, message(4, struct.pack("<q", -(2**40))), -(2**40)),
        (9, message(10, varint(-(2**40))), -(2**40)),
        (4, message(7, varint(255)), 255),
        (10, message(11, varint(1)), 1),
        (19, message(4, np.float16(0.1).tobytes()), float(np.float16(0.1))),
        (19, message(13, varint(int(np.float16(-0.1).view(np.uint16)))), float(np.float16(-0.1))),
        (14, message(13, varint(0x3F80)), 1.0),
        (14, message(4, struct.pack("<H", 0xC000)), -2.0),
        (22, message(16, varint(2**32 - 1)), 2**32 - 1),
        (23, message(17, varint(2**63)), 2.0**63),
    ],
)
def test_tensors_of_every_type_and_spelling(dtype, field, expected):
    assert value_of(tensor("x", dtype, field)) == [expected]


def test_tensor_of_one_number_needs_no_plugin_and_may_have_ones_as_shape():
    content = message(4, struct.pack("<d", 3.0))
    assert value_of(tensor("x", 2, content, plugin=""), tensor("x", 2, content, shape=(1, 1))) == [3.0, 3.0]


def test_larger_tensors_are_counted_and_not_read():
    values = message(4, struct.pack("<2f", 1, 2))
    run = read_file(
        event_file(
            event(tensor("x", 1, values, shape=(2,))), event(tensor("p", 1, values, plugin="pr_curves", shape=(2,)))
        )
    )
    assert run.points == {}
    assert dict(run.report.skipped) == {
        "tensors in event files": 1,
        "PR curves that are empty or cannot be read in event files": 1,
    }
    assert run.whats == []


def test_steps_of_any_size_and_sign():
    steps = [0, 1, 127, 128, 16384, 2**40, 2**63 - 1, -1, -(2**63)]
    run = read_file(event_file(*(event(simple("x", 1.0), step=step) for step in steps for _ in range(3))))
    assert run.series["x"].steps.tolist() == [step for step in steps for _ in range(3)]


def test_times_are_wall_times_and_nonsense_is_none():
    times = [1.7e9, 1.7e9 + 1e-6, 0.0, math.nan, math.inf, 1e300]
    run = read_file(event_file(*(event(simple("x", 1.0), time=time) for time in times for _ in range(20))))
    np.testing.assert_array_equal(run.series["x"].times[::20], [1.7e9, 1.7e9 + 1e-6, *[math.nan] * 4])


def test_several_values_in_an_event_as_keras_1_writes_them():
    events = [event(*(simple(tag, s) for tag in ("acc", "loss", "val/acc")), step=s) for s in range(300)]
    run = read_file(event_file(*events))
    assert list(run.points) == ["acc", "loss", "val/acc"]
    assert all(points == [(s, float(s)) for s in range(300)] for points in run.points.values())


def test_interleaved_tags_of_equal_and_of_different_length_keep_their_order():
    """Records of one size with tags of other lengths and steps of other lengths: nothing may be mixed up."""
    rng = np.random.default_rng(0)
    tags = ["a", "bb", "ccc", "dddd", "loss", "lass", "a/b/c/d", "ümlaut"]
    expected: dict[str, list] = {tag: [] for tag in tags}
    events = []
    for value in range(6000):
        tag = tags[rng.integers(len(tags))]
        step = int(rng.choice([0, 5, 200, 20_000, 3_000_000, -1]))
        expected[tag].append((step, float(value)))
        as_tensor = rng.random() < 0.3
        written = tensor(tag, 2, message(4, struct.pack("<d", value))) if as_tensor else simple(tag, value)
        events.append(event(written, step=step))
    assert read_file(event_file(*events)).points == expected


def test_many_metrics_of_one_length():
    names = [f"layer_{n:04}" for n in range(500)]
    events = [event(simple(name, step), step=step) for step in range(6) for name in names]
    run = read_file(event_file(*events))
    assert list(run.points) == names
    assert all(points == [(s, float(s)) for s in range(6)] for points in run.points.values())


def test_fields_in_any_order_and_the_last_of_a_field_counts():
    value = message(1, single(2, 1.0), message(1, "y"), message(1, "x"), single(2, 2.0), number(15, 7))
    odd = message(5, value) + number(2, 3) + double(1, 1.0) + number(2, 9) + double(1, 1.7e9)
    run = read_file(event_file(*[odd] * 20))
    assert run.points == {"x": [(9, 2.0)] * 20}
    assert set(run.series["x"].times.tolist()) == {1.7e9}


def test_duplicate_points_and_step_backs_are_all_kept():
    values = curve("x", [1, 2, 3]) + curve("x", [4, 5], first=2) + curve("x", [4, 5], first=2)
    assert read_file(event_file(*values)).points["x"] == [(1, 1), (2, 2), (3, 3), (2, 4), (3, 5), (2, 4), (3, 5)]


def test_texts_are_kept_with_their_steps():
    words = [["old"], ["new", "er"]]
    events = [event(text("note/text_summary", *some), step=step) for step, some in enumerate(words)]
    run = read_file(event_file(*events))
    assert run.of_type("text") == [
        {"type": "text", "key": "note", "step": 0, "time": 1.7e9, "text": "old"},
        {"type": "text", "key": "note", "step": 1, "time": 1.7e9, "text": "new\ner"},
    ]


def test_a_matrix_of_texts_is_read_row_by_row():
    cells = (message(8, cell) for cell in ("a", "b", "c", "d"))
    run = read_file(event_file(event(tensor("t", 7, *cells, plugin="text", shape=(2, 2)))))
    assert [record["text"] for record in run.of_type("text")] == ["a\tb\nc\td"]


def packed(field, *values):
    return message(field, struct.pack(f"<{len(values)}d", *values))


def old_histogram(low, high, limits, counts):
    fields = double(1, low), double(2, high), packed(6, *limits), packed(7, *counts)
    return message(1, message(1, "h"), message(5, *fields))


def buckets(value):
    (record,) = read_file(event_file(event(value, step=4))).of_type("histogram")
    assert (record["key"], record["step"], record["time"]) == ("h", 4, 1.7e9)
    return record["edges"], record["counts"]


def test_histograms_end_at_the_smallest_and_the_largest_value():
    most = 1.7976931348623157e308
    assert buckets(old_histogram(-1, 3, [0, 2, most], [1, 0, 5])) == ([-1, 0, 2, 3], [1, 0, 5])
    # PyTorch puts an empty bucket before the first, TensorFlow one that ends below the smallest value.
    assert buckets(old_histogram(1, 3, [-most, 2, most], [0, 4, 1])) == ([1, 2, 3], [4, 1])
    assert buckets(old_histogram(7, 7, [6, 8], [0, 9])) == ([6.5, 7.5], [9])


def test_histograms_as_tensors_gaps_are_empty_buckets():
    rows = [0, 1, 2, 1, 2, 3, 4, 5, 0.5]
    value = tensor("h", 2, message(4, struct.pack("<9d", *rows)), plugin="histograms", shape=(3, 3))
    assert buckets(value) == ([0, 1, 2, 4, 5], [2, 3, 0, 0.5])
    same = tensor("h", 2, packed(6, *[7, 7, 0, 7, 7, 9]), plugin="histograms", shape=(2, 3))
    assert buckets(same) == ([6.5, 7.5], [9])


def test_histograms_of_many_buckets_lose_no_count():
    edges, counts = buckets(old_histogram(0, 1549, range(1, 1550), [1] * 1549))
    assert (len(counts), sum(counts), edges[0], edges[-1]) == (388, 1549, 0, 1549)
    assert edges[:3] == [0, 4, 8]
    assert counts[-1] == 1


@pytest.mark.parametrize(
    "value",
    [
        old_histogram(0, 1, [1], [math.nan]),
        old_histogram(0, 1, [1], [-1]),
        old_histogram(2, 1, [1], [1]),
        old_histogram(math.inf, 1, [1], [1]),
        old_histogram(0, 1, [1, 2], [1]),
        tensor("h", 2, packed(6, *range(6)), plugin="histograms", shape=(3, 2)),
        tensor("h", 2, packed(6, *range(6)), plugin="histograms", shape=(2**31, 2**33, 3)),
        tensor("h", 2, packed(6, *range(6)), plugin="histograms", shape=(-2, -3)),
    ],
)
def test_histograms_that_are_none(value):
    run = read_file(event_file(event(value)))
    assert run.of_type("histogram") == []
    assert dict(run.report.skipped) == {"histograms that are empty or cannot be read in event files": 1}


def test_histograms_are_spread_over_the_training_with_the_last():
    events = [event(old_histogram(0, 1, [1], [step]), step=step) for step in range(1000)]
    run = read_file(event_file(*events))
    steps = [record["step"] for record in run.of_type("histogram")]
    assert steps == [*range(0, 1000, 32), 999]
    assert run.report.skipped["histograms (others between them) in event files"] == 1000 - len(steps)


def test_precision_recall_curves():
    rows = [[9, 8], [7, 6], [5, 4], [3, 2], [0.5, 0.75], [1, 0.25]]
    numbers = [number for row in rows for number in row]
    value = tensor("a/pr", 1, message(5, struct.pack("<12f", *numbers)), plugin="pr_curves", shape=(6, 2))
    (record,) = read_file(event_file(event(value, step=3))).of_type("curve")
    assert record == {
        "type": "curve", "key": "a/pr", "step": 3, "time": 1.7e9, "kind": "pr", "x_label": "recall",
        "y_label": "precision", "lines": [{"name": "pr", "x": [1, 0.25], "y": [0.5, 0.75]}],
    }  # fmt: skip


def test_images_of_both_generations_and_gifs():
    second = tensor("v2", 7, *(message(8, part) for part in (b"1", b"1", GIF, GIF)), plugin="images", shape=(4,))
    run = read_file(event_file(event(image("v1", GIF), step=3), event(second, step=4)))
    found = [
        (record["key"], record["step"], record["media_type"], record.get("caption")) for record in run.of_type("image")
    ]
    assert found == [
        ("v1", 3, "image/gif", None),
        ("v2", 4, "image/gif", "1 of 2"),
        ("v2", 4, "image/gif", "2 of 2"),
    ]


def test_only_safe_images_and_the_latest_of_each_name():
    events = [event(image("a", GIF), step=step) for step in range(25)]
    run = read_file(event_file(*events, event(image("b", b"<svg onload=alert(1)>"))))
    assert [record["step"] for record in run.of_type("image")] == list(range(15, 25))
    assert run.report.skipped["images (older ones) in event files"] == 15
    assert run.report.skipped["images that are too large, or none that browsers show safely in event files"] == 1


WAV = b"RIFF\x24\0\0\0WAVEfmt "


def test_sounds_of_both_generations():
    old = message(1, message(1, "v1"), message(6, message(4, WAV), message(5, "audio/wav")))
    new = tensor("v2", 7, *(message(8, part) for part in (WAV, b"", WAV, b"")), plugin="audio", shape=(2, 2))
    found = read_file(event_file(event(old, step=1), event(new, step=2))).of_type("audio")
    assert [(one["key"], one["step"], one.get("caption"), one["media_type"]) for one in found] == [
        ("v1", 1, None, "audio/wav"),
        ("v2", 2, "1 of 2", "audio/wav"),
        ("v2", 2, "2 of 2", "audio/wav"),
    ]
    assert {base64.b64decode(one["base64"]) for one in found} == {WAV}


def test_a_sound_that_browsers_do_not_play_is_named_and_not_copied():
    clip = message(1, message(1, "clip"), message(6, message(4, b"RIFF"), message(5, "audio/x")))
    (record,) = read_file(event_file(event(clip, step=2))).of_type("artifact")
    assert (record["path"], record["bytes"], record["step"]) == ("clip", 4, 2)
    assert "audio/x" in record["caption"]


def test_histograms_and_graphs_are_counted():
    graph = double(1, 1.7e9) + message(4, b"\x0a\x00")
    run = read_file(event_file(graph, event(histogram("weights")), event(histogram("weights"))))
    assert dict(run.report.skipped) == {
        "graphs in event files": 1,
        "histograms that are empty or cannot be read in event files": 2,
    }
    assert run.whats == []


def test_hparams_plugin():
    run = read_file(event_file(event(hparams(lr=0.1, batch=32, name="adam", flag=True, seed=7)), event(session_end(1))))
    assert run.params == {"lr": 0.1, "batch": 32, "name": "adam", "flag": True}
    assert isinstance(run.params["batch"], int)
    assert run.of_type("update")[0]["seed"] == 7
    assert run.of_type("end") == []


def test_a_failed_session_is_a_failed_run():
    assert read_file(event_file(event(session_end(2)))).of_type("end") == [{"type": "end", "status": "failed"}]


def test_hparams_that_are_not_readable_are_counted():
    broken = message(1, message(1, "h"), metadata("hparams", b"\x1a\xff"))
    run = read_file(event_file(event(broken), *curve("x", [1])))
    assert run.points == {"x": [(1, 1.0)]}
    assert run.report.skipped["values that cannot be read in event files"] == 1


def test_names_that_are_no_text():
    value = message(1, message(1, b"\xff\xfe"), single(2, 1.0))
    assert list(read_file(event_file(event(value), event(simple("", 1.0)))).points) == ["\\xff\\xfe", "(no tag)"]


def test_objects_of_different_sizes_keep_their_order():
    words = ["longest", "x", "middle", "", "yy"]
    run = read_file(event_file(*(event(text("t", word), step=step) for step, word in enumerate(words))))
    assert [(one["step"], one["text"]) for one in run.of_type("text")] == list(enumerate(words))
