"""The page where runs stand side by side: the browser draws it."""

from __future__ import annotations

from dataclasses import dataclass

from xreport.pages.links import Link
from xreport.pages.views import views
from xreport.settings import Config


@dataclass(frozen=True, slots=True)
class ComparePage:
    """View model of ``compare.html``: the rest is drawn in the browser."""

    views: tuple[Link, ...]


def compare_page(config: Config) -> ComparePage:
    """Return what the compare page holds before anything is chosen."""
    return ComparePage(views(config))
