"""What is in journals, by a reader of a dozen lines that shares no code with xreport, and by that of xreport."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from xreport.importers import Refusal
from xreport.load.read.part import FilePart, read_stream

TEXT = "".join(chr(33 + (n * n * 31 + n) % 90) for n in range(500_000))


def filling(number: int, size: int) -> str:
    """Return a text that another record's is not."""
    start = number * 7919 % 250_000
    return TEXT[start : start + size]


def lines_of(content: bytes) -> list[dict[str, Any]]:
    r"""Return the records of a journal: the lines that end with ``\n`` and are an object."""
    found = []
    for line in content.split(b"\n")[:-1]:
        with contextlib.suppress(ValueError):
            record = json.loads(line)
            if isinstance(record, dict):
                found.append(record)
    return found


def journals(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """Return the records of all journals beneath a folder."""
    return {str(path): lines_of(path.read_bytes()) for path in sorted(Path(folder).rglob("*.jsonl"))}


def metrics(records: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what was logged, of the log records among these."""
    return [record["metrics"] for record in records if isinstance(record.get("metrics"), dict)]


def numbers(folder: Path, key: str = "n") -> list[int]:
    """Return the values of one metric in all journals beneath a folder."""
    return [one[key] for records in journals(folder).values() for one in metrics(records) if key in one]


def xreport_reads(content: bytes, path: str = "r/0123456789abcdef.jsonl") -> FilePart:
    """Read a journal as `xreport build` does. Each byte of it is accounted for, whatever it holds."""
    part = read_stream(io.BytesIO(content), path)
    assert not isinstance(part, Refusal), f"refused: {part.reason}"
    account = part.account
    assert account.accepted + account.rejected + account.pending == account.bytes == len(content)
    assert not any("mistake of xreport" in issue.what for issue in account.issues)
    return part


def check_acknowledged(folder: Path, acknowledged: Sequence[int], *, attempted: int = 1) -> None:
    """Check what a process left that logged 0, 1, 2, … and was ended.

    Args:
        folder: Of the run.
        acknowledged: What `log` returned True for, in this order.
        attempted: How many more may be there: what was under way when it ended.
    """
    found = []
    for path in sorted(Path(folder).rglob("*.jsonl")):
        content = path.read_bytes()
        records = lines_of(content)
        whole = content.split(b"\n")[:-1]
        assert len(records) == sum(bool(line) for line in whole), "a line in the middle is torn"
        for one in metrics(records):
            assert one.get("x", "") == filling(one["n"], len(one.get("x", ""))), f"record {one['n']} is changed"
            found.append(one["n"])
        if records:
            part = xreport_reads(content)
            assert part.account.rejected == 0
            assert part.account.pending == len(content.split(b"\n")[-1])
            read = part.series["n"].values.tolist() if "n" in part.series else []
            assert read == [one["n"] for one in metrics(records)]
    assert len(set(found)) == len(found), "a record is there twice"
    assert found[: len(acknowledged)] == list(acknowledged), "an acknowledged record is lost, or out of order"
    extra = found[len(acknowledged) :]
    assert len(extra) <= attempted, f"{extra} were not acknowledged"
