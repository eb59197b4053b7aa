"""Reading everything: sources to a collection of runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from xreport.cache import Cache
from xreport.errors import Issue
from xreport.importers import Refusal
from xreport.load.find.claimed import Claimed, ReadUnit
from xreport.load.find.claims import claim_files
from xreport.load.find.discover import discover
from xreport.load.join.assemble import assemble
from xreport.load.join.hydra import join_settings
from xreport.load.join.pieces import Group, gather
from xreport.load.read.cache import Parts, decode
from xreport.load.read.part import FilePart, Result
from xreport.load.read.pool import read_units
from xreport.load.read.refused import named_by_rules, passed_over, refused_together
from xreport.model import Collection, PassedOver, Run
from xreport.settings import Config, Limits
from xreport.text import addresses

Progress = Callable[[int, int], None]


def load(  # noqa: PLR0913 - each is a separate choice of the caller
    sources: Sequence[Path],
    *,
    now: float,
    config: Config,
    exclude: Sequence[Path] = (),
    cache: Cache | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> Collection:
    """Read journals and logs.

    Args:
        sources: Folders and files. Files inside folders are found by what they hold, not by their suffix.
        now: Unix seconds; decides whether a run without an end record is running, stalled or killed.
        config: Settings.
        exclude: Folders that are passed over, such as the output of the build.
        cache: Keeps what was read, so that a file that has not changed is not read again.
        jobs: Processes to read in; as many as there are processors by default.
        progress: Called with the number of files read, and of all files.

    Returns:
        The runs, the issues of whatever could not be read, and the counts of what was passed over.

    Raises:
        XReportError: A source is missing. Nothing else: bad input is an issue.
    """
    reading = read_sources(sources, config=config, exclude=exclude, cache=cache, jobs=jobs, progress=progress)
    runs = _runs(reading.groups, now, config)
    return Collection(
        runs=runs,
        issues=(*reading.issues, *(issue for run in runs for issue in run.issues)),
        skipped=reading.skipped,
        passed=tuple(reading.passed),
        files=reading.files,
        bytes=reading.bytes,
    )


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that was read, before it is made into runs.

    Attributes:
        groups: The pieces of each run.
        issues: Those that belong to no run.
        skipped: How many files were passed over, by reason.
        passed: Those of them that look like logs.
        files: How many files were read.
        bytes: How many bytes were read.
    """

    groups: list[Group]
    issues: list[Issue]
    skipped: dict[str, int]
    passed: list[PassedOver]
    files: int
    bytes: int


def read_sources(  # noqa: PLR0913 - as of load
    sources: Sequence[Path],
    *,
    config: Config,
    exclude: Sequence[Path] = (),
    cache: Cache | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> Reading:
    """Read all files, and put those of one run together. Arguments and errors are those of `load`."""
    found = discover(sources, config, exclude)
    given = {index for index, source in enumerate(sources) if source.is_file()}
    claims = claim_files(found.files, config.imports, given, config.limits)
    found.skipped.update(claims.skipped)
    results = _read(claims.units, config.limits, Parts(cache, config.limits) if cache else None, jobs, progress)
    issues = [*found.issues, *claims.issues]
    read: list[tuple[ReadUnit, FilePart]] = []
    refused: list[tuple[ReadUnit, Refusal]] = []
    files = size = 0
    for unit in claims.units:
        result = results[unit]
        if isinstance(result, Refusal):
            found.skipped[result.reason] += 1
            if (issue := claims.refuse(unit, result)) is not None:
                issues.append(issue)
            else:
                refused.append((unit, result))
            continue
        parts = result if isinstance(result, list) else [result]
        read += [(unit, part) for part in parts]
        files += len(unit.claim.files) if isinstance(unit, Claimed) else 1
        size += unit.size if isinstance(unit, Claimed) else parts[0].account.bytes
    issues += refused_together(refused)
    known = {unit.source for unit, _ in read}
    named = named_by_rules(refused, known)
    issues += [issue for one in named.values() for issue in one]
    told = {unit.source for unit, refusal in refused if refusal.once}
    issues += claims.unrecognised(sources, known | named.keys() | told)
    read, hidden = join_settings(read, found.settings)
    issues += hidden
    groups, others = gather(read, found.skipped, config.imports)
    passed = passed_over(refused)
    return Reading(groups, [*issues, *others], dict(sorted(found.skipped.items())), passed, files, size)


def _read(
    units: Sequence[ReadUnit], limits: Limits, kept: Parts | None, jobs: int | None, progress: Progress | None
) -> dict[ReadUnit, Result]:
    results: dict[ReadUnit, Result] = {}
    for unit in units if kept else ():
        known = kept.get(unit) if kept else None
        if known is not None:
            results[unit] = known
    for unit, data in read_units([unit for unit in units if unit not in results], limits, jobs):
        result = decode(unit, data, limits)
        results[unit] = result if result is not None else Refusal("lost on its way between processes")
        if kept and not _is_passing(results[unit]):
            kept.put(unit, data)
        if progress:
            progress(len(results), len(units))
    if progress:
        progress(len(units), len(units))
    return results


def _is_passing(result: Result) -> bool:
    """Whether the machine was to blame for what is missing: the next build reads the file again."""
    parts = result if isinstance(result, list) else [] if isinstance(result, Refusal) else [result]
    return any(issue.passing for part in parts for issue in part.account.issues)


def _runs(groups: Sequence[Group], now: float, config: Config) -> tuple[Run, ...]:
    runs = [assemble(pieces, issues, now, config) for pieces, issues in groups]
    runs.sort(key=lambda run: (run.project, run.started or 0.0, run.id))
    called = {pieces[0].run: (pieces[0].name, pieces[0].called) for pieces, _ in groups if pieces[0].called}
    names = [own if run.name == shown else run.name for run in runs for shown, own in [called.get(run.id, ("", ""))]]
    slugs = addresses([run.id for run in runs], names)
    return tuple(replace(run, slug=slug) for run, slug in zip(runs, slugs, strict=True))
