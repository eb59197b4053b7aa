"""The numbers of a run's page look as those of the runs table."""

from __future__ import annotations

from made_runs import run_of

from xreport.analysis.decimals import metric_decimals
from xreport.analysis.metrics import Metric
from xreport.pages.run.metrics import metric_row


def test_a_row_has_the_decimals_of_its_metric():
    runs = [run_of({"loss": [0.9, last]}) for last in (0.418269, 0.418271, 0.428)]
    decimals = metric_decimals({"loss": Metric("loss", "loss", None)}, runs)
    row = metric_row("loss", runs[2].summaries["loss"], Metric("loss", "loss", "min"), decimals["loss"])
    assert [cell.text for cell in row.cells[:2]] == ["0.428000", "0.428000"]


def test_decimals_never_hide_a_small_number():
    summary = run_of({"loss": [0.5, 2.5e-7]}).summaries["loss"]
    row = metric_row("loss", summary, Metric("loss", "loss", "min"), 4)
    assert [cell.text for cell in row.cells[:2]] == ["2.5e-7", "2.5e-7"]
    assert row.cells[4].text == "0.5000"
