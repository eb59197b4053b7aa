"""The bands of the site's own figures are those of the browser, and those of the scores."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from made_runs import config_of, run_of, series_of

from xreport.analysis.study import study
from xreport.model import Collection
from xreport.site.figures import figures_of

BANDS = json.loads(Path(__file__).parents[1].joinpath("vectors", "groups.json").read_text())["bands"]


def drawn(runs):
    """The rows of the CSV beside the curves of a task."""
    found = study(Collection(tuple(runs)), config_of())
    (task,) = found.tasks
    plan = next(plan for plan in figures_of(found).tasks[task.task.slug] if "curves" in plan.name)
    return list(csv.DictReader(plan.drawing().csv.decode().splitlines()))


@pytest.mark.parametrize("case", BANDS, ids=lambda case: case["about"])
def test_figures_follow_the_rule_of_scores(case):
    runs = [
        run_of(
            {"acc": [0.0]},
            params={"name": run["fingerprint"]},
            seed=run["seed"],
            status=run["status"],
            scores={"acc": 0.5} if run["scored"] else {},
        )
        for run in case["runs"]
    ]
    for made, run in zip(runs, case["runs"], strict=True):
        made.series["acc"] = series_of([float(value) for value in run["y"]], run["x"])
    rows = {float(row["step"]): row for row in drawn(runs)}
    assert case["expected"]
    for point in case["expected"]:
        row = rows[point["x"]]
        assert float(row["mean"]) == pytest.approx(point["mean"])
        assert (row["ci95_low"] == "") == (point["low"] is None)
        for column, end in (("ci95_low", "low"), ("ci95_high", "high")):
            assert not row[column] or float(row[column]) == pytest.approx(point[end])
    assert {row["n"] for row in rows.values()} == {str(max(point["n"] for point in case["expected"]))}
