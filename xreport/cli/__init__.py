"""The ``xreport`` command. Nothing heavy is imported here: each command imports what it needs when it runs."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line."""
    from xreport.cli.app import app

    for stream in (sys.stdout, sys.stderr):
        # A file name or a logged text that the terminal's encoding lacks must not end the command.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    app(prog_name="xreport")
