"""The settings MkDocs gets: the user's ``mkdocs.yml``, and over it what the site needs to hold its promises."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

from markupsafe import escape

from xreport.frame.output import NOT_FOUND
from xreport.frame.sources import Sources
from xreport.render.paths import templates_dir
from xreport.settings import Config

Settings = dict[str, Any]

PALETTE = [
    {
        "media": "(prefers-color-scheme: light)",
        "scheme": "default",
        "primary": "indigo",
        "accent": "indigo",
        "toggle": {"icon": "material/moon-waning-crescent", "name": "Switch to dark mode"},
    },
    {
        "media": "(prefers-color-scheme: dark)",
        "scheme": "slate",
        "primary": "indigo",
        "accent": "indigo",
        "toggle": {"icon": "material/white-balance-sunny", "name": "Switch to light mode"},
    },
]

EXTENSIONS: list[Any] = [
    "admonition",
    "attr_list",
    "footnotes",
    "md_in_html",
    "tables",
    {"toc": {"permalink": True}},
    "pymdownx.details",
    "pymdownx.highlight",
    "pymdownx.superfences",
    {"pymdownx.tabbed": {"alternate_style": True}},
]
"""Markdown for people who have no ``mkdocs.yml``."""

_SEARCH = {"search", "material/search", "offline", "material/offline"}
_CALLS_HOME = {"analytics", "consent", "version", "polyfills"}
"""Extras of the theme that load something from elsewhere, or ask a server."""


def frame_settings(user: Settings, config: Config) -> Settings:
    """Return the settings for the frames: the user's looks, none of their pages and plugins."""
    kept = ("copyright", "repo_url", "repo_name")
    return {
        **{key: user[key] for key in kept if user.get(key)},
        **_common(user, config),
        "site_url": "",
        "plugins": [],
        "hooks": [],
        "markdown_extensions": [],
        "extra_javascript": [],
    }


def page_settings(user: Settings, config: Config) -> Settings:
    """Return the settings for hand-written pages: all of the user's, theirs to extend, under our overrides."""
    own = {**user, **_common(user, config)}
    own["plugins"] = _without_search(user.get("plugins"))
    own["extra_javascript"] = [_moved_script(entry) for entry in user.get("extra_javascript") or [] if _local(entry)]
    for key in ("exclude_docs", "draft_docs", "not_in_nav"):
        if user.get(key):
            own[key] = _moved_patterns(str(user[key]))
    if not user:
        own["markdown_extensions"] = deepcopy(EXTENSIONS)  # MkDocs empties what it is given
    return own


def left_out(user: Settings) -> list[str]:
    """Return what of the user's settings is left out, in words."""
    scripts = [str(entry) for entry in user.get("extra_javascript") or [] if not _local(entry)]
    styles = [str(entry) for entry in user.get("extra_css") or [] if not _local(entry)]
    extras = sorted(_CALLS_HOME & set(user.get("extra") or {}))
    return [
        *(f"mkdocs.yml: {address} is left out: the site loads nothing from elsewhere" for address in scripts + styles),
        *(f"mkdocs.yml: extra.{name} is left out: the site loads nothing from elsewhere" for name in extras),
    ]


def site_name(user: Settings, config: Config) -> str:
    """Return the name of the site: of ``mkdocs.yml`` if it has one, else the title of the report."""
    return str(user.get("site_name") or config.title)


def _common(user: Settings, config: Config) -> Settings:
    extra = {key: value for key, value in (user.get("extra") or {}).items() if key not in _CALLS_HOME}
    return {
        # The theme takes it for HTML. What mkdocs.yml says is meant so; a title is a text, and may be a source's.
        "site_name": site_name(user, config) if user.get("site_name") else escape(config.title),
        "theme": _theme(user.get("theme")),
        "extra": {
            "homepage": "index.html",
            **extra,
            "generator": False,
            "xr_home": str(user.get("site_url") or ""),
        },
        "extra_css": [_moved(str(path)) for path in user.get("extra_css") or [] if _local(path)],
        "use_directory_urls": False,
        "strict": False,
    }


def _theme(user: Any) -> Settings:
    # Another theme's settings mean nothing to Material.
    named = user if isinstance(user, dict) and user.get("name", "material") == "material" else {}
    theme: Settings = {
        "palette": PALETTE,
        "icon": {"logo": "material/chart-line"},
        "favicon": "assets/xr/favicon.svg",
        **named,
    }
    for key in ("logo", "favicon"):
        if key in named and not _local(named[key]):
            del theme[key]
        elif key in named:
            theme[key] = _moved(str(named[key]))
    theme.setdefault("favicon", "assets/xr/favicon.svg")
    features = named.get("features") or ["navigation.top", "navigation.indexes", "content.code.copy", "toc.follow"]
    return {
        **theme,
        "name": "material",
        "custom_dir": str(templates_dir() / "theme"),
        "static_templates": [NOT_FOUND],
        "font": False,
        "features": sorted(
            {"navigation.tabs", *(f for f in features if not f.startswith(("navigation.instant", "search.")))}
        ),
    }


def _local(entry: Any) -> bool:
    path = str(entry.get("path", "") if isinstance(entry, dict) else entry)
    return "://" not in path and not path.startswith("//")


def _moved(path: str) -> str:
    """Return a path below the user's ``docs_dir`` as it is in the site."""
    return f"docs/{path.lstrip('/')}"


def _moved_script(entry: Any) -> Any:
    return {**entry, "path": _moved(entry["path"])} if isinstance(entry, dict) else _moved(str(entry))


def _moved_patterns(patterns: str) -> str:
    """Return gitignore-like patterns for the folder ``docs`` above them: those with a slash inside are anchored."""
    lines = []
    for line in patterns.splitlines():
        sign, body = ("!", line[1:]) if line.startswith("!") else ("", line)
        anchored = "/" in body.rstrip("/") and not body.startswith("#")
        lines.append(f"{sign}/docs/{body.lstrip('/')}" if anchored else line)
    return "\n".join(lines)


def _without_search(plugins: Any) -> Any:
    # Their own search would need a server; the site has one that does not.
    if isinstance(plugins, dict):
        return {name: options for name, options in plugins.items() if name not in _SEARCH}
    names = ((entry, next(iter(entry), "") if isinstance(entry, dict) else entry) for entry in plugins or [])
    return [entry for entry, name in names if name not in _SEARCH]


def theme_folders(sources: Sources) -> list[Path]:
    """Return the user's own theme overrides."""
    return [sources.theme.folder.resolve()] if sources.theme else []
