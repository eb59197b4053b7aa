"""Metrics that say how sure another one is: ``acc_stderr`` beside ``acc``, as evaluations of models write them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["standard error", "standard deviation"]

_WORD: Final = re.compile(
    r"(?:^|(?<=[/_.\- ]))(std[_-]?err(?:or)?|se|sem|std(?:ev|dev)?|standard[_-](?:error|deviation))(?=$|[/_.,\- ])",
    re.IGNORECASE,
)
_MEANS: Final = ("mean", "avg", "average")


@dataclass(frozen=True, slots=True)
class Spread:
    """The metric that says how sure another one is.

    Attributes:
        name: Its name.
        kind: What it is of the other one's values.
    """

    name: str
    kind: Kind


def spreads(names: Collection[str]) -> dict[str, Spread]:
    """Return of metrics, by their names, those that say how sure they are, as far as names tell.

    ``acc_stderr`` belongs to ``acc``, ``std_test_score`` to ``mean_test_score``, ``exact_match_stderr,strict`` to
    ``exact_match,strict``. One that belongs to none of the names is a metric like others. Of several a standard error
    stands beside.
    """
    known = set(names)
    found: dict[str, Spread] = {}
    for name in sorted(known):
        of = next((one for one in _owners(name) if one in known and one != name), None)
        if of is not None and (of not in found or _kind(name) == "standard error"):
            found[of] = Spread(name, _kind(name))
    return found


def _owners(name: str) -> Iterator[str]:
    """Yield what the metric may be called that a name with a word for a spread belongs to."""
    matches = [*_WORD.finditer(name)]
    if not matches:
        return
    start, end = matches[-1].span()
    before, after = name[:start], name[end:]
    if before[-1:] in {"_", "-", " ", "."} or not after:
        yield before[:-1] + after
    if after[:1] in {"_", "-", " ", "."}:
        yield before + after[1:]
    if before[-1:] == "/":
        yield before[:-1] + after
    yield from (f"{before}{mean}{after}" for mean in _MEANS)


def _kind(name: str) -> Kind:
    word = _WORD.findall(name)[-1].lower()
    return "standard error" if "err" in word or word in {"se", "sem"} else "standard deviation"
