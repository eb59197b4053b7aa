"""Columns of the runs table."""

import math
import random

import pytest
from made_study import made_study, run

from xreport.tables.column import Column
from xreport.tables.columns import build_columns

NAMING = {"id", "name", "project", "task", "algorithm", "group", "seed", "owner", "tags", "fingerprint"}
ALWAYS = NAMING | {"status", "started", "duration"}


def columns(*runs) -> dict[str, Column]:
    return {column.key: column for column in build_columns(made_study(*runs))}


def test_the_columns_the_browser_counts_on_are_there_for_any_input():
    for runs in ((), (run(),), (run(1, {"acc": [1, 2]}), run(2, params={"a": 1}))):
        made = columns(*runs)
        assert set(made) >= ALWAYS
        assert all(len(column.values) == len(runs) for column in made.values())
        assert all(column.text is None or len(column.text) == len(runs) for column in made.values())


def test_keys_are_unique():
    keys = [column.key for column in build_columns(made_study(run(1, {"acc": [1], "loss": [2]}, params={"a": 1})))]
    assert len(keys) == len(set(keys))


def test_best_and_last_are_both_shown_for_the_primary_metric():
    made = columns(run(1, {"val/acc": [0.5, 0.9, 0.7]}), run(2, {"val/acc": [0.1, 0.2]}))
    assert made["val/acc:last"].values == [0.7, 0.2]
    assert made["val/acc:best"].values == [0.9, 0.2]
    assert made["val/acc:best"].text == ["0.9000", "0.2000"]
    assert made["val/acc:best_step"].values == [1, 1]
    assert made["val/acc:best"].direction == "max"
    assert [made[f"val/acc:{part}"].shown for part in ("last", "best", "best_step")] == [True, True, False]
    assert made["spark"].kind == "spark"
    assert made["spark"].values[0].count(",") == 3


def test_a_number_looks_the_same_in_all_columns_of_its_metric():
    made = columns(
        run(1, {"loss": [0.418269]}), run(2, {"loss": [0.9, 0.418271, 0.5]}), run(3, {"loss": [0.3, 0.2]}), run(4)
    )
    assert made["loss:last"].text == ["0.418269", "0.500000", "0.200000", "–"]
    assert made["loss:best"].text == ["0.418269", "0.418271", "0.200000", "–"]
    assert {len(text) for text in made["loss:max"].text} == {1, 8}


def test_a_metric_of_unknown_direction_has_no_best():
    made = columns(run(1, {"zzz": [1.0, 2.0]}))
    assert made["zzz:last"].values == [2.0]
    assert "zzz:best" not in made


def test_scores_that_the_user_set_win():
    made = columns(
        run(1, {"acc": [0.5]}, scores={"acc": 0.6}), run(2, {"acc": [0.4]}), run(3, scores={"acc": math.nan})
    )
    assert made["acc:score"].values == [0.6, 0.4, "NaN"]
    assert made["acc:score"].shown
    assert made["acc:last"].values == [0.5, 0.4, None]
    assert not made["acc:last"].shown


def test_not_logged_null_and_nan_are_three_things():
    made = columns(run(1, params={"a": None}), run(2, params={"a": math.nan}), run(3), run(4, params={"a": 0.5}))
    assert made["params.a"].values == [None, "NaN", None, 0.5]
    assert made["params.a"].text == ["null", "NaN", "–", "0.5"]
    assert made["params.a"].kind == "number"


def test_numbers_among_texts_stay_numbers():
    made = columns(*(run(n, params={"a": value}) for n, value in enumerate([0.001, "auto", 2, True, math.nan, None])))
    assert made["params.a"].kind == "text"
    assert made["params.a"].values == [0.001, "auto", 2, "true", "NaN", None]
    assert made["params.a"].text == ["0.001", "auto", "2", "true", "NaN", "null"]


def test_outputs_that_are_no_numbers_are_hidden_columns():
    facts = [{"verdict": "fine", "note/10": True}, {"verdict": None, "note/2": "x" * 500}, {}]
    made = columns(*(run(n, facts=fact) for n, fact in enumerate(facts)))
    assert made["outputs.verdict"].values == ["fine", None, None]
    assert made["outputs.verdict"].text == ["fine", "null", "–"]
    assert (made["outputs.verdict"].label, made["outputs.verdict"].shown) == ("verdict", False)
    assert made["outputs.note/2"].values == [None, "x" * 200 + "…", None]
    assert [key for key in made if key.startswith("outputs.")] == [
        "outputs.verdict",
        "outputs.note/2",
        "outputs.note/10",
    ]
    assert sum(key.startswith("outputs.") for key in columns(run(facts={f"f{n}": "x" for n in range(60)}))) == 50


def test_params_that_matter_come_before_those_that_only_vary():
    rng = random.Random(1)
    runs = [
        run(n, {"val/acc": [n // 20 + rng.random() / 9]}, params={"a": n % 4, "b": n % 5, "z": n // 20, "id": n})
        for n in range(40)
    ]
    shown = [column.label for column in build_columns(made_study(*runs)) if column.group == "Params" and column.shown]
    assert shown == ["z", "a", "b", "id"]


def test_params_that_vary_come_first_and_at_most_six_are_shown():
    runs = [run(n, params={"constant": 1, **{f"p{key}": n * key for key in range(1, 10)}}) for n in range(3)]
    params = [column for column in build_columns(made_study(*runs)) if column.group == "Params"]
    assert [column.label for column in params if column.shown] == ["p1", "p2", "p3", "p4", "p5", "p6"]
    assert params[-1].label == "constant"


def test_paths_do_not_push_out_what_explains():
    runs = [run(n, params={"a_path": f"/x/{n}", **{f"p{key}": n % 2 * key for key in range(1, 7)}}) for n in range(8)]
    made = columns(*runs)
    assert not made["params.a_path"].shown
    assert made["params.p6"].shown


@pytest.mark.parametrize(
    ("values", "kind", "raw", "text"),
    [
        ([1, 2], "number", [1, 2], None),
        ([1, 1.0], "number", [1, 1.0], ["1", "1.0"]),
        ([1e-05, 3], "number", [1e-05, 3], ["1e-05", "3"]),
        ([True, False], "text", ["true", "false"], None),
        (["a", 1], "text", ["a", 1], None),
        ([2**60 + 1, 1], "number", [float(2**60), 1], [str(2**60 + 1), "1"]),
        ([10**400, 1], "number", ["Infinity", 1], [str(10**400), "1"]),
    ],
)
def test_types_of_params(values, kind, raw, text):
    column = columns(*(run(n, params={"a": value}) for n, value in enumerate(values)))["params.a"]
    assert (column.kind, column.values, column.text) == (kind, raw, text)


def test_columns_that_say_nothing_are_hidden():
    made = columns(run(1, algorithm="forest"), run(2))
    assert made["algorithm"].shown
    assert not made["group"].shown
    assert not made["tags"].shown
    assert not made["task"].shown
    assert columns(run(1), run(2, project="q"))["task"].shown


def test_times_are_raw_and_readable():
    made = columns(run(0), run(1, started=None, ended=None))
    assert made["started"].values == [1_763_900_000.0, None]
    assert made["started"].text == ["2025-11-23 12:13", "–"]
    assert made["duration"].text == ["1 min", "–"]
