"""The kinds of generated pages, and which frame each needs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FrameKind:
    """A kind of generated page.

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


KINDS = (
    FrameKind("home", "index.html", "Home"),
    FrameKind("runs", "runs.html", "Runs", scripts=("runs.js",), data=("runs",)),
    FrameKind("compare", "compare.html", "Compare", scripts=("compare.js",), data=("runs",)),
    FrameKind("explore", "explore.html", "Explore", scripts=("explore.js",), data=("runs",)),
    FrameKind("replicates", "replicates.html", "Replicates"),
    FrameKind("algorithms", "algorithms.html", "Algorithms"),
    FrameKind("data", "data.html", "Data"),
    FrameKind("review", "review.html", "Review"),
    FrameKind("quality", "quality.html", "Quality"),
    FrameKind("task", "tasks/task.html", tab="home"),
    FrameKind("run", "runs/run.html", tab="runs", scripts=("charts.js",)),
    FrameKind("project", "projects/project.html", tab="home"),
)
