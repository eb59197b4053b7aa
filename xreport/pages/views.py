"""Named views: questions that the report's owner has put at hand, as links."""

from __future__ import annotations

from xreport.pages.links import Link
from xreport.settings import Config


def views(config: Config) -> tuple[Link, ...]:
    """Return the named views as links from a page at the root of the site, in the order of the configuration."""
    return tuple(Link(title, address) for title, address in config.views.items())
