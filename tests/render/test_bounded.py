"""A page that would be too large to open is made again with less, and says what it leaves out."""

from dataclasses import dataclass

import pytest

from xreport.pages import limits
from xreport.pages.links import Link, Links
from xreport.render.bounded import Cut
from xreport.render.stamp import BODY, DESCRIPTION, TITLE, Frame
from xreport.render.templates import render


@dataclass(frozen=True, slots=True)
class Row:
    label: str
    href: str


@dataclass(frozen=True, slots=True)
class Page:
    rows: tuple[Row, ...]
    note: str


def test_texts_and_lists_are_cut_and_counted_and_addresses_are_whole():
    page = Page(tuple(Row("l" * 50, "h" * 50) for _ in range(20)), "short")
    cut = Cut(10, 5)
    made = cut.of(page)
    assert len(made.rows) == 5
    assert made.rows[0] == Row("l" * 10 + "…", "h" * 50)
    assert made.note == "short"
    assert (cut.left_out, cut.shortened) == (15, 5)
    assert "15 entries" in cut.note()
    assert "5 texts" in cut.note()


@pytest.mark.parametrize("size", [10, 40_000])
def test_a_page_of_any_number_of_views_opens(size):
    @dataclass(frozen=True, slots=True)
    class Compare:
        views: tuple[Link, ...]

    body = render("compare", Compare(tuple(Link("<view> " * 20, "runs.html#q=x") for _ in range(size))))
    assert len(body) <= limits.LARGEST_PAGE
    assert ("data-xr-cut" in body) is (size > 10)
    assert "<view>" not in body


def test_names_values_and_lists_say_what_they_leave_out():
    assert limits.name("n" * 200) == "n" * 200
    assert len(limits.name("b" * 500 + "end")) == 201
    assert limits.name("b" * 500 + "end").endswith("end")
    assert limits.value("v" * 6000).endswith("… (6,000 characters)")
    assert limits.more(range(10_000), 300, "param", "in runs.csv") == "and 9,700 more params, in runs.csv"
    assert limits.more(range(300), 300, "param") == ""


def test_a_link_to_runs_of_a_very_long_value_asks_for_its_beginning():
    assert Links().runs("task", "a b") == "runs.html#q=task%3D%22a%20b%22"
    assert Links().runs("task", "x" * 100_000) == f"runs.html#q=task%3A%22{'x' * 300}%22"


def test_a_title_of_any_length_is_a_title():
    frame = Frame.split("run", "", f"<title>{TITLE}</title>{DESCRIPTION}{BODY}")
    assert len(frame.stamp(title="<" * 100_000, body="", description="d" * 100_000)) < 2_000
