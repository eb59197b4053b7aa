"""Runs and what they are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from xreport.errors import Issue
from xreport.format.records import Scalar, Status
from xreport.model.logged import Item
from xreport.model.series import Series, Summary


@dataclass(frozen=True, slots=True)
class DataSource:
    """A data source that a run used. ``role`` is train, val, test or empty."""

    name: str
    role: str = ""
    uri: str = ""
    version: str = ""
    sha256: str = ""

    @property
    def identity(self) -> str:
        """What tells two states of the data apart: the hash, else the version, else nothing but the name."""
        return f"{self.name}@{self.sha256[:12] or self.version}" if self.sha256 or self.version else self.name


@dataclass(frozen=True, slots=True)
class Artifact:
    """A file that a run produced or used, by its description."""

    path: str
    bytes: int | None = None
    sha256: str = ""
    role: str = ""
    step: int | None = None
    caption: str = ""
    media_type: str = ""


@dataclass(frozen=True, slots=True)
class Hint:
    """What a run said of a metric (``define_metric``); None and empty where it said nothing."""

    direction: Literal["min", "max"] | None = None
    unit: str = ""
    goal: float | None = None
    step_metric: str = ""
    score: str = ""
    """Which one number of its values counts, as in `xreport.text.score_rules`."""
    primary: bool = False
    """Whether the tool ranks by it."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One start or resume of a run: times are Unix seconds UTC, None when unknown."""

    number: int
    status: Status
    started: float | None
    ended: float | None


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that a run was read from. ``path`` is source-relative with ``/``.

    ``root`` and ``names`` say where it is opened again (`xreport.beneath.open_beneath`), and ``bytes`` and ``sha256``
    what of it was read. The logs of other tools are often folders, or hold other runs as well: they have no ``names``
    and stay where they are.

    ``rejected`` counts lines; ``pending`` counts the bytes of a tail that is still being written.
    """

    path: str
    root: str
    names: tuple[str, ...]
    bytes: int
    sha256: str
    records: int
    rejected: int = 0
    pending: int = 0
    verified: int = 0
    """Bytes covered by a sync or end record whose count and CRC-32 agree; 0 for bare JSONL."""


@dataclass(frozen=True, slots=True)
class Environment:
    """Where a run ran, as far as it was logged. Empty strings are "not logged"."""

    commit: str = ""
    dirty: bool | None = None
    script: str = ""
    python: str = ""
    platform: str = ""
    packages: Mapping[str, str] = field(default_factory=dict)
    hardware: Mapping[str, Scalar] = field(default_factory=dict)
    extra: Mapping[str, Scalar] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Placement:
    """What places a run among others, besides its project and its data, and why.

    Attributes:
        measured: What it was measured on, as far as params or folders say it and the log names no such data.
        project_why: What names its project: the log, or a folder.
        measured_why: What names ``measured`` and the data; empty where nothing does.
    """

    measured: tuple[str, ...] = ()
    project_why: str = ""
    measured_why: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    r"""One execution.

    Attributes:
        id: Stable and unique in the site; a bare file's id is the hash of its source-relative path.
        slug: The name of its page (``runs/<slug>.html``): safe in any file system and URL, unique in the site.
        params: Flat; nested keys are joined with ``.``. A dot in a key is escaped as ``\.`` only in runs that
            logged the nested key too. Types are kept.
        scores: Values that the user set as ``run.summary[...]``; they win over the last value of the series.
        started, ended: Unix seconds UTC, None when unknown. Without an end record ``ended`` is the last sign of life.
        digest: Hash over everything the run was read from; equal digests mean an equal run.
    """

    id: str
    slug: str
    name: str
    project: str
    status: Status
    started: float | None = None
    ended: float | None = None
    error: str = ""
    traceback: str = ""
    algorithm: str = ""
    params: Mapping[str, Scalar] = field(default_factory=dict)
    data: tuple[DataSource, ...] = ()
    placement: Placement = Placement()
    group: str = ""
    seed: int | None = None
    owner: str = ""
    tags: tuple[str, ...] = ()
    notes: str = ""
    parent: str = ""
    environment: Environment = field(default_factory=Environment)
    series: Mapping[str, Series] = field(default_factory=dict)
    summaries: Mapping[str, Summary] = field(default_factory=dict)
    scores: Mapping[str, float] = field(default_factory=dict)
    facts: Mapping[str, Scalar] = field(default_factory=dict)
    """Outputs that are not numbers (``run.summary["verdict"] = "ok"``, text columns of bare logs)."""
    artifacts: tuple[Artifact, ...] = ()
    logged: tuple[Item, ...] = ()
    """Images, tables and other objects, in the order of their first records."""
    logged_note: str = ""
    """What of them is not on the site, and why; empty where all is."""
    console: Mapping[str, str] = field(default_factory=dict)
    """The end of what was printed, by stream (stdout, stderr, or empty for both)."""
    hints: Mapping[str, Hint] = field(default_factory=dict)
    """What the run said of its metrics, by name or pattern, where ``*`` stands for any text."""
    attempts: int = 1
    history: tuple[Attempt, ...] = ()
    """Every attempt, of runs that have several."""
    current: Mapping[str, Series] = field(default_factory=dict)
    """Of runs of several attempts: the series without the points that a later attempt logged again, where there are
    such points. Curves are drawn and summaries computed from these; ``series`` keeps every point."""
    busy: float | None = None
    """Seconds that the attempts took together, without the time between them; None: from ``started`` to ``ended``."""
    writers: int = 1
    sources: tuple[SourceFile, ...] = ()
    issues: tuple[Issue, ...] = ()
    bare: bool = False
    digest: str = ""

    @property
    def duration(self) -> float | None:
        """Seconds from the first to the last sign of life, without the time between attempts; or None.

        One sign of life, as results of benchmarks have, says when and not for how long.
        """
        if self.busy is not None:
            return self.busy
        if self.started is None or self.ended is None or self.ended == self.started:
            return None
        return max(0.0, self.ended - self.started)

    def reduced(self, issue: Issue) -> Run:
        """Return the run as it can be listed where what it logged cannot be shown: without it, and with the reason.

        It has no score, so that it is never the best; what became of it, and where it was read from, is known.
        """
        return Run(
            id=self.id,
            slug=self.slug,
            name=self.name,
            project=self.project,
            placement=self.placement,
            status=self.status,
            started=self.started,
            ended=self.ended,
            attempts=self.attempts,
            busy=self.busy,
            writers=self.writers,
            sources=self.sources,
            issues=(issue.of_run(self.id), *self.issues),
            bare=self.bare,
            digest=self.digest,
        )

    def curve(self, metric: str) -> Series | None:
        """Return the series of a metric as it is drawn: where attempts overlap, that of the last one."""
        return self.current.get(metric) or self.series.get(metric)


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A file that looks like a log, and is not read.

    Attributes:
        path: Source-relative.
        reason: Why it was passed over.
        rule: The ``[[import]]`` rule that would read it, where one is known.
    """

    path: str
    reason: str
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Collection:
    """Everything that was read: the input of the build.

    Attributes:
        runs: Sorted by (project, started or 0, id).
        issues: Issues that belong to no run, and those of every run.
        skipped: How many files were passed over, by reason.
        passed: Those of them that look like logs.
        files: How many files were read.
        bytes: How many bytes were read.
    """

    runs: tuple[Run, ...]
    issues: tuple[Issue, ...] = ()
    skipped: Mapping[str, int] = field(default_factory=dict)
    passed: tuple[PassedOver, ...] = ()
    files: int = 0
    bytes: int = 0
