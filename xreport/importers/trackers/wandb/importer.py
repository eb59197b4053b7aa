"""Which folders are runs of W&B, which files are its exports, and which belong to none."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from xreport.importers.kit.protocol import Aside, Claim, Files, ImportedRun, Listing, Refusal
from xreport.importers.kit.report import Report
from xreport.importers.trackers.wandb.exports import EXPORTS, claim_exports, read_exports
from xreport.importers.trackers.wandb.folder import CONFIG, KNOWN, LOG, RUN_FOLDER
from xreport.importers.trackers.wandb.reading import Reading

_OWN_LOGS: Final = "a log of the W&B client"
_AGAIN: Final = "the same W&B run again"
_LATEST: Final = "latest-run"


class WandbImporter:
    """Reads the folders that the W&B client leaves, of online and offline runs, and what W&B exports."""

    name = "wandb"
    bare = False

    def claim(self, listing: Listing) -> Iterable[Claim | Aside] | Refusal:
        """Claim each run folder with all that is in it, and each log that lies alone."""
        roots = _find_roots(listing)
        claims = list(_claims(listing, roots)) if roots else []
        taken = {path for claim in claims for path in claim.files}
        claims += claim_exports(listing, taken, roots)
        return claims or Refusal("no .wandb log, no run folder with wandb-summary.json, and no export of W&B")

    def read(self, files: Files, report: Report) -> Iterator[ImportedRun]:
        """Yield the run, or the runs of exports."""
        if files.claim.hint in EXPORTS:
            yield from read_exports(files, report)
        else:
            yield "", Reading(files, report).items()


def _find_roots(listing: Listing) -> dict[str, str]:
    """Return the folders of runs, and the log in each ("" for none). A log beside others is a root itself."""
    logs: dict[str, list[str]] = {}
    loose: set[str] = set()
    for path in listing.files:
        folder, _, name = path.rpartition("/")
        if name.endswith(".wandb"):
            logs.setdefault(folder, []).append(path)
        elif name in KNOWN or name == CONFIG:
            root = posixpath.dirname(folder) if posixpath.basename(folder) == "files" else folder
            if name in KNOWN or RUN_FOLDER.fullmatch(posixpath.basename(root)):
                loose.add(root)
    roots: dict[str, str] = {}
    for folder, paths in logs.items():
        whole = len(paths) == 1 and (folder in loose or _is_run_folder(listing, folder))
        roots |= {folder: paths[0]} if whole else {path: path for path in paths}
    return {folder: "" for folder in loose if folder not in logs} | roots


def _is_run_folder(listing: Listing, folder: str) -> bool:
    name = posixpath.basename(folder)
    return name == _LATEST or bool(RUN_FOLDER.fullmatch(name) or listing.folder(_join(folder, "files")))


def _claims(listing: Listing, roots: dict[str, str]) -> Iterator[Claim | Aside]:
    attempts: Counter[tuple[str, str]] = Counter()
    homes = set()
    taken: set[str] = set()
    for root in sorted(roots, key=_by_time):
        files = tuple(path for path in _files_of(listing, root, roots[root]) if path not in taken)
        home, name = posixpath.split(root)
        if not files or (roots[root] and roots[root] in taken):
            continue  # what a run saved may look like a run
        taken.update(files)
        if name == _LATEST and _is_again(listing, roots, root):
            yield Aside(files, _AGAIN)
            continue
        homes.add(home)
        run = _run_of(root, roots[root])
        attempts[home, run] += 1
        yield Claim(at=root, files=files, hint=str(attempts[home, run]))
    for home in sorted(homes):
        if own := tuple(path for path in listing.folder(home) if _is_own_log(path, home)):
            yield Aside(own, _OWN_LOGS)


def _files_of(listing: Listing, root: str, log: str) -> Sequence[str]:
    """Return what belongs to a run: all that is in its folder, or what W&B puts there if it has another name."""
    if root == log:
        return (root,)
    below = listing.folder(root)
    if RUN_FOLDER.fullmatch(posixpath.basename(root)):
        return below
    start = len(root) + 1 if root else 0
    return [path for path in below if "/" not in path[start:] or path.startswith(("files/", "logs/", "tmp/"), start)]


def _by_time(root: str) -> tuple[str, str, str]:
    """Folders of one place in the order of their time: what resumed a run comes after it."""
    home, name = posixpath.split(root)
    named = RUN_FOLDER.fullmatch(name)
    return home, named[1] if named else "", name


def _run_of(root: str, log: str) -> str:
    for pattern, path, group in ((RUN_FOLDER, root, 2), (LOG, log, 1)):
        if named := pattern.fullmatch(posixpath.basename(path)):
            return str(named[group])
    return root


def _is_again(listing: Listing, roots: dict[str, str], root: str) -> bool:
    """Whether ``latest-run`` is a copy, made where links cannot be, of a run beside it."""
    home, log = posixpath.dirname(root), posixpath.basename(roots[root])
    return any(
        posixpath.dirname(other) == home
        and other != root
        and posixpath.basename(path) == log
        and path
        and listing.size(path) >= listing.size(roots[root])
        for other, path in roots.items()
    )


def _is_own_log(path: str, home: str) -> bool:
    folder, name = posixpath.split(path)
    return folder == home and posixpath.basename(home) == "wandb" and (name.startswith("debug") or name == "settings")


def _join(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name
