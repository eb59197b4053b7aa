"""What the user wrote by hand: ``mkdocs.yml``, its documentation folder, and the reports."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xreport.errors import FrameError
from xreport.settings import Config

if TYPE_CHECKING:
    from xreport.frame.mkdocs_yml import MkDocsFile


@dataclass(frozen=True, slots=True)
class Mount:
    """A folder of hand-written pages and where it appears in the site.

    Attributes:
        name: Folder of the site: ``docs`` or ``reports``.
        folder: Folder on disk.
        files: Paths below it, sorted, ``/`` between components.
        notes: What was left out, and why.
    """

    name: str
    folder: Path
    files: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @property
    def pages(self) -> tuple[str, ...]:
        """Return the Markdown files."""
        return tuple(path for path in self.files if path.endswith(".md"))


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything hand-written that goes into the site.

    Attributes:
        mkdocs: The user's ``mkdocs.yml``, or None.
        repeatable: False when plugins, hooks or snippets may read what we cannot see; such frames are not cached.
        mounts: Folders with at least one page.
        theme: The user's own theme overrides, or None.
    """

    mkdocs: MkDocsFile | None = None
    repeatable: bool = True
    mounts: tuple[Mount, ...] = ()
    theme: Mount | None = None
    notes: tuple[str, ...] = field(default=())

    def mount(self, name: str) -> Mount | None:
        """Return the mount of this name."""
        return next((mount for mount in self.mounts if mount.name == name), None)


def read_sources(config: Config) -> Sources:
    """Find the user's ``mkdocs.yml`` and pages, as the configuration names them."""
    output = (config.root / config.output).resolve()
    mounts = []
    reports = config.root / config.reports
    if config.reports and reports.is_dir():
        mounts.append(read_mount("reports", reports, output))
    file = _mkdocs_file(config)
    if file is None:
        return _sources(mounts, Sources())
    from xreport.frame.mkdocs_yml import read_mkdocs_file  # YAML, which most reports have none of

    mkdocs = read_mkdocs_file(file)
    raw = mkdocs.settings
    docs = file.parent / str(raw.get("docs_dir") or "docs")
    if docs.is_dir():
        mounts.append(read_mount("docs", docs, output))
    theme = raw.get("theme")
    custom = theme.get("custom_dir") if isinstance(theme, dict) else None
    return _sources(
        mounts,
        Sources(
            mkdocs=mkdocs,
            repeatable=not (_reads_elsewhere(raw) or mkdocs.environment),
            theme=read_mount("theme", file.parent / str(custom), output) if custom else None,
        ),
    )


def _sources(mounts: list[Mount], base: Sources) -> Sources:
    return Sources(
        mkdocs=base.mkdocs,
        repeatable=base.repeatable,
        mounts=tuple(mount for mount in mounts if mount.pages),
        theme=base.theme,
        notes=tuple(note for mount in mounts for note in mount.notes),
    )


def read_mount(name: str, folder: Path, output: Path) -> Mount:
    """List a folder: regular files, and links that stay inside it. Hidden files and the output are left out."""
    inside = folder.resolve()
    files: list[str] = []
    notes: list[str] = []
    for current, folders, names in os.walk(folder):
        here = Path(current)
        folders[:] = sorted(
            entry for entry in folders if not entry.startswith(".") and (here / entry).resolve() != output
        )
        for entry in (*sorted(names), *folders):
            path = here / entry
            relative = path.relative_to(folder).as_posix()
            if entry.startswith(".") or (entry in folders and not path.is_symlink()):
                continue
            target = path.resolve()
            if path.is_symlink() and (not target.is_relative_to(inside) or target.is_dir()):
                notes.append(f"{name}/{relative} is a link that leads elsewhere: left out")
            elif not target.exists() or not stat.S_ISREG(target.stat().st_mode):
                notes.append(f"{name}/{relative} is not a file: left out")
            else:
                files.append(relative)
    return Mount(name, folder, tuple(sorted(files)), tuple(notes))


def _mkdocs_file(config: Config) -> Path | None:
    if config.mkdocs:
        named = config.root / config.mkdocs
        if not named.is_file():
            raise FrameError(f"{config.mkdocs} is not there", 'correct "mkdocs" in xreport.toml')
        return named
    default = config.root / "mkdocs.yml"
    return default if default.is_file() else None


def _reads_elsewhere(settings: dict[str, Any]) -> bool:
    plugins = settings.get("plugins") or []
    names = {name for entry in plugins for name in (entry if isinstance(entry, dict) else [str(entry)])}
    return bool(settings.get("hooks") or names - {"search"} or "snippets" in repr(settings.get("markdown_extensions")))
