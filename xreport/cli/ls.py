"""``xreport ls``: the runs, on the terminal."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from xreport.cli.caching import cache_options
from xreport.cli.inputs import read_inputs, say_notes, source_options


@click.command(
    short_help="List the runs.",
    epilog="""\b
Examples:
  xreport ls                         a table; tab-separated lines when the output is not a terminal
  xreport ls --json | jq '.runs[].id'
  xreport ls | grep ^failed
""",
)
@source_options
@cache_options
@click.option("--json", "as_json", is_flag=True, help="The runs as JSON, in the format of data/runs.json.")
@click.option("-v", "--verbose", is_flag=True, help="Also say why a run is of its project and of its task.")
def ls(  # noqa: PLR0913 - options of the command
    source: tuple[Path, ...],
    config_file: Path | None,
    cache_folder: Path | None,
    *,
    no_cache: bool,
    as_json: bool,
    verbose: bool,
) -> None:
    """List the runs, with project, task, status, times and the primary metric's score."""
    from xreport.cli.listing import print_lines, print_table
    from xreport.cli.reading import read_collection

    inputs = read_inputs(source, config_file)
    say_notes(inputs)
    collection = read_collection(inputs, cache_folder, no_cache=no_cache)
    if as_json:
        from xreport.analysis.isolate import isolate
        from xreport.analysis.study import study
        from xreport.tables.downloads import runs_json

        click.echo(isolate(collection, lambda found: runs_json(study(found, inputs.config))), nl=False)
    elif sys.stdout.isatty():
        print_table(collection, inputs.config, why=verbose)
    else:
        print_lines(collection, inputs.config, why=verbose)
