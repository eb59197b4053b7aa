"""Named views: questions that the report's owner has put at hand, as links."""

from __future__ import annotations

from dataclasses import dataclass

from xreport.pages.links import Link
from xreport.settings import Config


@dataclass(frozen=True, slots=True)
class ComparePage:
    """View model of ``compare.html``: the rest is drawn in the browser."""

    views: tuple[Link, ...]


def views(config: Config) -> tuple[Link, ...]:
    """Return the named views as links from a page at the root of the site, in the order of the configuration."""
    return tuple(Link(title, address) for title, address in config.views.items())


def compare_page(config: Config) -> ComparePage:
    """Return what the compare page holds before anything is chosen."""
    return ComparePage(views(config))
