"""``xreport log``: add to a run that was begun with ``xreport start``, or by any other process."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from xreport.logger.attached import AttachedRun

STDIN = ("-",)


@click.command(
    short_help="Log values to a run, from the shell or any language.",
    epilog="""\b
Examples:
  xreport log "$RUN" --step 1 train/loss=0.3 train/accuracy=0.9
  xreport log "$RUN" --summary test/accuracy=0.93 verdict="good enough"
  ./train | xreport log "$RUN" --parse 'loss=(?P<loss>[0-9.]+)'
  ./train | xreport log "$RUN" -
                                 where ./train prints {"step": 1, "loss": 0.3} or step=1 loss=0.3
""",
)
@click.argument("run", metavar="RUN", type=click.Path(exists=True, file_okay=False))
@click.argument("values", metavar="[NAME=VALUE]...", nargs=-1)
@click.option("--step", metavar="N", type=int, help="The x of the curves.  [default: one more than the last one]")
@click.option("--summary", is_flag=True, help="The values are scores and facts of the whole run.")
@click.option(
    "--parse", "patterns", metavar="REGEX", multiple=True,
    help="Find values in the lines of stdin, which is passed through: named groups are metrics, or the step.",
)  # fmt: skip
@click.option("--strict", is_flag=True, help="Exit 1 when something could not be written.")
@click.pass_context
def log(  # noqa: PLR0913 - one argument an option
    ctx: click.Context,
    run: str,
    values: tuple[str, ...],
    step: int | None,
    patterns: tuple[str, ...],
    *,
    summary: bool,
    strict: bool,
) -> None:
    """Log to the run of the folder RUN; with - the lines of stdin: JSON objects, or NAME=VALUE words.

    Each call writes a file of its own: for thousands of values let one call read them from stdin. A full disk is told
    on stderr, and stops no script unless --strict is given.
    """
    if bool(patterns) == bool(values):
        raise click.UsageError('say what to log: NAME=VALUE ..., or "-" to read stdin, or --parse REGEX')
    from xreport.logger.attached import AttachedRun

    try:
        if patterns or values == STDIN:
            if summary or step is not None:
                raise click.UsageError("--step and --summary go with NAME=VALUE ... only")
            joined = _log_stdin(run, patterns)
        else:
            joined = AttachedRun(run)
            _log_values(joined, values, step, summary=summary)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    joined.leave()
    if strict and not joined.complete:
        ctx.exit(1)


def _log_values(run: AttachedRun, words: tuple[str, ...], step: int | None, *, summary: bool) -> None:
    from xreport.cli.points import parse_pairs, split_step

    values = parse_pairs(words)
    if summary:
        run.summary.update(values)
    elif step is None:
        said = split_step(values)
        run.log(said.metrics, said.step)
    else:
        run.log(values, step)


def _log_stdin(folder: str, patterns: tuple[str, ...]) -> AttachedRun:
    from xreport.cli.points import LineReader, Scraper
    from xreport.cli.stdin import read_lines
    from xreport.logger.attached import AttachedRun

    read = Scraper(patterns) if patterns else LineReader()
    run = AttachedRun(folder)
    for line in read_lines(sys.stdout.buffer if patterns else None):
        point = read(line)
        if point and point.metrics:
            run.log(point.metrics, point.step)
    return run
