"""Reading everything: sources to a collection of runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from xreport.config import Config
from xreport.errors import Issue
from xreport.importers import Refusal
from xreport.load.assemble import assemble
from xreport.load.cache import Cache, key_of
from xreport.load.codec import decode_part
from xreport.load.discover import Found, discover
from xreport.load.part import Part
from xreport.load.pieces import gather
from xreport.load.pool import read_files
from xreport.model import Collection, Run
from xreport.text import unique_slugs

Progress = Callable[[int, int], None]


def load(  # noqa: PLR0913 - each is a separate choice of the caller
    sources: Sequence[Path],
    *,
    now: float,
    config: Config,
    exclude: Sequence[Path] = (),
    cache: Path | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> Collection:
    """Read journals and logs.

    Args:
        sources: Folders and files. Files inside folders are found by what they hold, not by their suffix.
        now: Unix seconds; decides whether a run without an end record is running, stalled or killed.
        config: Settings.
        exclude: Folders that are passed over, such as the output of the build.
        cache: A folder that keeps what was read, so that a file that has not changed is not read again.
        jobs: Processes to read in; as many as there are processors by default.
        progress: Called with the number of files read, and of all files.

    Returns:
        The runs, the issues of whatever could not be read, and the counts of what was passed over.

    Raises:
        XReportError: A source is missing. Nothing else: bad input is an issue.
    """
    found = discover(sources, config, exclude)
    parts = _read(found.files, Cache(cache) if cache else None, jobs, progress)
    issues = list(found.issues)
    read: list[tuple[Found, Part]] = []
    for file in found.files:
        part = parts[file]
        if isinstance(part, Part):
            read.append((file, part))
            continue
        found.skipped[part.reason] += 1
        if part.fix:
            issues.append(Issue(file.path, part.reason, part.fix))
    runs, others = _runs(read, found.skipped, now, config)
    return Collection(
        runs=runs,
        issues=(*issues, *others, *(issue for run in runs for issue in run.issues)),
        skipped=dict(sorted(found.skipped.items())),
        files=len(read),
        bytes=sum(part.account.bytes for _, part in read),
    )


def _read(
    files: Sequence[Found], cache: Cache | None, jobs: int | None, progress: Progress | None
) -> dict[Found, Part | Refusal]:
    parts: dict[Found, Part | Refusal] = {}
    for file in files if cache else ():
        known = cache.get(file) if cache else None
        if known is not None:
            parts[file] = known
    for file, data in read_files([file for file in files if file not in parts], jobs):
        part = decode_part(data, key_of(file))
        parts[file] = part if part is not None else Refusal("lost on its way between processes")
        if cache:
            cache.put(file, data)
        if progress:
            progress(len(parts), len(files))
    if cache:
        cache.prune()
    if progress:
        progress(len(files), len(files))
    return parts


def _runs(
    read: Sequence[tuple[Found, Part]], skipped: Counter[str], now: float, config: Config
) -> tuple[tuple[Run, ...], list[Issue]]:
    groups, issues = gather(read, skipped)
    runs = [assemble(pieces, group_issues, now, config) for pieces, group_issues in groups]
    runs.sort(key=lambda run: (run.project, run.started or 0.0, run.id))
    slugs = unique_slugs([run.id for run in runs], [run.name for run in runs])
    return tuple(replace(run, slug=slug) for run, slug in zip(runs, slugs, strict=True)), issues
