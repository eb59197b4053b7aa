"""What a command works on: the settings, the sources, the output folder."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Any

import click

from xreport.cli.printable import printable
from xreport.errors import XReportError
from xreport.settings import Config, borrow, read_config


@dataclass(frozen=True, slots=True)
class Inputs:
    """All paths are absolute; every source exists. ``notes`` say what of a source's own settings counts."""

    config: Config
    sources: tuple[Path, ...]
    out: Path
    notes: tuple[str, ...] = ()


def source_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the SOURCE arguments and ``-c`` to a command."""
    options = (
        click.argument("source", nargs=-1, type=click.Path(path_type=Path)),
        click.option(
            "-c", "--config", "config_file", metavar="FILE", type=click.Path(path_type=Path),
            help="Configuration file.  [default: xreport.toml, or [tool.xreport] in pyproject.toml]",
        ),
    )  # fmt: skip
    return reduce(lambda wrapped, option: option(wrapped), reversed(options), command)


def read_inputs(
    source: Sequence[Path], config_file: Path | None, output: Path | None = None, *, waits: bool = False
) -> Inputs:
    """Find out what to work on. What was said on the command line wins over the configuration.

    With ``waits``, sources that nobody named on the command line may come later.

    Raises:
        XReportError: The configuration has mistakes, a source is missing, or the output folder holds a source.
    """
    cwd = Path.cwd()
    given = tuple(cwd / path for path in source)
    config = read_config(config_file, cwd)
    notes: tuple[str, ...] = ()
    sources = given or tuple(config.root / path for path in config.sources)
    if len(given) == 1 and config.file is None:
        config, notes = borrow(config, given[0])
    elif len(given) == 1 and config_file is None and _is_same(given[0], cwd):
        # Whoever builds the folder that they stand in means what its configuration says.
        named = tuple(config.root / path for path in config.sources)
        sources = named if any(path.exists() for path in named) else given
    if given or not waits:
        _require(sources, given, cwd)
    # As written, without "..": names are compared as text where the folder does not exist yet.
    out = Path(os.path.normpath(cwd / output if output else config.root / config.output))
    _refuse_overlap(out, sources, cwd)
    return Inputs(config, sources, out, notes)


def _is_same(one: Path, other: Path) -> bool:
    return one.is_dir() and one.resolve() == other.resolve()


def say_notes(inputs: Inputs) -> None:
    """Say on stderr what of a source's own settings counts, and what does not."""
    for note in inputs.notes:
        click.echo(f"Note: {printable(note, limit=1000)}", err=True)


def current_time() -> float:
    """Return the time of this build: ``SOURCE_DATE_EPOCH`` where it is set, so that builds can be repeated."""
    said = os.environ.get("SOURCE_DATE_EPOCH", "").strip()
    if not said:
        return time.time()
    try:
        return float(int(said))
    except ValueError:
        fix = "set it to whole seconds since 1970, or unset it"
        raise XReportError("SOURCE_DATE_EPOCH is not a number of seconds.", fix) from None


def _require(sources: Sequence[Path], given: Sequence[Path], cwd: Path) -> None:
    missing = [path for path in sources if not path.exists()]
    if not missing:
        return
    names = ", ".join(short_path(path, cwd) for path in missing)
    if given or len(missing) < len(sources):
        raise XReportError(f"There is no file or folder {names}.", "mend the path, or leave it out")
    fix = "log a run first (`xreport new` writes an example to start from), or name the folder: xreport build SOURCE"
    raise XReportError(f"There are no runs yet: looked for {names}, which does not exist.", fix)


def _refuse_overlap(out: Path, sources: Sequence[Path], cwd: Path) -> None:
    """The output folder is exchanged as a whole: one that holds a source, or the project itself, must not be."""
    real_out = out.resolve()
    for kept in (*sources, cwd):
        if kept.resolve().is_relative_to(real_out):
            what = f"The output folder {short_path(out, cwd)} holds {short_path(kept, cwd)}, and would replace it."
            raise XReportError(what, "choose a folder of its own, like -o site")


def short_path(path: Path, cwd: Path | None = None) -> str:
    """Return a path as short as it is clear: relative where it lies below the working directory."""
    base = cwd or Path.cwd()
    return str(path.relative_to(base)) if path.is_relative_to(base) else str(path)
