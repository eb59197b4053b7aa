"""The main job, end to end: sources in, a published site out."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache as once
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from xreport.cache import Cache
from xreport.errors import Issue
from xreport.settings import Config

if TYPE_CHECKING:
    import pandas as pd

    from xreport.analysis.study import Study
    from xreport.model import Collection
    from xreport.render.sitefile import SiteFile

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much is done, and how much there is to do."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did. ``headline`` is plain text; everything logged in it is untrusted."""

    out: Path
    runs: int
    issues: tuple[Issue, ...]
    pending: int
    pages: int
    bytes: int
    written: int
    reused: int
    seconds: float
    notes: tuple[str, ...] = ()
    headline: tuple[str, ...] = ()
    failed: tuple[Issue, ...] = ()
    """Files that could not be made, by a mistake of ours; what is published in their place says so."""

    @property
    def faults(self) -> tuple[Issue, ...]:
        """Everything that fails a build under ``--strict``."""
        return (*self.failed, *self.issues)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the collector of cycles away: it would look through all runs again and again, and they have none."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


@_uncollected()
def build_report(  # noqa: PLR0913 - the main job names everything it depends on
    config: Config,
    sources: Sequence[Path],
    out: Path,
    *,
    now: float,
    since: Path | None = None,
    jobs: int | None = None,
    cache: Cache | None = None,
    progress: Progress | None = None,
) -> Report:
    """Read the sources, build the site and publish it to ``out``.

    Args:
        config: Settings of the report.
        sources: Files and folders to read.
        out: The folder to publish to; replaced as a whole, or not at all.
        now: The time that the report is made at, Unix seconds UTC; decides which runs are running or stalled.
        since: A ``runs.json`` of an earlier report: runs that it lacks are shown as new.
        jobs: Processes to use; None for one per core.
        cache: Keeps what was read and rendered. Without it nothing is kept, and nothing of an old site is taken over.
        progress: Called as the work goes on.

    Raises:
        XReportError: Sources are missing, or ``out`` is not ours to touch; nothing is published then.
    """
    started = time.perf_counter()
    workers = jobs or _cores()
    step = progress or (lambda _what, _done, _total: None)

    from xreport.frame.beside import begin_frames
    from xreport.load import load
    from xreport.publish import publish

    finish_frames = begin_frames(config, cache)
    collection = load(
        sources,
        now=now,
        config=config,
        exclude=(out, cache.path) if cache else (out,),
        cache=cache,
        jobs=workers,
        progress=lambda done, total: step("Reading", done, total),
    )

    from xreport.analysis.isolate import isolate
    from xreport.analysis.study import study
    from xreport.pages.champions import task_headline
    from xreport.site.build import amended_files, site_files
    from xreport.tables.scripts import SearchEntry

    known = read_known_ids(since) if since is not None else None
    rendered = once(finish_frames)  # which the study need not wait for

    def planned(found: Collection) -> tuple[Study, tuple[str, ...], list[SiteFile]]:
        whole = study(found, config, known=known)
        headline = tuple(line for task in whole.tasks if (line := task_headline(task)))
        frames = rendered()
        written = [SearchEntry(page.title, page.path, "Page", page.text[:2000]) for page in frames.pages]
        return (
            whole,
            headline,
            site_files(whole, frames.frames, written, now=now, since_given=known is not None, kept_in=cache),
        )

    whole, headline, generated = isolate(collection, planned)
    frames = rendered()
    files = [*generated, *frames.files]
    published = publish(
        files,
        out,
        jobs=workers,
        protected=tuple(sources),
        vouched=lambda site: cache is not None and cache.read("site", site) is not None,
        progress=lambda done, total: step("Writing", done, total),
        amend=partial(amended_files, whole, frames.frames),
    )

    if cache:
        cache.write("site", published.site, b"")

    found = whole.collection.issues
    issues = tuple(issue for issue in found if not issue.pending)
    return Report(
        out=out,
        runs=len(collection.runs),
        issues=issues,
        pending=len(found) - len(issues),
        pages=sum(file.path.endswith(".html") for file in files),
        bytes=published.bytes,
        written=published.written,
        reused=published.reused,
        seconds=time.perf_counter() - started,
        notes=(*frames.notes, *published.notes),
        headline=headline,
        failed=published.failed,
    )


def _cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def read_runs(*sources: str | Path) -> pd.DataFrame:
    """Return logged runs as a pandas DataFrame, for notebooks: a row per run, with the columns of ``runs.csv``.

    Args:
        sources: Files and folders of logs; none for the sources of ``xreport.toml``, or ``runs/``.

    Raises:
        XReportError: A source is missing, or the configuration is wrong.
    """
    from xreport.analysis.isolate import isolate
    from xreport.analysis.study import study
    from xreport.load import load
    from xreport.settings import borrow, read_config
    from xreport.tables.frame import runs_frame

    here = Path.cwd()
    paths = [Path(source) for source in sources]
    config = read_config(None, here)
    if len(paths) == 1 and config.file is None:
        config, _ = borrow(config, paths[0])
    now = time.time()
    chosen = paths or [config.root / source for source in config.sources]
    collection = load(chosen, now=now, config=config)
    return isolate(collection, lambda found: runs_frame(study(found, config)))


def read_known_ids(path: Path) -> frozenset[str]:
    """Return the run ids of an earlier ``runs.json``.

    Raises:
        XReportError: The file cannot be read, or is not such a file.
    """
    import json

    from xreport.errors import XReportError

    try:
        return frozenset(str(run["id"]) for run in json.loads(path.read_bytes())["runs"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise XReportError(
            f"{path}: not a runs.json of an earlier report ({error})", "give data/runs.json of the site published last"
        ) from error
