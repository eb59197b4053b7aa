"""Every figure, whatever it is given: well-formed, the same each time, coloured twice, and it never fails."""

import warnings
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xreport.charts.drawing import Drawing
from xreport.charts.overlay import Curve, overlay
from xreport.charts.overview import Champions, TaskScores, overview
from xreport.charts.params import Sample, param_plots
from xreport.charts.scores import Scores, forest, strips
from xreport.charts.style import DARK, LIGHT

HOSTILE = [
    "<script>alert(1)</script>",
    "$\\frac{$ x^2$",
    "</text><image href='http://x'/>",
    "\x00\x01\x1b[31m\ud800\uffff",
    "\u202eright to left\u2066 שלום مرحبا",
    "a" * 3000,
    "漢字" * 300,
    "z" + "\u0301" * 500,
    "👩‍👩‍👧‍👦 line\nbreak\ttab",
    "",
    "&amp;&#0;]]>",
    "#fe00ed",
]
numbers = st.floats(allow_nan=True, allow_infinity=True, width=64)
names = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=30))
relaxed = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def check(drawing: Drawing) -> None:
    for svg, palette in ((drawing.svg_light, LIGHT), (drawing.svg_dark, DARK)):
        root = ET.fromstring(svg)
        tags = {element.tag.rpartition("}")[2] for element in root.iter()}
        assert tags <= {"svg", "style", "defs", "g", "path", "text"}
        assert root.get("viewBox") == f"0 0 {drawing.width} {drawing.height}"
        assert b"<!--" not in svg
        attributes = {name.rpartition("}")[2] for element in root.iter() for name in element.attrib}
        assert attributes <= {"width", "height", "viewBox", "id", "class", "style", "d", "x", "y", "type"}
        assert set(colors(root)) <= set(palette.values())
        assert not any("nan" in (path.get("d") or "") or "inf" in (path.get("d") or "") for path in root.iter())
    assert drawing.csv.endswith(b"\n")
    assert drawing.title
    assert drawing.alt
    assert len(drawing.alt) < 2000
    for text in (drawing.title, drawing.alt):
        text.encode()
        assert not set(text) & set("\n\r\x00\u202e")


def colors(root: ET.Element) -> list[str]:
    styles = [element.get("style") or "" for element in root.iter()]
    return [word.strip(";") for style in styles for word in style.split() if word.startswith("#")]


def curve(n: int = 50, color: int = 0, label: str = "a") -> Curve:
    steps = np.arange(n, dtype=float)
    mean = 1 - np.exp(-steps / 10)
    return Curve(label, color, steps, mean, mean - 0.1, mean + 0.1, 3, "0.9 ± 0.1")


def row(values: list[float], label: str = "a", color: int = 0, *, half: float | None = 0.1) -> Scores:
    array = np.array(values, dtype=float)
    mean = float(array.mean()) if array.size else None
    low, high = (None, None) if mean is None or half is None else (mean - half, mean + half)
    return Scores(label, color, array, mean, low, high)


def sample(score: float, **params: object) -> Sample:
    return Sample("run", 1, params, score)  # type: ignore[arg-type]


@relaxed
@given(
    data=st.lists(
        st.tuples(names, st.lists(st.tuples(st.integers(-(2**53), 2**53), numbers), max_size=30)), max_size=14
    ),
    direction=st.sampled_from([None, "min", "max"]),
    metric=names,
)
def test_overlay_never_fails(data, direction, metric):
    curves = []
    for index, (name, points) in enumerate(data):
        points.sort(key=lambda point: point[0])
        steps = np.array([step for step, _ in points], dtype=float)
        mean = np.array([value for _, value in points], dtype=float)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            band = (mean - abs(mean), mean + 1) if index % 2 else (None, None)
        curves.append(Curve(name, index, steps, mean, *band))
    check(overlay(curves, metric=metric, direction=direction))


@relaxed
@given(data=st.lists(st.tuples(names, st.lists(numbers, max_size=12), numbers), max_size=15), metric=names)
def test_scores_never_fail(data, metric):
    rows = [
        Scores(name, index, np.array(values, dtype=float), mean, mean, mean, name, bold=index == 0)
        for index, (name, values, mean) in enumerate(data)
    ]
    check(strips(rows, metric=metric, unit=metric, direction="max"))
    check(forest(rows, metric=metric, direction="min"))
    drawing = overview([TaskScores(metric, metric, rows), TaskScores("b", "m", rows, times=np.empty(0))])
    if drawing is not None:
        check(drawing)


@relaxed
@given(
    data=st.lists(
        st.tuples(
            numbers,
            st.dictionaries(
                st.sampled_from(["a", "b", *HOSTILE]),
                st.one_of(numbers, st.none(), st.booleans(), names, st.integers()),
            ),
        ),
        max_size=20,
    ),
    direction=st.sampled_from([None, "min", "max"]),
)
def test_params_never_fail(data, direction):
    samples = [
        Sample(HOSTILE[index % len(HOSTILE)], index, params, score) for index, (score, params) in enumerate(data)
    ]
    check(param_plots(samples, metric="m", direction=direction))


@relaxed
@given(times=st.lists(numbers, min_size=2, max_size=6), scores=st.lists(numbers, min_size=6, max_size=6))
def test_progress_never_fails(times, scores):
    times = np.array(sorted(times), dtype=float)
    values = np.array(scores[: times.size], dtype=float)
    rows = [row([1.0, 2.0])]
    task = TaskScores("t", "m", rows, "", "max", times, values, Champions(times, values, tuple(range(times.size))))
    drawing = overview([task])
    assert drawing is not None
    check(drawing)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_stay_text(name):
    for drawing in (
        overlay([curve(label=name), curve(label=name)], metric=name, unit=name),
        strips([row([1, 2, 3, 4, 5.0], name)], metric=name),
        param_plots([sample(1.0, **{name: 1}), sample(2.0, **{name: 2})], metric=name, direction="max"),
    ):
        check(drawing)


def test_a_name_that_looks_like_a_colour_of_the_drawing_stays():
    assert b">#fe00ed<" in strips([row([1.0], "#fe00ed")], metric="m").svg_dark


def test_same_input_same_bytes_whatever_the_users_matplotlib_settings():
    import matplotlib as mpl

    def draw() -> list[Drawing]:
        return [
            overlay([curve(color=index) for index in range(3)], metric="acc"),
            strips([row([1, 2, 3, 4, 5.0])], metric="acc"),
            param_plots([sample(1.0, lr=1), sample(2.0, lr=2)], metric="acc", direction="max"),
        ]

    first = draw()
    changed = {
        "savefig.bbox": "tight",
        "font.size": 30,
        "lines.linewidth": 9,
        "path.sketch": (1, 100, 2),
        "svg.fonttype": "path",
    }
    with mpl.rc_context(changed):  # type: ignore[arg-type]
        assert draw() == first


def test_more_than_ten_curves_are_grey_and_the_best_stand_out():
    drawing = overlay([curve(color=index, label=f"c{index}") for index in range(30)], metric="acc")
    used = colors(ET.fromstring(drawing.svg_light))
    assert used.count(LIGHT["grey"]) >= 27
    assert LIGHT["c0"] in used
    assert LIGHT["c5"] not in used
    assert "27 others" in drawing.svg_light.decode()


def test_peaks_survive_the_thinning_of_long_curves():
    mean = np.zeros(100_000)
    mean[54_321] = 1.0
    drawing = overlay([Curve("a", 0, np.arange(100_000.0), mean)], metric="m")
    low = overlay([Curve("a", 0, np.arange(100_000.0), mean * 0)], metric="m")
    points = [float(line.split()[2]) for line in drawing.svg_light.decode().splitlines() if line.startswith("L ")]
    assert max(points) - min(points) > 200
    assert len(drawing.svg_light) < 40_000
    assert len(low.svg_light) < len(drawing.svg_light)


def test_single_values_do_not_take_the_colours_of_the_curves():
    best = Curve("single", 1, np.array([0.0]), np.array([0.99]))
    drawing = overlay([best, *(curve(color=2, label=f"c{index}") for index in range(12))], metric="m")
    assert ">single<" not in drawing.svg_light.decode()
    assert "9 others in grey, 1 with one value only" in drawing.svg_light.decode()
    assert b"single,1,0,0.99" in drawing.csv
    assert ">single<" in overlay([best], metric="m").svg_light.decode()


def test_runs_beyond_the_axis_are_marked():
    rows = [row([0.9, 0.91, 0.92, 0.93], f"c{index}", half=None) for index in range(4)]
    worse = strips([*rows, row([-50.0], "bad", 5, half=None)], metric="m", direction="max")
    same = strips([*rows, row([0.9], "bad", 5, half=None)], metric="m", direction="max")
    path = f"fill: none; stroke: {LIGHT['c5']}; stroke-width: 2;"
    assert path in worse.svg_light.decode()
    assert path not in same.svg_light.decode()


def test_csv_holds_the_exact_numbers_and_no_formula():
    drawing = overlay([Curve("=cmd()", 0, np.array([1.0, 2.0]), np.array([0.1, np.nan]))], metric="m")
    assert (
        drawing.csv.decode()
        == "configuration,n,step,mean,ci95_low,ci95_high\r\n'=cmd(),1,1,0.1,,\r\n'=cmd(),1,2,NaN,,\r\n"
    )


def test_at_most_twelve_rows_and_all_of_them_in_the_csv():
    drawing = strips([row([float(i), i + 1.0], f"config-{i}") for i in range(40)], metric="m")
    assert "config-11<" in drawing.svg_light.decode()
    assert "config-12<" not in drawing.svg_light.decode()
    assert "12 best of 40" in drawing.svg_light.decode()
    assert b"config-39" in drawing.csv


def test_overview_shows_progress_only_with_a_history():
    rows = [row([1.0, 2.0], "best config")]
    day = 86400.0
    quick = Champions(np.array([0.0, 60.0]), np.array([1.0, 2.0]), (0, 1))
    slow = Champions(np.array([1e9, 1e9 + 5 * day]), np.array([1.0, 2.0]), (0, 1))
    times, scores = np.array([1e9, 1e9 + 6 * day]), np.array([1.0, 2.0])
    assert overview([]) is None
    assert overview([TaskScores("t", "m", [row([np.nan])])]) is None
    for champions, word in ((quick, "Best configurations by m"), (slow, "Best so far, 2001-09-08 to 2001-09-1")):
        drawing = overview([TaskScores("t", "m", rows, "", "max", times, scores, champions)])
        assert drawing is not None
        check(drawing)
        assert drawing.title.startswith(word)
    both = overview([TaskScores("t", "m", rows), TaskScores("u", "m", rows)])
    assert both is not None
    assert both.title == "Best configurations of each task"
