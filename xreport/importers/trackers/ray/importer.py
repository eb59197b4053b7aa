"""Which folders are trials of Ray, and what in them is Ray's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from xreport.importers.kit.protocol import Aside, Claim, Files, ImportedRun, Listing, Refusal
from xreport.importers.kit.report import Report
from xreport.importers.lines.csv.importer import flavour_of
from xreport.importers.trackers.ray.states import read_states
from xreport.importers.trackers.ray.trial import CHECKPOINT, ERROR, PARAMS, PROGRESS, RESULT, Place, read_trial
from xreport.importers.trackers.tensorboard.claims import is_event_file

OWN: Final = "Ray's own notes of an experiment"
PENDING: Final = "trials of Ray that never began"
_STATE: Final = re.compile(r"experiment_state-.*\.json", re.DOTALL)
_NOTES: Final = re.compile(
    r"(?:basic-variant-state|search_gen_state|searcher-state)-.*|tuner\.pkl|trainer\.pkl", re.DOTALL
)
_PICKLES: Final = ("params.pkl", "error.pkl", "result.pkl")
_HEAD: Final = 64 << 10
_RAY_TAG: Final = b"ray/tune/"


class RayImporter:
    """Reads the folders of trials that Ray Tune and RLlib write; trials of one experiment are read together.

    Read: ``params.json``, every result, the error, the state of each trial as the experiment notes it, checkpoints as
    artifacts. Left: what else Ray writes of the same results (``progress.csv``, event files), pickles, names and
    addresses of machines, processes, folders.
    """

    name = "ray"
    bare = False

    def claim(self, listing: Listing) -> Iterable[Claim | Aside] | Refusal:
        """Claim the trials of each experiment."""
        trials = sorted(_trials(listing))
        if not trials:
            return Refusal("no result.json of Ray")
        experiments: dict[str, list[str]] = {}
        for folder in trials:
            experiments.setdefault(folder.rpartition("/")[0], []).append(folder)
        return _claims(listing, experiments)

    def read(self, files: Files, report: Report) -> Iterator[ImportedRun]:
        """Yield a run for each trial that began."""
        folders: dict[str, list[str]] = {}
        notes: list[str] = []
        for path in files.claim.files:
            if _STATE.fullmatch(path.rpartition("/")[2]):
                notes.append(path)
            else:
                folders.setdefault(_folder_of(path, files.claim.at), []).append(path)
        states = read_states(files, notes, report)
        for folder, paths in folders.items():
            place = Place.of(files, folder, paths)
            state = states.get(place.name)
            if state is not None and state.status == "PENDING" and not any(map(files.size, _results(paths))):
                report.skip(PENDING)
            else:
                yield folder.rpartition("/")[2], read_trial(files, place, state, report)


def _results(paths: list[str]) -> Iterator[str]:
    return (path for path in paths if path.endswith((RESULT, ERROR, PROGRESS)))


def _folder_of(path: str, at: str) -> str:
    """Return the folder of the trial that a file of a claim lies in."""
    begin = len(at) + 1 if at else 0
    first, more, _ = path[begin:].partition("/")
    if not more or _is_trial_file(first) or CHECKPOINT.fullmatch(first):
        return at
    return path[:begin] + first


def _is_trial_file(name: str) -> bool:
    return name in {RESULT, PARAMS, PROGRESS, ERROR, *_PICKLES} or is_event_file(name)


def _trials(listing: Listing) -> Iterator[str]:
    """Yield the folders of trials: by what they hold, for any tool may write a ``result.json``."""
    for path in listing.files:
        folder, _, name = path.rpartition("/")
        beside = f"{folder}/" if folder else ""
        if name == RESULT:
            told = listing.is_file(beside + PARAMS) and (
                not listing.size(path) and listing.is_file(beside + "params.pkl")
            )
            if told or is_result(listing.head(path, _HEAD)):
                yield folder
        elif name == PROGRESS and listing.is_file(beside + PARAMS) and not listing.is_file(beside + RESULT):
            flavour = flavour_of(listing, path)
            if flavour is not None and flavour.name == "rllib":
                yield folder


def is_result(head: bytes) -> bool:
    """Whether the first bytes of a file are those of a result of Ray."""
    return head.startswith(b"{") and b'"training_iteration"' in head and b'"time_this_iter_s"' in head


def _claims(listing: Listing, experiments: dict[str, list[str]]) -> Iterator[Claim | Aside]:
    for experiment, folders in experiments.items():
        beside = f"{experiment}/" if experiment else ""
        own = [path for path in listing.folder(experiment) if path.rfind("/") < len(beside)]
        states = [path for path in own if _STATE.fullmatch(path[len(beside) :])]
        files = [path for folder in folders for path in _of_trial(listing, folder)]
        at = folders[0] if folders == [""] else experiment
        yield Claim(at, (*files, *states))
        notes = tuple(path for path in own if _NOTES.fullmatch(path[len(beside) :]))
        if notes:
            yield Aside(notes, OWN)


def _of_trial(listing: Listing, folder: str) -> Iterator[str]:
    begin = len(folder) + 1 if folder else 0
    for path in listing.folder(folder):
        name, more, _ = path[begin:].partition("/")
        if more:
            if CHECKPOINT.fullmatch(name):
                yield path
        elif is_event_file(name):
            head = listing.head(path, _HEAD)
            if _RAY_TAG in head or len(head) < 200:
                yield path
        elif _is_trial_file(name):
            yield path
