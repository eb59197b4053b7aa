"""Reading many files, in as many processes as pay."""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
import threading
import warnings
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from typing import Final

from xreport.errors import Issue
from xreport.load.find.claimed import Claimed, ReadUnit
from xreport.load.read.cache import key_of
from xreport.load.read.codec import encode_part, encode_parts, encode_result
from xreport.load.read.imported import read_claim
from xreport.load.read.part import Account, FilePart, failure, read_part
from xreport.settings import Limits

_WORTH: Final = 8 << 20
"""Bytes below which starting processes costs more than it saves."""
_BATCH: Final = 4 << 20
_MOST_IN_BATCH: Final = 100


def read_units(units: Sequence[ReadUnit], limits: Limits, jobs: int | None = None) -> Iterator[tuple[ReadUnit, bytes]]:
    """Yield the encoded part of each file, and parts of each claim, in any order."""
    jobs = jobs or os.cpu_count() or 1
    batches = _batches(units)
    left = dict.fromkeys(units)
    if jobs > 1 and len(batches) > 1 and sum(unit.size for unit in units) >= _WORTH:
        try:
            with _executor(min(jobs, len(batches))) as executor:
                for done in as_completed([executor.submit(_read_batch, batch, limits) for batch in batches]):
                    for unit, data in done.result():
                        del left[unit]
                        yield unit, data
        except BrokenProcessPool:
            # A process was killed, and nobody knows for the sake of which file.
            for unit, data in _read_apart([batch for batch in batches if batch[0] in left], limits):
                del left[unit]
                yield unit, data
        except OSError:
            pass  # none can be started: the work is left to this process
    for unit in left:
        yield unit, _read(unit, limits)


def _read_apart(batches: Sequence[list[ReadUnit]], limits: Limits) -> Iterator[tuple[ReadUnit, bytes]]:
    """Read batches one after the other in a process of their own, and those that end it file by file.

    The file that ends it again is an issue: in this process it would end the build. Where no process can be started at
    all, nothing is read.
    """
    waiting = list(reversed(batches))
    while waiting:
        try:
            with _executor(1) as executor:
                executor.submit(os.getpid).result()
                while waiting:
                    done = executor.submit(_read_batch, waiting[-1], limits).result()
                    waiting.pop()
                    yield from done
        except BrokenProcessPool:
            batch = waiting.pop()
            if len(batch) > 1:
                waiting += [[unit] for unit in reversed(batch)]
            elif _can_start():
                yield batch[0], _lost(batch[0], limits)
            else:
                return
        except OSError:
            return


def _can_start() -> bool:
    """Whether processes start at all: some scripts cannot be imported by a second one."""
    try:
        with _executor(1) as executor:
            return bool(executor.submit(os.getpid).result())
    except (BrokenProcessPool, OSError):
        return False


def _lost(unit: ReadUnit, limits: Limits) -> bytes:
    what = "reading it ended the process that read it: it took too much memory, or a library failed"
    fix = "Move it out of the source, or lower limits.cells and limits.document_bytes in the configuration."
    part = FilePart(Account(unit.path, issues=(Issue(unit.path, what, fix, passing=True),)))
    key = key_of(unit, limits)
    return encode_parts([part], key) if isinstance(unit, Claimed) else encode_part(part, key)


def _batches(units: Sequence[ReadUnit]) -> list[list[ReadUnit]]:
    """Group them so that a batch is worth sending; the largest first, so that all processes end together."""
    batches: list[list[ReadUnit]] = []
    size = _BATCH
    for unit in sorted(units, key=lambda unit: -unit.size):
        if size >= _BATCH or len(batches[-1]) >= _MOST_IN_BATCH:
            batches.append([])
            size = 0
        batches[-1].append(unit)
        size += unit.size
    return batches


def _read_batch(units: list[ReadUnit], limits: Limits) -> list[tuple[ReadUnit, bytes]]:
    return [(unit, _read(unit, limits)) for unit in units]


def _read(unit: ReadUnit, limits: Limits) -> bytes:
    key = key_of(unit, limits)
    try:
        if isinstance(unit, Claimed):
            return encode_parts(read_claim(unit, limits), key)
        return encode_result(read_part(unit.root, unit.names, unit.path, limits), key)
    except Exception as error:  # noqa: BLE001 - one bad file never sinks the site
        empty = FilePart(Account(unit.path, issues=(failure(unit.path, error),)))
        return encode_parts([empty], key) if isinstance(unit, Claimed) else encode_part(empty, key)


def _executor(jobs: int) -> Executor:
    context = multiprocessing.get_context(_start_method())
    # A million small dicts per second and nothing that is a cycle: the collector would only take time.
    return ProcessPoolExecutor(jobs, mp_context=context, initializer=gc.disable)


def _start_method() -> str:
    """Fork where nothing can be held by another thread: it saves the import of everything in each process."""
    if sys.platform == "linux" and threading.active_count() == 1:
        warnings.filterwarnings("ignore", message=".*multi-threaded.*fork", category=DeprecationWarning)
        return "fork"
    return "spawn" if sys.platform == "win32" else "forkserver"
