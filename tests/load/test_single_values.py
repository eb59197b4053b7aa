"""Values at the step that stands for none: they are the run's, and no point of a curve."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xreport.load import load
from xreport.settings import Config

NO_STEP = -(2**31)
JOURNAL = {"xreport": 1, "type": "start", "run": "r", "writer": "w", "time": 1.0}


def read(folder, files):
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text)
    (run,) = load([folder], now=2e9, config=Config(root=folder), jobs=1).runs
    return run


def lines(*records):
    return "".join(json.dumps(record) + "\n" for record in records)


@pytest.mark.parametrize(
    "files",
    [
        {"r.jsonl": lines({"step": 0, "loss": 2.0}, {"step": 1, "loss": 1.0}, {"step": NO_STEP, "acc": 0.75})},
        {"w.jsonl": lines(JOURNAL, {"step": 0, "metrics": {"loss": 2.0}}, {"step": NO_STEP, "metrics": {"acc": 0.75}},
                          {"step": 1, "metrics": {"loss": 1.0}})},
        {"log.csv": f"step,loss,acc\n0,2.0,\n1,1.0,\n2,0.5,\n3,0.4,\n4,0.3,\n{NO_STEP},,0.75\n"},
    ],
    ids=["bare", "journal", "csv"],
)  # fmt: skip
def test_a_value_without_a_step_is_a_score(tmp_path, files):
    run = read(tmp_path / "x", files)
    assert run.scores == {"acc": 0.75}
    assert set(run.series) == {"loss"}
    assert run.series["loss"].steps.min() == 0


@given(values=st.lists(st.tuples(st.sampled_from([NO_STEP, 0, 1, 2]), st.floats(-1e9, 1e9)), min_size=1, max_size=9))
def test_the_last_one_counts_and_nothing_is_lost(tmp_path_factory, values):
    records = ({"step": step, "metrics": {"m": value}} for step, value in values)
    run = read(tmp_path_factory.mktemp("s") / "x", {"w.jsonl": lines(JOURNAL, *records)})
    single = [value for step, value in values if step == NO_STEP]
    curve = [(step, value) for step, value in values if step != NO_STEP]
    assert run.scores == ({"m": single[-1]} if single else {})
    one = run.series.get("m")
    assert ([] if one is None else list(zip(one.steps.tolist(), one.values.tolist(), strict=True))) == curve
