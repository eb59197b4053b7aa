"""Reading many files, in as many processes as pay."""

from __future__ import annotations

import contextlib
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

from xreport.load.cache import key_of
from xreport.load.codec import encode_part
from xreport.load.discover import Found
from xreport.load.part import read_part

_WORTH: Final = 8 << 20
"""Bytes below which starting processes costs more than it saves."""
_BATCH: Final = 4 << 20
_MOST_IN_BATCH: Final = 100


def read_files(files: Sequence[Found], jobs: int | None = None) -> Iterator[tuple[Found, bytes]]:
    """Yield the encoded part of each file, in any order."""
    jobs = jobs or os.cpu_count() or 1
    batches = _batches(files)
    left = dict.fromkeys(files)
    if jobs > 1 and len(batches) > 1 and sum(file.size for file in files) >= _WORTH:
        # A process that is killed, or cannot be started, leaves its files to this one.
        with contextlib.suppress(BrokenProcessPool, OSError), _executor(min(jobs, len(batches))) as executor:
            for done in as_completed([executor.submit(_read_batch, batch) for batch in batches]):
                for file, data in done.result():
                    del left[file]
                    yield file, data
    for file in left:
        yield file, _read(file)


def _batches(files: Sequence[Found]) -> list[list[Found]]:
    """Group files so that a batch is worth sending; the largest first, so that all processes end together."""
    batches: list[list[Found]] = []
    size = _BATCH
    for file in sorted(files, key=lambda file: -file.size):
        if size >= _BATCH or len(batches[-1]) >= _MOST_IN_BATCH:
            batches.append([])
            size = 0
        batches[-1].append(file)
        size += file.size
    return batches


def _read_batch(files: list[Found]) -> list[tuple[Found, bytes]]:
    return [(file, _read(file)) for file in files]


def _read(file: Found) -> bytes:
    return encode_part(read_part(file.root, file.names, file.path), key_of(file))


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
