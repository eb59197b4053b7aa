"""What a command keeps for the next one: ``--cache`` and ``--no-cache``."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import reduce
from pathlib import Path
from typing import Any

import click

from xreport.cache import Cache, open_cache, users_cache
from xreport.cli.inputs import Inputs, short_path
from xreport.cli.printable import printable
from xreport.errors import XReportError


def cache_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--cache`` and ``--no-cache`` to a command."""
    options = (
        click.option(
            "--cache", "cache_folder", metavar="DIR", type=click.Path(path_type=Path),
            help="Folder for the cache; it must belong to you.  [default: that of your system]",
        ),
        click.option("--no-cache", is_flag=True, help="Read every file anew, and keep nothing for later."),
    )  # fmt: skip
    return reduce(lambda wrapped, option: option(wrapped), reversed(options), command)


def cache_place(cache_folder: Path | None) -> Path:
    """Return where a command keeps things: the folder that ``--cache`` names, else the one of the user."""
    return Path(os.path.abspath(cache_folder)) if cache_folder else users_cache()  # noqa: PTH100 - not through a link


@contextmanager
def opened_cache(inputs: Inputs, cache_folder: Path | None, *, no_cache: bool) -> Iterator[Cache | None]:
    """Open the cache of a report; None where there is to be none, or it cannot be used, which is said once.

    Raises:
        XReportError: The folder lies in the output folder, or holds a source.
    """
    if no_cache:
        yield None
        return
    folder = cache_place(cache_folder)
    if folder.resolve().is_relative_to(inputs.out.resolve()):
        what = f"The cache {short_path(folder)} lies in the output folder, and would be published with it."
        raise XReportError(what, "choose another folder with --cache")
    if any(source.resolve().is_relative_to(folder.resolve()) for source in inputs.sources):
        raise XReportError(
            f"The cache {short_path(folder)} is or holds a source.", "choose another folder with --cache"
        )
    cache, note = open_cache(_report(inputs), folder)
    if cache is None and cache_folder and not note:
        note = "Nothing is kept between builds: in CI, set XREPORT_CACHE_KEY to a secret of at least 16 characters."
    if note:
        _say(note)
    if cache is None:
        yield None
        return
    with cache:
        yield cache


def _report(inputs: Inputs) -> list[str]:
    """Return what tells a report from others: two of them in one folder keep their own."""
    return [str(inputs.config.file or inputs.config.root), *map(str, inputs.sources)]


@functools.cache
def _say(note: str) -> None:
    click.echo(f"Note: {printable(note)}", err=True)
