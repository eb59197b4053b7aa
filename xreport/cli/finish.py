"""``xreport finish``: end a run that was begun with ``xreport start``."""

from __future__ import annotations

import click


@click.command(
    short_help="End a run, from the shell or any language.",
    epilog="""\b
Examples:
  xreport finish "$RUN"
  ./train "$RUN" || xreport finish "$RUN" --failed "exit code $?"
  xreport finish runs/20261123-140501-3f9c2a --failed "killed: out of memory"
""",
)
@click.argument("run", metavar="RUN", type=click.Path(exists=True, file_okay=False))
@click.option("--failed", metavar="WHY", help="It has failed, and why.")
@click.pass_context
def finish(ctx: click.Context, run: str, failed: str | None) -> None:
    """End the run of the folder RUN.

    Without it, the run is shown as running, and when nothing more comes, as killed. What is logged later counts all
    the same.
    """
    from xreport.logger.attached import AttachedRun

    if not AttachedRun(run).end(failed):
        ctx.exit(1)
