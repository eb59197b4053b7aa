"""A metric whose name is empty is refused with an issue, and nothing else of its record is."""

from __future__ import annotations

import pytest
from made_journals import Made, only_run

from xreport.importers import Report
from xreport.load.read import imported


@pytest.mark.parametrize("more", [{}, {"text": "no number"}], ids=["quick", "careful"])
def test_in_a_journal(tmp_path, more):
    made = Made(project="p")
    for step in range(5):
        made.log(step, **({"loss": 1 / (step + 1)} | ({"": 7.5} | more if step in {2, 3} else {})))
    made.add(type="summary", values={"": 1.5, "acc": 0.9})
    path = made.end().write(tmp_path / "runs")
    run = only_run(tmp_path / "runs")
    assert list(run.series) == ["loss"]
    assert run.series["loss"].values.tolist() == [1 / (step + 1) for step in range(5)]
    assert run.scores == {"acc": 0.9}
    said = {issue.what: issue for issue in run.issues}
    logged = said["a metric whose name is empty is left out (2 values, the first at step 2)"]
    assert logged.where == path.relative_to(tmp_path / "runs").as_posix()
    assert "Give it a name" in logged.fix
    assert "a metric whose name is empty is left out of the summary" in said
    assert sum("name is empty" in what for what in said) == 2


@pytest.mark.parametrize("first", ['{"step": 0, "loss": 1.0, "": 2.0}', '{"step": 0, "loss": 1.0, "": 2.0, "t": "x"}'])
def test_in_a_bare_log(tmp_path, first):
    folder = tmp_path / "runs"
    folder.mkdir()
    (folder / "log.jsonl").write_text(first + '\n{"step": 1, "loss": 0.5, "": 3.0}\n')
    run = only_run(folder)
    assert list(run.series) == ["loss"]
    assert [issue.what for issue in run.issues] == [
        "a metric whose name is empty is left out (2 values, the first at step 0)"
    ]


def test_in_what_an_importer_of_folders_yields():
    run = imported._Run(Report("place"))
    records = [{"type": "log", "step": step, "metrics": {"": 1.0, "loss": 0.5}} for step in range(3)]
    assert run.take(records, "place") == []
    assert list(run._table.series()) == ["loss"]
    assert [issue.where for issue in run._report.issues()] == ["place"]
