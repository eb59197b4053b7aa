"""Curves of a run page: small drawings, and all values for the browser."""

import base64
import json
import re
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xreport.charts.curves import curves_script, drawn_curve, time_knots
from xreport.model import Series


def series(values, steps=None) -> Series:
    array = np.array(values, dtype=np.float64)
    at = np.arange(array.size) if steps is None else np.array(steps)
    return Series(at.astype(np.int64), array, np.full(array.size, np.nan))


def content(script: bytes) -> dict:
    match = re.fullmatch(rb"\(window\.xreport_data=window\.xreport_data\|\|\{\}\)\[(.*?)\]=(.*);\n", script, re.DOTALL)
    assert match
    return {"key": json.loads(match[1]), **json.loads(match[2])}


def decoded(one: dict) -> list[float]:
    if "levels" in one:
        return [float(level) for level, n in zip(one["levels"], one["counts"], strict=True) for _ in range(n)]
    if "f4" in one:
        values = np.frombuffer(base64.b64decode(one["f4"]), dtype="<f4").astype(float).tolist()
        assert len(values) == one["n"]
        return values
    return [float(value) for value in one["values"]]


def absolute(line: str) -> list[tuple[int, int]]:
    """The places that a relative path leads to."""
    x, y, *steps = map(int, re.findall(r"-?\d+", line))
    places = [(x, y)]
    for across, down in zip(steps[::2], steps[1::2], strict=True):
        x, y = x + across, y + down
        places.append((x, y))
    return places


def test_points_are_scaled_into_the_box():
    view = drawn_curve(series([0, 1, 0.5]))
    assert view.lines == ("M2 118l158-116 158 58",)
    assert (view.y_min, view.y_max, view.x_min, view.x_max) == ("0", "1", "0", "2")


def test_gaps_split_the_line_and_lone_points_show():
    view = drawn_curve(series([0, 1, np.nan, 1, np.inf, 0, 1]))
    assert len(view.lines) == 3
    assert view.lines[1] == "M160 2l0 0"
    assert (view.n, view.non_finite) == (7, 2)


@pytest.mark.parametrize("values", [[], [np.nan], [1.0], [2.0, 2.0], [1e308, -1e308], [5e-324, 0]])
def test_odd_series(values):
    view = drawn_curve(series(values))
    places = [place for line in view.lines for place in absolute(line)]
    assert all(0 <= x <= 320 and 0 <= y <= 120 for x, y in places)
    assert len(view.lines) == (1 if np.isfinite(values).any() else 0)


def test_long_noisy_curves_are_small_and_keep_their_peaks():
    values = np.random.default_rng(0).normal(size=100_000)
    values[77_777] = 50.0
    (line,) = drawn_curve(series(values)).lines
    assert len(line) < 700
    assert min(y for _, y in absolute(line)) == 2


def test_steps_are_sorted_before_drawing():
    view = drawn_curve(series([3, 1, 2], steps=[30, 10, 20]))
    assert view.lines == ("M2 118l158-58 158-58",)
    assert (view.x_min, view.x_max) == ("10", "30")


def test_metrics_with_the_same_steps_share_a_grid():
    script = curves_script(
        "a-run", {"loss": series([3, 2, 1]), "acc": series([1, 2, 3]), "val": series([1, 2], [0, 2])}
    )
    data = content(script)
    assert data["key"] == "curves/a-run"
    assert data["grids"] == [{"start": 0, "stride": 1, "n": 3}, {"start": 0, "stride": 2, "n": 2}]
    assert [(one["metric"], one["grid"]) for one in data["series"]] == [("loss", 0), ("acc", 0), ("val", 1)]
    assert decoded(data["series"][0]) == [3, 2, 1]


def test_uneven_and_repeated_steps_are_listed():
    data = content(
        curves_script("r", {"m": series([1, 2, 3], [1, 1, 5]), "big": series([1, 2], [-(2**62), 2**62 + 1])})
    )
    assert data["grids"][0] == {"n": 3, "values": [1, 1, 5]}
    assert data["grids"][1] == {"n": 2, "values": [-(2**62), 2**62 + 1]}


def test_what_float32_cannot_hold_is_written_in_full():
    values = [1_763_900_000.25, 1_763_900_000.5]
    data = content(
        curves_script("r", {"time": series(values), "huge": series([1e300, np.nan]), "tiny": series([1e-300, 1])})
    )
    assert data["series"][0]["values"] == values
    assert data["series"][1]["values"] == [1e300, "NaN"]
    assert data["series"][2]["values"] == [1e-300, 1]


def test_non_finite_values_survive():
    data = content(curves_script("r", {"m": series([np.nan, np.inf, -np.inf, 1])}))
    values = decoded(data["series"][0])
    assert np.isnan(values[0])
    assert values[1:] == [np.inf, -np.inf, 1]


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(-(2**63), 2**63 - 1), st.floats()), max_size=40),
    st.text(alphabet=st.characters(), max_size=20),
)
def test_any_series_round_trips_to_drawing_precision(points, name):
    given_series = series([value for _, value in points], [step for step, _ in points])
    script = curves_script("r", {name: given_series})
    assert b"<" not in script
    one = content(script)["series"][0]
    order = np.argsort(given_series.steps, kind="stable")
    np.testing.assert_allclose(decoded(one), given_series.values[order], rtol=1e-6)
    drawn_curve(given_series)


def test_pages_need_no_matplotlib():
    code = "import sys, xreport.charts.curves; assert not {'matplotlib', 'pandas', 'scipy'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_schedule_is_stored_as_levels():
    values = [0.1] * 50 + [0.01] * 30 + [float("nan")] * 20
    one = content(curves_script("s", {"lr": series(values)}))["series"][0]
    assert one["counts"] == [50, 30, 20]
    np.testing.assert_array_equal(decoded(one), values)


def test_a_level_curve_is_drawn_from_end_to_end():
    (line,) = drawn_curve(series([1.0] * 500 + [2.0] * 500)).lines
    places = absolute(line)
    assert (places[0][0], places[-1][0]) == (2, 318)
    assert len(places) == 4


def timed(times, steps=None) -> Series:
    array = np.array(times, dtype=np.float64)
    at = np.arange(array.size) if steps is None else np.array(steps)
    return Series(at.astype(np.int64), np.sin(np.arange(array.size)), array)


def test_an_even_pace_takes_two_knots():
    assert time_knots(100.0 + 0.5 * np.arange(1000), 100.0) == [(0, 0.0), (999, 499.5)]


def test_a_pause_of_a_week_does_not_blur_the_minutes_around_it():
    times = np.concatenate([np.arange(60.0), 600_000 + np.arange(60.0)])
    assert time_knots(times, 0.0) == [(0, 0.0), (59, 59.0), (60, 600_000.0), (119, 600_059.0)]


def test_times_are_left_out_where_there_are_none():
    data = content(curves_script("r", {"m": series([1, 2])}))
    assert "times" not in data
    assert "time" not in data["series"][0]
    assert time_knots(np.array([np.nan, 5.0, np.nan]), 2.0) == [(1, 3.0)]


def test_metrics_of_the_same_moments_share_their_times():
    data = content(curves_script("r", {"a": timed([5, 6, 9]), "b": timed([5, 6, 9], [1, 2, 5]), "c": timed([7, 8])}))
    assert data["start"] == 5
    assert [one["time"] for one in data["series"]] == [0, 0, 1]
    assert data["times"] == [{"at": [0, 1, 2], "s": [0, 1, 4]}, {"at": [0, 1], "s": [2, 3]}]


@given(st.lists(st.floats(0, 1e6), min_size=2, max_size=200))
def test_every_time_is_met_within_a_250th_of_the_time_spent(times):
    array = np.array(times)
    knots = time_knots(array, 0.0)
    waits = np.abs(np.diff(array))
    spent = np.minimum(waits, 20 * np.median(waits)).sum()
    met = np.interp(np.arange(array.size), [at for at, _ in knots], [second for _, second in knots])
    assert np.abs(met - array).max() <= max(spent / 250, 1e-3) + 0.1


def test_a_metric_says_what_it_is_drawn_over_where_the_run_has_it():
    told = {"a": "epoch", "b": "nothing", "epoch": "epoch"}
    data = content(curves_script("r", {"a": series([1, 2]), "b": series([1, 2]), "epoch": series([0, 1])}, told))
    assert [one.get("step_metric") for one in data["series"]] == ["epoch", None, None]
