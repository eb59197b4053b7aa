"""What xreport makes of runs that went wrong, in a few words, and the table of it in the documentation."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from situations import FAILED, KILLED, NANS, NEVER_BEGAN, PRUNED, UNTOLD, Tool, number

from xreport.analysis.study import study
from xreport.load import load
from xreport.model import Run
from xreport.settings import Config

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "formats.md"
BEGIN, END = "<!-- made by tests/importers/mishaps -->\n", "<!-- end of mishaps -->"
HEAD = ("what happened", "what the tool wrote", "what xreport makes of it")
_RANKED = re.compile(r"(loss|reward|value)$")
_MOST_NAMES = 3
COMPETING = (NANS, FAILED, KILLED, NEVER_BEGAN, PRUNED)
"""Situations in which the bad run is not to be best."""


@dataclass(frozen=True)
class Made:
    """What became of one situation.

    Attributes:
        text: Statuses, values and steps of the bad run.
        wrong: Whether what went wrong leads, or has results.
    """

    text: str
    wrong: bool


def make_of(folder: Path, situation: str, tool: Tool) -> Made:
    """Read the folder of a situation."""
    config = Config(root=folder)
    collection = load([folder], now=time.time() + 1e7, config=config)
    bad = [run for run in collection.runs if not _is_good(run)]
    found = study(collection, config)
    best = [one for task in found.tasks if len(task.task.runs) > 1 and (one := task.best_run())]
    if situation not in COMPETING or len(bad) == len(collection.runs):
        best = []
    leading = ", ".join("the good run" if _is_good(run) else "the bad run" for run in best)
    ranked = f" Best: {leading}." if best else ""
    words = "; ".join(map(_describe, bad)) or "no run"
    left = ", ".join(sorted([one for one in collection.skipped if "never" in one] or collection.skipped))
    text = f"{len(bad)} runs: {words}" if len(bad) > 1 else words
    return Made(
        f"{text}.{ranked}"
        + (" The tool does not note it." if bad and situation in tool.silent else "")
        + (f" Left aside: {left}." if not bad and left else ""),
        any(not _is_good(run) for run in best) or (situation in UNTOLD and any(map(_has_bad_scores, bad))),
    )


def _has_bad_scores(run: Run) -> bool:
    """Whether a document of several benchmarks has numbers of the one that did not come to its end."""
    return any("good" in name for name in run.scores) and any("bad" in name for name in run.scores)


def _is_good(run: Run) -> bool:
    """Whether a run is the good one: the tool says so in its name, a param or the place of its file."""
    said = (
        run.name,
        run.project,
        *map(str, [*run.params.values(), *run.facts.values()]),
        *(source.path for source in run.sources),
    )
    return any("good" in one for one in said)


def _describe(run: Run) -> str:
    words = [run.status + (f" ({run.error})" if run.error else "")]
    if run.attempts > 1:
        words.append(f"{run.attempts} attempts")
    words += [f"{key} = {run.facts[key]}" for key in ("state",) if key in run.facts]
    words += list(_curves(run)) or list(_results(run))
    return ", ".join(words)


def _curves(run: Run) -> Iterator[str]:
    for name in sorted(name for name in run.series if _RANKED.search(name))[:_MOST_NAMES]:
        series = run.curve(name)
        assert series is not None
        # What single precision cannot hold is not what this is about.
        values = [number(float(np.float32(value))) for value in series.values]
        pairs = [f"{value} at {step}" for value, step in zip(values, series.steps.tolist(), strict=True)]
        yield f"`{name}` {', '.join(pairs)}"


def _results(run: Run) -> Iterator[str]:
    every = [*run.scores, *run.facts]
    sheet = any("good" in name for name in every)
    if sheet and not any("bad" in name for name in every):
        yield "nothing of it"
    for all_names, what in ((run.scores, "score"), (run.facts, "fact")):
        # A document of several benchmarks is one run.
        names = [name for name in all_names if "bad" in name or not sheet]
        if names:
            listed = ", ".join(f"`{name}`" for name in sorted(names)[:_MOST_NAMES])
            rest = len(names) - _MOST_NAMES
            yield f"{what}{'s' if len(names) > 1 else ''} {listed}" + (f" and {rest} more" if rest > 0 else "")


# -- the table --------------------------------------------------------------------------------------------


def section(said: Mapping[str, Any], made: Mapping[str, Made]) -> str:
    """Return the table of one tool, with its version."""
    rows = [HEAD, ("---",) * 3]
    rows += [(situation, wrote, made[situation].text) for situation, (_, wrote) in said["wrote"].items()]
    table = "\n".join(f"| {' | '.join(cell.replace('|', '&#124;') for cell in row)} |" for row in rows)
    return f"### {said['title']} ({said['version']})\n\n{table}\n"


def sections(text: str) -> dict[str, str]:
    """Return what the page says of each tool, by its title without the version."""
    inside = text.partition(BEGIN)[2].partition(END)[0]
    parts = [f"### {part.strip()}\n" for part in inside.split("### ")[1:]]
    return {part.removeprefix("### ").partition(" (")[0]: part for part in parts}


def write(fresh: Mapping[str, str], order: Sequence[str]) -> None:
    """Put these sections into the page, between its marks; the others stay as they are."""
    text = PAGE.read_text(encoding="utf-8")
    known = sections(text) | fresh
    before, _, rest = text.partition(BEGIN)
    body = "\n".join(known[title] for title in order if title in known)
    PAGE.write_text(f"{before}{BEGIN}\n{body}\n{END}{rest.partition(END)[2]}", encoding="utf-8")
