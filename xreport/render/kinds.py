"""What frames know of a kind of generated page."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FrameKind:
    """A kind of generated page, as its frame needs it.

    Attributes:
        name: Name of the kind, and of its frame.
        path: Where its pages lie: the page itself, or any name in the right folder (``runs/run.html``).
        label: Its tab in the navigation; empty for none.
        tab: Kind whose tab is lit on these pages, where they have none of their own.
        scripts: Files of ``assets/xr`` that its pages load besides ``xreport.js``; with each comes the style sheet of
            its name, if there is one.
        data: Keys of ``data/`` that its pages cannot show anything without: they load together with the page.
    """

    name: str
    path: str
    label: str = ""
    tab: str = ""
    scripts: tuple[str, ...] = ()
    data: tuple[str, ...] = ()

    @property
    def root(self) -> str:
        """Return the relative way from its pages to the root of the site."""
        return "../" * self.path.count("/")
