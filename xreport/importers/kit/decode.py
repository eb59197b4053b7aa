"""One line to one object, carefully: exact reasons for what is refused, and a note for all that is not plain JSON.

This is the slow and thorough way; `fast` reads stretches of ordinary lines and leaves all others to this one.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any

from xreport.format.limits import LONGEST_LINE, MOST_DEPTH, MOST_DIGITS, MOST_KEYS, MOST_VALUES

LONG_LINE = f"the line is longer than {LONGEST_LINE >> 20} MiB"
LONG_LINE_FIX = "Log large values as artifacts."
HUGE = "a number that is too large for a double"
HUGE_FIX = "Log it as text, or its logarithm."
_SAME = "Values are kept as they are; write the file with a JSON library to be rid of this."

_BRACKETS = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)
"""A text without an end goes to the end: else the next quote in it would be tried, and the next."""
_ESCAPES = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[dD][89a-fA-F][0-9a-fA-F]{2}|\\.")


class BadLineError(ValueError):
    """A line that cannot be read.

    Args:
        what: What is wrong; equal for equal mistakes.
        fix: What to do about it.
    """

    def __init__(self, what: str, fix: str = "Remove the line, or restore the file from a copy.") -> None:
        super().__init__(what)
        self.what = what
        self.fix = fix


class HugeNumber(str):
    """A number that no double can hold, as it was written."""

    __slots__ = ()


class LineDecoder:
    """Decodes lines one by one. After each, ``notes`` holds what was unusual, as (what, fix).

    Args:
        most_keys: More keys are no record; a whole document may have more than a line.
    """

    def __init__(self, most_keys: int = MOST_KEYS) -> None:
        self.notes: dict[str, str] = {}
        self._most_keys = most_keys
        self._keys = 0
        self._decoder = json.JSONDecoder(
            object_pairs_hook=self._object,
            parse_constant=self._constant,
            parse_float=_float,
            parse_int=_int,
        )

    def decode(self, line: bytes) -> dict[str, Any]:
        """Return the object on a line.

        Raises:
            BadLineError: There is none.
        """
        self.notes.clear()
        self._keys = 0
        text = self._text(line)
        try:
            value = self._decoder.decode(text)
        except RecursionError:
            raise BadLineError(f"nested deeper than {MOST_DEPTH} levels") from None
        except json.JSONDecodeError as error:
            raise BadLineError(f"not valid JSON: {_reason(error)}") from None
        if not isinstance(value, dict):
            raise BadLineError("not a JSON object", 'Every line must be an object: {"step": 1, "loss": 0.3}.')
        return value

    def _text(self, line: bytes) -> str:
        if b"\0" in line:
            raise BadLineError("holds NUL bytes: this part of the file was lost by the disk or the file system")
        if line.count(b"{") + line.count(b"[") > MOST_DEPTH:
            _check_depth(line)
        # A short line cannot hold too many; counting is for the others.
        if len(line) > MOST_VALUES and line.count(b",") + line.count(b"[") + line.count(b"{") > MOST_VALUES:
            raise BadLineError(f"more than {MOST_VALUES:,} values", LONG_LINE_FIX)
        try:
            text = line.decode()
        except UnicodeDecodeError:
            raise BadLineError("not UTF-8", "Convert the file to UTF-8.") from None
        if "\\ud" in text or "\\uD" in text:
            whole = _ESCAPES.sub(_replace_lone, text)
            if whole != text:
                self.notes["lone surrogates, which are no text: shown as \ufffd"] = _SAME
            text = whole
        return text

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        self._keys += len(pairs)
        if self._keys > self._most_keys:
            raise BadLineError(f"more than {self._most_keys:,} keys", "Log large tables as artifacts.")
        result = dict(pairs)
        if len(result) != len(pairs):
            self.notes["the same key twice in one object: the later value counts"] = "Log each key once per record."
        return result

    def _constant(self, name: str) -> float:
        self.notes["NaN or Infinity without quotes, which is not JSON: taken as meant"] = _SAME
        return float(name)


def _float(text: str) -> float | HugeNumber:
    value = float(text)
    return value if math.isfinite(value) else HugeNumber(text)


def _int(text: str) -> int:
    if len(text) > MOST_DIGITS:
        raise BadLineError(f"a number of more than {MOST_DIGITS} digits", "Log it as text.")
    return int(text)


def _check_depth(line: bytes) -> None:
    depth = 0
    for token in _BRACKETS.finditer(line):
        found = token[0]
        if found in b"[{":
            depth += 1
            if depth > MOST_DEPTH:
                raise BadLineError(f"nested deeper than {MOST_DEPTH} levels")
        elif found in b"]}":
            depth -= 1


def _replace_lone(escape: re.Match[str]) -> str:
    found = escape[0]
    lone = len(found) == 6
    return "\\ufffd" if lone else found


def _reason(error: json.JSONDecodeError) -> str:
    if error.pos >= len(error.doc.rstrip()):
        return "the line breaks off"
    return error.msg[0].lower() + error.msg[1:]
