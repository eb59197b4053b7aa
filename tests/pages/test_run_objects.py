"""The static rendering of logged objects, attempts and the console on a run's page."""

import math

import numpy as np
import pytest
from made_runs import config_of, run_of, series_of

from xreport.analysis.hints import merge_hints
from xreport.analysis.series import summarise
from xreport.analysis.study import study
from xreport.model import (
    Attempt,
    Collection,
    Confusion,
    Hint,
    Item,
    Media,
    Run,
    Table,
    Text,
)
from xreport.pages.run.attempts import attempts_view
from xreport.pages.run.context import run_context
from xreport.pages.run.logged import console_views, logged_section
from xreport.pages.run.page import run_page
from xreport.render.templates import render


def view(*steps, kind="text", seen=None):
    run = run_of(logged=(Item("k", kind, tuple(steps), seen or len(steps)),))
    return logged_section(run).shown[0]


def page(run: Run):
    return run_page(run, run_context(run, study(Collection((run,)), config_of())))


def test_a_run_without_objects_has_no_section():
    assert logged_section(run_of({"loss": 1})) is None
    assert page(run_of({"loss": 1})).logged is None


def test_the_last_step_is_shown_and_named():
    shown = view(Text(1, "a"), Text(5, "b"))
    assert (shown.text, shown.note) == ("b", "step 5, the last of 2 steps")
    assert view(Text(None, "a")).note == ""
    assert view(Text(7, "a")).note == "step 7"
    assert view(Text(1, "a"), Text(5, "b"), seen=2000).note == "step 5, the last of 2 steps shown, 2,000 logged"


def test_all_images_of_the_last_step_are_shown():
    images = [Media(step, f"c{place}", "image/png", b"") for place, step in enumerate((0, 1, 1, 1))]
    shown = view(*images, kind="image")
    assert [one.caption for one in shown.media] == ["c1", "c2", "c3"]
    assert shown.media[0].href.endswith("/1.png")
    many = view(*[Media(1, "", "image/jpeg", b"")] * 14, kind="image")
    assert (len(many.media), many.more) == (12, "2 more of this step")


def test_a_table_shows_twenty_rows_and_says_of_how_many():
    rows = tuple((f"r{n}", n, n / 3) for n in range(30))
    shown = view(Table(0, ("name", "n", "x"), rows, 5000), kind="table")
    assert len(shown.table.rows) == 20
    assert shown.more == "The first 20 of 5,000 rows."
    assert [cell.text for cell in shown.table.rows[1]] == ["r1", "1", "0.333"]
    assert [cell.number for cell in shown.table.rows[1]] == [False, True, True]


def test_a_missing_number_is_not_a_shift_of_the_column():
    shown = view(Table(0, ("x",), ((0.5,), (None,), (0.25,))), kind="table")
    assert [row[0].text for row in shown.table.rows] == ["0.5", "null", "0.25"]


def test_a_matrix_is_heated_by_row_and_counts_its_diagonal():
    shown = view(Confusion(0, ("a", "b"), np.array([[90.0, 10.0], [0.0, 0.0]])), kind="confusion")
    assert [[cell.heat for cell in row] for row in shown.table.rows] == [[9, 1], [0, 0]]
    assert shown.more.startswith("90.0% on the diagonal")
    assert shown.table.rows[0][1].title == "a taken for b"


def test_a_large_matrix_shows_what_is_confused_most():
    counts = np.eye(40) * 50
    counts[3, 7] = 9
    shown = view(Confusion(0, tuple(f"c{n}" for n in range(40)), counts), kind="confusion")
    assert [[cell.text for cell in row] for row in shown.table.rows] == [["c3", "c7", "9"]]


def test_the_end_of_the_console_is_shown():
    (shown,) = console_views(run_of(console={"stderr": "x" * 30_000 + "\nlast\n"}))
    assert shown.text.endswith("last\n")
    assert len(shown.text) == 20_000
    assert shown.title == "Console, stderr: the last 2 lines"


def resumed(all_steps, current_steps, **more):
    run = run_of({"loss": [0.0]}, history=(Attempt(1, "killed", 0.0, 60.0), Attempt(2, "finished", None, None)), **more)
    series = {"loss": series_of(np.zeros(len(all_steps)), all_steps)}
    current = {"loss": series_of(np.zeros(len(current_steps)), current_steps)} if current_steps else {}
    return Run(**{**{name: getattr(run, name) for name in run.__slots__}, "series": series, "current": current})


@pytest.mark.parametrize(
    ("every", "current", "sentence"),
    [
        ([0, 1, 2, 3, 2, 3, 4], [0, 1, 2, 3, 4], "2 attempts; steps 2–3 were logged twice, curves show the later."),
        ([0, 1, 1], [0, 1], "2 attempts; step 1 was logged twice, curves show the later."),
        (
            [0, 1, 2, 3, 4, 5, 2, 5],
            [0, 1, 2, 3, 4, 5],
            "2 attempts; steps 2, 5 were logged twice, curves show the later.",
        ),
        (
            [0, 10, 20, 30, 10, 20, 30],
            [0, 10, 20, 30],
            "2 attempts; steps 10–30 were logged twice, curves show the later.",
        ),
        (
            [*range(9), 0, 2, 4, 6, 7],
            [*range(9)],
            "2 attempts; steps of 4 stretches from 0 to 7 were logged twice, curves show the later.",
        ),
        ([0, 1], [], "2 attempts; no step was logged by two of them."),
    ],
)
def test_attempts_say_what_was_logged_twice(every, current, sentence):
    shown = attempts_view(resumed(every, current))
    assert shown.sentence == sentence
    assert [(row.status, row.duration) for row in shown.rows] == [("killed", "1 min"), ("finished", "–")]


def test_goals_and_where_a_direction_is_from():
    run = run_of({"kl": [96.0]}, hints={"kl": Hint("max", "%", 95.0, "epoch")})
    tile = page(run).tiles[0]
    assert tile.note == "goal 95 % reached · higher is better (logged)"
    low = run_of({"kl": [90.0]}, hints={"kl": Hint("max", "%", 95.0)})
    assert page(low).tiles[0].note.startswith("goal 95 % not reached")


def test_curves_of_the_machine_are_folded_at_the_end():
    run = run_of({"system/gpu.0.power_watts": [1, 2], "train/loss": [1, 2], "acc": [1, 2]})
    groups = page(run).groups
    assert groups[-1].title == "system"
    assert (groups[-1].curves, groups[-1].fold) == ((), "1 curve of the machine")
    assert groups[-1].more[0].title == "gpu.0.power_watts"
    assert groups[-1].more[0].high.startswith("seconds")


def test_runs_that_disagree_are_an_issue_of_the_collection():
    runs = tuple(run_of({"kl": 1}, hints={"kl": Hint(way)}) for way in ("min", "max"))
    _, issues = merge_hints(runs, config_of())
    assert study(Collection(runs), config_of()).collection.issues == issues != ()


def test_numbers_say_what_they_are_not_computed_from():
    def note(run):
        return page(run).metrics_note

    assert note(run_of({"a": [1.0, 2.0], "b": [3.0]})) == "Computed from 3 logged values, none left out."
    odd = [1.0, math.nan, math.inf, -math.inf, 2.0]
    assert note(run_of({"a": odd, "b": [math.nan]})) == "Computed from 2 logged values, without 2 NaN and 2 infinite."
    assert note(run_of({"a": [math.nan]})) == "Computed from 0 logged values, without 1 NaN."
    run = resumed([0, 1, 1, 2], [0, 1, 2])
    assert note(run).endswith(", without 1 that gave way to those of a later attempt.")
    run.series["b"] = series_of([1.0, math.nan, math.inf])
    run.summaries["b"] = summarise(run.series["b"])
    assert note(run).endswith(", without 1 NaN, 1 infinite and 1 that gave way to those of a later attempt.")


@pytest.mark.parametrize(
    ("notes", "short"),
    [
        ("", ""),
        ("a *short* note", ""),
        ("x " * 120, ""),
        ("\n".join("abcdef"), ""),
        ("# Why\n\n" + "\n".join("abcdef"), "Why a b c d e f…"),
        ("word " * 200, "word " * 31 + "word…"),
    ],
)
def test_long_notes_are_folded_so_that_the_tiles_stay_in_sight(notes, short):
    run = run_of({"acc": 0.5}, notes=notes)
    shown = page(run)
    assert shown.notes_short == short
    before, tiles, _ = render("run", shown).partition('<div class="xr-tiles"')
    assert tiles
    assert before.count("<summary>") == bool(short)
    assert ("</summary><p>" in before) == bool(short), "the whole note is behind it"
