"""JSON documents of other tools: told by what their first bytes say, read whole, and with care.

Nothing but the standard decoder touches them. It takes NaN and infinities without quotes, as many tools write them.
"""

from __future__ import annotations

import codecs
import json
import math
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, Final

import numpy as np

from xreport.format.limits import MOST_DEPTH
from xreport.importers.kit.budget import VALUE, values_in
from xreport.importers.kit.decode import HugeNumber
from xreport.importers.kit.protocol import Files, Listing
from xreport.importers.kit.report import Report
from xreport.settings import Limits

PEEKED: Final = 64 << 10
"""Bytes that are looked at to tell what a document is: the description of a machine may come first, and be long."""

_DEEPEST: Final = 100
_FOUR_BYTES: Final = 0xF0
"""The first byte of a sign beyond the 65,536 first ones: a text with one takes four bytes for each of its signs."""
_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[\[\]{},]', re.DOTALL)
"""A text without an end goes to the end: else the next quote in it would be tried, and the next."""
_CLOSING: Final = {"{": "}", "[": "]"}
_BEGUN: Final = re.compile(r"[\\\w+.-]{0,10}\s*")
_FIX: Final = "Restore the file from a copy, or remove it."


Pairs = Callable[[list[tuple[str, Any]]], dict[str, Any]]
"""Makes an object of its keys and values, in their order; the last of equal keys counts where nothing else is said."""


class DocumentError(ValueError):
    """A text that is no JSON document.

    Args:
        what: What is wrong.
        fix: What to do about it.
        unfinished: Whether it is the beginning of one, as a file that is just being written.
    """

    def __init__(self, what: str, fix: str = "", *, unfinished: bool = False) -> None:
        super().__init__(what)
        self.fix = fix or _FIX
        self.unfinished = unfinished


def peek(data: bytes) -> Any:
    """Return what the first bytes of a document say: the document, ended where the bytes end. None for no JSON."""
    text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8", "ignore")
    try:
        return _decode(_ended(text))
    except (ValueError, RecursionError):
        return None


def _ended(text: str) -> str:
    """Cut a text after its last whole value, and close what is open."""
    stack: list[str] = []
    cut, closing = 0, ""
    for found in _TOKEN.finditer(text):
        token = found[0]
        if token in _CLOSING:
            stack.append(_CLOSING[token])
            if len(stack) > _DEEPEST:
                break
            cut, closing = found.end(), "".join(reversed(stack))
        elif token in {"]", "}"}:
            if not stack or stack.pop() != token:
                raise ValueError("brackets do not match")
            cut, closing = found.end(), "".join(reversed(stack))
            if not stack:
                return text  # a document on its own; what follows it is for the decoder to refuse
        elif token == ",":  # noqa: S105 - of JSON
            cut, closing = found.start(), "".join(reversed(stack))
    return text[:cut] + closing


def _decode(text: str, pairs: Pairs | None = None) -> Any:
    return json.loads(text, parse_float=_float, parse_int=_int, object_pairs_hook=pairs)


def _float(text: str) -> float | HugeNumber:
    value = float(text)
    return value if math.isfinite(value) else HugeNumber(text)


def _int(text: str) -> int | HugeNumber:
    return int(text) if len(text) <= 400 else HugeNumber(text)


def documents(listing: Listing, sign: bytes, is_ours: Callable[[Any], bool], *, end: str = ".json") -> Iterator[str]:
    """Yield the paths of the documents of one kind.

    Args:
        listing: The files of a source.
        sign: Bytes that are among the first ones of each such document: all others are not decoded.
        is_ours: Whether a document, of which only the beginning may be there, is of this kind.
        end: How its name ends.
    """
    for path in listing.files:
        if not path.lower().endswith(end):
            continue
        head = listing.head(path, PEEKED)
        if sign in head and is_ours(peek(head)):
            yield path


def read_document(
    files: Files, path: str, report: Report, *, what: str = "the document", pairs: Pairs | None = None
) -> Any:
    """Return a document, or None after saying in ``report`` why there is none.

    A document that breaks off is one that is still being written, or was cut: it counts as pending.
    """
    data = read_bytes(files, path, report)
    return None if data is None else parse_document(data, path, report, what=what, limits=files.limits, pairs=pairs)


def read_bytes(files: Files, path: str, report: Report) -> bytes | None:
    """Return a whole file, or None after saying why it cannot be read."""
    most = files.limits.document_bytes
    if files.size(path) > most:
        what = f"is larger than limits.document_bytes = {most:,}: it is left out"
        fix = "Raise limits.document_bytes in the configuration, or split the file."
        report.reject(files.size(path), what, fix, where=path)
        return None
    try:
        return files.read(path, most)
    except OSError as error:
        fix = "Check the file and its permissions."
        report.note(f"cannot be read: {error.strerror or 'unknown reason'}", fix, where=path)
        return None


def parse_document(  # noqa: PLR0913 - whose document it is, and how it is read
    data: bytes,
    path: str,
    report: Report,
    *,
    what: str = "the document",
    limits: Limits = Limits(),
    pairs: Pairs | None = None,
) -> Any:
    """Return the value that a document holds, or None after saying what is wrong with it."""
    try:
        return decode_document(data, limits, pairs)
    except DocumentError as error:
        refuse_document(error, what, path, len(data), report)
        return None


def refuse_document(error: DocumentError, what: str, path: str, size: int, report: Report) -> None:
    """Say in ``report`` why a document is not read: what breaks off is read when it is whole."""
    if error.unfinished:
        fix = "It is read when the rest has been written; else restore it from a copy."
        report.wait(size, f"{what} cannot be read yet: {error}", fix, where=path)
    else:
        report.reject(size, f"{what} cannot be read: {error}", error.fix, where=path)


def decode_object(data: bytes, limits: Limits = Limits()) -> dict[str, Any]:
    """Return the object that a document is.

    Raises:
        DocumentError: It is none.
    """
    value = decode_document(data, limits)
    if not isinstance(value, dict):
        raise DocumentError("not a JSON object")
    return value


def decode_document(data: bytes, limits: Limits = Limits(), pairs: Pairs | None = None) -> Any:
    """Return the value that a document holds, nested at most 64 deep: whoever walks through it need not count.

    Args:
        data: The document, as it is in its file.
        limits: What it may hold. Few bytes can stand for much memory: ``[]`` takes 64.
        pairs: Makes its objects, where the last of equal keys is not the one that counts.

    Raises:
        DocumentError: It holds none.
    """
    if not data.strip(b" \t\r\n"):
        raise DocumentError("it is empty", unfinished=True)
    if b"\0" in data:
        raise DocumentError("holds NUL bytes: this part of the file was lost by the disk or the file system")
    check_size(data, limits)
    try:
        return _whole(_decode(data.removeprefix(codecs.BOM_UTF8).decode(), pairs), MOST_DEPTH)
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":
            raise DocumentError("it breaks off", unfinished=True) from None
        raise DocumentError("not UTF-8") from None
    except json.JSONDecodeError as error:
        if _breaks_off(error):
            raise DocumentError("it breaks off", unfinished=True) from None
        raise DocumentError(f"not valid JSON: {error.msg[0].lower()}{error.msg[1:]}") from None
    except RecursionError:
        raise DocumentError(f"nested deeper than {MOST_DEPTH} levels") from None


def check_size(data: bytes, limits: Limits) -> None:
    """Raise `DocumentError` where decoding a document would cost more memory than it may."""
    wide = 2 if not data.isascii() and np.frombuffer(data, np.uint8).max() >= _FOUR_BYTES else 1
    if len(data) * wide > limits.document_bytes:
        half = ", half of that for one with signs of four bytes" if wide > 1 else ""
        what = f"larger than limits.document_bytes = {limits.document_bytes:,}{half}"
        raise DocumentError(what, "Raise limits.document_bytes in the configuration, or split the file.")
    # Most documents are short, and need not be searched.
    if len(data) * VALUE > limits.cells and values_in(data) * VALUE > limits.cells:
        what = f"more than {limits.cells // VALUE:,} values, an eighth of limits.cells = {limits.cells:,}"
        raise DocumentError(what, "Raise limits.cells in the configuration, or split the file.")


def _breaks_off(error: json.JSONDecodeError) -> bool:
    """Whether the text ends where it goes wrong: in a string, an escape, or the beginning of a word or number."""
    if error.msg.startswith("Unterminated string"):
        return True
    return not error.msg.startswith("Extra data") and bool(_BEGUN.fullmatch(error.doc, error.pos))


def _whole(value: Any, depth: int) -> Any:
    """Replace lone surrogates, which are no text, wherever they are; in place, as a document may be large.

    Raises:
        RecursionError: It is nested deeper than that.
    """
    if isinstance(value, str):
        return _whole_text(value)
    if not isinstance(value, dict | list):
        return value
    if not depth:
        raise RecursionError
    if isinstance(value, dict) and any(_whole_text(key) is not key for key in value):
        return {_whole_text(key): _whole(one, depth - 1) for key, one in value.items()}
    for at, one in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(one, str | dict | list):
            value[at] = _whole(one, depth - 1)
    return value


def _whole_text(text: str) -> str:
    if text.isascii() or isinstance(text, HugeNumber):
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


# -- what is in a document ------------------------------------------------------------------------


def dict_of(value: Any, key: str) -> dict[str, Any]:
    """Return the object at a key, an empty one where there is none."""
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def list_of(value: Any, key: str) -> list[Any]:
    """Return the list at a key, an empty one where there is none."""
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, list) else []


def text_of(value: Any, key: str) -> str:
    """Return the text at a key, "" where there is none."""
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, str) and not isinstance(found, HugeNumber) else ""


def number_of(value: Any) -> float | int | None:
    """Return a number as it is, None for anything else; booleans are none."""
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def seconds(text: str) -> float | None:
    """Return an ISO 8601 time as Unix seconds, None for anything else. Without an offset it is taken for UTC."""
    try:
        found = datetime.fromisoformat(text.strip()[:40])
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None
