"""A run that was sent to another process, as when a pool is given work: there it has a journal of its own."""

from __future__ import annotations

from xreport.logger import open_runs
from xreport.logger.run import Run
from xreport.logger.warnings import Warnings
from xreport.logger.writer import Writer

TYPE_CHECKING = False  # typing takes milliseconds to import; type checkers know this name
if TYPE_CHECKING:
    from typing import Literal

    from xreport.logger.run import Parts


class JoinedRun(Run):
    """A process's part in a run that another one began, and will end."""

    def finish(
        self,
        status: Literal["finished", "failed"] = "finished",  # noqa: ARG002
        error: BaseException | str | None = None,  # noqa: ARG002
    ) -> bool:
        """End this process's part; the run goes on."""
        return self.leave()


def rejoin(parts: Parts, ended: bool, kind: type[JoinedRun] = JoinedRun) -> Run:  # noqa: FBT001
    """Return the run of a folder in this process: the one that is open here, or a part of its own.

    Its journal is made by the first record, so a worker that logs nothing leaves no file.

    Args:
        parts: What every start record says, the folder, the params, the last step, how records are written.
        ended: Whether the run was over when it was sent.
        kind: The class of the part.
    """
    identity, folder, params, step, writing = parts
    here = open_runs.of_folder(folder)
    if here is not None:
        return here
    warnings = Warnings()
    writer = Writer(folder, identity, {}, warnings=warnings, **writing)
    run = kind(identity, params, writer, warnings, step=step, writing=writing)
    if ended:
        run.leave()
    else:
        open_runs.add(run)
    return run
