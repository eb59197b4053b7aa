"""Which importers there are: of single files, of folders, and those that other packages bring."""

from __future__ import annotations

import importlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from xreport.errors import Issue
from xreport.importers.kit.foreign import OPTUNA, OPTUNA_WORDS, tool_of
from xreport.importers.kit.heads import Head
from xreport.importers.kit.protocol import FolderImporter, Importer, Refusal
from xreport.importers.lines.journal import JournalImporter
from xreport.importers.lines.jsonl import JsonlImporter
from xreport.importers.lines.suggested import rule_for

GROUP: Final = "xreport.importers"
"""The entry points by which a package brings an importer."""


IMPORTERS: tuple[Importer, ...] = (JournalImporter(), JsonlImporter())
"""Of single files, in the order in which they are asked; they are loaded at once, for most of what is read is one."""


def choose(head: Head) -> Importer | Refusal:
    """Return the importer that reads the file with this head, or why the last one asked does not.

    A file of a tool that is not read is refused by the name of the tool, whatever it looks like.
    """
    chosen: Importer | Refusal = Refusal("not a log")
    for importer in IMPORTERS:
        answer = importer.sniff(head)
        if answer is None:
            chosen = importer
            break
        chosen = answer
    tool = tool_of(head) if chosen is not IMPORTERS[0] else None
    if tool is not None:
        return Refusal(tool.reason, tool.fix, once=True)
    return replace(chosen, rule=rule_for(head)) if isinstance(chosen, Refusal) else chosen


@dataclass(frozen=True, slots=True)
class Entry:
    """An importer that need not be loaded to be known.

    Attributes:
        name: What it is called; entries are asked in the order of this module, others in that of their names.
        target: ``module:attribute``.
        signs: Only where a file's name matches this is the importer loaded and asked; None asks it always.
        missing: Why it declines where no name matches.
        version: Of the package that brings it: part of the key under which what it read is cached.
    """

    name: str
    target: str
    signs: re.Pattern[str] | None = None
    missing: str = ""
    version: str = ""


OURS: Final = (
    Entry(
        "mlflow",
        "xreport.importers.trackers.mlflow:MlflowImporter",
        re.compile(r"meta\.yaml|.*\.(?:db|sqlite|sqlite3)", re.DOTALL | re.IGNORECASE),
        "no meta.yaml of a run, and no SQLite database",
    ),
    Entry(
        "wandb",
        "xreport.importers.trackers.wandb:WandbImporter",
        re.compile(
            r".*\.wandb|wandb-(?:summary|metadata|history)\.jsonl?|.*\.csv|.*\.parquet|.*history.*\.json",
            re.DOTALL | re.IGNORECASE,
        ),
        "no .wandb log, no wandb-summary.json, and no export of W&B",
    ),
    Entry(
        "ray",
        "xreport.importers.trackers.ray:RayImporter",
        re.compile(r"result\.json|progress\.csv"),
        "no result.json of Ray",
    ),
    Entry(
        "guild",
        "xreport.importers.trackers.guild:GuildImporter",
        re.compile(r"opref"),
        "no run of Guild",
    ),
    Entry(
        "catboost",
        "xreport.importers.trainers.catboost:CatBoostImporter",
        re.compile(r"(?:learn|test)_error\.tsv"),
        "no tables of CatBoost",
    ),
    Entry(
        "tensorboard",
        "xreport.importers.trackers.tensorboard:TensorboardImporter",
        re.compile(r"(?:.*\.)?tfevents(?:\..*)?", re.DOTALL),
        "no tfevents files",
    ),
    Entry(
        "codecarbon",
        "xreport.importers.trackers.codecarbon:CodeCarbonImporter",
        re.compile(r"emissions.*\.csv(?:(?:_\d+)?\.bak)?", re.DOTALL | re.IGNORECASE),
        "no emissions.csv of CodeCarbon",
    ),
    Entry(
        "sacred",
        "xreport.importers.trackers.sacred:SacredImporter",
        re.compile(r"run\.json", re.DOTALL | re.IGNORECASE),
        "no run.json of Sacred",
    ),
    Entry(
        "dvclive",
        "xreport.importers.trackers.dvclive:DvcliveImporter",
        re.compile(r".*\.tsv", re.DOTALL | re.IGNORECASE),
        "no folder of DVCLive",
    ),
    Entry(
        "trackio",
        "xreport.importers.trackers.trackio:TrackioImporter",
        re.compile(r".*\.(?:db|parquet)", re.DOTALL | re.IGNORECASE),
        "no database of Trackio",
    ),
    Entry(
        "neptune",
        "xreport.importers.trackers.neptune:NeptuneImporter",
        re.compile(r".*\.parquet", re.DOTALL | re.IGNORECASE),
        "no Parquet of neptune-exporter",
    ),
    Entry(
        "swanlab",
        "xreport.importers.trackers.swanlab:SwanLabImporter",
        re.compile(r".*\.swanlab", re.DOTALL),
        "no log of SwanLab",
    ),
    Entry(
        "optuna",
        "xreport.importers.trackers.optuna:OptunaImporter",
        re.compile(OPTUNA, re.DOTALL | re.IGNORECASE),
        "no journal and no database of Optuna",
    ),
    Entry(
        "asv",
        "xreport.importers.benchmarks.asv:AsvImporter",
        re.compile(r".*\.json", re.DOTALL | re.IGNORECASE),
        "no results of asv",
    ),
    Entry(
        "pytest-benchmark",
        "xreport.importers.benchmarks.pytest_benchmark:PytestBenchmarkImporter",
        re.compile(r".*\.json", re.DOTALL | re.IGNORECASE),
        "no JSON of pytest-benchmark",
    ),
    Entry(
        "gbench",
        "xreport.importers.benchmarks.gbench:GoogleBenchmarkImporter",
        re.compile(r".*\.json", re.DOTALL | re.IGNORECASE),
        "no JSON of Google Benchmark",
    ),
    Entry(
        "gha-benchmark",
        "xreport.importers.benchmarks.gha_benchmark:GhaBenchmarkImporter",
        re.compile(r".*\.js(?:on)?", re.DOTALL | re.IGNORECASE),
        "no data.js of github-action-benchmark",
    ),
    Entry(
        "hyperfine",
        "xreport.importers.benchmarks.hyperfine:HyperfineImporter",
        re.compile(r".*\.json", re.DOTALL | re.IGNORECASE),
        "no JSON of hyperfine",
    ),
    Entry(
        "transformers",
        "xreport.importers.trainers.transformers:TransformersImporter",
        re.compile(r"trainer_state\.json"),
        "no trainer_state.json",
    ),
    Entry(
        "detectron2",
        "xreport.importers.trainers.jsonlogs:Detectron2Importer",
        re.compile(r"metrics\.json"),
        "no metrics.json",
    ),
    Entry(
        "mmengine",
        "xreport.importers.trainers.jsonlogs:MmengineImporter",
        re.compile(r"scalars\.json"),
        "no vis_data/scalars.json",
    ),
    Entry(
        "lm-eval",
        "xreport.importers.trainers.lmeval:LmEvalImporter",
        re.compile(r".*\.json", re.DOTALL),
        "no JSON document",
    ),
    Entry(
        "mlperf",
        "xreport.importers.trainers.mllog:MllogImporter",
        re.compile(r".*\.(?:txt|log|out)", re.DOTALL | re.IGNORECASE),
        "no .txt, .log or .out",
    ),
    Entry(
        "csv",
        "xreport.importers.lines.csv:CsvImporter",
        re.compile(
            r".*\.(?:csv|tsv|log|txt|out|dat)|[^.]*(?:log|metric|history|progress|result|scalar)[^.]*",
            re.DOTALL | re.IGNORECASE,
        ),
        "no CSV or TSV file, and no text that may hold a table",
    ),
)
"""In the order in which they are asked: runs of the first two may hold files of the others among their artifacts."""

RULED: Final = Entry("import", "xreport.importers.rules.importer:RuleImporter")
"""Asked before all others: what the configuration says is meant."""

GIVEN: Final = Entry("table", "xreport.importers.rules.given:GivenImporter")
"""Asked after all others, and about sources only that are files."""


_WORDS: Final = re.compile(OPTUNA_WORDS, re.IGNORECASE)


def is_plain_lines(name: str) -> bool:
    """Whether a file of this name is JSON lines that no importer of folders reads by itself."""
    return name.endswith(".jsonl") and not _WORDS.search(name)


OPTIONAL: Final = ("pyarrow",)
"""Packages that our importers use where they are installed, and refuse a file for want of."""


@cache
def packages_at_hand() -> str:
    """Return which of the optional packages are there, with their versions."""
    from importlib import metadata
    from importlib.util import find_spec

    def version(package: str) -> str:
        try:
            return metadata.version(package)
        except metadata.PackageNotFoundError:
            return "of unknown version"

    return " ".join(f"{package} {version(package)}" for package in OPTIONAL if find_spec(package))


@cache
def others() -> tuple[tuple[Entry, ...], tuple[Issue, ...]]:
    """Return what other packages bring, by name, and what is wrong with it. Looks through the installed packages."""
    from importlib import metadata  # takes as long as reading a hundred journals

    ours = {entry.name: entry.target for entry in OURS}
    entries: dict[str, Entry] = {}
    issues: list[Issue] = []
    for point in sorted(metadata.entry_points(group=GROUP), key=lambda point: (point.name, point.value)):
        if ours.get(point.name) == point.value:
            continue
        if point.name in ours or point.name in entries:
            what = f"two importers are named {point.name}: {point.value} is not used"
            issues.append(Issue(f"importer {point.name}", what, "Give the entry point another name."))
            continue
        version = point.dist.version if point.dist else ""
        entries[point.name] = Entry(point.name, point.value, version=version)
    return tuple(entries.values()), tuple(issues)


@cache
def load_importer(target: str) -> FolderImporter:
    """Return the importer at ``module:attribute``. Raises whatever its module raises."""
    module, _, attribute = target.partition(":")
    importer: FolderImporter = getattr(importlib.import_module(module), attribute)()
    return importer


def wanted(entries: Sequence[Entry], names: set[str]) -> list[Entry]:
    """Return the entries whose signs match one of these file names, or that have none."""
    return [entry for entry in entries if entry.signs is None or any(map(entry.signs.fullmatch, names))]
