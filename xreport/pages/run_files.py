"""The files of a run: its journals, its artifacts and its images."""

from __future__ import annotations

from dataclasses import dataclass

from xreport import text
from xreport.config import Config
from xreport.model import Artifact, Run


@dataclass(frozen=True, slots=True)
class ArtifactRow:
    """A file that the run produced or used; only its description is published."""

    path: str
    role: str
    size: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ImageView:
    """An image that the run logged, published under ``media/``."""

    href: str
    caption: str


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file that the run was read from."""

    name: str
    href: str
    note: str


def image_path(run: Run, position: int, artifact: Artifact) -> str:
    """Return where an image of a run is published, from the site's root."""
    suffix = artifact.media_type.rpartition("/")[2].replace("jpeg", "jpg")
    return f"media/{run.slug}/{position}.{suffix}"


def images(run: Run) -> list[ImageView]:
    """Return the images that the run logged."""
    views: list[ImageView] = []
    for position, artifact in enumerate(run.artifacts):
        if artifact.image is not None:
            caption = artifact.caption or artifact.path
            step = f" (step {artifact.step})" if artifact.step is not None else ""
            views.append(ImageView(f"../{image_path(run, position, artifact)}", caption + step))
    return views


def artifact_row(artifact: Artifact) -> ArtifactRow:
    """Return the line of a file that is described, not published."""
    return ArtifactRow(artifact.path, artifact.role, text.format_bytes(artifact.bytes), artifact.sha256[:12])


def journal_path(run: Run, position: int) -> str:
    """Return where a source file of a run is published, from the site's root."""
    suffix = "jsonl.gz"
    return f"journals/{run.slug}.{suffix}" if len(run.sources) == 1 else f"journals/{run.slug}/{position}.{suffix}"


def files(run: Run, config: Config) -> list[FileRow]:
    """Return the files that the run was read from."""
    return [
        FileRow(
            source.path,
            f"../{journal_path(run, position)}" if config.journals == "gz" and source.location else "",
            f"{text.plural(source.records, 'record')}, {text.format_bytes(source.bytes)}, SHA-256 {source.sha256[:12]}",
        )
        for position, source in enumerate(run.sources)
    ]
