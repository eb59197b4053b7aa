"""What goes wrong in trainings, made by the tools themselves: for interpreters that have them, not for ours.

python mishaps_of_trackers.py TOOL FOLDER     writes FOLDER/<situation>/…, and says as JSON what the tool left there

Each situation is a folder with a run ``good``, of which nothing is to be said, and a run ``bad``, which would be better
if what happened to it did not count.
"""

from __future__ import annotations

import importlib
import json
import os
import re
import shutil
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

NAN, INFINITY = float("nan"), float("inf")


def fail() -> None:
    """Be a mistake of the script."""
    raise ValueError("bad")


def kill() -> None:
    """Be the machine that takes the process away."""
    os.kill(os.getpid(), signal.SIGKILL)


class Points:
    """Steps and losses. What is to go wrong goes wrong where they are iterated: in the middle of the training."""

    def __init__(self, *values: tuple[int, float], then: Callable[[], None] | None = None) -> None:
        self.values = values
        self.then = then

    def __iter__(self) -> Iterator[tuple[int, float]]:
        yield from self.values
        if self.then:
            self.then()

    @property
    def steps(self) -> int:
        """How many steps a trainer is to be told to do, so that it comes to what goes wrong."""
        return len(self.values) + (self.then is not None)


Train = Callable[[Path, str, Points, bool], Any]
"""Trains a run of this name in a folder; the last argument says whether it goes on with one that is there."""
GOOD, SAME = Points((0, 0.9), (1, 0.8), (2, 0.7)), Points((0, 0.6), (1, 0.5), (2, 0.4))
SITUATIONS: Mapping[str, Sequence[Points]] = {
    "a NaN, an infinity": [Points((0, 0.5), (1, NAN), (2, INFINITY), (3, -INFINITY))],
    "a failed run": [Points((0, 0.5), (1, 0.1), then=fail)],
    "a killed run": [Points((0, 0.5), (1, 0.1), then=kill)],
    "a repeated step": [Points((0, 0.6), (1, 0.5), (1, 0.4), (2, 0.3))],
    "a restart": [Points((0, 0.6), (1, 0.5), (2, 0.4), then=kill), Points((2, 0.35), (3, 0.3))],
}
"""What the bad run logs, process by process."""
NANS, FAILED, KILLED, REPEATED, RESTART = SITUATIONS
NEVER_BEGAN, PRUNED, TWO = "a run that never began", "a pruned trial", "two loggers"
UNTOLD = (FAILED, KILLED)
"""What a tool that keeps no status does not note."""
ORDER = (NANS, FAILED, KILLED, NEVER_BEGAN, PRUNED, REPEATED, RESTART, TWO)


@dataclass(frozen=True)
class Tool:
    """A tool, and how to have it log.

    Attributes:
        title: The format that it writes, as the table calls it.
        packages: The distributions whose versions are said.
        seen: What the tool left in the folder of a situation, in a few words, by the plainest means.
        train: Logs a run; None where all situations are the tool's own.
        own: Situations that are made in another way; where the tool trains, the good run is there already.
        without: Situations that the tool does not have.
        modules: What is imported once for all processes.
        silent: Situations that leave what a run leaves of which nothing is to be said: the tool does not note them.
    """

    title: str
    packages: Sequence[str]
    seen: Callable[[Path], str]
    train: Train | None = None
    own: Mapping[str, Callable[[Path], Any]] = field(default_factory=dict)
    without: Sequence[str] = ()
    modules: Sequence[str] = ()
    silent: Sequence[str] = ()

    def situations(self) -> Iterator[str]:
        """Yield what can go wrong, in the order of the table."""
        for one in ORDER:
            if one in self.own or (self.train and one in SITUATIONS and one not in self.without):
                yield one

    def make(self, situation: str, folder: Path) -> None:
        """Make a situation in a new folder, each process of it one of its own."""
        good = folder.parent / "good"
        if self.train and not good.exists():
            good.mkdir(parents=True)
            alone(self.train, good, "good", GOOD, False)
        shutil.copytree(good, folder, symlinks=True) if self.train else folder.mkdir(parents=True)
        if situation in self.own:
            self.own[situation](folder)
            return
        assert self.train
        for number, points in enumerate(SITUATIONS[situation]):
            alone(self.train, folder, "bad", points, number > 0)


def alone(function: Callable[..., Any], *arguments: Any) -> None:
    """Call a function in a process that begins as this one, and ends as scripts end: exceptions are not caught."""
    sys.stdout.flush()
    child = os.fork()
    if not child:
        os.dup2(2, 1)
        function(*arguments)
        sys.exit()
    os.waitpid(child, 0)


def number(value: float) -> str:
    """Return a number as all rows of the table have it."""
    return {"nan": "NaN", "inf": "∞", "-inf": "-∞"}.get(f"{value:g}", f"{value:g}")


def lines(path: Path, pattern: str = r"(.+)") -> str:
    """Return what a file holds: of each line that a pattern finds its groups, as code."""
    if not path.exists():
        return f"no {path.name}"
    text = path.read_text(encoding="utf-8", errors="replace")
    return code(" ".join(found.groups(default="")) for found in re.finditer(pattern, text, re.MULTILINE))


def code(texts: Iterable[str]) -> str:
    """Return texts as code, between commas."""
    return ", ".join(f"`{text.strip()}`" for text in texts if text.strip()) or "nothing"


def main(tools: Mapping[str, Tool], environment: Mapping[str, str]) -> None:
    """Do what the command line says, with these variables in the environment."""
    os.environ.update(environment)
    tool, folder = tools[sys.argv[1]], Path(sys.argv[2])
    for module in tool.modules:
        importlib.import_module(module)
    wrote = {}
    for number_, situation in enumerate(tool.situations()):
        place = folder / f"{number_}"
        tool.make(situation, place)
        wrote[situation] = [str(number_), tool.seen(place)]
    # The first part of a name may be that of whoever has packed a tool of others.
    versions = ", ".join(f"{one.rpartition('toolchain-')[2]} {version(one)}" for one in tool.packages)
    print(json.dumps({"title": tool.title, "version": versions, "wrote": wrote}), flush=True)
    os._exit(0)  # what the tools keep running in the background need not be waited for
