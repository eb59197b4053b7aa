"""The importer that the guide teaches works as it stands there."""

import re
from pathlib import Path

from xreport.importers.registry import Entry
from xreport.load import load
from xreport.settings import Config

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guides" / "importers.md"


def test_the_worked_example_of_the_guide(tmp_path, monkeypatch):
    (code,) = re.findall(r"```python\n(# lab_importer.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "lab_importer.py").write_text(code, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr("xreport.load.find.claims.others", lambda: ((Entry("lab", "lab_importer:LabImporter"),), ()))
    folder = tmp_path / "runs" / "first"
    folder.mkdir(parents=True)
    (folder / "points.csv").write_text("1,0.5\noops\n2,0.25\n")
    (folder / "settings.json").write_text('{"lr": 0.1}')
    collection = load([tmp_path / "runs"], now=2e9, config=Config(root=tmp_path), jobs=1)
    (run,) = collection.runs
    assert (run.name, run.status, run.params) == ("first", "finished", {"lr": 0.1})
    assert run.series["loss"].values.tolist() == [0.5, 0.25]
    assert [issue.where for issue in collection.issues] == ["first/points.csv:2"]
