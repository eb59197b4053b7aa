"""Notes as HTML: what people write in Markdown, and nothing that anyone can do harm with.

Two libraries stand between a note and the page: markdown-it writes no HTML that a note brings along, and nh3 lets only
the tags and attributes below through, whatever the first one wrote.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token

LONGEST: Final = 20_000
"""Characters that are read as Markdown; what is longer is a log, or meant to keep the reader busy."""

_TAGS: Final = frozenset(
    "p br hr strong em s code pre blockquote ul ol li a table thead tbody tr th td".split()  # noqa: SIM905
)
_ATTRIBUTES: Final = {"a": {"href"}, "ol": {"start"}}
_SCHEMES: Final = {"http", "https", "mailto"}


def notes_html(text: str) -> Markup:
    """Return notes as HTML that may stand in a page. Lists, links, code, tables and emphasis are drawn; HTML is text.

    Headings become bold lines, since a page has an outline of its own. Images become links: a page loads nothing from
    elsewhere. Line ends stay, as in most places where people write notes.
    """
    if len(text) > LONGEST:
        return Markup('<pre class="xr-text" tabindex="0">{}</pre>').format(text)
    import nh3

    html: str = _markdown().render(text)
    return Markup(  # noqa: S704 - this is what makes it safe
        nh3.clean(
            html,
            tags=set(_TAGS),
            attributes=_ATTRIBUTES,
            attribute_filter=_only_elsewhere,
            url_schemes=_SCHEMES,
            link_rel="noopener noreferrer nofollow",
            # What may scroll must be reached by keyboard, and the theme's quotes are too faint on our ground.
            set_tag_attribute_values={"pre": {"tabindex": "0"}, "blockquote": {"style": "color:inherit"}},
        )
    )


def _only_elsewhere(_tag: str, name: str, value: str) -> str | None:
    """Keep a link only where it says in full where it leads: a place relative to a note is none on the site.

    nh3 would let titles through on every tag; what shows only under a mouse is for nobody else.
    """
    if name == "href" and value.partition(":")[0].lower() not in _SCHEMES:
        return None
    return None if name in {"title", "lang"} else value


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])
    reader.core.ruler.push("xreport", _plainer)
    return reader


def _plainer(state: StateCore) -> None:
    for block in state.tokens:
        if block.type in {"heading_open", "heading_close"}:
            block.tag = "p"
    for before, block in zip(state.tokens, state.tokens[1:], strict=False):
        if block.children is not None:
            children = [one for child in block.children for one in (_link(child) if child.type == "image" else [child])]
            bold = before.type == "heading_open" and children
            block.children = [_mark("strong", 1), *children, _mark("strong", -1)] if bold else children


def _link(image: Token) -> list[Token]:
    shown = _mark("text", 0)
    shown.content = image.content or str(image.attrs["src"])
    return [_mark("link", 1, href=image.attrs["src"]), shown, _mark("link", -1)]


def _mark(kind: str, nesting: Any, **attributes: Any) -> Token:
    from markdown_it.token import Token

    ends = {1: "_open", -1: "_close", 0: ""}
    return Token(kind + ends[nesting], {"link": "a"}.get(kind, kind), nesting, attrs=attributes)
