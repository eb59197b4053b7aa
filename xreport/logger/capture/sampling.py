"""System metrics: what the machine does while the run runs, looked at from a thread of its own."""

from __future__ import annotations

import contextlib
import os
import threading
import time

from xreport.logger.capture.machine import Machine

TYPE_CHECKING = False  # typing takes milliseconds to import; type checkers know this name
if TYPE_CHECKING:
    from xreport.logger.run import Run

SECONDS = 15.0
VARIABLE = "XREPORT_SYSTEM_METRICS"

_FIRST = 1.0  # seconds until the first look: a short run has one, too
_STOP_SECONDS = 1.0  # how long the end of the run waits for a look that is under way
_LOCAL_RANKS = ("LOCAL_RANK", "SLURM_LOCALID", "OMPI_COMM_WORLD_LOCAL_RANK", "MPI_LOCALRANKID")


def start_sampling(run: Run, seconds: float) -> None:
    """Start the thread; of several processes on one machine in one of them only."""
    if not any(os.environ.get(name, "0") not in ("", "0") for name in _LOCAL_RANKS):
        Sampler(run, seconds).start()


def sampling_seconds(asked: bool | float | None) -> float:  # noqa: FBT001
    """Return the seconds between two looks, 0 for none; ``$XREPORT_SYSTEM_METRICS`` says it where None does.

    Raises:
        ValueError: It is no such number.
    """
    said = os.environ.get(VARIABLE, "").strip() or 0 if asked is None else asked
    if said is True or said in ("true", "True"):
        return SECONDS
    try:
        seconds = float(said)
    except (TypeError, ValueError):
        seconds = -1.0
    if seconds and not 0.1 <= seconds < float("inf"):
        raise ValueError(f"system_metrics={said!r}: use True, or the seconds between two looks, from 0.1 on")
    return seconds


class Sampler:
    """The thread. It stops with the run; a forked child has none; it never keeps the interpreter from ending."""

    def __init__(self, run: Run, seconds: float) -> None:
        self._run = run
        self._seconds = seconds
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._sample, name="xreport-system", daemon=True)

    def start(self) -> None:
        """Begin; where no thread can be started any more, do nothing."""
        with contextlib.suppress(RuntimeError):
            self._thread.start()
            self._run.before_end.append(self.stop)

    def stop(self) -> None:
        """End, at once unless a look is under way; then after a second at most."""
        self._stop.set()
        self._thread.join(_STOP_SECONDS)

    def _sample(self) -> None:
        began = time.monotonic()
        # Whatever goes wrong here is no concern of the training: a strict run raises where the user logs.
        with contextlib.suppress(Exception):
            machine = Machine(self._run.dir)
            wait = min(_FIRST, self._seconds)
            while not self._stop.wait(wait) and not self._run.ended:
                values = machine.look()
                if values and not self._stop.is_set():
                    self._run.log_system(int(time.monotonic() - began), values)
                wait = self._seconds
