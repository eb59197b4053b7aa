"""Files of the site as what functions make of their arguments: the one place where their keys come from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from xreport.render.sitefile import SiteFile
from xreport.render.stamp import Frame
from xreport.render.templates import render
from xreport.site.instead import file_instead, page_instead
from xreport.site.keys import Keys, Once
from xreport.site.kinds import Page, PageKind

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes files of the site.

    Attributes:
        keys: Makes their keys.
        frames: By page kind.
    """

    keys: Keys
    frames: Mapping[str, Frame]

    def data(self, path: str, make: Callable[..., bytes], *arguments: Any, beside: str = "", run: str = "") -> SiteFile:
        """Return a file that is no page: ``make(*arguments)``.

        Args:
            path: Where it lies in the site.
            make: Makes its bytes of nothing but the arguments; of those that are `Once` it gets the value.
            arguments: What it is made of, which its key is the hash of.
            beside: As of `SiteFile`.
            run: As of `SiteFile`.
        """
        return SiteFile(
            path, self.keys.of(*arguments), partial(_called, make, arguments), beside, partial(file_instead, path), run
        )

    def page(self, kind: PageKind, page: Page) -> SiteFile:
        """Return a page of a kind."""
        frame = self.frames[kind.frame.name]
        title, template = page.title or kind.title, kind.template or kind.frame.name
        about = (title, page.description or title, page.data)
        return SiteFile(
            page.path or kind.frame.path,
            self.keys.of(frame, template, about, *page.arguments),
            partial(_page, frame, template, about, page),
            kind.beside,
            page_instead(frame, title, page.files),
            page.run,
        )


def _called(make: Callable[..., T], arguments: Sequence[object]) -> T:
    return make(*(one() if isinstance(one, Once) else one for one in arguments))


def _page(frame: Frame, template: str, about: tuple[str, str, tuple[str, ...]], page: Page) -> bytes:
    title, description, data = about
    body = render(template, _called(page.model, page.arguments))
    return frame.stamp(title=title, body=body, description=description, data=data)
