"""Frames: the rendered HTML around generated pages, made once per kind; stamping puts a page into its frame."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import escape

from xreport.errors import FrameError

TITLE = "XR0title0RX"
BODY = "XR0body0RX"
DESCRIPTION = "XR0description0RX"
EARLY = "XR0early0RX"
"""Placeholders in a rendered frame: words that no theme writes and that need no escaping anywhere."""

_MOST_SAID = 300
"""Characters of a title and of a description: no reader, and no search engine, looks at more."""
_SLOT = re.compile(f"({TITLE}|{BODY}|{DESCRIPTION}|{EARLY})")


def preload(path: str, kind: str) -> str:
    """Return the hint that asks for a script or a style sheet before the page is read that far."""
    return f'<link rel="preload" href="{escape(path)}" as="{kind}">'


@dataclass(frozen=True, slots=True)
class Frame:
    """The HTML around the pages of one kind.

    Attributes:
        kind: Name of the page kind.
        root: Relative way from its pages to the root of the site: ``""`` or ``"../"``.
        segments: HTML and placeholders in turn: the odd ones are placeholders.
    """

    kind: str
    root: str
    segments: tuple[str, ...]

    @classmethod
    def split(cls, kind: str, root: str, html: str) -> Frame:
        """Cut rendered HTML at its placeholders; there must be one body, and at least one title and description."""
        segments = tuple(_SLOT.split(html))
        slots = segments[1::2]
        if slots.count(BODY) != 1 or TITLE not in slots or DESCRIPTION not in slots:
            raise FrameError(
                f"the frame of {kind} pages came out of MkDocs without its placeholders",
                "remove custom_dir from mkdocs.yml, or report the theme override that leaves out the page",
            )
        return cls(kind, root, segments)

    def stamp(self, *, title: str, body: str, description: str = "", data: Sequence[str] = ()) -> bytes:
        """Return the page.

        Args:
            title: Plain text; escaped here.
            body: HTML, as the autoescaping templates made it.
            description: Plain text; escaped here.
            data: Scripts of the site that the body brings, below the root: they are asked for with the page.
        """
        early = "".join(preload(self.root + path, "script") for path in data)
        said = str(escape(description[:_MOST_SAID]))
        values = {TITLE: str(escape(title[:_MOST_SAID])), BODY: body, DESCRIPTION: said, EARLY: early}
        parts = list(self.segments)
        parts[1::2] = [values[slot] for slot in self.segments[1::2]]
        # Text that was logged may hold lone surrogates, which UTF-8 has no bytes for.
        return "".join(parts).encode("utf-8", "replace")
