"""One list of names of steps and one rule: the same log is the same run, whatever it is written in."""

import json
import re
from pathlib import Path

import pytest
from claimed_logs import one, points, read_files
from hypothesis import given
from hypothesis import strategies as st

from xreport.importers.kit.step_names import ALSO_OF_DATA, EPOCHS, STEP_NAMES, WITHIN_EPOCHS, counts_up, is_step
from xreport.importers.lines.csv import flavours
from xreport.settings import ImportRule

DOCS = Path(__file__).resolve().parents[3] / "docs"
LOG = [(2, 0.9), (4, 0.5), (6, 0.4)]
RULE = (ImportRule(("*.dat",), kind="curve"),)


def as_json(step):
    return "".join(json.dumps({step: at, "loss": loss}) + "\n" for at, loss in LOG)


def as_csv(step):
    return f"{step},loss\n" + "".join(f"{at},{loss}\n" for at, loss in LOG)


@pytest.mark.parametrize("write", [str, str.upper, str.title])
@pytest.mark.parametrize("name", STEP_NAMES)
def test_a_step_of_any_name_is_one_in_every_file(tmp_path, name, write):
    name = write(name)
    for file, text, rules in (
        ("a.jsonl", as_json(name), ()),
        ("a.csv", as_csv(name), ()),
        ("a.dat", as_csv(name), RULE),
    ):
        run = one(tmp_path / file, {file: text}, imports=rules)
        assert list(run.series) == ["loss"], file
        assert points(run, "loss") == LOG, file


def test_the_lists_that_say_more_of_a_name_say_it_of_names_that_are_there():
    for more in (EPOCHS, WITHIN_EPOCHS, ALSO_OF_DATA, flavours._OF_RL):
        assert set(more) <= set(STEP_NAMES)
    assert len(set(STEP_NAMES)) == len(STEP_NAMES)
    assert all(is_step(name.upper()) for name in STEP_NAMES)


@pytest.mark.parametrize(
    ("columns", "wanted"),
    [
        ({"total_steps": [90, 90, 90], "epoch": [1, 2, 3]}, "epoch"),  # a step varies
        ({"steps": [200, 180, 210, 120], "episode": [1, 2, 3, 4]}, "episode"),  # and counts up
        ({"step": [5, 6, 7], "epoch": [1, 2, 3]}, "step"),
        ({"generation": [1, 2, 3], "update": [10, 20, 30]}, "update"),
    ],
)
def test_of_several_the_first_that_counts_up(tmp_path, columns, wanted):
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    texts = {
        "a.jsonl": "".join(json.dumps(row | {"loss": 0.5}) + "\n" for row in rows),
        "a.csv": ",".join([*columns, "loss"])
        + "\n"
        + "".join(f"{','.join(map(str, row.values()))},0.5\n" for row in rows),
    }
    for file, text in texts.items():
        run = one(tmp_path / file, {file: text})
        assert [step for step, _ in points(run, "loss")] == columns[wanted], file


@pytest.mark.parametrize("name", sorted(ALSO_OF_DATA))
def test_a_table_of_data_with_such_a_column_is_no_log(tmp_path, name):
    """*Any other table is passed over: a data set is a CSV, too.*"""
    rows = "".join(f"{at},{40 + at % 7},{0.5 * at}\n" for at in range(1, 30))
    assert read_files(tmp_path, {"table.csv": f"{name},height,weight\n{rows}"}).runs == ()


def test_the_index_of_pandas_is_a_step_beside_a_loss(tmp_path):
    for number, first in enumerate((0, 1)):
        rows = "".join(f"{at},{0.9 / (1 + at)}\n" for at in range(first, first + 3))
        run = one(tmp_path / str(number), {"history.csv": f"Unnamed: 0,loss\n{rows}"})
        assert [step for step, _ in points(run, "loss")] == [first, first + 1, first + 2]


@given(st.lists(st.integers(0, 50), min_size=1, max_size=30))
def test_what_rises_counts_up_and_what_stands_still_does_not(steps):
    import numpy as np

    assert counts_up(np.array(sorted({*steps}), float))
    assert not counts_up(np.array([7.0] * (len(steps) + 1)))


def test_the_documentation_names_them_all():
    page = (DOCS / "reference/record-format.md").read_text(encoding="utf-8")
    sentence = page[page.index("The step is the first") :].partition(", else the number of the line")[0]
    assert tuple(re.findall(r"`([^`]+)`", sentence)) == STEP_NAMES
