"""A stream to stretches of whole lines, in bounded memory whatever the file holds."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import BinaryIO, Final, Literal, NamedTuple

from xreport.format.limits import LONGEST_LINE
from xreport.importers.kit.decode import LONG_LINE, LONG_LINE_FIX
from xreport.importers.kit.report import Report

CHUNK: Final = 256 << 10
"""One bad line sends no more than about so many bytes to the slow decoder."""


class Stretch(NamedTuple):
    r"""Some bytes of a file: whole lines with their ``\n``, a part of an overlong line, or the unfinished end."""

    data: bytes
    kind: Literal["lines", "too long", "tail"] = "lines"


def read_lines(stream: BinaryIO, report: Report) -> Iterator[Stretch]:
    r"""Yield a stream in stretches, split at ``\n`` only. Lines beyond 16 MiB are rejected here, all else is not."""
    carry = bytearray()
    long = 0  # bytes of the overlong line that is being passed over
    chunk = _without_mark(stream.read(CHUNK), report)
    while chunk:
        if long:
            cut = chunk.find(b"\n") + 1
            part = chunk[:cut] if cut else chunk
            long += len(part)
            yield Stretch(part, "too long")
            if cut:
                report.reject(long, LONG_LINE, LONG_LINE_FIX)
                long = 0
            chunk = chunk[len(part) :]
            if not chunk:
                chunk = stream.read(CHUNK)
            continue
        cut = chunk.rfind(b"\n") + 1
        if cut:
            report.budget.spend_lines(chunk.count(b"\n"))
            yield Stretch(bytes(carry) + chunk[:cut] if carry else chunk[:cut])
            carry = bytearray(chunk[cut:])
        else:
            carry += chunk
        if len(carry) > LONGEST_LINE:
            long = len(carry)
            yield Stretch(bytes(carry), "too long")
            carry = bytearray()
        chunk = stream.read(CHUNK)
    if long:
        report.wait(long, f"{LONG_LINE}, and has no end yet", LONG_LINE_FIX)
    elif carry:
        yield Stretch(bytes(carry), "tail")


def _without_mark(chunk: bytes, report: Report) -> bytes:
    if not chunk.startswith(codecs.BOM_UTF8):
        return chunk
    report.note("begins with a byte order mark, which JSON does not allow", "Save the file as UTF-8 without it.")
    report.accept(len(codecs.BOM_UTF8), lines=0, records=0)
    return chunk[len(codecs.BOM_UTF8) :]
