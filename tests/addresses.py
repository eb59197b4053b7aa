"""Where the pages of a built site are, by the names of what they tell of."""

from __future__ import annotations

import re
from pathlib import Path


def slug_of(site: Path, name: str, kind: str = "runs") -> str:
    """Return the slug of the one run, task or project of this name."""
    (found,) = [page.stem for page in (site / kind).glob("*.html") if plain(page.stem) == name]
    return found


def plain(slug: str) -> str:
    """Return the name in a slug."""
    return re.sub(r"-[0-9a-f]{10}([0-9a-f]{54})?$", "", slug)
