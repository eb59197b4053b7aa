"""Which files are looked at: every regular file under the sources, in an order that no file system decides."""

from __future__ import annotations

import os
import re
import stat
from collections import Counter
from collections.abc import Collection, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path, PurePath

from xreport.beneath import BY_FOLDER, open_folder, open_root
from xreport.errors import Issue, XReportError
from xreport.importers.kit.foreign import HIDDEN_FOLDERS, HIDDEN_STORES
from xreport.logger.objects.files import COPIES
from xreport.settings import Config

_JOURNAL = re.compile(r"[0-9a-f]{16}\.jsonl")  # as our logger names them
_JSONL = (".jsonl", ".ndjson")
COPIED = "copy of an artifact"
DEEP = "folder that lies too deep"
HIDDEN = "hidden"
HYDRA = ".hydra"
HYDRA_FILES = ("config.yaml", "overrides.yaml")
LINK = "symbolic link"
OUTPUT = "output of a build"
MOST_DEPTH = 64
"""Folders inside each other: opening a file costs a step for each."""
SPECIAL = "not a regular file"


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to look at.

    Attributes:
        source: Index of its source.
        root: The source folder, without links.
        names: The way from there, as the operating system has it.
        path: The same as text with ``/``: what people see.
    """

    source: int
    root: str
    names: tuple[str, ...]
    path: str
    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int

    @property
    def location(self) -> str:
        """Its full name, to be told from others. It is opened by `xreport.beneath` alone."""
        return os.path.join(self.root, *self.names)  # noqa: PTH118 - names may be no text


@dataclass(slots=True)
class Discovery:
    """What a walk through the sources found."""

    files: list[FoundFile] = field(default_factory=list)
    settings: list[FoundFile] = field(default_factory=list)
    """What Hydra hides beside a log: ``.hydra/config.yaml`` and its like."""
    issues: list[Issue] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)


def discover(sources: Sequence[Path], config: Config, exclude: Sequence[Path] = ()) -> Discovery:
    """Walk through folders and files. A link is followed only where it is a source itself.

    Raises:
        XReportError: A source is missing that somebody named.
    """
    found = Discovery()
    excluded = {(status.st_dev, status.st_ino) for path in exclude if (status := _status(path))}
    for index, source in enumerate(sources):
        if not _is_there(source, config):
            continue
        target = source.resolve()
        if target.is_dir():
            _Walk(found, index, str(target), excluded).run()
        else:
            _Walk(found, index, str(target.parent), excluded).visit((target.name,), target.stat())
    found.files.sort(key=lambda file: (file.source, file.path.split("/")))
    return found


def _is_there(source: Path, config: Config) -> bool:
    try:
        source.stat()
    except OSError as error:
        names = Config(root=config.root).sources
        if isinstance(error, FileNotFoundError) and source in {*map(Path, names), *(config.root / n for n in names)}:
            return False  # nobody named it
        what = f"cannot read the source {source}: {error.strerror}"
        raise XReportError(what, "Name a folder of journals, or a log file: xreport build RUNS") from error
    return True


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:
        return None


def _lstatus(name: str, folder: int | str) -> os.stat_result | None:
    try:
        if isinstance(folder, int):
            return os.stat(name, dir_fd=folder, follow_symlinks=False)
        return os.lstat(os.path.join(folder, name))  # noqa: PTH118 - names may be no text
    except OSError:
        return None


class _Walk:
    """The walk through one source."""

    def __init__(self, found: Discovery, source: int, root: str, excluded: set[tuple[int, int]]) -> None:
        self._found = found
        self._source = source
        self._root = root
        self._excluded = excluded
        self._folders: list[tuple[str, ...]] = [()]
        self._top: int | None = None

    def run(self) -> None:
        with ExitStack() as stack:
            if BY_FOLDER:
                with suppress(OSError):
                    self._top = open_root(self._root)
                    stack.callback(os.close, self._top)
            self._run()

    def _run(self) -> None:
        while self._folders:
            names = self._folders.pop()
            try:
                folder = self._open(names)
                try:
                    self._look_into(folder, names)
                finally:
                    self._close(folder)
            except OSError as error:
                what = f"the folder cannot be read: {error.strerror or error}"
                self._found.issues.append(Issue(as_text(names) or ".", what, "Make it readable, or remove it."))

    def _open(self, names: tuple[str, ...]) -> int | str:
        """Open a folder that surely lies in the source; where that cannot be done, it is its path."""
        if self._top is None:
            return os.path.join(self._root, *names)  # noqa: PTH118 - names may be no text
        return open_folder(self._top, names)

    def _close(self, folder: int | str) -> None:
        if isinstance(folder, int):
            os.close(folder)

    def _look_into(self, folder: int | str, names: tuple[str, ...]) -> None:
        with os.scandir(folder) as found:
            entries = list(found)
        is_run = any(_JOURNAL.fullmatch(entry.name) for entry in entries)
        opened = HIDDEN_FOLDERS.get(PurePath((self._root, *names)[-1]).name)
        for entry in entries:
            # A table or a log that a run has copied is a file of that run, not a run.
            if is_run and entry.name == COPIES and entry.is_dir(follow_symlinks=False):
                self._found.skipped[COPIED] += 1
            elif opened is not None and _is_closed_within(opened, entry):
                self._found.skipped[HIDDEN] += 1
            else:
                self._look_at(entry, (*names, entry.name))

    def _look_at(self, entry: os.DirEntry[str], names: tuple[str, ...]) -> None:
        if entry.name.startswith(".") and self._is_closed(entry, names):
            return
        try:
            status = entry.stat(follow_symlinks=False)
        except FileNotFoundError:
            return  # removed while we looked
        self.visit(names, status)

    def _is_closed(self, entry: os.DirEntry[str], names: tuple[str, ...]) -> bool:
        """Whether what is hidden stays closed: all but the folders that a tool hides its logs in. It is counted."""
        is_folder = entry.is_dir(follow_symlinks=False)
        if is_folder and entry.name in HIDDEN_FOLDERS:
            return False
        if not (is_folder and entry.name == HYDRA and self._take_settings(names)):
            self._found.skipped[HIDDEN] += 1
        if is_folder and entry.name in HIDDEN_STORES:
            self._found.issues.append(Issue(as_text(names), *HIDDEN_STORES[entry.name]))
        return True

    def _take_settings(self, folder: tuple[str, ...]) -> bool:
        """Take the known files of a hidden folder, by their names; nothing else in it is looked at."""
        before = len(self._found.settings)
        with suppress(OSError):
            opened = self._open(folder)
            for name in HYDRA_FILES:
                status = _lstatus(name, opened)
                if status is not None and stat.S_ISREG(status.st_mode):
                    self._found.settings.append(self._file((*folder, name), status))
            self._close(opened)
        return len(self._found.settings) > before

    def visit(self, names: tuple[str, ...], status: os.stat_result) -> None:
        """Take up one file or folder by what it is."""
        mode = status.st_mode
        if (status.st_dev, status.st_ino) in self._excluded:
            self._found.skipped[OUTPUT] += 1
        elif stat.S_ISLNK(mode):
            self._found.skipped[LINK] += 1
        elif stat.S_ISREG(mode):
            self._found.files.append(self._file(names, status))
        elif names[-1].lower().endswith(_JSONL):
            self._found.skipped[SPECIAL] += 1
            what = f"has the name of a log file, and is {_kind(mode)}"
            self._found.issues.append(Issue(as_text(names), what, "Remove or rename it."))
        elif stat.S_ISDIR(mode) and len(names) > MOST_DEPTH:
            if not self._found.skipped[DEEP]:
                what = f"lies deeper than {MOST_DEPTH} folders: nothing in it, or as deep, is looked at"
                self._found.issues.append(Issue(as_text(names), what, "Name it as a source of its own."))
            self._found.skipped[DEEP] += 1
        elif stat.S_ISDIR(mode):
            self._folders.append(names)
        else:
            self._found.skipped[SPECIAL] += 1

    def _file(self, names: tuple[str, ...], status: os.stat_result) -> FoundFile:
        return FoundFile(
            source=self._source,
            root=self._root,
            names=names,
            path=as_text(names),
            size=status.st_size,
            mtime_ns=status.st_mtime_ns,
            ctime_ns=status.st_ctime_ns,
            inode=status.st_ino,
        )


def _is_closed_within(opened: Collection[str], entry: os.DirEntry[str]) -> bool:
    """Whether this is a folder in one that a tool hides, and not among those that are looked into there."""
    if not entry.is_dir(follow_symlinks=False):
        return False
    return not any(fnmatchcase(entry.name, pattern) for pattern in opened)


def _kind(mode: int) -> str:
    kinds = ((stat.S_ISDIR, "a folder"), (stat.S_ISFIFO, "a named pipe"), (stat.S_ISSOCK, "a socket"))
    return next((name for test, name in kinds if test(mode)), "a device")


def as_text(names: Sequence[str]) -> str:
    r"""Return a path with ``/`` as text; bytes that are not UTF-8 become ``\xff``."""
    return "/".join(os.fsencode(name).decode("utf-8", "backslashreplace") for name in names)
