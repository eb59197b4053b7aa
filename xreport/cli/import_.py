"""``xreport import``: the runs of other tools, as journals, for good."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

import click

from xreport.cli.inputs import read_inputs, short_path, source_options
from xreport.cli.printable import printable
from xreport.cli.progress import shown_progress
from xreport.text import plural

_SHOWN_ISSUES = 20


@click.command(
    "import",
    short_help="Turn the runs of other tools into journals.",
    epilog="""\b
Examples:
  xreport import mlruns -o runs          one journal per MLflow run
  xreport import mlflow.db wandb tb      several sources at once, into runs/
""",
)
@source_options
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), default=Path("runs"), show_default=True, metavar="DIR",
    help="The folder of journals to add to.",
)  # fmt: skip
@click.option("--strict", is_flag=True, help="Exit with code 1 when there are issues in the input.")
def import_(source: tuple[Path, ...], config_file: Path | None, output: Path, *, strict: bool) -> None:
    """Turn the runs of other tools (MLflow, W&B, TensorBoard, JSON lines) into journals.

    `xreport build` reads all of these where they lie; an import is for keeping them. Importing again adds what is new,
    writes anew the runs that have grown, and leaves everything else alone. SOURCE is not changed.
    """
    from xreport.load import read_sources, write_journals

    if not source:
        raise click.UsageError("Name what to import: xreport import mlruns")
    inputs = read_inputs(source, config_file)
    out = Path.cwd() / output
    with shown_progress(quiet=not sys.stderr.isatty()) as progress:
        reading = read_sources(
            inputs.sources, config=inputs.config, exclude=(out,), progress=partial(progress, "Reading")
        )
    done = write_journals(reading.groups, out)
    issues = [issue for issue in (*reading.issues, *done.issues) if not issue.pending]
    counts = f"{plural(done.added, 'run')} added, {done.updated:,} updated, {done.unchanged:,} unchanged"
    click.echo(f"Imported into {printable(short_path(out))}: {counts}.")
    if done.journals:
        click.echo(f"{plural(done.journals, 'journal')} left where they are: they need no import.")
    for issue in issues[:_SHOWN_ISSUES]:
        click.echo(f"  - {printable(issue.where)}: {printable(issue.what)}\n    fix: {printable(issue.fix)}")
    if len(issues) > _SHOWN_ISSUES:
        click.echo(f"  … and {len(issues) - _SHOWN_ISSUES:,} more")
    if strict and issues:
        raise click.exceptions.Exit(1)
