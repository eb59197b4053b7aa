"""MkDocs, run in this process on a private folder."""

from __future__ import annotations

import io
import logging
import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from xreport.errors import FrameError
from xreport.frame.settings import Settings


@dataclass
class Seen:
    """What a run of MkDocs showed: its navigation, and each page's title and text, by address."""

    items: list[Any] = field(default_factory=list)
    pages: dict[str, tuple[str, str]] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Job:
    """One run of MkDocs.

    Attributes:
        settings: All settings; MkDocs itself reads no file.
        config_file: Where the user's ``mkdocs.yml`` is, if there is one: its paths are relative to its folder.
        docs: Folder of the Markdown files.
        site: Folder for the result.
        themes: More folders of theme overrides, over ours.
        generated: Files of the site that pages may link to although MkDocs does not make them.
    """

    settings: Settings
    docs: Path
    site: Path
    config_file: Path | None = None
    themes: Sequence[Path] = ()
    generated: Sequence[str] = ()


def run(job: Job) -> Seen:
    """Render a folder of Markdown; raise what MkDocs complained of when it gives up."""
    seen = Seen()
    with _listening() as messages:
        try:
            _build(job, seen)
        except (Exception, SystemExit) as error:
            said = "; ".join(message for level, message in messages if level >= logging.ERROR)
            raise FrameError(f"MkDocs could not render the site: {said or error}", "correct mkdocs.yml") from error
    seen.warnings += [message for _, message in messages]
    return seen


def _build(job: Job, seen: Seen) -> None:
    # The theme prints a notice about its end of life; the reader of a report can do nothing about it.
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    from mkdocs.commands.build import build
    from mkdocs.config import load_config

    place = str(job.config_file or job.docs.parent / "mkdocs.yml")
    settings = {key: value for key, value in job.settings.items() if key not in _ARGUMENTS}
    settings |= {"docs_dir": str(job.docs), "site_dir": str(job.site)}
    config = load_config(io.BytesIO(b""), config_file_path=place, **settings)
    config.theme.dirs[:0] = [str(folder) for folder in job.themes]
    config.plugins["xreport"] = _observer(seen, job.generated)
    build(config)


_ARGUMENTS = {"config_file", "config_file_path"}
"""No settings: MkDocs takes them for arguments of its own."""


def _observer(seen: Seen, generated: Sequence[str]) -> Any:
    from mkdocs.plugins import BasePlugin
    from mkdocs.structure.files import File

    class Observer(BasePlugin):  # type: ignore[type-arg,no-untyped-call]
        """Notes what MkDocs made of the pages, and gives them their real places on disk."""

        def on_files(self, files: Any, **_: Any) -> Any:
            for file in files:
                folder, _, rest = file.src_uri.partition("/")
                if folder in ("docs", "reports") and file.src_dir:
                    # Plugins ask git about a file, and links lead to its source: both where it really is.
                    file.abs_src_path = os.path.realpath(file.abs_src_path)
                    file.edit_uri = rest if folder == "docs" else None
            return files

        def on_nav(self, nav: Any, *, config: Any, files: Any) -> Any:
            # After the navigation, or these would become pages in it.
            for path in generated:
                files.append(File.generated(config, path, content=b""))
            return nav

        def on_page_content(self, html: str, *, page: Any, **_: Any) -> str:
            seen.pages[page.file.dest_uri] = (str(page.title), html)
            return html

        def on_page_context(self, context: Any, *, nav: Any, **_: Any) -> Any:
            seen.items = list(nav.items)
            return context

    return Observer()


@contextmanager
def _listening() -> Iterator[list[tuple[int, str]]]:
    """Collect MkDocs' warnings and errors; nothing of it reaches the terminal."""
    messages: list[tuple[int, str]] = []
    logger = logging.getLogger("mkdocs")
    handler = _Collector(lambda record: messages.append((record.levelno, record.getMessage())))
    propagate, logger.propagate = logger.propagate, False
    logger.addHandler(handler)
    try:
        yield messages
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagate


class _Collector(logging.Handler):
    def __init__(self, take: Callable[[logging.LogRecord], None]) -> None:
        super().__init__(logging.WARNING)
        self._take = take

    def emit(self, record: logging.LogRecord) -> None:
        self._take(record)


_MISSING_LINK = re.compile(r"Doc file '(?P<page>[^']*)' contains a link '(?P<link>[^']*)'")
_MISSING_NAV = re.compile(r"A reference to '(?P<path>[^']*)' is included in the 'nav'")


def missing_link(message: str) -> tuple[str, str] | None:
    """Return (page, link) when MkDocs warns of a link whose target it does not know."""
    match = _MISSING_LINK.search(message)
    return (match["page"], match["link"]) if match else None


def missing_nav(message: str) -> str:
    """Return the path when MkDocs warns of an entry of the navigation that it does not know."""
    match = _MISSING_NAV.search(message)
    return match["path"] if match else ""
