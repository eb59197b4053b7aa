"""Frames and hand-written pages out of MkDocs: stubs in, HTML around slots out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from xreport.frame import engine, handpages
from xreport.frame import settings as settings_of
from xreport.frame.cache import Rendered
from xreport.frame.engine import Job, Seen
from xreport.frame.html import Additions, close_up, finish, minify
from xreport.frame.navigation import Tab, generated_tabs, lit, site_nav, top_level
from xreport.frame.output import NOT_FOUND, read_output
from xreport.frame.settings import Settings
from xreport.frame.sources import Sources
from xreport.render.assets import asset_names
from xreport.render.kinds import FrameKind
from xreport.render.stamp import BODY, DESCRIPTION, TITLE, Frame
from xreport.settings import Config


def render(kinds: Sequence[FrameKind], config: Config, sources: Sources, work: Path) -> Rendered:
    """Run MkDocs: once over the hand-written pages, if there are any, and once over one stub per kind.

    Two runs, because the user's plugins and navigation belong to their pages, and not to ours.
    """
    site = _Site(kinds, config, sources, sources.mkdocs.settings if sources.mkdocs else {}, work)
    files: dict[str, bytes] = {}
    seen = Seen()
    tabs = generated_tabs(kinds)
    if sources.mounts:
        seen = site.render_pages()
        files |= site.finished_pages(seen)
        tabs = top_level(seen.items, kinds)
    stubs = site.render_stubs(tabs)
    files |= read_output(site.frames, site.generated)
    files["404.html"] = close_up((site.frames / NOT_FOUND).read_text(encoding="utf-8")).encode()
    return Rendered(
        settings_of.site_name(site.user, config),
        {kind.name: site.frame(kind) for kind in kinds},
        handpages.hand_pages(seen),
        files,
        (
            *sources.notes,
            *settings_of.left_out(site.user),
            *handpages.warnings(seen, site.generated),
            *stubs.warnings,
        ),
    )


@dataclass(frozen=True, slots=True)
class _Site:
    """One site on its way through MkDocs, in a private folder."""

    kinds: Sequence[FrameKind]
    config: Config
    sources: Sources
    user: Settings
    work: Path

    @property
    def generated(self) -> frozenset[str]:
        return frozenset(kind.path for kind in self.kinds)

    @property
    def pages(self) -> Path:
        return self.work / "pages-site"

    @property
    def frames(self) -> Path:
        return self.work / "frames-site"

    def render_pages(self) -> Seen:
        docs = self.work / "pages"
        handpages.write_docs(self.sources, docs)
        settings = settings_of.page_settings(self.user, self.config)
        settings["nav"] = site_nav(self.kinds, self.user.get("nav"), self.sources)
        return engine.run(
            Job(
                settings,
                docs,
                self.pages,
                config_file=self.sources.mkdocs.path if self.sources.mkdocs else None,
                themes=settings_of.theme_folders(self.sources),
                generated=sorted(self.generated),
            )
        )

    def finished_pages(self, seen: Seen) -> dict[str, bytes]:
        return {
            path: handpages.finished(content.decode(), path).encode() if path in seen.pages else content
            for path, content in read_output(self.pages, self.generated).items()
        }

    def render_stubs(self, tabs: list[Tab]) -> Seen:
        docs = self.work / "frames"
        for kind in self.kinds:
            stub = docs / _stub(kind)
            stub.parent.mkdir(parents=True, exist_ok=True)
            # JSON is YAML, and no text of the user's can break out of it.
            stub.write_text(f"---\n{json.dumps(_front_matter(kind, tabs, self.kinds))}\n---\n", encoding="utf-8")
        settings = settings_of.frame_settings(self.user, self.config)
        settings["nav"] = [{kind.name: _stub(kind)} for kind in self.kinds]
        return engine.run(Job(settings, docs, self.frames, themes=settings_of.theme_folders(self.sources)))

    def frame(self, kind: FrameKind) -> Frame:
        html = minify((self.frames / kind.path).read_text(encoding="utf-8"))
        sheets = (script.removesuffix(".js") + ".css" for script in kind.scripts)
        styles = tuple(sheet for sheet in sheets if sheet in asset_names())
        additions = Additions(kind.root, kind.name, kind.scripts, styles, kind.data)
        return Frame.split(kind.name, kind.root, finish(html, additions))


def _stub(kind: FrameKind) -> str:
    return kind.path.removesuffix(".html") + ".md"


def _front_matter(kind: FrameKind, tabs: Sequence[Tab], kinds: Sequence[FrameKind]) -> dict[str, object]:
    return {
        "template": "xr-frame.html",
        "title": TITLE,
        "hide": ["navigation", "toc", "footer"],
        "xr": {"kind": kind.name, "body": BODY, "description": DESCRIPTION, "tabs": lit(tabs, kind, kinds)},
    }
