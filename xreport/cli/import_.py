"""``xreport import``: the runs of other tools, as journals, for good."""

from __future__ import annotations

import glob
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

import click

from xreport.cli.inputs import read_inputs, short_path, source_options
from xreport.cli.printable import printable, printable_fix
from xreport.cli.progress import shown_progress
from xreport.settings import Config, ImportRule
from xreport.text import plural

_SHOWN_ISSUES = 20
_TEXTS = ("*.log", "*.out", "*.txt")


@click.command(
    "import",
    short_help="Turn the runs of other tools into journals.",
    epilog="""\b
Examples:
  xreport import mlruns -o runs          one journal per MLflow run
  xreport import mlflow.db wandb tb      several sources at once, into runs/
  xreport import train.out --pattern 'epoch (?P<step>\\d+).*loss (?P<loss>\\S+)'
""",
)
@source_options
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), default=Path("runs"), show_default=True, metavar="DIR",
    help="The folder of journals to add to.",
)  # fmt: skip
@click.option(
    "--pattern",
    multiple=True,
    metavar="REGEX",
    help="Read text line by line: a named group is a metric, (?P<step>…) the step. May be given several times.",
)
@click.option(
    "--files",
    multiple=True,
    metavar="GLOB",
    help="The files in folders that --pattern is for.  [default: *.log, *.out, *.txt]",
)
@click.option("--strict", is_flag=True, help="Exit with code 1 when there are issues in the input.")
def import_(  # noqa: PLR0913 - each is an option
    source: tuple[Path, ...],
    config_file: Path | None,
    output: Path,
    pattern: tuple[str, ...],
    files: tuple[str, ...],
    *,
    strict: bool,
) -> None:
    """Turn the runs of other tools (MLflow, W&B, TensorBoard, trainers' logs) into journals.

    `xreport build` reads all of these where they lie; an import is for keeping them. Importing again adds what is new,
    writes anew the runs that have grown, and leaves everything else alone. SOURCE is not changed.
    """
    from xreport.load import read_sources, write_journals

    if not source:
        raise click.UsageError("Name what to import: xreport import mlruns")
    if files and not pattern:
        raise click.UsageError("--files says which files --pattern is for: give a --pattern, too.")
    inputs = read_inputs(source, config_file)
    config = _with_pattern(inputs.config, source, pattern, files)
    out = Path.cwd() / output
    with shown_progress(quiet=not sys.stderr.isatty()) as progress:
        reading = read_sources(inputs.sources, config=config, exclude=(out,), progress=partial(progress, "Reading"))
    done = write_journals(reading.groups, out)
    issues = [issue for issue in (*reading.issues, *done.issues) if not issue.pending]
    counts = f"{plural(done.added, 'run')} added, {done.updated:,} updated, {done.unchanged:,} unchanged"
    click.echo(f"Imported into {printable(short_path(out))}: {counts}.")
    if done.journals:
        click.echo(f"{plural(done.journals, 'journal')} left where they are: they need no import.")
    for issue in issues[:_SHOWN_ISSUES]:
        click.echo(f"  - {printable(issue.where)}: {printable(issue.what)}\n{printable_fix(issue.fix)}")
    if len(issues) > _SHOWN_ISSUES:
        click.echo(f"  … and {len(issues) - _SHOWN_ISSUES:,} more")
    if strict and issues:
        raise click.exceptions.Exit(1)


def _with_pattern(config: Config, source: tuple[Path, ...], pattern: tuple[str, ...], files: tuple[str, ...]) -> Config:
    """Return the settings with a rule for the patterns, which comes before all others."""
    if not pattern:
        return config
    from xreport.settings.imports import check_pattern
    from xreport.settings.values import Unfit

    try:
        checked = check_pattern(list(pattern))
    except Unfit as unfit:
        raise click.BadParameter(f"{unfit.what}; {unfit.fix}", param_hint="--pattern") from None
    named = tuple(glob.escape(path.name) for path in source if path.is_file())
    folders = any(path.is_dir() for path in source)
    rule = ImportRule((*named, *((files or _TEXTS) if folders else ())), "pattern", checked)
    return replace(config, imports=(rule, *config.imports))
