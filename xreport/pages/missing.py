"""The page in the place of one that could not be made."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MissingPage:
    """View model of a page that could not be made.

    Attributes:
        root: Relative way to the root of the site.
        title: Of the page that is missing.
        sentence: That it is missing, and why.
        files: Paths of the files that it would tell of.
    """

    root: str
    title: str
    sentence: str
    files: tuple[str, ...]
