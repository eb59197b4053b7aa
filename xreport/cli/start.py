"""``xreport start``: begin a run from the shell."""

from __future__ import annotations

import json
import re
from typing import Any

import click

from xreport.errors import XReportError


@click.command(
    short_help="Begin a run, from the shell or any language.",
    epilog="""\b
Examples:
  xreport start --project wine              print the folder of a new run
  RUN=$(xreport start --project wine -P lr=0.1 --seed 0)
  xreport log "$RUN" --step 1 train/loss=0.3
  xreport finish "$RUN"
  RUN=$(xreport start --resume "$RUN")      go on with it, as a new attempt
""",
)
@click.option("--project", metavar="NAME", help="The body of work that the run belongs to.  [default: uncategorized]")
@click.option(
    "-P", "--param", "params", metavar="NAME=VALUE", multiple=True,
    help="One of the inputs; numbers, true, false, null and other JSON are read as such. Dots group: net.depth=3.",
)  # fmt: skip
@click.option("--name", metavar="TEXT", help="What people call the run.")
@click.option("--algorithm", metavar="TEXT", help="What is run.")
@click.option("--data", metavar="NAME", multiple=True, help="The data used: a name, a path or an address.")
@click.option("--seed", metavar="N", type=int, help="Runs that differ in nothing else are replicates.")
@click.option("--group", metavar="TEXT", help="A free label.")
@click.option("--tag", "tags", metavar="TEXT", multiple=True, help="A label to filter by.")
@click.option("--owner", metavar="TEXT", help="Who answers for the run.")
@click.option("--notes", metavar="TEXT", help="Free text, Markdown.")
@click.option("--resume", metavar="RUN", help="Go on with this run, its folder or id, as a new attempt.")
@click.option("--dir", metavar="DIR", help="The folder of all runs.  [default: $XREPORT_DIR, else runs]")
def start(project: str | None, name: str | None, params: tuple[str, ...], resume: str | None, **described: Any) -> None:
    """Begin a run, and print its folder, which the commands log and finish are given.

    The commit of the working directory's repository is logged, and the class of the hardware.
    """
    from xreport.logger import init
    from xreport.logger.capture.environment import describe_checkout, describe_system
    from xreport.logger.fields import new_id

    run_id = None if resume else new_id()
    try:
        run = init(
            project or "uncategorized",
            name=name or (None if described["algorithm"] else run_id),
            params=_nested(params),
            id=run_id,
            resume=resume,
            strict=True,
            capture=False,
            **described,
        )
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    except OSError as error:
        raise XReportError(f"The run cannot be written: {error}", "choose another folder, with --dir") from None
    system = describe_system()
    system.pop("python")  # that of this command, not of the run
    run.update(environment=system | describe_checkout())
    run.leave()
    click.echo(run.dir)


def _nested(words: tuple[str, ...]) -> dict[str, Any]:
    """Return what ``a.b=1`` says as ``{"a": {"b": 1}}``; a dot after a backslash stays a dot."""
    nested: dict[str, Any] = {}
    for word in words:
        name, value = _param(word)
        *groups, last = (part.replace("\\.", ".") for part in re.split(r"(?<!\\)\.", name))
        if not all((*groups, last)):
            raise click.UsageError(f"-P {word}: write GROUP.NAME=VALUE, like -P model.depth=3")
        inner = nested
        for group in groups:
            inner = inner.setdefault(group, {})
            if not isinstance(inner, dict):
                raise click.UsageError(f"-P {word}: {group} is a value already, it cannot hold others")
        if isinstance(inner.get(last), dict) and not isinstance(value, dict):
            raise click.UsageError(f"-P {word}: {last} holds other params already, it cannot be a value")
        inner[last] = value
    return nested


def _param(text: str) -> tuple[str, object]:
    name, equals, value = text.partition("=")
    if not name or not equals:
        raise click.UsageError(f"-P {text}: write NAME=VALUE, like -P lr=0.1")
    try:
        return name, json.loads(value)
    except (ValueError, RecursionError):
        return name, value
