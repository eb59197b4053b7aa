"""Writing the files of a site into staging, by several processes where the system can fork."""

from __future__ import annotations

import gc
import hashlib
import json
import os
import selectors
import signal
import struct
import traceback
import warnings
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import closing, suppress
from dataclasses import astuple, dataclass
from pathlib import Path

from xreport.errors import Issue, PublishError, XReportError
from xreport.publish.manifest import Entry
from xreport.publish.modes import write_file
from xreport.render.sitefile import SiteFile

Progress = Callable[[int, int], None]
"""Called with (files done, files in all)."""

Result = tuple[str, Entry, Issue | None]
"""Path of a file, what was written there, and why that is not what should be there."""

NO_KEY = ""
"""Key of what takes the place of a file that could not be made: the next build makes it again."""

FEW = 16
"""Files per process below which starting one more does not pay: of these few some are figures."""

_INDEX = struct.Struct("<II")
_PIPE = 32768 // _INDEX.size
"""Ranges that fit into a pipe at once, with room to spare."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be made, and where it is written."""

    files: Sequence[SiteFile]
    staging: Path

    def write(self, index: int) -> Result:
        """Make and write one file."""
        file = self.files[index]
        content, issue = _made(file)
        write_file(self.staging / file.path, content)
        key = NO_KEY if issue else file.key
        return file.path, Entry(key, hashlib.sha256(content).hexdigest(), len(content)), issue


def _made(file: SiteFile) -> tuple[bytes, Issue | None]:
    """Return the content of a file; where it cannot be made, what takes its place, and why."""
    try:
        return file.make(), None
    except XReportError:
        raise
    except Exception as error:
        if file.instead is None:
            raise
        return file.instead(type(error).__name__), Issue.of_error(file.path, "cannot be made", error, file.run)


def make_folders(staging: Path, paths: Sequence[str]) -> None:
    """Make every folder of the site, so that the writers need not care."""
    folders = {path[:end] for path in paths for end in range(len(path)) if path[end] == "/"}
    for folder in sorted(folders):
        (staging / folder).mkdir(exist_ok=True)


def write_all(plan: Plan, jobs: int, progress: Callable[[int], None]) -> tuple[dict[str, Entry], list[Issue]]:
    """Make and write every file of the plan; raise what goes wrong first. Progress is told how many are done.

    Returns:
        What was written, and why some of it is not what it should be.
    """
    total = len(plan.files)
    many = min(jobs, total // FEW) if hasattr(os, "fork") else 1
    batches = _forked(plan, many) if many > 1 else ([plan.write(index)] for index in range(total))
    results: dict[str, Entry] = {}
    failed: list[Issue] = []
    with closing(batches):  # which ends the workers, whatever happens here
        for batch in batches:
            results.update((path, entry) for path, entry, _ in batch)
            failed += [issue for _, _, issue in batch if issue is not None]
            progress(len(results))
    if len(results) != total:
        raise PublishError(f"{total - len(results)} files of the site were not written", "build again")
    return results, sorted(failed, key=lambda issue: issue.where)


def _forked(plan: Plan, workers: int) -> Generator[list[Result]]:
    ranges = _pipe(spans(plan.files))
    children: dict[int, int] = {}
    gc.freeze()  # what exists now is shared by all; collecting it in a child would copy it
    try:
        for _ in range(workers):
            pid, results = _fork(plan, ranges)
            children[results] = pid
        os.close(ranges)
        ranges = -1
        yield from _collect(children)
    finally:
        gc.unfreeze()
        if ranges >= 0:
            os.close(ranges)
        for results, pid in children.items():
            os.close(results)
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def spans(files: Sequence[SiteFile]) -> Generator[tuple[int, int]]:
    """Yield ranges of indexes, one for a process at a time: files beside each other that share work stay together."""
    size = max(4, -(-len(files) // _PIPE))
    start = 0
    for index in range(1, len(files)):
        before, beside = files[index - 1].beside, files[index].beside
        if before != beside or (index - start >= size and not beside):
            yield start, index
            start = index
    if files:
        yield start, len(files)


def _pipe(ranges: Iterable[tuple[int, int]]) -> int:
    """Return a pipe that holds every range; whoever is free reads the next."""
    reader, writer = os.pipe()
    for start, stop in ranges:
        os.write(writer, _INDEX.pack(start, stop))
    os.close(writer)
    return reader


def _fork(plan: Plan, ranges: int) -> tuple[int, int]:
    reader, writer = os.pipe()
    with warnings.catch_warnings():
        # A child only renders and writes: it takes no lock that another thread may hold.
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid:
        os.close(writer)
        return pid, reader
    try:
        os.close(reader)
        _work(plan, ranges, writer)
    finally:
        os._exit(0)  # whatever happens, a child must not return into the parent's code
    raise AssertionError


def _work(plan: Plan, ranges: int, results: int) -> None:
    index = -1
    try:
        # A read takes one whole range: the kernel serves the readers of a pipe one after the other.
        while message := os.read(ranges, _INDEX.size):
            start, stop = _INDEX.unpack(message)
            batch = []
            for index in range(start, stop):
                path, entry, issue = plan.write(index)
                batch.append([path, entry.key, entry.sha256, entry.bytes, issue and astuple(issue)])
            _send(results, batch)
    except BaseException as error:  # noqa: BLE001  the parent tells the user
        _send(results, _failure(plan, index, error))


def _failure(plan: Plan, index: int, error: BaseException) -> dict[str, object]:
    return {
        "path": plan.files[index].path if index >= 0 else "",
        "errno": error.errno if isinstance(error, OSError) else None,
        "what": f"{type(error).__name__}: {error}",
        "traceback": traceback.format_exc(),
    }


def _send(results: int, message: object) -> None:
    line = json.dumps(message).encode() + b"\n"
    while line:
        line = line[os.write(results, line) :]


def _collect(children: dict[int, int]) -> Generator[list[Result]]:
    buffers = dict.fromkeys(children, b"")
    with selectors.DefaultSelector() as selector:
        for results in children:
            selector.register(results, selectors.EVENT_READ)
        while selector.get_map():
            for ready, _ in selector.select():
                chunk = os.read(ready.fd, 65536)
                if not chunk:
                    selector.unregister(ready.fd)
                    continue
                *lines, buffers[ready.fd] = (buffers[ready.fd] + chunk).split(b"\n")
                for line in lines:
                    yield _results(json.loads(line))


def _results(message: object) -> list[Result]:
    if isinstance(message, dict):
        raise _as_error(message)
    assert isinstance(message, list)
    return [(path, Entry(key, sha, size), Issue(*told) if told else None) for path, key, sha, size, told in message]


def _as_error(message: dict[str, object]) -> Exception:
    """Return a worker's failure as it would have been raised here."""
    errno = message["errno"]
    if isinstance(errno, int):
        return OSError(errno, os.strerror(errno), message["path"])
    error = PublishError(f"{message['path']} could not be made: {message['what']}", "report this with the traceback")
    error.add_note(str(message["traceback"]))
    return error
