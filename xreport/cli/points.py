"""Texts to what is logged: ``name=value`` words, JSON objects, and lines in which patterns find values."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import click

from xreport.format.records import NON_FINITE

_LONGEST_SHOWN = 60


class Point(NamedTuple):
    """Metrics, and the step if it is known."""

    step: int | None
    metrics: dict[str, object]


def parse_pairs(words: Iterable[str]) -> dict[str, object]:
    """Return what ``step=1 loss=0.3`` says; a value that is no number is text.

    Raises:
        ValueError: A word is not of this form.
    """
    values: dict[str, object] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not name or not equals:
            raise ValueError(f"{_short(word)!r}: write NAME=VALUE, like loss=0.3")
        values[name] = _number(value)
    return values


def _number(text: str) -> object:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            pass
    return text


def split_step(values: dict[str, object]) -> Point:
    """Return values of which one may be named ``step``."""
    step = values.get("step")
    if not isinstance(step, int):
        return Point(None, values)
    return Point(step, {name: value for name, value in values.items() if name != "step"})


class LineReader:
    """Reads lines of which each is a JSON object or ``name=value ...``; tells of the first that is neither."""

    def __init__(self) -> None:
        self._told = False

    def __call__(self, line: str) -> Point | None:
        """Return what a line says; None where that is nothing."""
        if not line.strip():
            return None
        try:
            return split_step(_read_object(line) if line.lstrip().startswith("{") else parse_pairs(line.split()))
        except (ValueError, RecursionError):
            if not self._told:
                click.echo(f"xreport: left out, neither a JSON object nor NAME=VALUE ...: {_short(line)!r}", err=True)
            self._told = True
            return None


def _read_object(line: str) -> dict[str, object]:
    record: dict[str, object] = json.loads(line, object_hook=_with_numbers)
    metrics = record.get("metrics")
    if isinstance(metrics, dict):  # a log record of the format
        return metrics | ({"step": record["step"]} if "step" in record else {})
    return record


def _with_numbers(values: dict[str, object]) -> dict[str, object]:
    return {name: NON_FINITE.get(value, value) if isinstance(value, str) else value for name, value in values.items()}


class Scraper:
    """Finds metrics in the lines that a program prints.

    Args:
        patterns: Regular expressions whose named groups are metrics; ``__`` in a name stands for ``/``. A group named
            ``step`` is the step, of this line and the following ones.

    Raises:
        ValueError: A pattern is not valid, or has no named group.
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        self._patterns = [_compiled(pattern) for pattern in patterns]
        self._step: int | None = None

    def __call__(self, line: str) -> Point:
        """Return what the patterns find in a line."""
        found: dict[str, object] = {}
        for pattern in self._patterns:
            match = pattern.search(line)
            groups = match.groupdict() if match else {}
            found |= {name.replace("__", "/"): _number(text) for name, text in groups.items() if text is not None}
        point = split_step(found)
        if point.step is not None:
            self._step = point.step
        return point._replace(step=self._step)


def _compiled(pattern: str) -> re.Pattern[str]:
    try:
        compiled = re.compile(pattern)
    except re.error as error:
        raise ValueError(f"--parse {pattern!r} is no regular expression: {error}") from None
    if not compiled.groupindex:
        raise ValueError(f"--parse {pattern!r} has no named group, like 'loss=(?P<loss>[0-9.]+)'")
    return compiled


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"
