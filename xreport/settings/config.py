"""The settings of a report, with their defaults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Direction = Literal["min", "max"]

STALLED_AFTER = 900.0
KILLED_AFTER = 86400.0


@dataclass(frozen=True, slots=True)
class MetricConfig:
    """What the user says of one metric.

    Attributes:
        primary: Whether it comes first wherever runs are ranked.
        score: Which one number of its values counts (`xreport.text.score_rules`); empty where nothing was said.
    """

    direction: Direction | None = None
    unit: str = ""
    primary: bool = False
    score: str = ""


ImportKind = Literal["pattern", "trials", "long", "curve", "together", "apart"]


@dataclass(frozen=True, slots=True)
class ImportRule:
    """How files are read that nothing recognises by itself.

    Attributes:
        files: Patterns of source-relative paths; one without ``/`` is that of a file's name.
        kind: ``pattern`` for lines that match an expression, ``trials`` for tables with a run a row, ``long`` for
            tables with a column of runs, ``curve`` for a table that is one run; ``together`` and ``apart`` say nothing
            of how files are read, but that they are one run, or that each is one.
        pattern: Expressions with named groups, tried on each line.
        run: The column that names the run.
        step: The column of steps.
        params, metrics: Patterns of columns.
        project: What the runs belong to; empty for what their folders say.
    """

    files: tuple[str, ...]
    kind: ImportKind = "trials"
    pattern: tuple[str, ...] = ()
    run: str = ""
    step: str = ""
    params: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()
    project: str = ""

    @property
    def joins(self) -> bool:
        """Whether it says which files are one run, and not how a file is read."""
        return self.kind in {"together", "apart"}


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file, or the files of one claim, may cost at most. What exceeds it is an issue that names the limit.

    Attributes:
        file_bytes: Bytes of a file that is read piece by piece.
        document_bytes: Bytes of a file that has to be in memory as a whole.
        rows: Records, lines or rows.
        cells: Numbers: of all rows together, with their steps and times. Other values count for several, by the memory
            that they take (see `xreport.importers.kit.budget`).
        seconds: Processor time.
    """

    file_bytes: int = 16 << 30
    document_bytes: int = 64 << 20
    rows: int = 20_000_000
    cells: int = 16_000_000
    seconds: float = 60.0


@dataclass(frozen=True, slots=True)
class Config:
    """Settings of one report. Paths are absolute, or relative to ``root``.

    Attributes:
        root: The folder of the configuration file, else the working directory.
        file: The configuration file that was read, or None.
        ignore: Param keys (flat, ``fnmatch`` patterns allowed) that do not tell configurations apart.
        baseline: Name, id or ``tag:NAME`` of the run that others are measured against; empty for none.
        stalled_after: Seconds without a sign of life after which a run without an end record counts as stalled.
        killed_after: Seconds after which it counts as killed.
        owners: Project name → owner, for runs that log none.
        views: Title → address in the site (``runs.html#q=…``): questions that readers come back to.
    """

    root: Path
    file: Path | None = None
    title: str = "Experiment report"
    headline: str = ""
    """What the report says first, in one sentence; empty for one made from the runs."""
    sources: tuple[str, ...] = ("runs",)
    output: str = "site"
    metrics: Mapping[str, MetricConfig] = field(default_factory=dict)
    baseline: str = ""
    ignore: tuple[str, ...] = ()
    tasks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Task title → patterns of ``project`` or ``project/data``; runs that match one are compared with each other."""
    repository: str = ""
    owners: Mapping[str, str] = field(default_factory=dict)
    views: Mapping[str, str] = field(default_factory=dict)
    reports: str = "reports"
    mkdocs: str = ""
    journals: Literal["gz", "no"] = "gz"
    stalled_after: float = STALLED_AFTER
    killed_after: float = KILLED_AFTER
    imports: tuple[ImportRule, ...] = ()
    limits: Limits = Limits()
