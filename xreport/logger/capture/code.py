"""What git says of the code, asked in the background; and which libraries were loaded by the end."""

from __future__ import annotations

import contextlib
import threading

from xreport.logger.capture.environment import describe_changes, describe_code, package_versions

TYPE_CHECKING = False  # typing takes milliseconds to import; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Mapping

    from xreport.logger.run import Run
    from xreport.logger.warnings import Warn

_SECONDS = 2.0  # how long the end of a very short run waits for git


def _log_diff(run: Run, warn: Warn) -> None:
    difference = describe_changes()
    if difference is None:
        warn("diff", "diff=True: git knows no commit of the script; no difference is logged")
    elif difference and not run.ended:
        with contextlib.suppress(OSError):
            run.log_code_diff(difference)


def capture(run: Run, warn: Warn, *, environment: bool, diff: bool) -> None:
    """Ask git in the background, a training does not wait for it; look at the libraries again when the run ends."""
    loaded = package_versions()

    def add(found: Mapping[str, object]) -> None:
        # A strict run raises where the user logs, not where nobody can catch it.
        with contextlib.suppress(OSError):
            if found and not run.ended:
                run.update(environment=found)

    def ask() -> None:
        if environment:
            add(describe_code())
        if diff:
            _log_diff(run, warn)

    def complete() -> None:
        if thread.is_alive():
            thread.join(_SECONDS)
        later = package_versions()
        if environment and later != loaded:
            add({"packages": later})

    thread = threading.Thread(target=ask, name="xreport-capture", daemon=True)
    try:
        thread.start()
    except RuntimeError:  # the interpreter is about to end
        return
    run.before_end.append(complete)
