"""What a failed command says: what is wrong and how to mend it; a traceback only when the fault is ours."""

from __future__ import annotations

import errno
import os
import platform
import traceback

import click

from xreport.cli.printable import printable
from xreport.errors import XReportError
from xreport.version import __version__

REFUSED = 2
"""Nothing was published: a usage error, a configuration error, or a bug. 1 would mean "published, with issues"."""

_FIXES = {
    errno.ENOSPC: "free some space, or choose another folder with -o",
    errno.EDQUOT: "free some space, or choose another folder with -o",
    errno.EACCES: "mend the permissions, or choose another folder",
    errno.EPERM: "mend the permissions, or choose another folder",
    errno.EROFS: "choose a folder that can be written, with -o",
    errno.EIO: "check the disk",
    errno.EMFILE: "raise the limit of open files (ulimit -n)",
}
"""Faults of the machine: no traceback helps with them."""


def exit_code_of(error: Exception) -> int | None:
    """Say on stderr what went wrong, and return the exit code; None when click itself knows what to do."""
    if isinstance(error, click.exceptions.Exit | click.ClickException | click.Abort):
        return None
    if isinstance(error, XReportError):
        _say("Error", error.message, error.fix)
        return error.exit_code
    if isinstance(error, OSError) and error.errno == errno.EPIPE:
        return None  # the reader of a pipe (head, less) has seen enough
    if isinstance(error, OSError) and error.errno in _FIXES:
        place = f": {error.filename}" if error.filename else ""
        _say("Error", f"{os.strerror(error.errno)}{place}", _FIXES[error.errno])
        return REFUSED
    _say("This is a bug in xreport", f"{type(error).__name__}: {error}", "please report it with all of the text above")
    return REFUSED


def _say(head: str, message: str, fix: str) -> None:
    if head != "Error":
        lines = traceback.format_exc().splitlines()
        lines.append(f"xreport {__version__}, Python {platform.python_version()}, {platform.system()}")
        click.echo("\n".join(printable(line, indent=True) for line in lines) + "\n", err=True)
    first, *rest = (printable(line, indent=True) for line in message.splitlines() or [""])
    click.secho(f"{head}: ", fg="red", bold=True, nl=False, err=True)
    click.echo("\n".join([first, *rest]), err=True)
    if fix:
        click.echo(f"  fix: {printable(fix)}", err=True)
