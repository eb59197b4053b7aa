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

    def page(  # noqa: PLR0913 - each says another thing of a page
        self,
        path: str,
        kind: str,
        template: str,
        title: str,
        model: Callable[..., object],
        *arguments: Any,
        description: str = "",
        data: Sequence[str] = (),
        beside: str = "",
        run: str = "",
        files: Sequence[str] = (),
    ) -> SiteFile:
        """Return a page: the template shows ``model(*arguments)`` in the frame of the kind.

        Args:
            path: Where it lies in the site.
            kind: Of its frame.
            template: Name of its template.
            title: Of the page.
            model: Makes the view model of nothing but the arguments.
            arguments: What it is made of, which its key is the hash of, with what follows.
            description: In one sentence; the title by default.
            data: Paths of data files that the page loads at once.
            beside: As of `SiteFile`.
            run: As of `SiteFile`.
            files: Paths of the files that it tells of, for the page that says that it could not be made.
        """
        frame = self.frames[kind]
        about = (title, description or title, tuple(data))
        return SiteFile(
            path,
            self.keys.of(frame, template, about, *arguments),
            partial(_page, frame, template, about, model, arguments),
            beside,
            page_instead(frame, title, files),
            run,
        )


def _called(make: Callable[..., T], arguments: Sequence[object]) -> T:
    return make(*(one() if isinstance(one, Once) else one for one in arguments))


def _page(
    frame: Frame,
    template: str,
    about: tuple[str, str, tuple[str, ...]],
    model: Callable[..., object],
    arguments: Sequence[object],
) -> bytes:
    title, description, data = about
    body = render(template, _called(model, arguments))
    return frame.stamp(title=title, body=body, description=description, data=data)
