"""Checks of single values: each takes what the file says and returns it as the settings hold it.

A check that fails raises `Unfit` with what is wrong and how it should read.
"""

from __future__ import annotations

import math
import re
from typing import Literal
from urllib.parse import urlsplit

from xreport.settings.config import Direction
from xreport.settings.mistakes import did_you_mean
from xreport.text.score_rules import SCORES, score_rule


class Unfit(Exception):  # noqa: N818 - a signal between two modules, not an error that anyone sees
    """A value that cannot be used.

    Args:
        what: What is wrong with it.
        fix: How it should read.
    """

    def __init__(self, what: str, fix: str) -> None:
        super().__init__(what)
        self.what = what
        self.fix = fix


def text(value: object, example: str) -> str:
    """Return a text, which may be empty."""
    if not isinstance(value, str):
        raise Unfit(f"{_shown(value)} is {_kind(value)}, not a text", f"write it in quotes, like {example}")
    if any(character < " " for character in value):
        raise Unfit(f"{_shown(value)} has a line break or a control character", f"write one line, like {example}")
    return value


def filled_text(value: object, example: str) -> str:
    """Return a text that is not empty."""
    if not text(value, example).strip():
        raise Unfit("is empty", f"write a text, like {example}, or remove the key")
    return str(value)


def texts(value: object, example: str) -> tuple[str, ...]:
    """Return a list of filled texts."""
    if isinstance(value, str):
        raise Unfit(f"{_shown(value)} is one text, not a list", f"write [{_shown(value)}]")
    if not isinstance(value, list):
        raise Unfit(f"{_shown(value)} is {_kind(value)}, not a list of texts", f"write {example}")
    for item in value:
        if not isinstance(item, str) or not item.strip():
            raise Unfit(f"the list holds {_shown(item)}, which is not a filled text", f"write {example}")
    return tuple(value)


def filled_texts(value: object, example: str) -> tuple[str, ...]:
    """Return a list of at least one filled text."""
    found = texts(value, example)
    if not found:
        raise Unfit("the list is empty", f"write {example}, or remove the key")
    return found


def flag(value: object) -> bool:
    """Return true or false."""
    if not isinstance(value, bool):
        raise Unfit(f"{_shown(value)} is {_kind(value)}, not true or false", "write true or false, without quotes")
    return value


DIRECTIONS = dict.fromkeys(("maximize", "maximise", "maximum", "higher", "high", "up", "larger", "more"), "max")
DIRECTIONS |= dict.fromkeys(("minimize", "minimise", "minimum", "lower", "low", "down", "smaller", "less"), "min")


def direction(value: object) -> Direction:
    """Return which way a metric is better."""
    if value in ("min", "max"):
        return "min" if value == "min" else "max"
    meant = did_you_mean(value, ("min", "max"), DIRECTIONS) if isinstance(value, str) else ""
    fix = f'write "{meant}"' if meant else 'write "max" when higher is better, "min" when lower is better'
    raise Unfit(f"{_shown(value)} is not a direction", fix)


def score(value: object) -> str:
    """Return which one number of a metric's values counts."""
    found = text(value, '"best"')
    if (rule := score_rule(found)) is None:
        meant = did_you_mean(found, SCORES, _SCORES)
        fix = f'write "{meant}"' if meant else 'write "last", "best", "tail", "tail 100" or "at best of val/loss"'
        raise Unfit(f"{_shown(found)} is not a score", fix)
    return str(rule)


_SCORES = {"final": "last", "average": "mean", "avg": "mean", "minimum": "min", "maximum": "max", "peak": "best"}


def baseline(value: object) -> str:
    """Return the name, id or ``tag:NAME`` of the baseline run."""
    found = text(value, '"tag:baseline"')
    if found.startswith("tag:") and not found.removeprefix("tag:").strip():
        raise Unfit('"tag:" names no tag', 'write the tag after the colon, like "tag:baseline"')
    return found


def repository(value: object) -> str:
    """Return the web address of the repository, which becomes the start of commit links."""
    example = '"https://git.example.org/team/project"'
    found = text(value, example)
    if not found:
        return ""
    try:
        address = urlsplit(found)
    except ValueError:
        address = urlsplit("")
    if address.scheme not in ("http", "https") or not address.hostname or re.search(r"\s", found):
        raise Unfit(f"{_shown(found)} is not a web address", f"write where the repository is browsed, like {example}")
    if "@" in address.netloc:
        raise Unfit("the address holds a user name or a password, and would be published", "remove all up to the @")
    return found.rstrip("/")


VIEW_PAGES = ("runs", "explore", "compare")


def view(value: object) -> str:
    """Return the address of a view: a page of the site with what it shows, as its address bar says it."""
    example = '"runs.html#q=tag:prod"'
    found = text(value, example)
    page, _, shown = found.partition("#")
    # What was copied from the address bar begins with wherever the site was.
    name = page.rpartition("/")[2]
    if name.removesuffix(".html") not in VIEW_PAGES or not name.endswith(".html") or not shown:
        pages = ", ".join(f"{name}.html" for name in VIEW_PAGES)
        raise Unfit(f"{_shown(found)} is not a view", f"copy the link of a view of {pages}, like {example}")
    return f"{name}#{shown}"


def journals(value: object) -> Literal["gz", "no"]:
    """Return whether journals are published beside the pages."""
    if value == "gz":
        return "gz"
    if value == "no":
        return "no"
    fix = 'write "no"' if value is False else 'write "gz"' if value is True else 'write "gz" or "no"'
    raise Unfit(f"{_shown(value)} is not a way to publish journals", fix)


_UNITS = {"s": 1, "sec": 1, "second": 1, "min": 60, "m": 60, "minute": 60, "h": 3600, "hour": 3600, "d": 86400}
_UNITS |= {"day": 86400, "week": 604800}
_PART = re.compile(r"(\d+(?:\.\d+)?)\s*([a-z]+)\s*", re.ASCII)


def duration(value: object) -> float:
    """Return seconds: from a number of them, or from a text such as ``15 min`` or ``1 h 30 min``."""
    seconds = None
    if isinstance(value, int | float) and not isinstance(value, bool):
        seconds = float(value)
    elif isinstance(value, str):
        seconds = _seconds(value.strip().lower())
    if seconds is None or not math.isfinite(seconds) or seconds <= 0:
        fix = 'write a number of seconds above 0, or a text like "15 min", "24 h" or "2 days"'
        raise Unfit(f"{_shown(value)} is not a duration", fix)
    return seconds


_SIZES = {"": 1, "b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30}


def size(value: object) -> int:
    """Return bytes: from a number of them, or from a text such as ``64 MiB``."""
    words = f"{value}" if type(value) in {int, str} else ""
    found = re.fullmatch(r"(\d{1,15}(?:\.\d{1,9})?)\s*([a-z]*)", words.strip().lower(), re.ASCII)
    unit = _SIZES.get(found[2]) if found else None
    if found is None or unit is None or float(found[1]) * unit < 1:
        raise Unfit(f"{_shown(value)} is not a size", 'write a number of bytes above 0, or a text like "64 MiB"')
    return int(float(found[1]) * unit)


def count(value: object) -> int:
    """Return a number of things, at least one."""
    if type(value) is not int or value < 1:
        raise Unfit(f"{_shown(value)} is not a number of things", "write a whole number above 0, like 20_000_000")
    return value


def _seconds(words: str) -> float | None:
    parts = list(_PART.finditer(words))
    if not parts or "".join(part[0] for part in parts) != words:
        return None
    units = [part[2] if part[2] in _UNITS else part[2].removesuffix("s") for part in parts]
    if any(unit not in _UNITS for unit in units):
        return None
    return sum(float(part[1]) * _UNITS[unit] for part, unit in zip(parts, units, strict=True))


def _shown(value: object) -> str:
    """Return a value as TOML writes it, shortened."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{ … }" if value else "{}"
    if isinstance(value, list):
        return f"[{', '.join(_shown(item) for item in value[:3])}{', …' if len(value) > 3 else ''}]"
    shown = str(value)
    shown = shown if len(shown) <= 60 else shown[:59] + "…"
    return (
        '"' + shown.translate({ord('"'): '\\"', ord("\\"): "\\\\", 10: "\\n"}) + '"'
        if isinstance(value, str)
        else shown
    )


def _kind(value: object) -> str:
    names = {bool: "true or false", int: "a number", float: "a number", str: "a text", list: "a list", dict: "a table"}
    return names.get(type(value), "a date or a time")
