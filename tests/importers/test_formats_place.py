"""Every format: whichever folder is built, a run is of the same project and measured on the same."""

from pathlib import Path

import pytest
from format_samples import all_samples

from xreport.analysis.tasks import data_names
from xreport.load import load
from xreport.settings import Config

SAMPLES = all_samples()


def placed(source: Path):
    runs = load([source], now=1.8e9, config=Config(root=source), jobs=1).runs
    return sorted((run.project, data_names(run)) for run in runs)


@pytest.mark.parametrize("one", SAMPLES, ids=lambda one: one.format)
def test_any_folder_above_may_be_built(one, tmp_path):
    one.require()
    one.write(tmp_path / "lab" / "logs" / "wide")
    found = placed(tmp_path / "lab" / "logs" / "wide")
    assert found
    for source in (tmp_path / "lab" / "logs", tmp_path / "lab", tmp_path):
        assert placed(source) == found
