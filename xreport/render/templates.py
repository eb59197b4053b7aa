"""Bodies of pages: our own Jinja2 environment, where everything logged is escaped."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from xreport import text
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
    """Return the body of a page: ``templates/pages/<template>.html`` with the view model as ``page``."""
    return environment().get_template(f"{template}.html").render(page=page)
