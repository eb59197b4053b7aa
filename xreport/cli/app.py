"""The group of commands: names, help, and what happens when one fails."""

from __future__ import annotations

import signal
from importlib import import_module
from keyword import iskeyword

import click

from xreport.cli.failures import exit_code_of
from xreport.version import __version__

COMMANDS = ("build", "serve", "ls", "show", "import", "new", "start", "log", "finish")
"""In the order of the help; module and command have the same name."""


class _Commands(click.Group):
    """Loads the module of a command when it is asked for, and turns errors into messages and exit codes."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        name = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        command: click.Command = getattr(import_module(f"xreport.cli.{name}"), name)
        return command

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            # As shells count it: 1 would say that a site was published.
            click.echo("Stopped.", err=True)
            ctx.exit(128 + signal.SIGINT)
        except Exception as error:
            code = exit_code_of(error)
            if code is None:
                raise
            ctx.exit(code)


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""\b
First steps:
  xreport new demo             write an example script and a configuration
  cd demo && python train.py   log nine short runs into runs/
  xreport build                make the site; open site/index.html
""",
)
@click.version_option(__version__, "-V", "--version", message="xreport %(version)s")
def app() -> None:
    """Turn logged experiments into a static site that opens anywhere.

    A run is a JSONL file, written by `import xreport` in a script or by anything that writes one JSON object a line.
    The site is plain files: it opens by double click, and from any web host.
    """
