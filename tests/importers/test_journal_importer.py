"""Journals: every prefix, every damaged byte, live tails, seals."""

import io
import json
import math
import zlib

import pytest
from importer_results import read_journal

from xreport.format.limits import LONGEST_LINE
from xreport.importers.kit.heads import Head
from xreport.importers.kit.report import Report
from xreport.importers.lines.journal import JournalImporter


def line(**record) -> bytes:
    return json.dumps(record, separators=(",", ":")).encode() + b"\n"


def sealed(*parts: bytes, kind: str = "sync", **more) -> bytes:
    data = b"".join(parts)
    seal = {"count": data.count(b"\n"), "bytes": len(data), "crc32": zlib.crc32(data)}
    return data + line(type=kind, time=9.0, **more, **seal)


START = line(xreport=1, type="start", run="r", writer="0" * 16, attempt=1, time=1.0, params={"lr": 0.1})


def log(step: int, **metrics) -> bytes:
    return line(step=step, time=1.0 + step, metrics=metrics)


JOURNAL = sealed(
    sealed(START, log(0, loss=1.5, acc=0.25), log(1, loss=1.25, acc="NaN"), line(type="note", notes="grüße")),
    log(2, loss=1.0, acc=0.5),
    line(type="summary", values={"acc": 0.5}),
    kind="end",
    status="finished",
)


def test_a_whole_journal():
    result = read_journal(JOURNAL)
    assert result.values["loss"] == [1.5, 1.25, 1.0]
    assert result.steps == {"loss": [0, 1, 2], "acc": [0, 1, 2]}
    assert math.isnan(result.values["acc"][1])
    assert [event["type"] for event in result.events] == ["start", "note", "sync", "summary", "end"]
    assert result.report.issues() == []
    assert result.report.records == 8
    # All but the end record itself is vouched for.
    assert result.report.verified == JOURNAL.rindex(b'{"type":"end"')


def test_every_prefix_gives_exactly_the_records_that_are_complete():
    complete = [json.loads(part) for part in JOURNAL.splitlines()]
    for size in range(len(JOURNAL) + 1):
        result = read_journal(JOURNAL[:size])
        lines = JOURNAL[:size].count(b"\n")
        records = complete[:lines]
        assert result.values.get("loss", []) == [r["metrics"]["loss"] for r in records if "metrics" in r]
        assert [event["type"] for event in result.events] == [r["type"] for r in records if "type" in r]
        tail = size - (JOURNAL[:size].rfind(b"\n") + 1)
        assert (result.report.pending, result.report.rejected) == (tail, 0)
        assert all(issue.pending for issue in result.report.issues())
        assert len(result.report.issues()) == bool(tail)
        assert result.account_is_whole()


@pytest.mark.parametrize("change", [lambda b: 0, lambda b: 0xFF, lambda b: b ^ 1, lambda _b: 0x0A, lambda b: b ^ 0x20])
def test_every_damaged_byte_is_noticed_and_costs_two_lines_at_most(change):
    whole = read_journal(JOURNAL)
    for at, byte in enumerate(JOURNAL):
        data = JOURNAL[:at] + bytes([change(byte)]) + JOURNAL[at + 1 :]
        if data == JOURNAL:
            continue
        result = read_journal(data)
        assert result.account_is_whole()
        assert result.report.records >= whole.report.records - 2
        in_end_record = at >= JOURNAL.rindex(b'{"type":"end"')
        if not in_end_record:
            assert result.report.issues(), f"byte {at} was changed in silence"
            assert result.report.verified < whole.report.verified


def test_damage_is_blamed_on_its_segment_only():
    data = JOURNAL.replace(b"1.25", b"1.75")
    result = read_journal(data)
    assert result.values["loss"] == [1.5, 1.75, 1.0]
    (issue,) = result.report.issues()
    assert issue.where == "a.jsonl:5"
    assert "damaged between sync points" in issue.what
    first_sync = data.index(b'{"type":"sync"')
    assert result.report.verified == data.rindex(b'{"type":"end"') - first_sync


def test_lines_that_are_missing_repeated_or_added_break_the_seal():
    gone = JOURNAL.replace(log(1, loss=1.25, acc="NaN"), b"")
    twice = JOURNAL.replace(log(2, loss=1.0, acc=0.5), log(2, loss=1.0, acc=0.5) * 2)
    for data in (gone, twice):
        (issue,) = read_journal(data).report.issues()
        assert "damaged between sync points" in issue.what
    assert read_journal(JOURNAL + b"\n" + log(3, loss=0.0)).report.issues() == []


def test_a_seal_that_does_not_say_enough_is_no_seal():
    data = (
        START
        + log(0, a=1)
        + line(type="sync", time=1.0)
        + line(type="end", status="finished", count=1, bytes="x", crc32=None)
    )
    result = read_journal(data)
    assert result.report.issues() == []
    assert result.report.verified == 0


@pytest.mark.parametrize(
    ("tail", "what"), [(b"\0" * 5000, "NUL"), (b'{"step":3,"met', "not finished"), (b"{}", "not finished")]
)
def test_an_unfinished_end_is_pending(tail, what):
    result = read_journal(JOURNAL + tail)
    (issue,) = result.report.issues()
    assert issue.pending
    assert what in issue.what
    assert result.report.pending == len(tail)
    assert result.report.rejected == 0


def test_a_line_of_64_mib_is_rejected_in_little_memory():
    import tracemalloc

    class Huge(io.RawIOBase):
        def __init__(self):
            self.parts = [JOURNAL, *([b"a" * (1 << 20)] * 64), b"\n" + log(9, loss=0.5), b""]

        def read(self, size=-1, /):
            part, self.parts[0] = self.parts[0][:size], self.parts[0][size:]
            if not self.parts[0] and len(self.parts) > 1:
                self.parts = self.parts[1:]
            return part

    tracemalloc.start()
    report = Report("a.jsonl")
    items = list(JournalImporter().read(Huge(), report))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert items[-1].steps.tolist() == [9]
    assert report.rejected == (64 << 20) + 1
    assert "longer than 16 MiB" in report.issues()[0].what
    assert peak < 4 * LONGEST_LINE


def test_a_long_line_without_an_end_is_pending():
    result = read_journal(START + b"\0" * (17 << 20))
    assert result.report.pending == 17 << 20
    assert all(issue.pending for issue in result.report.issues())


def test_values_that_no_series_holds():
    result = read_journal(
        START
        + b'{"step":1,"metrics":{"a":1e999,"b":2,"c":"text","d":null,"e":true,'
        + b'"f":9007199254740993,"g":{"h":3},"i":"Infinity"}}\n'
    )
    assert result.values == {"b": [2.0], "f": [2.0**53], "g/h": [3.0], "i": [math.inf]}
    assert result.events[-1] == {"type": "fact", "values": {"c": "text", "d": None, "e": True}}
    assert [what.split(":")[0] for what in result.whats] == [
        "a number that is too large for a double",
        "a metric value is not a number",
        "integers beyond 2^53, which no double holds exactly",
    ]


def test_what_the_logger_could_not_write_as_json_is_a_fact():
    result = read_journal(START + log(1, a={"xreport:repr": "<object>", "xreport:type": "x.Y"}))
    assert result.events[-1]["values"] == {"a": "<object>"}


def test_steps():
    result = read_journal(
        START
        + b'{"metrics":{"a":1}}\n{"metrics":{"a":2}}\n{"step":7.0,"metrics":{"a":3}}\n{"step":0.5,"metrics":{"a":4}}\n'
    )
    assert result.steps == {"a": [0, 1, 7]}
    assert result.whats == ["the step is not a 64-bit integer"]
    assert result.report.rejected_lines == 1


def test_a_flat_line_appended_by_hand_is_a_log_record():
    result = read_journal(START + b'{"step": 1, "loss": 0.5}\n')
    assert result.values == {"loss": [0.5]}


def test_unknown_records_and_keys_are_no_errors():
    result = read_journal(
        START + line(type="from-the-future", x=1) + b'{"step":1,"metrics":{"a":1},"later":[1]}\n' + line(type=["odd"])
    )
    assert result.values == {"a": [1.0]}
    assert result.report.issues() == []


def test_a_newer_format_is_said():
    assert "newer record format" in read_journal(line(xreport=2, type="start", run="r")).whats[0]


def test_equal_problems_are_one_issue():
    result = read_journal(START + b"x\n" * 100_000)
    (issue,) = result.report.issues()
    assert issue.where == "a.jsonl:2"
    assert "100,000 times" in issue.what
    assert "3, 4, 5, 6, …" in issue.what


def test_crlf_blank_lines_and_a_byte_order_mark():
    data = b"\xef\xbb\xbf" + START.replace(b"\n", b"\r\n") + b"\r\n" + log(0, a=1).replace(b"\n", b"\r\n") + b"\n"
    result = read_journal(data)
    assert result.values == {"a": [1.0]}
    assert ["byte order mark" in what for what in result.whats] == [True]
    assert result.account_is_whole()


@pytest.mark.parametrize(
    ("path", "data", "mine"),
    [
        ("r/x.txt", START, True),
        ("r/x.txt", START[:-1], True),
        ("r/x.txt", b"\xef\xbb\xbf\n " + START, True),
        ("r/x.txt", b'{"type":"start","run":"r"}\n', True),
        ("r/x.txt", log(1, a=1), False),
        ("r/x.jsonl", b"X" + START[1:] + log(1, a=1), False),
        ("r/0123456789abcdef.jsonl", b"X" + START[1:] + log(1, a=1), True),
        ("r/0123456789abcdef.jsonl", b"\0" * 100, True),
        ("r/0123456789abcdef.jsonl", b'{"a":1}\n', False),
    ],
)
def test_what_is_a_journal(path, data, mine):
    assert (JournalImporter().sniff(Head(path, data, whole=True)) is None) == mine


@pytest.mark.parametrize("step", [math.nan, math.inf, 1.5, "three", [1], True])
def test_an_object_whose_step_is_none_is_kept_without_it(step):
    result = read_journal(START + line(type="text", key="t", step=step, text="hello"))
    (found,) = [event for event in result.events if event["type"] == "text"]
    assert (found["text"], "step" in found) == ("hello", False)
    assert any("a step that is no integer" in issue.what for issue in result.report.issues())


@pytest.mark.parametrize("step", [None, 0, -3, 2.0])
def test_an_object_with_a_step_or_without_one_is_as_it_was_written(step):
    result = read_journal(START + line(type="text", key="t", step=step, text="hello"))
    assert result.events[-1]["step"] == step
    assert not [issue for issue in result.report.issues() if "a step" in issue.what]
