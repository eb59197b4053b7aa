"""What of a source is Optuna's, and which of the two readers reads it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from xreport.importers.forms.sqlite import MAGIC, SIDE_FILES
from xreport.importers.kit.foreign import OPTUNA
from xreport.importers.kit.protocol import Claim, Files, ImportedRun, Listing, Refusal
from xreport.importers.kit.report import Report
from xreport.importers.trackers.optuna.database import is_database, read_database_of
from xreport.importers.trackers.optuna.journal import is_journal, read_journal

_SQLITE: Final = "sqlite"
_HEAD: Final = 512
_NAMES: Final = re.compile(OPTUNA, re.DOTALL | re.IGNORECASE)


class OptunaImporter:
    """Reads journal files and SQLite databases of Optuna: a study is a project, a trial is a run.

    Read: params as the script got them, intermediate values as a curve, values as scores of trials that are complete,
    directions of the study, names of its metrics, states, times, attributes.
    Left: names of workers, spaces that are searched, whatever samplers keep for themselves, trials that never began.
    """

    name = "optuna"
    bare = False

    def claim(self, listing: Listing) -> Iterable[Claim] | Refusal:
        """Claim each journal and each database by itself, told by its first bytes."""
        return list(_claims(listing)) or Refusal("no journal and no database of Optuna")

    def read(self, files: Files, report: Report) -> Iterator[ImportedRun]:
        """Yield the trials of all studies."""
        return read_database_of(files, report) if files.claim.hint == _SQLITE else read_journal(files, report)


def _claims(listing: Listing) -> Iterator[Claim]:
    for path in listing.files:
        name = path.rpartition("/")[2]
        if not _NAMES.fullmatch(name):
            continue
        head = listing.head(path, _HEAD)
        if head.startswith(MAGIC):
            if is_database(listing, path):
                beside = [path + end for end in SIDE_FILES if listing.is_file(path + end)]
                yield Claim(path, (path, *beside), hint=_SQLITE)
        elif is_journal(head):
            yield Claim(path, (path,))
