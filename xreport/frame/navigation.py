"""Navigation: the tabs of generated pages, and the tree that hand-written pages carry beside them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from xreport.frame.sources import Sources
from xreport.render.kinds import FrameKind
from xreport.text import natural_key

Nav = list[Any]
"""A ``nav`` as MkDocs takes it: paths, and titles with a path or a list."""


@dataclass(frozen=True, slots=True)
class Tab:
    """An entry of the top-level navigation.

    Attributes:
        url: Where it leads, from the root of the site, or an address elsewhere.
        generated: The generated page it stands for, or ``""``.
    """

    title: str
    url: str
    generated: str = ""


def generated_tabs(kinds: Sequence[FrameKind]) -> list[Tab]:
    """Return the tabs of the generated pages."""
    return [Tab(kind.label, kind.path, kind.path) for kind in kinds if kind.label]


def site_nav(kinds: Sequence[FrameKind], user: Nav | None, sources: Sources) -> Nav:
    """Return the navigation of the whole site.

    A user's ``nav`` that names a generated page by its file (``runs.html``) arranges the site itself; otherwise the
    generated pages come first, then the reports, then the documentation.
    """
    own = _Translation(_labels(kinds), sources)
    docs = own.nav(user if user is not None else own.tree("docs"))
    if user is not None and own.found:
        return docs
    site: Nav = [{tab.title: tab.url} for tab in generated_tabs(kinds)]
    reports = own.tree("reports")
    if reports:
        site.append({"Reports": [_prefixed("reports", entry) for entry in reports]})
    if docs:
        site.append({"Docs": docs})
    return site


@dataclass
class _Translation:
    """Turns paths as the user wrote them into paths of the site."""

    labels: dict[str, str]
    sources: Sources
    found: bool = False

    def nav(self, entries: Nav) -> Nav:
        return [self._untitled(entry) if isinstance(entry, str) else self._below(entry) for entry in entries]

    def _below(self, entry: Any) -> Any:
        if isinstance(entry, dict):
            return {title: self._below(below) for title, below in entry.items()}
        if isinstance(entry, list):
            return self.nav(entry)
        path = str(entry)
        if path in self.labels:
            self.found = True
            return path
        return self._place(path)

    def _untitled(self, path: str) -> Any:
        return {self.labels[path]: self._below(path)} if path in self.labels else self._below(path)

    def _place(self, path: str) -> str:
        docs, reports = self.sources.mount("docs"), self.sources.mount("reports")
        if "://" in path or path.startswith(("mailto:", "#", "/")):
            return path
        if docs and path in docs.files:
            return f"docs/{path}"
        if reports and path.removeprefix("reports/") in reports.files and path.startswith("reports/"):
            return path
        return f"docs/{path}"

    def tree(self, name: str) -> Nav:
        """Return the pages of a mount, nested as their folders are; the index of a folder comes first."""
        from mkdocs.utils import nest_paths

        mount = self.sources.mount(name)
        if mount is None:
            return []
        return list(nest_paths(sorted(mount.pages, key=_reading_order)))  # type: ignore[no-untyped-call]


def _labels(kinds: Sequence[FrameKind]) -> dict[str, str]:
    """Return the generated pages that a navigation may name, and what they are called."""
    return {kind.path: kind.label for kind in kinds if kind.label}


def _reading_order(path: str) -> list[tuple[bool, object]]:
    return [(part not in ("index.md", "README.md"), natural_key(part)) for part in path.split("/")]


def _prefixed(folder: str, entry: Any) -> Any:
    if isinstance(entry, dict):
        return {title: _prefixed(folder, below) for title, below in entry.items()}
    if isinstance(entry, list):
        return [_prefixed(folder, below) for below in entry]
    return posixpath.join(folder, entry)


def top_level(items: Iterable[Any], kinds: Sequence[FrameKind]) -> list[Tab]:
    """Return the tabs that stand for MkDocs' rendered navigation.

    A section becomes a link to its first page; generated pages inside a section become tabs of their own, because the
    pages they lead to show no section.
    """
    labels = _labels(kinds)
    tabs: list[Tab] = []
    for item in items:
        leaves = list(_leaves(item))
        tabs += [Tab(leaf.title or labels[leaf.url], leaf.url, leaf.url) for leaf in leaves if leaf.url in labels]
        rest = [leaf for leaf in leaves if leaf.url not in labels]
        if rest:
            tabs.append(Tab(str(item.title or rest[0].title), rest[0].url))
    return tabs


def _leaves(item: Any) -> Iterable[Any]:
    if item.children:
        for child in item.children:
            yield from _leaves(child)
    elif not item.is_section:
        yield item


def lit(tabs: Sequence[Tab], kind: FrameKind, kinds: Sequence[FrameKind]) -> list[dict[str, object]]:
    """Return the tabs as the theme's template takes them, with the one of this kind marked."""
    paths = {other.name: other.path for other in kinds}
    shown = {tab.generated for tab in tabs}
    active = kind.path if kind.path in shown else paths.get(kind.tab, "")
    return [
        {
            "title": tab.title,
            "url": tab.url,
            "active": bool(tab.generated) and tab.generated == active,
            "current": bool(tab.generated) and tab.generated == kind.path,
        }
        for tab in tabs
    ]
