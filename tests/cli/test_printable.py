"""Logged text on a terminal and in Markdown is shown, never obeyed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from xreport.cli.printable import code_span, printable, printable_fix

HOSTILE = [
    "<script>alert(1)</script>",
    "`<img src=x onerror=alert(1)>`",
    "``` ```` `",
    "a | b\n\n# heading\n\n<b>",
    "![x](https://example.org/x.png) [x](javascript:alert(1)) <https://example.org>",
    "@everyone #1 $`x`$ &lt; \\` \\\\`",
    "`",
    "",
    "\x1b[2J\x1b]0;title\x07",
    "\u202egnp.exe",
    "::error::x ##[error]x",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_code_span_is_nothing_but_code(text):
    check_span(text)


@given(st.text(st.sampled_from("`\\<>*_[]()!#|$&\n\r\t ~a") | st.characters()))
def test_any_text_in_a_code_span_is_nothing_but_code(text):
    check_span(text)


def check_span(text: str) -> None:
    span = code_span(text)
    tokens = MarkdownIt("gfm-like", {"linkify": False}).enable("table").parse(f"- {span}: {span}\n")
    assert [token.type for token in tokens if token.type.endswith("_open")] == [
        "bullet_list_open", "list_item_open", "paragraph_open",
    ]  # fmt: skip
    (inline,) = (token for token in tokens if token.type == "inline")
    assert [child.type for child in inline.children] == ["code_inline", "text", "code_inline"]
    assert inline.children[0].content == (printable(text, limit=300).strip() or "(empty)")


@given(st.text() | st.text("::##[] "))
def test_printable_text_is_one_line_without_control(text):
    shown = printable(text)
    assert all(
        not unicodedata.category(character).startswith("C") or character in "\u200c\u200d" for character in shown
    )
    assert len(shown.splitlines()) <= 1
    assert "##[" not in shown
    assert not shown.lstrip().startswith("::")


def test_printable_shows_what_was_there():
    assert printable("\x1b[31mred\x9b") == "\\x1b[31mred\\x9b"
    assert printable("a\n\tb  c") == "a b c"
    assert printable("größer 👩‍🔬 −1") == "größer 👩‍🔬 −1"
    assert printable("  ::error::x", indent=True) == "  : :error::x"
    assert printable("a::b ##[x]") == "a::b ## [x]"
    assert printable("x" * 50, limit=10) == "x" * 9 + "…"
    assert printable("    indented code", indent=True) == "    indented code"


def test_a_rule_that_is_to_be_copied_keeps_its_lines():
    text = 'Put this into xreport.toml.\n[[import]]\nfiles = "a\x1b[2J.csv"\n\nkind = "trials"'
    assert printable_fix(text).split("\n") == [
        "    fix: Put this into xreport.toml.",
        "    [[import]]",
        '    files = "a\\x1b[2J.csv"',
        '    kind = "trials"',
    ]


@given(st.text())
def test_nothing_in_what_to_do_is_obeyed(text):
    for line in printable_fix(text).split("\n"):
        assert line.startswith("    ")
        assert printable(line) == line.strip()
