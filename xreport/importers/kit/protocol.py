"""What an importer is, and what it yields.

A *file importer* reads a format where one file is one run (journals, JSON lines). A *folder importer* reads a format
where several files make a run, or one file holds several. Folder importers are asked first, in a fixed order, and what
one claims nobody else looks at. The guide ``docs/guides/importers.md`` has a worked example.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, Protocol

from xreport.importers.kit.columns import Columns
from xreport.importers.kit.heads import Head
from xreport.importers.kit.report import Report
from xreport.settings import Limits

Record = dict[str, Any]
"""A record of the format in ``docs/reference/record-format.md``. File importers yield log records as columns only."""

Item = Record | Columns
"""Log records may come as columns: a million dicts would cost ten times what their numbers do."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file or source is passed over. It is counted by reason; with a ``fix`` it is an issue as well.

    Attributes:
        once: Whether all files that are passed over for this reason are one issue.
        rule: The ``[[import]]`` rule that would read the file, where it looks like a log.
    """

    reason: str
    fix: str = ""
    once: bool = False
    rule: str = ""


class Importer(Protocol):
    """Reads one kind of file."""

    name: str
    bare: bool
    """True where the format has no end record: a run that was read is a finished one."""

    def sniff(self, head: Head) -> Refusal | None:
        """Return why this importer cannot read the file, or None when it can."""

    def read(self, stream: BinaryIO, report: Report) -> Iterator[Item]:
        """Yield the records of the file; say in ``report`` what became of every byte. Raises `OSError` only."""


# -- formats of several files ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Claim:
    """Files that are read together, in one process, and cached together.

    Attributes:
        at: The folder or file that people know it by, source-relative with ``/`` ("" is the source itself). Runs
            without a name or id of their own get them from it.
        files: The files it is made of, source-relative. Nobody else looks at them.
        context: Files that are read as well, and may be shared with other claims.
        hint: Whatever the importer wants to tell itself.
    """

    at: str
    files: tuple[str, ...]
    context: tuple[str, ...] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Aside:
    """Files that belong to the format and make no run: nobody looks at them, they are counted by ``reason``."""

    files: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that looks like a log and is not read as it is; unless somebody else reads it, that is an issue.

    Attributes:
        path: Source-relative, with ``/``.
        what: Why it is not read, in one sentence.
        fix: What would read it, such as a rule for the configuration.
    """

    path: str
    what: str
    fix: str


class Listing(Protocol):
    """The regular files of one source that nobody has claimed yet. Hidden files and links are not among them."""

    limits: Limits
    """What reading them may cost."""

    @property
    def files(self) -> Sequence[str]:
        """All paths, source-relative with ``/``, sorted."""

    def folder(self, path: str) -> Sequence[str]:
        """Return the paths of all files below a folder at any depth ("" is the source)."""

    def is_file(self, path: str) -> bool:
        """Return whether there is such a file."""

    def size(self, path: str) -> int:
        """Return the size of a file in bytes."""

    def head(self, path: str, size: int = 4096) -> bytes:
        """Return the first bytes of a file; none when it cannot be read."""

    def open(self, path: str) -> BinaryIO:
        """Open a file, unbuffered. Raises `OSError`."""

    def location(self, path: str) -> str:
        """Return its full name. It is not opened by that: another file may lie there by then."""


class Files(Protocol):
    """The files of a claim and its context: all that its reading can open."""

    limits: Limits
    """What reading them may cost."""

    @property
    def claim(self) -> Claim:
        """The claim that is read."""

    def size(self, path: str) -> int:
        """Return the size of a file in bytes when it was found."""

    def open(self, path: str) -> BinaryIO:
        """Open a file, unbuffered. Raises `OSError`."""

    def read(self, path: str, most: int = 16 << 20) -> bytes:
        """Return a whole file. Raises `OSError`, also when it is larger than ``most`` bytes."""

    def location(self, path: str) -> str:
        """Return its full name. It is not opened by that: another file may lie there by then."""


ImportedRun = tuple[str, Iterable[Item]]
"""What tells a run from the others of its claim ("" where there is one only), and its records.

The first is a start record. Without ``run`` in it the id is made from the place of the claim and the key, without
``name`` and ``project`` these come from the names of the folders."""


class FolderImporter(Protocol):
    """Reads a format of folders, or of files that hold several runs. Instances have no state and no arguments."""

    name: str
    bare: bool
    """True where the format cannot tell that a run has ended: a run that was read is a finished one.

    An end record counts all the same."""

    def claim(self, listing: Listing) -> Iterable[Claim | Aside | Unread] | Refusal:
        """Return what of a source this importer reads, or why nothing. Look at names first, at heads where needed.

        Must be fast: it runs at each build, before the cache is asked.
        """

    def read(self, files: Files, report: Report) -> Iterator[ImportedRun]:
        """Yield the runs of a claim. The records of each are used up before the next run is asked for.

        What is wrong goes to ``report`` (`Report.note`, `Report.reject`, `Report.wait`, each with ``where=``). What is
        noted before the records of a run are used up is shown with that run, what comes after the last run with the
        claim. An exception ends the run or the claim, and becomes an issue.
        """
