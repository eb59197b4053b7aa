"""Notes: Markdown is drawn, and nothing hostile gets through, whatever is written."""

from __future__ import annotations

import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xreport.render.notes import LONGEST, notes_html
from xreport.render.templates import environment

sys.path.append(str(Path(__file__).resolve().parents[1] / "site"))
import payloads

ALLOWED = {
    "p", "br", "hr", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip


class Seen(HTMLParser):
    """The tags of a text, and what is wrong with them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.wrong: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        good = {"a": {"href", "rel"}, "ol": {"start"}, "pre": {"tabindex", "class"}, "blockquote": {"style"}}.get(
            tag, set()
        )
        if tag not in ALLOWED or not {name for name, _ in attrs} <= good:
            self.wrong.append(f"{tag} {attrs}")
        for name, value in attrs:
            if name == "style" and value != "color:inherit":
                self.wrong.append(f"{tag} {attrs}")
            if name == "href" and not str(value).startswith(("http:", "https:", "mailto:")):
                self.wrong.append(f"{tag} {attrs}")

    def handle_comment(self, data: str) -> None:
        self.wrong.append(data)

    handle_decl = unknown_decl = handle_pi = handle_comment


@pytest.mark.parametrize(
    ("note", "html"),
    [
        ("- a\n- *b*", "<ul>\n<li>a</li>\n<li><em>b</em></li>\n</ul>"),
        ("one\ntwo", "<p>one<br>\ntwo</p>"),
        ("# Found\n\nx", "<p><strong>Found</strong></p>\n<p>x</p>"),
        ("`a<b`", "<p><code>a&lt;b</code></p>"),
        ("```python\nx = 1\n```", '<pre tabindex="0"><code>x = 1\n</code></pre>'),
        ("a < b & c", "<p>a &lt; b &amp; c</p>"),
        ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>"),
        (
            "[x](https://example.org/?a=1&b=2)",
            '<p><a href="https://example.org/?a=1&amp;b=2" rel="noopener noreferrer nofollow">x</a></p>',
        ),
        (
            "![curve](https://example.org/c.png)",
            '<p><a href="https://example.org/c.png" rel="noopener noreferrer nofollow">curve</a></p>',
        ),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ('[x](https://a "t")', '<p><a href="https://a" rel="noopener noreferrer nofollow">x</a></p>'),
        ("> x", '<blockquote style="color:inherit">\n<p>x</p>\n</blockquote>'),
        ("3. x", '<ol start="3">\n<li>x</li>\n</ol>'),
        ("[x](../secret.html)", '<p><a rel="noopener noreferrer nofollow">x</a></p>'),
        ("[x](//example.org)", '<p><a rel="noopener noreferrer nofollow">x</a></p>'),
    ],
)
def test_what_is_drawn(note, html):
    assert str(notes_html(note)).strip() == html


def test_a_table_is_drawn():
    tags = Seen(notes_html("| a | b |\n|---|---|\n| 1 | 2 |")).tags
    assert tags == ["table", "thead", "tr", "th", "th", "tbody", "tr", "td", "td"]


@pytest.mark.parametrize(
    "wrapped", ["{}", "[x]({})", "![{}](https://a)", "<{}>", "`{}", "# {}", "> {}", "[a]: {}\n\n[a]"]
)
def test_hostile_text_stays_text(wrapped):
    for payload in payloads.ALL:
        assert Seen(notes_html(wrapped.format(payload))).wrong == [], payload


@given(st.text(st.sampled_from("ab \n\\`*_~[]()<>!#|-:&;\"'=/1.\t\u2028javascript:https://")))
def test_any_text(text):
    assert Seen(notes_html(text)).wrong == []


def test_a_very_long_text_is_shown_as_it_is():
    text = "*<b>*" * LONGEST
    html = notes_html(text)
    assert Seen(html).tags == ["pre"]
    assert "*&lt;b&gt;*" in html


def test_what_only_keeps_the_reader_busy_ends():
    for piece in ("[", "![", "> ", "|x\n"):
        notes_html((piece * LONGEST)[:LONGEST])


def test_the_page_of_a_run_uses_it():
    template = environment().from_string("{{ notes | notes }}")
    assert template.render(notes="- <i>") == "<ul>\n<li>&lt;i&gt;</li>\n</ul>\n"
