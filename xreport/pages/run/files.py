"""The files of a run: its journals and its artifacts."""

from __future__ import annotations

from dataclasses import dataclass

from xreport import text
from xreport.model import Artifact, Run
from xreport.pages import limits
from xreport.pages.run.context import RunContext


@dataclass(frozen=True, slots=True)
class ArtifactRow:
    """A file that the run produced or used; only its description is published."""

    path: str
    role: str
    size: str
    sha256: str


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file that the run was read from."""

    name: str
    href: str
    note: str


def artifact_row(artifact: Artifact) -> ArtifactRow:
    """Return the line of a file that is described, not published."""
    return ArtifactRow(
        limits.name(artifact.path), limits.name(artifact.role), text.format_bytes(artifact.bytes), artifact.sha256[:12]
    )


def journal_path(run: Run, position: int) -> str:
    """Return where a source file of a run is published, from the site's root."""
    suffix = "jsonl.gz"
    return f"journals/{run.slug}.{suffix}" if len(run.sources) == 1 else f"journals/{run.slug}/{position}.{suffix}"


def files(run: Run, context: RunContext) -> list[FileRow]:
    """Return the files that the run was read from."""
    return [
        FileRow(
            source.path,
            f"../{journal_path(run, position)}" if context.journals and source.names else "",
            f"{text.plural(source.records, 'record')}, {text.format_bytes(source.bytes)}, SHA-256 {source.sha256[:12]}",
        )
        for position, source in enumerate(run.sources[: limits.MOST_FILES])
    ]
