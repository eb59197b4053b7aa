"""Rules of curves that Python and the browser share: smoothing, thinning, and the numbers of a data script.

``XREPORT_VECTORS=write`` writes the files anew. Smoothing is the browser's alone: what is expected of it is worked out
here from the definition, and pandas has to agree.
"""

from __future__ import annotations

import json
import math
import os
import random
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from xreport.analysis.series import decimate, sorted_by_step
from xreport.charts.curves import curves_script
from xreport.model import Series
from xreport.text import json_number

HERE = Path(__file__).parent
NAN, INF = math.nan, math.inf


def noise(count: int, seed: int = 3) -> list[float]:
    draw = random.Random(seed)
    return [round(draw.gauss(0, 1), 6) for _ in range(count)]


def spiked(count: int, places: dict[int, float], scale: float = 1.0) -> list[float]:
    values = [value * scale for value in noise(count)]
    for place, value in places.items():
        values[place] = value
    return values


SMOOTHED: dict[str, list[float]] = {
    "no point": [],
    "one point": [0.25],
    "one NaN": [NAN],
    "a constant stays what it is": [0.1] * 6,
    "noise": noise(30),
    "gaps at the start, in the middle, at the end": [NAN, NAN, 1, 2, NAN, 4, INF, 8, -INF, 16, NAN],
    "very small": [1e-300, 3e-300, -2e-300, 5e-324, 0],
    "very large": [1e308, -1e308, 1.7e308, 1e300],
}
WEIGHTS = [0, 0.5, 0.9, 0.999]

THINNED: dict[str, tuple[list[int], list[float], int]] = {
    "no point": ([], [], 5),
    "one point": ([7], [0.5], 5),
    "as many points as fit": (list(range(8)), noise(8), 5),
    "one spike up and one down": (list(range(100)), spiked(100, {41: 50.0, 77: -50.0}), 5),
    "spikes at both ends": (list(range(100)), spiked(100, {0: 50.0, 99: -50.0}), 5),
    "NaN and infinite among the points": (
        list(range(90)),
        spiked(90, {10: NAN, 11: INF, 44: -INF, 45: NAN, 89: NAN}),
        5,
    ),
    "nothing finite": (list(range(60)), [NAN, INF] * 30, 5),
    "a stretch without steps": ([*range(40), *range(900, 940)], spiked(80, {20: 9.0, 60: -9.0}), 5),
    "repeated steps": ([step // 4 for step in range(100)], spiked(100, {50: 9.0, 51: -9.0}), 5),
    "one step for all": ([3] * 60, spiked(60, {30: 9.0, 31: -9.0}), 5),
    "steps out of order": ([(step * 37) % 100 for step in range(100)], spiked(100, {41: 50.0, 77: -50.0}), 5),
    "very small values": (list(range(80)), spiked(80, {33: 9e-300, 34: -9e-300}, 1e-300), 5),
    "very large values": (list(range(80)), spiked(80, {33: 1.7e308, 34: -1.7e308}, 1e300), 5),
    "far steps": ([2**52 + step for step in range(80)], spiked(80, {33: 9.0}), 5),
}

SENT: dict[str, tuple[list[int], list[float]]] = {
    "single precision does": ([0, 10, 20, 30], [0.1, NAN, INF, -2.5]),
    "finer than single precision": ([0, 1, 2], [1.0, 1.0000000001, 1.0000000002]),
    "very small": ([0, 1, 2], [1e-300, 2e-300, -INF]),
    "levels of a schedule": (list(range(12)), [0.1] * 6 + [0.01] * 6),
    "steps out of order, some twice": ([5, 1, 5, 3], [1.5, 2.5, 3.5, 4.5]),
    "one point": ([7], [0.5]),
}


def smoothed(values: list[float], weight: float) -> list[float]:
    """The mean so far, each value weighing ``weight`` times less than the next; NaN and ∞ stay, and count nothing."""
    result = []
    for end, value in enumerate(values):
        past = [one for one in values[: end + 1] if math.isfinite(one)]
        weights = [weight**age if age else 1.0 for age in range(len(past))][::-1]
        total = math.fsum(weights)
        mean = math.fsum(one * (part / total) for one, part in zip(past, weights, strict=True))
        result.append(mean if math.isfinite(value) else value)
    return result


def kept(steps: list[int], values: list[float], buckets: int) -> dict[str, object]:
    """What no thinning may lose: both ends, and of each bucket the lowest and highest value and the first odd one."""
    order = sorted(range(len(steps)), key=lambda index: steps[index])
    x, y = [steps[index] for index in order], [values[index] for index in order]
    span = x[-1] - x[0] if x else 0
    groups: dict[int, list[int]] = {}
    for index, step in enumerate(x):
        groups.setdefault(min(buckets - 1, (step - x[0]) * buckets // span) if span else 0, []).append(index)
    points: set[int] = {0, len(x) - 1} if x else set()
    odd = set()
    extremes = []
    for members in groups.values():
        finite = [index for index in members if math.isfinite(y[index])]
        odd.update([index for index in members if index not in finite][:1])
        if finite:
            extremes.append([x[members[0]], x[members[-1]], min(y[i] for i in finite), max(y[i] for i in finite)])
    return {
        "sorted": [[x[index], json_number(y[index])] for index in range(len(x))],
        "points": [[x[index], json_number(y[index])] for index in sorted(points | odd)],
        "extremes": extremes,
    }


def content() -> dict[str, dict[str, object]]:
    return {
        "smoothing.json": {
            "about": "Values, a weight, and the debiased moving average. Written by test_curve_vectors.py.",
            "cases": [
                {
                    "about": about,
                    "weight": weight,
                    "y": [json_number(value) for value in values],
                    "expected": [json_number(value) for value in smoothed(values, weight)],
                }
                for about, values in SMOOTHED.items()
                for weight in WEIGHTS
            ],
        },
        "envelope.json": {
            "about": "Curves, and what must be left of them in so many buckets: points as [x, y], and of each bucket"
            " [first x, last x, lowest y, highest y]. Written by test_curve_vectors.py.",
            "cases": [
                {
                    "about": about,
                    "x": steps,
                    "y": [json_number(value) for value in values],
                    "buckets": buckets,
                    **kept(steps, values, buckets),
                }
                for about, (steps, values, buckets) in THINNED.items()
            ],
        },
        "curves.json": {
            "about": "Series, and the data that is sent of them. Written by test_curve_vectors.py.",
            "cases": [
                {
                    "about": about,
                    "x": (ordered := sorted_by_step(series(steps, values))).steps.tolist(),
                    "y": [json_number(value) for value in ordered.values.tolist()],  # noqa: PD011
                    "seconds": [float(second) for second in (ordered.times - 1000).tolist()],
                    "data": payload(steps, values),
                }
                for about, (steps, values) in SENT.items()
            ],
        },
    }


def series(steps: list[int], values: list[float]) -> Series:
    return Series(
        np.array(steps, dtype=np.int64), np.array(values, dtype=np.float64), 1000.0 + 2.0 * np.arange(len(steps))
    )


def payload(steps: list[int], values: list[float]) -> object:
    text = curves_script("s", {"m": series(steps, values)}).decode()
    return json.JSONDecoder().raw_decode(text, text.index('{"start"'))[0]


@pytest.mark.parametrize("name", ["smoothing.json", "envelope.json", "curves.json"])
def test_the_vectors_say_what_the_rules_say(name: str) -> None:
    text = json.dumps(content()[name], allow_nan=False) + "\n"
    text = text.replace('{"about"', '\n{"about"')
    if os.environ.get("XREPORT_VECTORS") == "write":
        (HERE / name).write_text(text, encoding="utf-8")
    assert (HERE / name).read_text("utf-8") == text


def test_pandas_smooths_the_same() -> None:
    for values in SMOOTHED.values():
        for weight in WEIGHTS:
            finite = pd.Series([value if math.isfinite(value) else NAN for value in values], dtype="float64")
            theirs = (finite / 4).ewm(alpha=1 - weight, adjust=True, ignore_na=True).mean() * 4
            for value, ours, other in zip(values, smoothed(values, weight), theirs, strict=True):
                if math.isfinite(value):
                    assert ours == pytest.approx(other, rel=1e-9, abs=1e-310)


def test_thinning_loses_nothing_that_the_vectors_name() -> None:
    cases = json.loads((HERE / "envelope.json").read_text("utf-8"))["cases"]
    for case in cases:
        ordered = sorted_by_step(series(case["x"], [float(value) for value in case["y"]]))
        steps, values = decimate(ordered.steps, ordered.values, case["buckets"])
        left = list(zip(steps.tolist(), map(json_number, values.tolist()), strict=True))
        everything = iter([tuple(point) for point in case["sorted"]])
        assert all(point in everything for point in left), "points of the curve, in its order"
        assert len(left) <= 3 * case["buckets"] + 2
        assert {tuple(point) for point in case["points"]} <= set(left)
        for first, last, low, high in case["extremes"]:
            inside = [y for x, y in left if first <= x <= last and not isinstance(y, str)]
            assert (min(inside), max(inside)) == (low, high)
