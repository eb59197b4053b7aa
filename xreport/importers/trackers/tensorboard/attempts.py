"""Which event files are of which attempt: a program that goes on from a checkpoint says from which step it writes anew.

PyTorch and tensorboardX write a SessionLog START at the beginning of the file where they are given a ``purge_step``,
TensorFlow 1 at each start. TensorBoard then passes over all that was written before for that step and later ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xreport.importers.trackers.tensorboard.places import begun, folder_of


@dataclass(frozen=True, slots=True)
class Attempt:
    """Files that are of one launch.

    Attributes:
        since: The step from which on it counts in place of all earlier attempts; None of the first.
    """

    number: int
    files: tuple[str, ...]
    since: int | None = None
    is_last: bool = True


def attempts_of(files: Sequence[str], restarts: Mapping[str, int]) -> list[Attempt]:
    """Put the event files of a run into its attempts, in their order.

    Args:
        files: Folder by folder, in each in the order in which they were begun.
        restarts: The step at which a program began to write a file, of those where it says so.
    """
    first = {folder_of(path): path for path in reversed(files)}
    later = sorted((path for path in restarts if first[folder_of(path)] != path), key=lambda path: (begun(path), path))
    launches: list[list[str]] = []
    for path in later:
        # Training and evaluation begin their files together; no launch begins two in one folder.
        if not launches or any(folder_of(other) == folder_of(path) for other in launches[-1]):
            launches.append([])
        launches[-1].append(path)
    numbers = {path: number for number, launch in enumerate(launches, 1) for path in launch}
    begins = [min(map(begun, launch)) for launch in launches]
    telling = {folder_of(path) for path in later}
    found: list[list[str]] = [[] for _ in range(len(launches) + 1)]
    latest: dict[str, int] = {}
    for path in files:
        folder = folder_of(path)
        if folder in telling:
            number = latest[folder] = numbers.get(path, latest.get(folder, 0))
        else:
            number = sum(begin <= begun(path) for begin in begins)
        found[number].append(path)
    since = [None, *(min(restarts[path] for path in launch) for launch in launches)]
    told = [
        (number, tuple(some), step) for number, (some, step) in enumerate(zip(found, since, strict=True), 1) if some
    ]
    return [Attempt(*one, is_last=one is told[-1]) for one in told]
