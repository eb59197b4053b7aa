"""The frame room: the only one that knows MkDocs. It renders the HTML around pages, and hand-written pages whole."""

from __future__ import annotations

from collections.abc import Sequence

from xreport.cache import Cache
from xreport.frame import cache as kept
from xreport.frame.cache import Rendered
from xreport.frame.frameset import FrameSet, HandPage
from xreport.frame.sources import read_sources
from xreport.frame.workfolder import work_folder
from xreport.render.assets import browser_assets
from xreport.render.kinds import FrameKind
from xreport.render.sitefile import SiteFile
from xreport.settings import Config
from xreport.site.kinds import KINDS

__all__ = ["FRAME_KINDS", "FrameKind", "FrameSet", "HandPage", "render_frames"]

FRAME_KINDS = tuple(kind.frame for kind in KINDS)


def render_frames(kinds: Sequence[FrameKind] = FRAME_KINDS, *, config: Config, cache: Cache | None = None) -> FrameSet:
    """Render one frame per kind of page, and the hand-written pages, with the user's ``mkdocs.yml`` merged in.

    Args:
        kinds: The kinds of generated pages, in the order of the navigation.
        config: Gives title, reports folder and ``mkdocs.yml``.
        cache: Keeps frames between builds; None renders every time.
    """
    sources = read_sources(config)
    name = kept.key(kinds, config, sources) if cache and sources.repeatable else ""
    rendered = kept.read(cache, name) if cache and name else None
    if rendered is None:
        # MkDocs itself is imported only when it is needed.
        from xreport.frame.rendering import render

        with work_folder() as work:
            rendered = render(kinds, config, sources, work)
        if cache and name:
            kept.write(cache, name, rendered)
    return _frame_set(rendered)


def _frame_set(rendered: Rendered) -> FrameSet:
    files = [SiteFile.of_bytes(path, content) for path, content in rendered.files.items()]
    return FrameSet(rendered.site_name, rendered.frames, rendered.pages, (*files, *browser_assets()), rendered.notes)
