"""Editing rendered HTML: policy, hashes, our files, search, and nothing that calls home."""

from __future__ import annotations

import base64
import hashlib

import pytest

from xreport.errors import FrameError
from xreport.frame.html import Additions, close_up, finish, minify
from xreport.render.stamp import EARLY

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><script>var a = "</head>"; // <nav></nav>
</script>
</head>
<body><!-- <head> --><header><nav class="md-header__inner md-grid"><a>logo</a>
<a class="md-source" data-md-component="source" href="x">repo</a></nav></header>
<nav>other</nav><script src="a.js"></script><script type="application/json">{"x": 1}</script><script>b()</script>
</body></html>"""


def digest(script: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() + "'"


def test_policy_comes_first_and_names_exactly_the_inline_scripts() -> None:
    html = finish(PAGE, Additions("../", "run", ("charts.js",), ("charts.css",)))
    first = html[html.index('<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; script-src ') :]
    policy = first[: first.index(">")]
    one, two = digest('var a = "</head>"; // <nav></nav>\n'), digest("b()")
    assert f"script-src 'self' {one} {two}; style" in policy
    assert policy.count("sha256-") == 2  # neither the JSON nor the file
    assert "unsafe-eval" not in policy
    assert "script-src 'self' 'unsafe-inline'" not in policy


def test_before_the_policy_stand_only_the_charset_and_what_is_loaded_early() -> None:
    page = PAGE.replace("</script>\n</head>", '</script><link rel="stylesheet" href="../theme.css?a&amp;b">\n</head>')
    html = finish(page, Additions("../", "run", ("charts.js",), ("charts.css",), ("runs",)))
    early = html[html.index("<head>") + 6 : html.index('<meta http-equiv="Content-Security-Policy"')]
    assert early == (
        '<meta charset="utf-8">'
        '<link rel="preload" href="../theme.css?a&amp;b" as="style">'
        '<link rel="preload" href="../assets/xr/xreport.css" as="style">'
        '<link rel="preload" href="../assets/xr/charts.css" as="style">'
        '<link rel="preload" href="../assets/xr/xreport.js" as="script">'
        '<link rel="preload" href="../data/runs.js" as="script">'
        '<link rel="preload" href="../assets/xr/charts.js" as="script">' + EARLY
    )
    assert html.count("<meta charset=") == 1
    assert EARLY not in finish(page, Additions("../")), "pages of other hands are not stamped"


def test_what_a_body_says_of_charsets_and_styles_is_left_alone() -> None:
    body = '<link rel="stylesheet" href="own.css"><meta charset="latin-1">'
    html = finish(PAGE.replace("<nav>other", f"{body}<nav>other"), Additions(""))
    assert body in html
    assert html.count("own.css") == 1


def test_our_files_and_marks_are_relative_to_the_root() -> None:
    html = finish(PAGE, Additions("../", "run", ("charts.js",), ("charts.css",)))
    assert '<html lang="en" data-xr-root="../" data-xr-page="run">' in html
    for part in (
        '<link rel="stylesheet" href="../assets/xr/xreport.css">',
        '<link rel="stylesheet" href="../assets/xr/charts.css">',
        '<script src="../assets/xr/xreport.js" defer></script>',
        '<script src="../assets/xr/charts.js" defer></script>',
    ):
        assert part in html[: html.rindex("</head>")]


def test_search_goes_into_the_header_and_nowhere_else() -> None:
    html = finish(PAGE, Additions(""))
    assert html.count("data-xr-search") == 1
    assert html.index("repo</a>") < html.index("data-xr-search") < html.index("<nav>other")


def test_the_theme_does_not_ask_the_code_host() -> None:
    html = finish(PAGE, Additions(""))
    assert '<a class="md-source" href="x">repo</a>' in html
    assert "data-md-component" not in html


@pytest.mark.parametrize(
    "damage", [("<head>", ""), ('<nav class="md-header__inner md-grid">', "<nav>"), ("<html lang", "<x lang")]
)
def test_a_missing_anchor_is_an_error(damage: tuple[str, str]) -> None:
    page = PAGE.replace("<!-- <head> -->", "")
    assert finish(page, Additions(""))
    with pytest.raises(FrameError):
        finish(page.replace(*damage), Additions(""))


def test_line_ends_are_as_a_browser_hashes_them() -> None:
    assert digest("b(\n)") in finish(PAGE.replace("b()", "b(\r\n)"), Additions(""))


def test_a_page_of_its_own_gets_the_policy_only() -> None:
    html = close_up("<html><head><title>x</title></head><body></body></html>")
    assert html.startswith("<html><head><meta http-equiv=")
    assert "xreport.js" not in html


def test_minify_keeps_words_apart_and_scripts_as_they_are() -> None:
    html = minify("<div>\n  <p>a <a>b</a>\n <em>c</em></p>\n  <!-- no -->\n<script>x  =\n1</script>\n</div>\n")
    assert html == "<div><p>a <a>b</a> <em>c</em></p><script>x  =\n1</script></div>\n"
