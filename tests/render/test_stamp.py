"""Stamping: a page in its frame, with everything that is text escaped."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xreport.errors import FrameError
from xreport.render.stamp import BODY, DESCRIPTION, EARLY, TITLE, Frame

HTML = f'<title>{TITLE} · S</title><meta content="{DESCRIPTION}"><h2>{TITLE}</h2><main>{BODY}</main>'


def test_title_and_description_are_escaped_and_the_body_is_not() -> None:
    page = Frame.split("run", "../", HTML).stamp(
        title='</title><script>"&', body="<p>α & β</p>", description='"><script>'
    )
    assert page.decode() == (
        "<title>&lt;/title&gt;&lt;script&gt;&#34;&amp; · S</title>"
        '<meta content="&#34;&gt;&lt;script&gt;"><h2>&lt;/title&gt;&lt;script&gt;&#34;&amp;</h2>'
        "<main><p>α & β</p></main>"
    )


def test_what_the_body_brings_is_asked_for_with_the_page() -> None:
    frame = Frame.split("run", "../", EARLY + HTML)
    assert frame.stamp(title="t", body="b").startswith(b"<title>")
    page = frame.stamp(title="t", body="b", data=["data/curves/a.js", 'data/"&.js'])
    assert page.decode().startswith(
        '<link rel="preload" href="../data/curves/a.js" as="script">'
        '<link rel="preload" href="../data/&#34;&amp;.js" as="script"><title>'
    )


@given(st.text(), st.text(), st.text())
def test_text_that_looks_like_a_placeholder_stays_text(title: str, body: str, description: str) -> None:
    frame = Frame.split("run", "../", HTML)
    page = frame.stamp(title=title + BODY, body=body + TITLE, description=description + DESCRIPTION).decode()
    assert page.count(BODY) == 2  # twice in the title, never replaced by the body
    assert page.count(TITLE) == 1
    assert "<main>" + (body + TITLE).encode("utf-8", "replace").decode() in page


def test_a_lone_surrogate_does_not_end_the_build() -> None:
    assert b"<main>?</main>" in Frame.split("run", "", HTML).stamp(title="\ud800", body="\udfff")


@pytest.mark.parametrize("missing", [TITLE, BODY, DESCRIPTION])
def test_a_frame_without_a_placeholder_is_refused(missing: str) -> None:
    with pytest.raises(FrameError, match="frame of run pages"):
        Frame.split("run", "", HTML.replace(missing, ""))


def test_a_frame_with_two_bodies_is_refused() -> None:
    with pytest.raises(FrameError):
        Frame.split("run", "", HTML + BODY)
