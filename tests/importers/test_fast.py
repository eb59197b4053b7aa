"""The fast way gives what the thorough one does, or leaves the lines to it."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from importer_results import read_journal, read_jsonl

from xreport.importers.lines import journal as journal_module
from xreport.importers.lines import jsonl as jsonl_module
from xreport.importers.lines.fast import read_flat, read_logs

PLAIN = b'{"step":1,"time":5.5,"metrics":{"a":1,"b":2.5}}\n'


def test_plain_lines_take_the_fast_way():
    block = read_logs(PLAIN * 3 + b'{"step":2,"metrics":{"b":1e3}}\n')
    assert block.steps.tolist() == [1, 1, 1, 2]
    assert {
        key: (rows if rows is None else rows.tolist(), values.tolist()) for key, (rows, values) in block.metrics.items()
    } == {
        "a": ([0, 1, 2], [1, 1, 1]),
        "b": (None, [2.5, 2.5, 2.5, 1000.0]),
    }
    assert read_logs(PLAIN.replace(b"\n", b"\r\n") * 2).steps.size == 2
    assert read_flat(b'{"a":1}\n{"a":2,"b":3}\n')[0] == 2


@pytest.mark.parametrize(
    "line",
    [
        b'{"step":1,"metrics":{"a":1,"a":2}}',
        b'{"step":1,"metrics":{"a":1},"more":1}',
        b'{"step":1,"metrics":{"a":"NaN"}}',
        b'{"step":1,"metrics":{"a":NaN}}',
        b'{"step":1,"metrics":{"a":null}}',
        b'{"step":1,"metrics":{"a":true}}',
        b'{"step":1,"metrics":{"a":1e999}}',
        b'{"step":1,"metrics":{"a":9007199254740993}}',
        b'{"step":1,"metrics":{"a":{"b":1}}}',
        b'{"step":1,"metrics":{"a":1}} {"step":1,"metrics":{"a":1}}',
        b'{"step":1,"metrics":{"a":1}}{"step":1,"metrics":{"a":1}}\n',
        b'{"step":1,\n"metrics":{"a":1}}',
        b'{"step":99999999999999999999,"metrics":{"a":1}}',
        b'{"step":1.0,"metrics":{"a":1}}',
        b'{"metrics":{"a":1}}',
        b'{"type":"sync","step":1,"metrics":{"a":1}}',
        b'{"step":1,"metrics":{"a":1}}\0',
        b'{"step":1,"metrics":{"\xff":1}}',
        b"",
        b"nothing",
    ],
)
def test_anything_else_is_left_to_the_thorough_way(line):
    assert read_logs(PLAIN + line + b"\n" + PLAIN) is None
    assert read_logs(line + b"\n") is None


def test_very_wide_records_are_left_to_the_thorough_way():
    line = json.dumps({"step": 1, "metrics": {str(n): n for n in range(10_001)}}).encode() + b"\n"
    assert read_logs(line) is None


numbers = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.integers().map(str),
    st.sampled_from(
        ["NaN", "Infinity", '"NaN"', '"-Infinity"', "1e999", "null", "true", '"x"', "[1]", '{"c":1}', "-0", "01"]
    ),
)
keys = st.sampled_from(["a", "b", "train/loss", "é", "\\u00e9", "a b", '\\"q'])
metrics = st.lists(st.tuples(keys, numbers), max_size=4).map(
    lambda kv: "{" + ",".join(f'"{k}":{v}' for k, v in kv) + "}"
)
steps = st.sampled_from(
    ["0", "1", "2", "7.0", "7.5", "-1", "null", '"3"', "9223372036854775807", "9223372036854775808"]
)
logs = st.one_of(
    st.builds('{{"step":{},"time":{},"metrics":{}}}'.format, steps, numbers, metrics),
    st.builds('{{"step":{},"metrics":{}}}'.format, st.integers(0, 99), metrics),
    st.builds(
        lambda n, v: json.dumps({"step": n, "time": 1.5, "metrics": {"a": v}}), st.integers(0, 9), st.floats(-1e9, 1e9)
    ),
)
lines = st.one_of(
    logs,
    logs,
    metrics,
    metrics,
    st.text(max_size=8),
    st.sampled_from(["", " ", "{}", '{"type":"note","notes":"x"}', "}", "{"]),
)
files = st.lists(lines, max_size=12).map(
    lambda parts: "".join(f"{part}\n" for part in parts).encode("utf-8", "replace")
)


@settings(max_examples=300, deadline=None)
@given(files)
def test_a_journal_reads_the_same_both_ways(data):
    fast = read_journal(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(journal_module, "read_logs", lambda _data: None)
        slow = read_journal(data)
    assert fast == slow
    assert fast.account_is_whole()
    assert slow.account_is_whole()


@settings(max_examples=300, deadline=None)
@given(files)
def test_bare_lines_read_the_same_both_ways(data):
    fast = read_jsonl(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jsonl_module, "read_flat", lambda _data: None)
        slow = read_jsonl(data)
    assert fast == slow
    assert fast.account_is_whole()


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(0, 40))
def test_doubles_are_exact(value, zeros):
    for text in (repr(value), f"{value:.30e}", f"{value:.17g}" + "e0" * ("e" not in f"{value:.17g}")):
        block = read_logs(b'{"step":1,"metrics":{"a":%s}}\n' % text.encode())
        if block is not None:
            assert block.metrics["a"][1][0] == float(text)
