"""A configuration has one colour: by when it first appeared in its task, whatever comes after it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from made_runs import config_of, run_of

from xreport.analysis.study import COLORS, study
from xreport.model import Collection


def colors_of(*runs) -> dict[str, int]:
    found = study(Collection(tuple(runs)), config_of())
    return {run.id: found.color(run) for run in runs}


@given(st.lists(st.tuples(st.integers(0, 14), st.integers(0, 3)), min_size=1, max_size=20, unique=True))
def test_a_new_run_recolours_nothing(logged: list[tuple[int, int]]) -> None:
    runs = [
        run_of({"acc": acc}, id=f"r{place:02}", params={"x": x}, seed=acc, started=100.0 + place)
        for place, (x, acc) in enumerate(logged)
    ]
    before = colors_of(*runs)
    new = run_of({"acc": 99.0}, id="new", params={"x": -1}, started=1e9)
    after = colors_of(*runs, new, run_of({"acc": 0.0}, id="other", params={"y": 1}, started=None))
    assert {key: after[key] for key in before} == before
    assert after["new"] == len({x for x, _ in logged}) % COLORS


def test_seeds_share_the_colour_of_their_configuration() -> None:
    runs = [run_of({"acc": 1.0}, params={"x": x}, seed=seed, started=x + seed) for x in (1, 0) for seed in (0, 5)]
    assert list(colors_of(*runs).values()) == [1, 1, 0, 0]


def test_without_times_the_order_is_that_of_names() -> None:
    runs = [run_of({"acc": 1.0}, name=name, params={"x": name}, started=None) for name in ("b10", "b2", "a")]
    assert list(colors_of(*runs).values()) == [2, 1, 0]
    later = run_of({"acc": 1.0}, name="c", params={"x": "c"}, started=None)
    assert list(colors_of(*runs, later).values()) == [2, 1, 0, 3]
