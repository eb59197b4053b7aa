"""What the frame room hands over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xreport.render.sitefile import SiteFile
from xreport.render.stamp import Frame


@dataclass(frozen=True, slots=True)
class HandPage:
    """A hand-written page of the site, as the search index and the link check need it.

    Attributes:
        path: Where it lies in the site.
        text: Its text, without markup.
        links: Pages of the site outside the hand-written ones that it links to.
    """

    path: str
    title: str
    text: str
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FrameSet:
    """The frames of one site, and every file that comes with them.

    Attributes:
        site_name: Name of the site.
        frames: Frame by kind.
        pages: The hand-written pages; their files are among ``files``.
        files: Theme assets, our assets, hand-written pages and what they use, ``404.html``.
        notes: What was left out or looked wrong, in words for people.
    """

    site_name: str
    frames: Mapping[str, Frame]
    pages: tuple[HandPage, ...]
    files: tuple[SiteFile, ...]
    notes: tuple[str, ...] = ()
