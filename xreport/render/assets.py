"""The browser side as it was bundled when the package was built."""

from __future__ import annotations

from xreport.render.paths import templates_dir
from xreport.render.sitefile import SiteFile

PUBLISHED = {".css", ".js", ".svg", ".txt", ".woff2"}


def asset_names() -> frozenset[str]:
    """Return the names of the published assets."""
    return frozenset(path.name for path in (templates_dir() / "assets" / "xr").glob("*") if path.suffix in PUBLISHED)


def browser_assets() -> list[SiteFile]:
    """Return the scripts and styles that every site carries, from ``templates/assets/xr``."""
    folder = templates_dir() / "assets" / "xr"
    return [
        SiteFile.of_file(f"assets/xr/{path.relative_to(folder).as_posix()}", path)
        for path in sorted(folder.rglob("*"))
        if path.suffix in PUBLISHED
    ]
