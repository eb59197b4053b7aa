"""Curves of one run: light drawings for the page itself, and all values for the browser. No matplotlib here."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import msgspec
import numpy as np

from xreport.analysis.series import decimate, sorted_by_step
from xreport.model import Floats, Ints, Series
from xreport.text import DASH, data_script, format_column, json_number

_FLOAT32_SHARE = 1e-5
"""Values closer together than this share of their size would melt into one as float32."""

_FEW: Final = 16

_LEAST = 4
"""Values that a level has on average, where levels are shorter than values."""


@dataclass(frozen=True, slots=True)
class CurveView:
    """A curve as a page draws it: in a box of ``width`` × ``height`` pixels, origin top left.

    Attributes:
        lines: One path (``d``) per stretch without a gap; a lone point has a line of no length, so that a
            round line cap shows it.
        y_min, y_max, x_min, x_max: Texts for the corners.
        n: Values logged.
        non_finite: Of these, how many are NaN or infinite, and therefore not drawn.
    """

    lines: tuple[str, ...]
    y_min: str
    y_max: str
    x_min: str
    x_max: str
    n: int
    non_finite: int
    width: int
    height: int


def drawn_curve(series: Series, *, width: int = 320, height: int = 120, buckets: int = 60) -> CurveView:
    """Return the view of a curve; long ones keep the lowest and highest value of each bucket of steps."""
    ordered = sorted_by_step(series)
    finite = np.isfinite(ordered.values)
    good = ordered.values[finite]
    if not good.size:
        return CurveView((), DASH, DASH, *_ends(ordered.steps), ordered.values.size, ordered.values.size, width, height)
    steps, values = decimate(ordered.steps, ordered.values, buckets)
    low, high = float(good.min()), float(good.max())
    across = _pixels(steps.astype(np.float64), float(steps[0]), float(steps[-1]), width)
    down = height - _pixels(values, low, high, height)
    y_min, y_max = format_column([low, high], apart=False)
    non_finite = int(finite.size - good.size)
    lines = _lines(across, down, np.isfinite(values) if non_finite else None)
    return CurveView(lines, y_min, y_max, *_ends(ordered.steps), finite.size, non_finite, width, height)


def _ends(steps: Ints) -> tuple[str, str]:
    return (f"{steps[0]:,}", f"{steps[-1]:,}") if steps.size else (DASH, DASH)


def _pixels(values: Floats, low: float, high: float, size: int) -> Floats:
    """Scale to 0..size, two pixels of air on both sides; halved first, as a span may overflow."""
    span = high / 2 - low / 2
    if span <= 0:
        return np.full(values.size, size / 2)
    return 2 + (values / 2 - low / 2) / span * (size - 4)


def _lines(across: Floats, down: Floats, finite: np.ndarray[Any, np.dtype[np.bool_]] | None) -> tuple[str, ...]:
    if finite is None:
        return (_path(across, down),)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], finite, [False]]).astype(np.int8))).tolist()
    stretches = zip(edges[::2], edges[1::2], strict=True)
    return tuple(_path(across[start:stop], down[start:stop]) for start, stop in stretches)


def _path(across: Floats, down: Floats) -> str:
    places = np.rint(np.column_stack([across, down])).astype(np.int64)
    # Neighbours on the same pixel say nothing more; nor does a place in the middle of a level stretch.
    places = places[np.concatenate([[True], (places[1:] != places[:-1]).any(axis=1)])]
    level = places[1:, 1] == places[:-1, 1]
    places = places[np.concatenate([[True], ~(level[1:] & level[:-1]), [True]])] if len(places) > 2 else places
    (x, y), *rest = places.tolist()
    # Relative places are half as long as absolute ones, and a minus sign separates by itself.
    steps = np.diff(places, axis=0).tolist() if rest else [[0, 0]]
    return f"M{x} {y}l" + " ".join(f"{across} {down}" for across, down in steps).replace(" -", "-")


def curves_script(slug: str, series: Mapping[str, Series], step_metrics: Mapping[str, str] | None = None) -> bytes:
    """Return the data script ``data/curves/<slug>.js``: every value of every metric, sorted by step.

    Metrics that were logged at the same steps share one grid, those logged at the same moments one list of times.
    Values are float32 where that is enough to draw them; of times only the knots are kept (see ``time_knots``).
    ``step_metrics`` names, for some metrics, the metric of the same run that they are to be drawn over.
    """
    places = _Places(_start(series))
    encoded = []
    for metric, one in series.items():
        place = places.of(one)
        values = one.values if place.sorted else sorted_by_step(one).values
        about: dict[str, object] = {"metric": _utf8(metric), "grid": place.grid, "n": values.size}
        over = (step_metrics or {}).get(metric, "")
        if over in series and over != metric:
            about["step_metric"] = _utf8(over)
        if place.times is not None:
            about["time"] = place.times
        encoded.append({**about, **_values(values)})
    known = {"start": places.start, "times": places.times} if places.times else {}
    return data_script(f"curves/{slug}", msgspec.json.encode({**known, "grids": places.grids, "series": encoded}))


class _Place(NamedTuple):
    """Where the steps and the times of a series are, and whether its values stand in their order already."""

    sorted: bool
    grid: int
    times: int | None


class _Places:
    """The grids and the times of several series, each once."""

    def __init__(self, start: float) -> None:
        self.start = start
        self.grids: list[dict[str, object]] = []
        self.times: list[dict[str, object]] = []
        self._grids: dict[bytes, int] = {}
        self._times: dict[bytes, int | None] = {}
        self._known: dict[tuple[int, int], _Place] = {}

    def of(self, series: Series) -> _Place:
        # Metrics that were logged together share the arrays themselves, which live as long as the run.
        shared = (id(series.steps), id(series.times))
        if shared not in self._known:
            ordered = sorted_by_step(series)
            self._known[shared] = _Place(ordered is series, self._grid(ordered.steps), self._moments(ordered.times))
        return self._known[shared]

    def _grid(self, steps: Ints) -> int:
        key = steps.tobytes()
        if key not in self._grids:
            self._grids[key] = len(self.grids)
            self.grids.append(_grid(steps))
        return self._grids[key]

    def _moments(self, times: Floats) -> int | None:
        key = times.tobytes()
        if key not in self._times:
            knots = time_knots(times, self.start)
            self._times[key] = len(self.times) if knots else None
            if knots:
                self.times.append({"at": [at for at, _ in knots], "s": [second for _, second in knots]})
        return self._times[key]


def _start(series: Mapping[str, Series]) -> float:
    """The first moment of any series, Unix seconds; 0 where no log has times."""
    # Metrics that were logged together share their times.
    shared = {id(one.times): one.times for one in series.values()}
    known = [times[np.isfinite(times)] for times in shared.values()]
    return min((float(times.min()) for times in known if times.size), default=0.0)


def time_knots(times: Floats, start: float) -> list[tuple[int, float]]:
    """Return positions and seconds since ``start`` that tell all times: between two of them time passes evenly.

    Every time is met within a 250th of the time spent (pauses count as a few steps, not as hours), a pixel
    or two of a chart; a run of even pace takes two knots. Positions without a time are passed over.
    """
    at = np.flatnonzero(np.isfinite(times))
    if not at.size:
        return []
    seconds = times[at] - start
    waits = np.abs(np.diff(seconds))
    spent = float(np.minimum(waits, 20 * np.median(waits)).sum()) if waits.size else 0.0
    digits = 3 if spent < 1000 else 1
    chosen = np.unique([0, at.size - 1])
    while True:
        errors = np.abs(np.interp(at, at[chosen], seconds[chosen]) - seconds)
        # The worst of each stretch between two knots becomes a knot; a stretch begins where its knot stands.
        starts = chosen[:-1] if chosen.size > 1 else chosen
        worst = np.maximum.reduceat(errors, starts)
        stretch = np.repeat(np.arange(starts.size), np.diff(np.append(starts, at.size)))
        wrong = np.flatnonzero((errors >= worst[stretch]) & (errors > max(spent / 250, 1e-3)))
        if not wrong.size:
            break
        chosen = np.union1d(chosen, wrong)
    return [(int(at[index]), round(float(seconds[index]), digits)) for index in chosen]


def _grid(steps: Ints) -> dict[str, object]:
    if not steps.size:
        return {"start": 0, "stride": 1, "n": 0}
    start = int(steps[0])
    stride = int(steps[1]) - start if steps.size > 1 else 1
    # Wrapping differences of int64 cannot be mistaken: the end must fit as well.
    if bool((np.diff(steps) == stride).all()) and start + stride * (steps.size - 1) == int(steps[-1]):
        return {"start": start, "stride": stride, "n": steps.size}
    return {"n": steps.size, "values": steps.tolist()}


def _values(values: Floats) -> dict[str, object]:
    """The values in the shortest of three forms: levels with their counts, float32, or plain JSON."""
    levels = _levels(values)
    if levels is not None:
        return levels
    if _fits_float32(values):
        return {"f4": b64encode(values.astype("<f4").tobytes()).decode("ascii")}
    return {"values": [json_number(value) for value in values.tolist()]}


def _levels(values: Floats) -> dict[str, object] | None:
    """Each level once and how often it follows itself, for schedules and flags; None where values keep changing."""
    bits = values.view(np.int64)
    if bits.size and (bits.size < _LEAST or _LEAST * (1 + np.count_nonzero(bits[1:] != bits[:-1])) > bits.size):
        return None
    first = np.flatnonzero(np.concatenate([[True], bits[1:] != bits[:-1]])) if bits.size else np.empty(0, np.int64)
    counts = np.diff(np.append(first, values.size))
    return {"levels": [json_number(value) for value in values[first].tolist()], "counts": counts.tolist()}


def _fits_float32(values: Floats) -> bool:
    """Whether the curve looks the same as float32: neither out of its range nor finer than its grain."""
    if values.size:
        # Of few values Python is done before numpy has begun.
        few = values.tolist() if values.size <= _FEW else None
        low, high = (min(few), max(few)) if few else (float(values.min()), float(values.max()))
        if low >= 1e-37 and high <= 3e38:
            return low == high or high - low >= high * _FLOAT32_SHARE
    size = np.abs(values)
    finite = size[np.isfinite(size)]
    if not finite.size:
        return True
    largest = float(finite.max())
    if largest > 3e38 or bool(((finite < 1e-37) & (finite > 0)).any()):
        return False
    good = values if finite.size == values.size else values[np.isfinite(values)]
    spread = float(good.max() - good.min())
    return spread == 0 or spread >= largest * _FLOAT32_SHARE


def _utf8(text: str) -> str:
    """Names may hold lone surrogates, which UTF-8 cannot."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()
