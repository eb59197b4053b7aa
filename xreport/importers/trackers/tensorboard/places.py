"""Which folders of event files are runs, and which are parts of one.

A folder with event files is a run. But one training often writes to several folders, and they are one run again:

- ``add_scalars("loss", {"a": …, "b": …})`` of PyTorch writes below the run's folder to ``loss_a`` and ``loss_b``
  (tensorboardX to ``loss/a`` and ``loss/b``), each with the tag ``loss``: they are the metrics ``loss/a`` and
  ``loss/b`` of the run, which may have written nothing else, or have no file of its own.
- ``train`` and ``validation`` side by side (Keras), or ``eval`` below a run (Estimator), are the metrics
  ``train/…`` and ``validation/…`` of one run. As two runs they would be ranked against each other.
- ``add_hparams`` of PyTorch writes below the run's folder to one named after the time: if there is only one, its params
  and results are those of the run.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Final

_TRAINING: Final = {"train", "training"}
_TESTING: Final = {"validation", "val", "valid", "eval", "evaluation", "test", "dev"}
_TIMESTAMP: Final = re.compile(r"\d{9,10}\.\d+")
_NO_TAG: Final = "(no tag)"
_FILE_TIME: Final = re.compile(r"tfevents\.(\d{1,12})(?:\.|$)")


@dataclass(frozen=True, slots=True)
class Place:
    """What the metrics of a folder are called.

    Attributes:
        prefix: Goes before all tags.
        tag, name: The tag that is called otherwise, and how.
        other: Goes before a tag where another folder of the run has a metric of the name that it would have.
    """

    prefix: str = ""
    tag: str = ""
    name: str = ""
    other: str = "events/"

    def rename(self, tag: str) -> str:
        """Return the name of the metric with this tag."""
        return self.name if self.tag and tag == self.tag else self.prefix + (tag or _NO_TAG)

    def rename_apart(self, tag: str) -> str:
        """Return a name for it that tells from which folder it is."""
        return self.other + (tag or _NO_TAG)


def folder_of(path: str) -> str:
    """Return the folder of a file, empty for the source itself."""
    return path.rpartition("/")[0]


def in_order(paths: Iterable[str]) -> list[str]:
    """Sort the event files of a folder by when they were begun, as their names tell."""
    return sorted(paths, key=lambda path: (begun(path), path))


def begun(path: str) -> int:
    """Return when an event file was begun, as its name tells in Unix seconds; 0 where it does not."""
    found = _FILE_TIME.search(path.rpartition("/")[2])
    return int(found[1]) if found else 0


def fold(first_tags: Mapping[str, str], empty: Collection[str] = ()) -> dict[str, dict[str, Place]]:
    """Return the folders of each run, and what becomes of their tags.

    Args:
        first_tags: The folders with event files, and the first tag in each.
        empty: The folders whose event files hold no event: they are runs where others are a part of them.
    """
    above = {*first_tags, *empty, *_parents_of_scalars(first_tags)}
    names: dict[str, list[str]] = {}
    for folder in first_tags:
        names.setdefault(folder_of(folder), []).append(folder.rpartition("/")[2])
    found = {folder: _parent(folder, first_tags, above, names[folder_of(folder)]) for folder in first_tags if folder}
    parents = {folder: parent for folder, parent in found.items() if parent}
    runs: dict[str, dict[str, Place]] = {}
    for folder in sorted(first_tags, key=lambda folder: (folder.count("/"), folder)):
        steps: list[tuple[str, Place]] = []
        top = folder
        while top in parents:
            top, place = parents[top]
            steps.append((top, place))
        runs.setdefault(top, {})[folder] = _combine([place for _, place in steps])
    return runs


def _combine(places: Sequence[Place]) -> Place:
    """Put the place of a folder into those of its parents."""
    if not places:
        return Place()
    own, *outer = places
    before = "".join(place.prefix for place in reversed(outer))
    return Place(before + own.prefix, own.tag, before + own.name, before + own.other)


def _parent(
    folder: str, first_tags: Mapping[str, str], known: Collection[str], beside: Sequence[str]
) -> tuple[str, Place] | None:
    """Return the folder that a folder is a part of. ``beside`` are the names of it and of those next to it."""
    above, _, name = folder.rpartition("/")
    if _TIMESTAMP.fullmatch(name) and above in first_tags:
        return (above, Place(other="hparams/")) if sum(map(bool, map(_TIMESTAMP.fullmatch, beside))) == 1 else None
    if name.lower() in _TRAINING | _TESTING:
        both = [any(other.lower() in kind for other in beside) for kind in (_TRAINING, _TESTING)]
        if above in first_tags or all(both):
            return above, Place(prefix=f"{name}/", other=f"{name}/events/")
    return _scalars_of(folder, first_tags[folder], known)


def _scalars_of(folder: str, tag: str, known: Collection[str]) -> tuple[str, Place] | None:
    above = folder
    while tag and above:
        above = folder_of(above)
        name = folder.removeprefix(f"{above}/") if above else folder
        if above in known:
            last = _scalar(name, tag)
            metric = f"{tag}/{last}"
            return (above, Place(prefix=f"{name}/", tag=tag, name=metric, other=f"{name}/")) if last else None
    return None


def _scalar(name: str, tag: str) -> str:
    """Return what a folder of ``add_scalars`` holds of the tag, empty where it is none."""
    starts = (tag.replace("/", "_") + "_", f"{tag}/")
    return next((name.removeprefix(start) for start in starts if name.startswith(start)), "")


def _parents_of_scalars(first_tags: Mapping[str, str]) -> set[str]:
    """Return folders without event files in which all others are of ``add_scalars``, several of them of one tag."""
    below: dict[str, list[tuple[str, str]]] = {}
    for folder, tag in first_tags.items():
        if folder:
            above, _, name = folder.rpartition("/")
            below.setdefault(above, []).append((name, tag))
    return {
        above
        for above, found in below.items()
        if above not in first_tags
        and all(tag and _scalar(name, tag) for name, tag in found)
        and max(Counter(tag for _, tag in found).values()) > 1
    }


def to_hint(folders: Mapping[str, Place]) -> str:
    """Return the folders of a run as the hint of its claim."""
    return json.dumps({folder: asdict(place) for folder, place in folders.items()})


def from_hint(hint: str) -> dict[str, Place]:
    """Return the folders of a run."""
    return {folder: Place(**place) for folder, place in json.loads(hint).items()} if hint else {}
