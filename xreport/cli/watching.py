"""When to rebuild: an input grew, or a run went silent for so long that its status changes."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from xreport.cli.inputs import Inputs

Snapshot = Mapping[str, tuple[int, int]]
"""Path → size and time of change, of every file that a site is made from."""


class Watch:
    """Compares what is on disk with what was there when the last build began.

    Args:
        inputs: What to watch; what is there now, before the first build, is taken as known.
        poll: Seconds between two looks.
        cache: A folder that builds write to, which may lie in a source.
    """

    def __init__(self, inputs: Inputs, poll: float, cache: Path | None = None) -> None:
        self._poll = poll
        self._cache = cache
        self._seen: Snapshot | None = snapshot(inputs, cache)
        self._changed = self._began = time.monotonic()

    def wait_for_change(self, inputs: Inputs) -> None:
        """Return when it is time for the next build."""
        # As long a rest as the last build took: a training that logs all the time keeps half of the machine.
        time.sleep(max(self._poll, time.monotonic() - self._began))
        while True:
            now = snapshot(inputs, self._cache)
            if now != self._seen:
                self._seen = now
                self._changed = time.monotonic()
                break
            if self._is_silence_due(inputs):
                break
            time.sleep(self._poll)
        self._began = time.monotonic()

    def forget(self) -> None:
        """Take whatever is there for a change: the last build came to nothing."""
        self._seen = None

    def _is_silence_due(self, inputs: Inputs) -> bool:
        """Whether the limit of silence after which a run is stalled or killed was passed since the last build."""
        limits = (inputs.config.stalled_after, inputs.config.killed_after)
        now = time.monotonic()
        return any(self._began < self._changed + limit <= now for limit in limits)


def snapshot(inputs: Inputs, cache: Path | None = None) -> Snapshot:
    """Return sizes and times of all input files: journals, configuration, reports, the user's MkDocs settings.

    What builds write is none: the output folder, and the cache.
    """
    config = inputs.config
    settings = config.file or config.root / "xreport.toml"
    roots = [*inputs.sources, settings, config.root / (config.mkdocs or "mkdocs.yml"), config.root / config.reports]
    skipped = {inputs.out.resolve(), *([cache.resolve()] if cache else [])}
    found: dict[str, tuple[int, int]] = {}
    for root in roots:
        for entry, status in _files(root, skipped):
            found[entry] = (status.st_size, status.st_mtime_ns)
    return found


def _files(root: Path, skipped: set[Path]) -> Iterator[tuple[str, os.stat_result]]:
    """Yield the files below root (or root itself); folders that vanish or cannot be read have none."""
    if root.is_file():
        yield str(root), root.stat()
        return
    folders = [str(root)]
    while folders:
        folder = folders.pop()
        if Path(folder).resolve() in skipped:
            continue
        try:
            entries = list(os.scandir(folder))
        except OSError:
            continue
        for entry in entries:
            if entry.name.startswith("."):
                continue
            try:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                elif entry.is_file(follow_symlinks=False):
                    yield entry.path, entry.stat(follow_symlinks=False)
            except OSError:
                continue
