"""Tables, what is said of metrics, metrics of another time; and the module's verbs for them."""

from __future__ import annotations

import pytest

import xreport


def test_tables(init, read):
    run = init()
    run.log({"a": 1}, step=4)
    assert run.log_table("t", ["x", 2], [(1, float("inf")), ["NaN", None]])
    assert run.log_table("t", ("x",), ([i] for i in range(1_001)), step=9)
    small, long = read(run)[2:]
    assert small == {
        "type": "table", "time": small["time"], "step": 4, "key": "t", "columns": ["x", "2"],
        "rows": [[1, "Infinity"], [{"xreport:repr": "'NaN'", "xreport:type": "builtins.str"}, None]],
    }  # fmt: skip
    assert (long["step"], len(long["rows"]), long["count"]) == (9, 1_000, 1_001)


@pytest.mark.parametrize(("columns", "rows"), [(["a"], [[1, 2]]), (["a"], [1]), (3, []), (["a"], None)])
def test_what_is_no_table(init, columns, rows):
    assert not init().log_table("t", columns, rows)


def test_hints(init, read):
    run = init()
    assert run.define_metric("acc", direction="max", unit="%", goal=95)
    assert run.define_metric("loss/*", direction="min")
    assert not run.define_metric("loss", direction="down")
    assert run.define_metric("f1", score="at best of loss")
    assert run.define_metric("r", score="tail  100")
    assert not run.define_metric("f1", score="first")
    assert [{**record, "time": 0} for record in read(run)[1:]] == [
        {"type": "metric", "time": 0, "key": "acc", "direction": "max", "unit": "%", "goal": 95},
        {"type": "metric", "time": 0, "key": "loss/*", "direction": "min"},
        {"type": "metric", "time": 0, "key": "f1", "score": "at best of loss"},
        {"type": "metric", "time": 0, "key": "r", "score": "tail 100"},
    ]


def test_metrics_of_another_time(init, read):
    run = init()
    run.log_at(12.5, {"a": {"b": 1}}, 3)
    run.log(a=2)
    first, second = read(run)[1:]
    assert (first["time"], first["step"], first["metrics"]) == (12.5, 3, {"a/b": 1})
    assert second["step"] == 4


def test_the_verbs_of_the_module(init, read):
    run = init()
    assert xreport.log_table("t", ["a"], [[1]])
    assert xreport.define_metric("a", unit="s")
    run.finish()
    assert not xreport.log_table("t", ["a"], [[1]])
    assert not xreport.define_metric("a")
    assert [record.get("type") for record in read(run)] == ["start", "table", "metric", "end"]
