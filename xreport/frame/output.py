"""The files that MkDocs leaves, and which of them the site takes."""

from __future__ import annotations

import re
from pathlib import Path

NOT_FOUND = "xr-404.html"
"""Our own page for addresses that are not there; the theme's has absolute links."""

_SOURCE_MAP = re.compile(rb"\n?(?://[#@] sourceMappingURL=[^\n]*|/\*# sourceMappingURL=[^*]*\*/)\s*\Z")
_DROPPED_FOLDERS = (("assets", "javascripts", "lunr"), ("assets", "javascripts", "workers"), ("search",))
_DROPPED_FILES = {"404.html", NOT_FOUND, "sitemap.xml", "sitemap.xml.gz"}
"""The theme's search, which needs a server; 404 pages, of which ours is taken by name; a map of a part of the site."""


def read_output(site: Path, generated: frozenset[str]) -> dict[str, bytes]:
    """Read what MkDocs wrote, by path, without what the site does not need."""
    files = {}
    for path in sorted(site.rglob("*")):
        relative = path.relative_to(site)
        name = relative.as_posix()
        if path.is_file() and name not in generated and not _dropped(relative):
            files[name] = _cleaned(relative, path.read_bytes())
    return files


def _dropped(path: Path) -> bool:
    parts = path.parts
    return (
        path.as_posix() in _DROPPED_FILES
        or path.suffix == ".map"
        or any(parts[: len(folder)] == folder for folder in _DROPPED_FOLDERS)
    )


def _cleaned(path: Path, content: bytes) -> bytes:
    # The source maps stay behind; without the pointer to them, developer tools do not ask.
    themes = path.parts[0] == "assets" and path.suffix in (".js", ".css")
    return _SOURCE_MAP.sub(b"\n", content) if themes else content
