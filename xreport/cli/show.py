"""``xreport show``: one run, on the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xreport.cli.caching import cache_options
from xreport.cli.inputs import read_inputs, say_notes, source_options
from xreport.cli.printable import printable
from xreport.errors import Issue, XReportError

if TYPE_CHECKING:
    from xreport.model import Run


@click.command(
    short_help="Show one run.",
    epilog="""\b
Examples:
  xreport show 20261123-140500-a1b2c3
  xreport show 20261123-14              any beginning of an id that only one run has
  xreport show lr-0.1-seed-0 ../ada/runs
""",
)
@click.argument("name", metavar="RUN")
@source_options
@cache_options
def show(
    name: str, source: tuple[Path, ...], config_file: Path | None, cache_folder: Path | None, *, no_cache: bool
) -> None:
    """Show params, metrics, status and issues of one run.

    RUN is an id, the beginning of one, a name, or the name of its page.
    """
    from xreport.cli.reading import read_collection
    from xreport.cli.showing import lines

    inputs = read_inputs(source, config_file)
    say_notes(inputs)
    collection = read_collection(inputs, cache_folder, no_cache=no_cache)
    run = find_run(name, collection.runs)
    try:
        shown = list(lines(run, collection, inputs.config))
    except Exception as error:  # noqa: BLE001 - a mistake of ours: what is known of the run without it
        run = run.reduced(Issue.of_error(run.sources[0].path, "the run cannot be shown", error))
        shown = list(lines(run, replace(collection, issues=()), inputs.config))
    click.echo("\n".join(shown))


def find_run(name: str, runs: Sequence[Run]) -> Run:
    """Return the run that is meant: by id, by page, by name, by the beginning of an id or a name, in this order.

    Raises:
        XReportError: No run, or several, are meant.
    """
    rules = (
        [run for run in runs if run.id == name],
        [run for run in runs if run.slug == name],
        [run for run in runs if run.name == name],
        [run for run in runs if name and run.id.startswith(name)],
        [run for run in runs if name and run.name.startswith(name)],
    )
    found = next((matches for matches in rules if matches), [])
    if len(found) == 1:
        return found[0]
    if found:
        listed = "\n".join(
            f"  - {printable(run.id)}  {printable(run.name, limit=80)}  ({run.status})" for run in found[:10]
        )
        more = f"\n  … and {len(found) - 10:,} more" if len(found) > 10 else ""
        raise XReportError(f'"{printable(name)}" can mean {len(found):,} runs:\n{listed}{more}', "give the id of one")
    raise XReportError(f'There is no run "{printable(name)}".', _nearest(name, runs))


def _nearest(name: str, runs: Sequence[Run]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name, [word for run in runs for word in (run.name, run.id)], n=1, cutoff=0.6)
    return f"did you mean {printable(close[0])}?" if close else "`xreport ls` lists all runs"
