"""Where pages are. Every link of the site is made here, relative to the page that carries it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from xreport.model import Run
from xreport.pages import limits

MOST_ASKED = 300
"""Characters of a value that an address asks for."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link inside the site: text is untrusted, href is made by this module."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Links:
    """Links as seen from a page; ``root`` leads to the site's root: ``""`` or ``"../"``."""

    root: str = ""

    def run(self, run: Run) -> Link:
        """Return the link to the page of a run."""
        return Link(limits.name(run.name), self.run_href(run.slug))

    def run_href(self, slug: str) -> str:
        """Return where the page of the run with this slug is."""
        return f"{self.root}runs/{slug}.html"

    def task(self, title: str, slug: str) -> Link:
        """Return the link to the page of a task."""
        return Link(limits.name(title), f"{self.root}tasks/{slug}.html")

    def project(self, title: str, slug: str) -> Link:
        """Return the link to the page of a project."""
        return Link(limits.name(title), f"{self.root}projects/{slug}.html")

    def replicates(self, label: str, slug: str) -> Link:
        """Return the link to a configuration on the replicates page."""
        return Link(limits.name(label), f"{self.root}replicates.html#{slug}")

    def runs(self, column: str, value: str) -> str:
        """Return the address of the table of runs, filtered to one value of a column."""
        # Of a very long value its beginning has to do: a query has an end, and so has an address.
        operator, asked = ("=", value) if len(value) <= MOST_ASKED else (":", value[:MOST_ASKED])
        escaped = asked.replace("\\", "\\\\").replace('"', '\\"')
        query = quote(f'{column}{operator}"{escaped}"', errors="replace")
        return f"{self.root}runs.html#q={query}"

    def compare(self, slugs: list[str]) -> str:
        """Return the address of the compare page with these runs chosen."""
        return f"{self.root}compare.html#runs={','.join(quote(slug) for slug in slugs)}"
