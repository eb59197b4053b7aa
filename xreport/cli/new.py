"""``xreport new``: a script to start from, and a configuration with every key explained."""

from __future__ import annotations

from pathlib import Path

import click

from xreport.cli.inputs import short_path
from xreport.cli.printable import printable
from xreport.errors import XReportError


@click.command(
    short_help="Write an example script and a configuration.",
    epilog="""\b
Examples:
  xreport new          into the working directory
  xreport new demo     into the folder demo, which is made
""",
)
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path, file_okay=False))
def new(folder: Path) -> None:
    """Write a starter xreport.toml and an example train.py into DIR.

    The script needs nothing but xreport. Files that are there already are never overwritten.
    """
    from xreport.cli.starter import FILES, IGNORED

    there = [name for name in FILES if (folder / name).exists() or (folder / name).is_symlink()]
    if there:
        where = "" if folder == Path() else f" in {printable(str(folder))}"
        raise XReportError(
            f"Nothing written: {' and '.join(there)}{where} would be overwritten.",
            "name another folder: xreport new DIR",
        )
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in FILES.items():
        with (folder / name).open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
        click.echo(f"Wrote {printable(short_path(folder / name))}")
    click.echo("\nNext:")
    if folder != Path():
        click.echo(f"  cd {printable(str(folder))}")
    click.echo("  python train.py     # nine short runs, into runs/\n  xreport build       # then open site/index.html")
    _say_ignored(folder / ".gitignore", IGNORED)


def _say_ignored(file: Path, names: tuple[str, ...]) -> None:
    """A hint and no more: an existing .gitignore belongs to its author."""
    known = file.read_text("utf-8", errors="replace").split() if file.is_file() else []
    missing = [name for name in names if name not in known and name.strip("/") not in known]
    if missing:
        click.echo(f"\nIf this is a git repository, add to .gitignore: {' '.join(missing)}")
