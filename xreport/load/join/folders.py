"""What folders mean: which of them name a run, which one its project, and what they say it was measured on.

From the run upwards, whatever folder was named as the source:

1. The innermost folder that says something names the run, unless its file does.
2. What only counts, dates, or says settings or data names no run alone: the folder above it does so, too.
3. The next folder above that says something is the project. Algorithms and what the run's params say are none, nor are
   data in a folder of runs: they say what was run, and on what.

So the answer depends on the path alone, and a folder that names a run never names its project. Other runs have a say
only where one lies in the folder of another.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from xreport.load.join.measured import NOTHING, Said
from xreport.text.folder_words import FolderKind, folder_kind, only_counts, subject_in

NOWHERE: Final = "runs"
"""The project of runs above which there is no folder to name it after."""
_HOMES: Final = {"home", "users"}
"""Folders of people lie in them: their names are no projects, and nothing above them is looked at."""
_DEEPEST_HOME: Final = 4
_NO_NAMES: Final = {"inside", "collection"}
_PLAIN: Final = {"plain", "method"}
_NUMBER: Final = re.compile(r"_\d+$")


@dataclass(frozen=True, slots=True)
class Placed:
    """Where the folders place a run.

    Attributes:
        project: The name of its project.
        measured: What it was measured on, as far as a folder says; empty where none does.
        folder: The path of the folder that is the project; empty where there is none.
        own: The path of the outermost folder that names the run; empty where its file does alone.
        alone: Whether that folder is the only one that names it.
        owner: Whether the project's folder owns the folder of runs that it lies in, as the one above ``logs`` does.
        why: Why it is that project, in words.
        measured_why: Where that is said.
    """

    project: str = NOWHERE
    measured: str = ""
    folder: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    alone: bool = True
    owner: bool = False
    why: str = "no folder above the run says anything"
    measured_why: str = ""


def place(above: Sequence[str], folders: Sequence[str], leaf: str, said: Said = NOTHING) -> Placed:
    """Return the project of a run and what it was measured on.

    Args:
        above: The folders of the source, outermost first, itself included.
        folders: The folders of the run below the source.
        leaf: The name of its file, without suffix, where it says something, or what else tells the run from others
            of its file. Empty where folders name the run.
        said: What the run says of itself. A folder of that name says the same.
    """
    path = (*above, *folders)
    kinds = _kinds(path, said)
    start = _naming(kinds, leaf)
    own = path[: start + 1]
    below = leaf if start == len(path) else "/".join(path[start:])
    alone = not leaf and all(kind in _NO_NAMES for kind in kinds[start + 1 :])
    placed = Placed(own=own, alone=alone) if start < len(path) else Placed()
    end = _project(path[:start], kinds)
    if end:
        name = path[end - 1]
        why = f"the folder “{name}” above the run “{below}”"
        owner = any(kind == "collection" for kind in kinds[end:start])
        placed = replace(placed, project=name, folder=path[:end], owner=owner, why=why)
    names = [leaf, *reversed(path[end:])]
    for name in names:
        if measured := subject_in(name):
            return replace(placed, measured=measured, measured_why=f"the name “{name}”")
    return placed


def settle(places: Sequence[Placed]) -> list[Placed]:
    """Return the places of all runs as they are side by side.

    A folder that owns a folder of runs is the project of a log in it, too, and one in which folders name runs is that
    of those beside them that name none alone. Any other run in a folder that names a run is of that run's project.
    """
    owners = {one.folder for one in places if one.owner}
    projects = owners | {one.folder for one in places if one.own}
    kept = [one.own in (owners if one.alone else projects) for one in places]
    runs = {one.own: one for one, is_project in zip(places, kept, strict=True) if one.own and not is_project}
    return [_in_own(one) if is_project else _with(one, runs) for one, is_project in zip(places, kept, strict=True)]


def _in_own(one: Placed) -> Placed:
    name = one.own[-1]
    return replace(one, project=name, folder=one.own, why=f"the folder “{name}” that is the project of others")


def _with(one: Placed, runs: Mapping[tuple[str, ...], Placed]) -> Placed:
    found = one
    while found.folder in runs:
        found = runs[found.folder]
    return one if found is one else replace(one, project=found.project, folder=found.folder, why=found.why)


def _kinds(path: Sequence[str], said: Said) -> list[FolderKind]:
    measured, settings = ({_plain(name) for name in names} for names in (said.measured, said.settings))
    kinds: list[FolderKind] = []
    for name in path:
        kind = folder_kind(name)
        if _plain(_NUMBER.sub("", name)) in measured:
            kind = "subject"
        elif kind == "plain" and _plain(name) in settings:
            kind = "method"
        kinds.append(kind)
    return kinds


def _project(path: Sequence[str], kinds: Sequence[FolderKind]) -> int:
    """Return which of the folders above a run is its project, counted from 1; 0 where none is.

    A folder that says something. Algorithms are none, and data only where they do not lie in a folder of runs
    themselves, unless they own one. Where no folder is that, data or the folder of runs itself says something at least.
    """
    owned = False
    data = 0
    others: dict[str, int] = {}
    for end in range(len(path), 0, -1):
        kind = kinds[end - 1]
        if 1 < end <= _DEEPEST_HOME and path[end - 2].lower() in _HOMES:
            break
        if kind == "plain" or (owned and kind in {"method", "subject"}):
            return data or end
        if kind == "collection":
            owned, data = True, 0
        elif kind == "subject":
            data = data or end
        others.setdefault(kind, end)
    return others.get("subject") or others.get("collection") or 0


def _naming(kinds: Sequence[FolderKind], leaf: str) -> int:
    """Return how many folders stand above those that name the run."""
    at = len(kinds)
    alone = bool(leaf) and not only_counts(leaf)
    if not leaf:
        while at and kinds[at - 1] in _NO_NAMES:
            at -= 1
        if not at:
            return len(kinds)
        at -= 1
        alone = kinds[at] in _PLAIN
    while not alone:
        above = at
        while above and kinds[above - 1] == "inside":
            above -= 1
        if not above or kinds[above - 1] == "collection":
            break
        at = above - 1
        alone = kinds[at] in _PLAIN
    return at


def _plain(name: str) -> str:
    return name.lower().replace("/", "-")
