"""Going on with a run that is there already, as a new attempt: which one, when several processes do so at once."""

from __future__ import annotations

import os
import time

TYPE_CHECKING = False  # typing takes milliseconds to import; type checkers know this name
if TYPE_CHECKING:
    from xreport.logger.earlier import Earlier

ATTEMPT = "XREPORT_ATTEMPT"
"""The variable by which whoever starts the processes says which attempt they are."""

_RANKS = (("RANK", "WORLD_SIZE"), ("SLURM_PROCID", "SLURM_NTASKS"), ("OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"),
          ("PMI_RANK", "PMI_SIZE"))  # fmt: skip
_TOGETHER = 600.0  # seconds in which the processes of one launch come up


def rank() -> int | None:
    """Return which of several processes this is, as torchrun, Slurm and MPI number them; None where it is alone."""
    for place, size in _RANKS:
        which, many = os.environ.get(place, ""), os.environ.get(size, "")
        if which.isdigit() and many.isdigit() and int(many) > 1:
            return int(which)
    return None


def find(runs: str, run_id: str | None, resume: str | os.PathLike[str] | bool | None) -> tuple[str, Earlier] | None:  # noqa: FBT001
    """Return the folder of the run that is to go on, and what is there; None where a new one begins.

    Args:
        runs: The folder of all runs.
        run_id: The id that was given.
        resume: ``None``, ``False``, ``"never"``: a new run; ``True``, ``"allow"``, ``"auto"``: go on with ``run_id``
            if it is there; ``"must"``: it has to be there; else the id or the folder of a run, which has to be there.

    Raises:
        ValueError: The run is not there, or nothing says which.
        OSError: It cannot be read.
    """
    if resume in (None, False, "never"):
        return None
    by_id = resume is True or resume in ("allow", "auto", "must")
    if by_id and not run_id:
        raise ValueError(f"resume={resume!r}: say which run, with id=; or pass its id or folder as resume=")
    from xreport.logger.earlier import read_earlier

    place = os.fspath(run_id if by_id else resume)  # type: ignore[arg-type]
    for folder in dict.fromkeys((os.path.join(runs, place), os.path.abspath(place))):
        earlier = read_earlier(folder)
        if earlier:
            _require_same(earlier, run_id)
            return folder, earlier
    if by_id and resume != "must":
        return None
    raise ValueError(f"resume={resume!r}: there is no run {place!r} in {runs}; pass its id or its folder")


def _require_same(earlier: Earlier, run_id: str | None) -> None:
    there = earlier.first["run"]
    if run_id is not None and run_id != there:
        raise ValueError(f"id={run_id!r}: the run that is to go on is {there!r}; leave id out")


def attempt_after(earlier: Earlier) -> int:
    """Return which attempt this process is.

    It is the next one. But one of several processes of a launch joins the newest attempt when that has just begun
    and this rank is not in it yet: then another rank of the same launch was faster. ``XREPORT_ATTEMPT`` says better.

    Raises:
        ValueError: ``XREPORT_ATTEMPT`` is no number above 0.
    """
    said = os.environ.get(ATTEMPT, "").strip()
    if said:
        if not said.isdigit() or int(said) < 1:
            raise ValueError(f"{ATTEMPT}={said!r}: use a whole number from 1 on")
        return int(said)
    here, there = rank(), {start.get("rank") for start in earlier.newest} - {None}
    if here is None or not there or here in there or earlier.ended:
        return earlier.attempt + 1
    began = earlier.first.get("time")
    is_young = isinstance(began, int | float) and abs(time.time() - began) < _TOGETHER
    return earlier.attempt if is_young else earlier.attempt + 1
