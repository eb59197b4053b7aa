"""View models cut short: what a page that would not open is made of again."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any, Final

from markupsafe import Markup

from xreport import text

_EXACT: Final = {
    "href", "compare", "runs_href", "light", "dark", "csv", "slug", "shard", "deeper", "anchor", "lines", "paths",
    "bars",
}  # fmt: skip
"""Fields that say nothing if they are cut: addresses, and the paths of drawings."""


class Cut:
    """Shortens the texts and lists of a view model, and counts what it leaves out.

    Args:
        texts: Characters that stay of a text.
        items: Entries that stay of a list.
    """

    def __init__(self, texts: int, items: int) -> None:
        self._texts = texts
        self._items = items
        self.shortened = 0
        self.left_out = 0

    def of(self, value: Any) -> Any:
        """Return a value of a view model with less in it."""
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, tuple | list):
            self.left_out += max(0, len(value) - self._items)
            return tuple(self.of(one) for one in value[: self._items])
        if is_dataclass(value) and not isinstance(value, type):
            names = [one.name for one in fields(value) if one.name not in _EXACT]
            return replace(value, **{name: self.of(getattr(value, name)) for name in names})
        return value

    def _text(self, value: str) -> str:
        if len(value) <= self._texts:
            return value
        self.shortened += 1
        return f"{value[: self._texts]}…"

    def note(self) -> Markup:
        """Return what the reader is told of it, as HTML."""
        return Markup('<p class="xr-note" data-tone="warn" data-xr-cut>{}</p>').format(
            f"This page would be too large to open. It leaves out {text.plural(self.left_out, 'entry', 'entries')} of "
            f"long lists, and shortens {text.plural(self.shortened, 'text')} of more than {self._texts:,} characters. "
            "All of it is in the downloads of the table of runs and in the journals."
        )
