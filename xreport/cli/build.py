"""``xreport build``: read journals, publish the site, say what was built."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from xreport.cli.caching import cache_options, opened_cache
from xreport.cli.inputs import Inputs, current_time, read_inputs, say_notes, source_options
from xreport.cli.progress import shown_progress

if TYPE_CHECKING:
    from xreport.pipeline import Report


@click.command(
    short_help="Build the site from logged runs.",
    epilog="""\b
Examples:
  xreport build                          runs/ into site/, or as xreport.toml says
  xreport build runs ../ada/runs         the runs of two people in one site
  xreport build logs/log.txt -o report   one bare JSONL file
  xreport build --strict                 in CI: publish, then exit 1 when input is damaged
  xreport build --since old/runs.json    "what is new" counts from an earlier site's data

\b
Exit codes:
  0  built
  1  built and published, with issues, under --strict
  2  refused: usage, configuration, or an output folder that is not ours; nothing published
""",
)
@source_options
@click.option(
    "-o", "--output", metavar="OUT", type=click.Path(path_type=Path),
    help="Folder to publish into; it is replaced as a whole.  [default: site]",
)  # fmt: skip
@click.option(
    "--strict", is_flag=True, help="Exit 1 when any input is damaged or rejected; the site is published all the same."
)
@click.option(
    "--since", metavar="RUNS.JSON", type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Count as new what is not in this data/runs.json of an earlier site.",
)  # fmt: skip
@click.option("--jobs", metavar="N", type=click.IntRange(min=1), help="Processes at once.  [default: one a core]")
@cache_options
@click.option("-q", "--quiet", is_flag=True, help="Print errors only.")
@click.pass_context
def build(  # noqa: PLR0913, PLR0917 - one argument an option
    ctx: click.Context,
    source: tuple[Path, ...],
    config_file: Path | None,
    output: Path | None,
    since: Path | None,
    jobs: int | None,
    cache_folder: Path | None,
    *,
    strict: bool,
    no_cache: bool,
    quiet: bool,
) -> None:
    """Build the site from logged runs.

    SOURCE is a folder of journals, or one JSONL file; several are merged. Without any, the sources of xreport.toml
    count, else runs/. Damaged input never stops the build: it is listed on the site's data quality page.
    """
    inputs = read_inputs(source, config_file, output)
    if not quiet:
        say_notes(inputs)
    with opened_cache(inputs, cache_folder, no_cache=no_cache) as cache, shown_progress(quiet=quiet) as progress:
        from xreport.pipeline import build_report

        report = build_report(
            inputs.config,
            inputs.sources,
            inputs.out,
            now=current_time(),
            since=since,
            jobs=jobs,
            cache=cache,
            progress=progress,
        )
    _say_built(inputs, report, strict=strict, quiet=quiet)
    if strict and report.faults:
        ctx.exit(1)


def _say_built(inputs: Inputs, report: Report, *, strict: bool, quiet: bool) -> None:
    from xreport.cli.summary import append_step_summary, summary_lines

    if not quiet:
        click.echo("\n".join(summary_lines(report, inputs.sources, strict=strict)))
    append_step_summary(report, title=inputs.config.title, strict=strict)
