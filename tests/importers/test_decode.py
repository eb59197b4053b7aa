"""One line to one object: what is refused, and why."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xreport.importers.kit.decode import BadLineError, HugeNumber, LineDecoder


@pytest.mark.parametrize(
    ("line", "what"),
    [
        (b'{"a": 1', "breaks off"),
        (b'{"a": 1}}', "extra data"),
        (b"[1]", "not a JSON object"),
        (b'"text"', "not a JSON object"),
        (b"\xff\xfe{}", "not UTF-8"),
        (b'{"a": "\xed\xa0\x80"}', "not UTF-8"),
        (b'{"a": 1}\0\0', "NUL"),
        (b'{"a":' * 65 + b"1" + b"}" * 65, "deeper than 64"),
        (b'{"a":' + b"[" * 100_000, "deeper than 64"),
        (b"[" * 5_000_000, "deeper than 64"),
        (b'{"a": ' + b"9" * 401 + b"}", "more than 400 digits"),
        (json.dumps({str(n): n for n in range(10_001)}).encode(), "more than 10,000 keys"),
        (json.dumps({"a": [{str(n): n} for n in range(10_001)]}).encode(), "more than 10,000 keys"),
        (b'{"a": 01}', "not valid JSON"),
        (b'{"a": "\x01"}', "not valid JSON"),
        (b"{'a': 1}", "not valid JSON"),
        (b'{"a": 1,}', "not valid JSON"),
    ],
)
def test_bad_lines_are_refused_with_the_reason(line, what):
    with pytest.raises(BadLineError) as caught:
        LineDecoder().decode(line)
    assert what in caught.value.what
    assert caught.value.fix


def test_64_levels_and_10_000_keys_are_read():
    decoder = LineDecoder()
    assert decoder.decode(b'{"a":' * 64 + b"1" + b"}" * 64)
    assert len(decoder.decode(json.dumps({str(n): n for n in range(10_000)}).encode())) == 10_000
    # Brackets inside strings are no levels.
    assert decoder.decode(json.dumps({"a": "[" * 1000 + '\\"{' * 1000}).encode())


def test_what_is_unusual_is_read_and_noted():
    decoder = LineDecoder()
    assert decoder.decode(b'{"a": 1, "a": 2}') == {"a": 2}
    assert "the same key twice" in next(iter(decoder.notes))
    assert decoder.decode(b'{"a": -Infinity}') == {"a": float("-inf")}
    assert "not JSON" in next(iter(decoder.notes))
    assert decoder.decode(b'{"a": 1}') == {"a": 1}
    assert not decoder.notes


def test_numbers_beyond_double_stay_as_written():
    value = LineDecoder().decode(b'{"a": 1e999}')["a"]
    assert isinstance(value, HugeNumber)
    assert value == "1e999"
    assert LineDecoder().decode(b'{"a": ' + b"9" * 400 + b"}")["a"] == int("9" * 400)


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (rb'{"a": "\ud83d\ude00"}', "\U0001f600"),
        (rb'{"a": "\ud83d"}', "\ufffd"),
        (rb'{"a": "\\ud83d"}', r"\ud83d"),
        (rb'{"a": "\ud83d\ud83d\ude00"}', "\ufffd\U0001f600"),
        (rb'{"a": "\ude00x"}', "\ufffdx"),
    ],
)
def test_lone_surrogates_become_replacement_characters(line, text):
    decoder = LineDecoder()
    assert decoder.decode(line) == {"a": text}
    assert bool(decoder.notes) == ("\ufffd" in text)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda children: st.lists(children, max_size=4) | st.dictionaries(st.text(), children, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text(), json_values, max_size=6))
def test_plain_json_is_read_as_the_standard_library_does(value):
    line = json.dumps(value).encode()
    decoder = LineDecoder()
    assert decoder.decode(line) == json.loads(line)
    assert not decoder.notes


@given(st.binary(max_size=200))
def test_any_bytes_are_an_object_or_a_bad_line(line):
    with contextlib.suppress(BadLineError):
        assert isinstance(LineDecoder().decode(line), dict)
