"""Hand-written pages: laid out for MkDocs, and finished like every page of the site."""

from __future__ import annotations

import posixpath
import shutil
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from xreport.frame.engine import Seen, missing_link, missing_nav
from xreport.frame.frameset import HandPage
from xreport.frame.html import Additions, finish
from xreport.frame.sources import Sources

SEARCHED = 4000
"""Characters of a page that the search index holds."""

PERMALINK = "¶"


def write_docs(sources: Sources, docs: Path) -> None:
    """Lay out the mounts as one docs folder, without copying where links work."""
    for mount in sources.mounts:
        for relative in mount.files:
            target = docs / mount.name / relative
            target.parent.mkdir(parents=True, exist_ok=True)
            source = (mount.folder / relative).resolve()
            try:
                target.symlink_to(source)
            except OSError:
                shutil.copyfile(source, target)


def finished(html: str, path: str) -> str:
    """Return a rendered page with policy, search and our files, for its depth."""
    return finish(html, Additions(root="../" * path.count("/")))


def hand_pages(seen: Seen) -> tuple[HandPage, ...]:
    """Return what search and link check need to know of the pages."""
    pages = []
    for path, (title, html) in sorted(seen.pages.items()):
        reader = _Reader()
        reader.feed(html)
        reader.close()
        text = " ".join(" ".join(reader.text).split())[:SEARCHED]
        pages.append(HandPage(path, reader.heading.strip() or title, text, _site_links(path, reader.links)))
    return tuple(pages)


def _site_links(page: str, links: Sequence[str]) -> tuple[str, ...]:
    found = []
    for link in links:
        parts = urlsplit(link)
        if parts.scheme or parts.netloc or not parts.path or parts.path.startswith("/"):
            continue
        target = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(parts.path)))
        if target.partition("/")[0] not in ("docs", "reports", "..", "."):
            found.append(target)
    return tuple(dict.fromkeys(found))


def warnings(seen: Seen, generated: frozenset[str]) -> list[str]:
    """Return MkDocs' warnings, without those of pages that it does not know of because we make them."""
    return [message for message in seen.warnings if not _names_generated(message, generated)]


def _names_generated(message: str, generated: frozenset[str]) -> bool:
    link = missing_link(message)
    if link:
        return not link[1].endswith(".md") and bool(_site_links(link[0], [link[1]]))
    return missing_nav(message) in generated


class _Reader(HTMLParser):
    """Text, first heading and links of rendered Markdown."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.links: list[str] = []
        self.heading = ""
        self._inside: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("h1", "script", "style"):
            self._inside = tag
        elif tag == "a":
            self.links += [value for name, value in attrs if name == "href" and value]

    def handle_endtag(self, tag: str) -> None:
        if tag == self._inside:
            self._inside = None

    def handle_data(self, data: str) -> None:
        if self._inside in ("script", "style") or data.strip() == PERMALINK:
            return
        self.text.append(data)
        if self._inside == "h1":
            self.heading += data
