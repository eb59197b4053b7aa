"""Editing rendered HTML at places found by a real parser: what must be found and is not raises."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

from xreport.errors import FrameError
from xreport.render.stamp import EARLY, preload

Edit = tuple[int, int, str]
"""Replace the characters from start to end."""

SEARCH = (
    '<div class="xr-search" role="search"><input type="search" data-xr-search placeholder="Search" '
    'aria-label="Search runs and pages" autocomplete="off" spellcheck="false"><kbd aria-hidden="true">/</kbd></div>'
)

POLICY = (
    "default-src 'none'; script-src 'self'{hashes}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self'; media-src 'self'; base-uri 'none'; form-action 'none'; object-src 'none'; frame-src 'none'"
)

CHARSET = '<meta charset="utf-8">'

_SCRIPT_TYPES = {"", "text/javascript", "application/javascript", "module"}
_HEADER_NAV = "md-header__inner"


@dataclass(frozen=True, slots=True)
class Additions:
    """What every page of the site gets, seen from its own folder."""

    root: str
    kind: str = ""
    scripts: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    data: tuple[str, ...] = ()


def finish(html: str, additions: Additions, *, search: bool = True) -> str:
    """Return a rendered page as it is published: policy first, our files, our search, nothing that calls home.

    Before the policy stands only what is to be loaded early: browsers that find a policy look no further ahead for
    files, and would ask for styles, scripts and data one after the other, each a round trip.
    """
    html = html.replace("\r\n", "\n").replace("\r", "\n")
    outline = _Outline.of(html)
    root = escape(additions.root)
    styles, scripts = _files(additions)
    attributes = f' data-xr-root="{root}"' + (f' data-xr-page="{additions.kind}"' if additions.kind else "")
    early = _early((*outline.styles, *styles), scripts) + (EARLY if additions.kind else "")
    edits: list[Edit] = [
        (outline.html_end, outline.html_end, attributes),
        (outline.head_start, outline.head_start, CHARSET + early + _policy(outline.scripts)),
        (outline.head_end, outline.head_end, _head(styles, scripts)),
        *outline.replaced,
    ]
    if search:
        if outline.search_place is None:
            raise FrameError(
                "the theme's header has no place for the search field",
                f'keep <nav class="{_HEADER_NAV}"> in your override of partials/header.html',
            )
        edits.append((outline.search_place, outline.search_place, SEARCH))
    return apply(html, edits)


def close_up(html: str) -> str:
    """Return a page of its own (404) with the policy as the first thing in its head."""
    outline = _Outline.of(html)
    return apply(html, [(outline.head_start, outline.head_start, _policy(outline.scripts))])


def apply(text: str, edits: Iterable[Edit]) -> str:
    """Return text with the edits made; they must not overlap."""
    parts: list[str] = []
    position = 0
    for start, end, new in sorted(edits):
        parts += [text[position:start], new]
        position = end
    return "".join([*parts, text[position:]])


def _policy(scripts: Iterable[str]) -> str:
    hashes = dict.fromkeys(base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)
    listed = "".join(f" 'sha256-{digest}'" for digest in hashes)
    return f'<meta http-equiv="Content-Security-Policy" content="{POLICY.format(hashes=listed)}">'


def _files(additions: Additions) -> tuple[list[str], list[str]]:
    """Return our styles and scripts, as addresses. Deferred scripts run in this order: a page finds its data there."""
    base = f"{additions.root}assets/xr/"
    data = (f"{additions.root}data/{key}.js" for key in additions.data)
    return (
        [base + name for name in ("xreport.css", *additions.styles)],
        [f"{base}xreport.js", *data, *(base + name for name in additions.scripts)],
    )


def _early(styles: Iterable[str], scripts: Iterable[str]) -> str:
    return "".join((*(preload(path, "style") for path in styles), *(preload(path, "script") for path in scripts)))


def _head(styles: Iterable[str], scripts: Iterable[str]) -> str:
    links = (f'<link rel="stylesheet" href="{escape(path)}">' for path in styles)
    return "".join((*links, *(f'<script src="{escape(path)}" defer></script>' for path in scripts)))


@dataclass
class _Outline(HTMLParser):
    """The places in a rendered page that are edited, as offsets into its text."""

    text: str
    html_end: int = -1
    head_start: int = -1
    head_end: int = -1
    search_place: int | None = None
    scripts: list[str] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)
    replaced: list[Edit] = field(default_factory=list)
    _lines: list[int] = field(default_factory=list)
    _in_header: bool = False
    _script_start: int = -1

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self._lines = [0, *(match.end() for match in re.finditer("\n", self.text))]

    @classmethod
    def of(cls, text: str) -> _Outline:
        outline = cls(text)
        outline.feed(text)
        outline.close()
        if min(outline.html_end, outline.head_start, outline.head_end) < 0:
            raise FrameError("a page came out of MkDocs without <html> and <head>", "check the theme overrides")
        return outline

    def _offset(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        start = self._offset()
        source = self.get_starttag_text() or ""
        end = start + len(source)
        values = dict(attrs)
        if tag == "html" and self.html_end < 0:
            self.html_end = end - 1
        elif tag == "head" and self.head_start < 0:
            self.head_start = end
        elif tag == "nav" and _HEADER_NAV in (values.get("class") or "").split():
            self._in_header = True
        elif tag == "meta" and "charset" in values and self.head_end < 0:
            self.replaced.append((start, end, ""))  # ours comes first: browsers look for it in the first 1,024 bytes
        elif tag == "link" and values.get("rel") == "stylesheet" and self.head_end < 0:
            self.styles.append(values.get("href") or "")
        elif tag == "script" and "src" not in values and (values.get("type") or "").lower() in _SCRIPT_TYPES:
            self._script_start = end
        if values.get("data-md-component") == "source":
            # With this mark the theme asks the code host for stars and forks.
            self.replaced.append((start, end, re.sub(r'\s*data-md-component="source"', "", source)))

    def handle_endtag(self, tag: str) -> None:
        start = self._offset()
        if tag == "head" and self.head_end < 0:
            self.head_end = start
        elif tag == "nav" and self._in_header:
            self._in_header, self.search_place = False, start
        elif tag == "script" and self._script_start >= 0:
            self.scripts.append(self.text[self._script_start : start])
            self._script_start = -1


_VERBATIM = re.compile(r"(<(script|style|pre|textarea)\b.*?</\2>)", re.DOTALL | re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_BLOCKS = (
    "html|head|body|meta|link|title|script|style|header|footer|main|article|section|nav|div|ul|li|form|aside|"
    "svg|path|g|label|input|button|h1|h2|p"
)
"""Tags around which white space shows nowhere: blocks, and what the theme lays out as flex items."""
_BEFORE_BLOCK = re.compile(rf"\s+(?=</?(?:{_BLOCKS})\b)")
_AFTER_BLOCK = re.compile(rf"(</?(?:{_BLOCKS})\b[^<>]*>)\s+")


def minify(html: str) -> str:
    """Return the HTML of a frame without what costs bytes on every page: comments, and white space between blocks.

    For frames only, whose HTML is the theme's: in running text the space before an inline label would be lost.
    """
    parts = _VERBATIM.split(html)
    # split() returns text, verbatim, tag name in turn.
    for index in range(0, len(parts), 3):
        text = re.sub(r"\s+", " ", _COMMENT.sub("", parts[index]))
        parts[index] = _AFTER_BLOCK.sub(r"\1", _BEFORE_BLOCK.sub("", text))
    return "".join(part for index, part in enumerate(parts) if index % 3 != 2).strip() + "\n"
