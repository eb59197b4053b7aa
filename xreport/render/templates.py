"""Bodies of pages: our own Jinja2 environment, where everything logged is escaped."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from xreport import text
from xreport.pages.limits import LARGEST_PAGE, STRICTER
from xreport.render.bounded import Cut
from xreport.render.cells import number_cells
from xreport.render.notes import notes_html
from xreport.render.paths import templates_dir

FILTERS = {
    "number": text.format_number,
    "signed": text.format_signed,
    "scalar": text.format_scalar,
    "time": text.format_time,
    "day": text.format_day,
    "duration": text.format_duration,
    "hours": text.format_hours,
    "bytes": text.format_bytes,
    "plural": text.plural,
    "notes": notes_html,
    "number_cells": number_cells,
}


@cache
def environment() -> Environment:
    """Return the one environment: autoescape for every template, undefined names are errors."""
    env = Environment(
        loader=FileSystemLoader(templates_dir() / "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
    env.filters.update(FILTERS)
    return env


def render(template: str, page: object) -> str:
    """Return the body of a page: ``templates/pages/<template>.html`` with the view model as ``page``.

    One that would be too large to open is made again with less of what makes it long, and says so.
    """
    made = environment().get_template(f"{template}.html")
    body = made.render(page=page)
    for texts, items in STRICTER:
        if len(body) <= LARGEST_PAGE:
            break
        cut = Cut(texts, items)
        body = made.render(page=cut.of(page))
        body = cut.note() + Markup(body)  # noqa: S704 - made by an autoescaping template
    return body
