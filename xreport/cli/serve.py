"""``xreport serve``: watch a training in the browser."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xreport.cli.caching import cache_options, cache_place, opened_cache
from xreport.cli.inputs import Inputs, current_time, read_inputs, say_notes, source_options
from xreport.cli.printable import printable
from xreport.cli.progress import shown_progress
from xreport.errors import PublishError, XReportError
from xreport.text import format_duration, plural

if TYPE_CHECKING:
    from xreport.pipeline import Report


def _checked_names(_context: click.Context, _option: click.Parameter, names: tuple[str, ...]) -> tuple[str, ...]:
    from xreport.cli.site_gate import NAME

    for name in names:
        if not NAME.fullmatch(name):
            raise click.BadParameter(f"{name!r} is no name alone: leave out scheme, port and path, as in lab.example")
    return names


@click.command(
    short_help="Build, serve, and rebuild as journals grow.",
    epilog="""\b
Examples:
  xreport serve                       watch runs/, on port 8000 of this machine
  xreport serve ../ada/runs --port 0  any free port
  xreport serve -o site               keep the site up to date in site/
""",
)
@source_options
@click.option(
    "-o", "--output", metavar="OUT", type=click.Path(path_type=Path),
    help="Folder to publish into.  [default: a temporary one, so that a published site is not touched]",
)  # fmt: skip
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes any free port.")
@click.option(
    "--host", default="127.0.0.1", show_default=True,
    help="Address to listen on. Whoever can listen to the network reads what is served under another than the default.",
)  # fmt: skip
@click.option(
    "--allow-host", "names", metavar="NAME", multiple=True, callback=_checked_names,
    help="Answer to this name as well; may be repeated.  [default: names and addresses of this machine]",
)  # fmt: skip
@click.option(
    "--poll", metavar="SECONDS", type=click.FloatRange(min=0.05), default=1.0, show_default=True,
    help="How often to look for changes.",
)  # fmt: skip
@cache_options
def serve(  # noqa: PLR0913, PLR0917 - one argument an option
    source: tuple[Path, ...],
    config_file: Path | None,
    output: Path | None,
    port: int,
    host: str,
    names: tuple[str, ...],
    poll: float,
    cache_folder: Path | None,
    *,
    no_cache: bool,
) -> None:
    """Build the site, serve it, and rebuild it as journals grow; where there are no runs yet, wait for them.

    Open pages reload by themselves, so a training can be watched. Stop with Ctrl-C. The address that is printed holds a
    key, new at each start: whoever has the address can read the site, and nobody else.
    """
    with ExitStack() as stack:
        stack.enter_context(_stopped_by_signal())
        out = output or stack.enter_context(_temporary_folder()) / "site"
        inputs = read_inputs(source, config_file, out, waits=True)
        say_notes(inputs)
        _start_workers_safely()

        from xreport.cli.site_server import SiteServer
        from xreport.cli.watching import Watch

        # Before the build: a port that is taken is said at once, and what grows meanwhile is seen.
        server = stack.enter_context(SiteServer(inputs.out, host, port, names))
        watch = Watch(inputs, poll, cache_place(cache_folder))
        _say_rebuilt(_build(inputs, cache_folder, no_cache=no_cache))
        click.echo(f"Serving on {server.url} (Ctrl-C stops)")
        if server.url_elsewhere:
            click.echo(f"From other machines: {server.url_elsewhere}")
        told = ""
        while True:
            watch.wait_for_change(inputs)
            try:
                # The configuration may be what changed.
                inputs = read_inputs(source, config_file, out, waits=True)
                _say_rebuilt(_build(inputs, cache_folder, no_cache=no_cache))
                server.new_version()
                told = ""
            except PublishError as error:
                watch.forget()  # a full disk or a lock may be gone the next time, without a change of the input
                if str(error) != told:
                    click.echo(f"Not rebuilt: {error}", err=True)
                told = str(error)
            except XReportError as error:
                click.echo(f"Not rebuilt: {error}", err=True)


def _build(inputs: Inputs, cache_folder: Path | None, *, no_cache: bool) -> Report:
    from xreport.pipeline import build_report

    with (
        opened_cache(inputs, cache_folder, no_cache=no_cache) as cache,
        shown_progress(quiet=not sys.stderr.isatty()) as progress,
    ):
        return build_report(
            inputs.config,
            tuple(path for path in inputs.sources if path.exists()),
            inputs.out,
            now=current_time(),
            cache=cache,
            progress=progress,
        )


def _say_rebuilt(report: Report) -> None:
    if not report.runs:
        click.echo("Waiting for the first run: there are none yet.")
        return
    issues = f", {plural(len(report.issues), 'issue')}" if report.issues else ""
    click.echo(f"Built {plural(report.runs, 'run')}{issues} in {format_duration(report.seconds)}.")
    for note in report.notes:
        click.echo(f"Note: {printable(note)}")


def _start_workers_safely() -> None:
    """Rebuilds start worker processes while threads serve pages: a fork would copy locks that a thread holds."""
    import multiprocessing

    if "forkserver" in multiprocessing.get_all_start_methods():
        multiprocessing.set_start_method("forkserver", force=True)


@contextmanager
def _temporary_folder() -> Iterator[Path]:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="xreport-", ignore_cleanup_errors=True) as name:
        yield Path(name)


@contextmanager
def _stopped_by_signal() -> Iterator[None]:
    """Ctrl-C and a polite kill both end the command, with the temporary folder removed."""

    def stop(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    except KeyboardInterrupt:
        click.echo("Stopped.", err=True)
    finally:
        signal.signal(signal.SIGTERM, before)
