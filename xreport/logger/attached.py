"""A run that another process began, found again by its folder: to log to it, and to end it."""

from __future__ import annotations

import os
import time

from xreport.errors import XReportError
from xreport.logger.earlier import read_earlier
from xreport.logger.failure import describe_error
from xreport.logger.run import Run
from xreport.logger.warnings import Warnings
from xreport.logger.writer import Writer


class AttachedRun(Run):
    """A process's part in a run that another one began: it has a journal of its own, made by the first record.

    Args:
        folder: The folder of the run.

    Raises:
        XReportError: The folder holds no journal.
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        place = os.path.abspath(folder)
        earlier = read_earlier(place)
        if earlier is None:
            raise XReportError(f"There is no run in {place}.", "pass what `xreport start` has printed")
        # The newest attempt counts; in it, the writer that began is the one that ends the run.
        identity = earlier.identity
        warnings = Warnings()
        super().__init__(identity, {}, Writer(place, identity, {}, warnings=warnings), warnings)
        self._main = str(earlier.first.get("writer", ""))
        self._step = earlier.last_step

    @property
    def complete(self) -> bool:
        """Whether everything that was logged here is written."""
        return not self._writer.dropped

    def end(self, error: str | None = None) -> bool:
        """End the run, in place of the process that began it; with an error, as failed."""
        status = "finished" if error is None else "failed"
        end = {"type": "end", "time": round(time.time(), 3), "status": status, "writer": self._main}
        self._ended = True
        return self._writer.close(end | describe_error(error))
