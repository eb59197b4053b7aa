"""``xreport.init``: checks the arguments, opens the journal, and sets off what is captured besides."""

from __future__ import annotations

import os
import sys

from xreport.logger import fields, open_runs, resuming
from xreport.logger.capture import code
from xreport.logger.capture.environment import describe_system
from xreport.logger.joined import rejoin
from xreport.logger.plain import plain_text, raw_mapping
from xreport.logger.run import Run
from xreport.logger.warnings import Warnings
from xreport.logger.writer import DURABILITIES, Writer

TYPE_CHECKING = False  # typing takes milliseconds to import; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from tempfile import TemporaryDirectory
    from typing import Any, Literal

    from xreport.logger.earlier import Earlier
    from xreport.logger.fields import Data

_NO_PROJECT = "uncategorized"
_thrown: list[TemporaryDirectory[str]] = []
_FOREIGN = {
    "allow_val_change", "anonymous", "entity", "force", "mode", "monitor_gym", "reinit", "save_code", "settings",
    "sync_tensorboard",
}  # fmt: skip

Run._rejoin = staticmethod(rejoin)  # noqa: SLF001 -- said here, where a run meets what is around it


def init(  # noqa: PLR0913 -- named arguments, each of them a field of the record
    project: str = _NO_PROJECT,
    *,
    name: str | None = None,
    params: Any = None,
    config: Any = None,
    algorithm: str | None = None,
    data: Data | None = None,
    group: str | None = None,
    seed: int | None = None,
    owner: str | None = None,
    tags: str | Iterable[str] = (),
    notes: str | None = None,
    parent: str | Run | None = None,
    id: str | None = None,  # noqa: A002 -- the word of the record format
    dir: str | os.PathLike[str] | None = None,  # noqa: A002 -- the word that W&B's users know
    durability: Literal["periodic", "fsync", "os"] = "periodic",
    strict: bool = False,
    capture: bool = True,
    resume: str | os.PathLike[str] | bool | None = None,
    system_metrics: bool | float | None = None,
    console: bool = False,
    diff: bool = False,
    kind: type[Run] = Run,
    **foreign: Any,
) -> Run:
    """Start a run and return it; ``with xreport.init(...) as run:`` ends it, too.

    Args:
        project: The body of work that the run belongs to.
        name: What people call the run; made from the algorithm or script when left out.
        params: The inputs: a dict (nested as you like), a dataclass, or an ``argparse`` namespace.
        config: Another word for ``params``.
        algorithm: What was run.
        data: The data used: a name or path, ``{"name", "role", "uri", "version", "sha256"}``, a list of these, or a
            dict from role (train, val, test) to one of these.
        group: A free label.
        seed: The seed; runs that differ in nothing else are replicates.
        owner: Who answers for the run.
        tags: Labels to filter by.
        notes: Free text, Markdown.
        parent: The run, or its id, that this one is a part of.
        id: The run's id; made when left out. Processes that log to one run give the same.
        dir: The folder of all runs; ``$XREPORT_DIR``, or ``runs``.
        durability: What survives a power loss: ``"periodic"``, all but the last 5 s; ``"fsync"``, every record (slow);
            ``"os"``, what the operating system wrote by then. A kill loses nothing in any of them.
        strict: Raise where logging fails, instead of warning and going on.
        capture: Log commit, script, versions and hardware class.
        resume: Go on with a run that is there, as a new attempt: its id or folder; or, of the run ``id``, ``"must"``
            (it has to be there) or ``"allow"`` (else a new one begins). Steps count on from the last one.
        system_metrics: Log what the machine does, from a thread: ``True`` every 15 s, or the seconds;
            ``$XREPORT_SYSTEM_METRICS`` when left out.
        console: Log the end of what is printed.
        diff: Log how the code differs from its commit.
        kind: The class of the run, for faces of other loggers that bring words of their own.
        **foreign: Words of W&B's scripts: ``job_type`` becomes a tag, of a run with ``mode="disabled"``
            nothing is kept; ``entity`` and such have no meaning.

    Raises:
        TypeError, ValueError: An argument cannot be used; there is no run to resume.
        OSError: The journal cannot be opened, and the run is strict.
    """
    if durability not in DURABILITIES:
        raise ValueError(f"durability={durability!r}: use one of {', '.join(DURABILITIES)}")
    if params is not None and config is not None:
        raise TypeError("params and config are two words for the same; give one of them")
    samples = _sampling(system_metrics)
    warnings = Warnings()
    tags = [*fields.tag_list(tags), *foreign_words(foreign, warnings)]
    given = raw_mapping(config if params is None else params)
    before = open_runs.current() if foreign.get("reinit") in (True, "finish_previous") else None
    if before:
        before.finish()
    thrown_away = _thrown_away() if foreign.get("mode") == "disabled" else None
    runs = os.path.abspath(thrown_away or dir or os.environ.get("XREPORT_DIR") or "runs")
    found = None if thrown_away else resuming.find(runs, id if id is None else fields.checked_id(id), resume)
    run_id = id or (str(found[1].first["run"]) if found else fields.new_id())
    identity = {
        "run": run_id,
        "attempt": 1,
        "project": fields.checked_project(project),
        "name": plain_text(name or _default_name(algorithm, run_id)),
    }
    rank = resuming.rank()
    if rank is not None:
        identity["rank"] = rank
    if found:
        identity |= _resumed(found[1], identity, named=bool(name), warnings=warnings)
    details = {
        "params": given,
        "algorithm": algorithm,
        "data": data,
        "group": group,
        "seed": seed,
        "owner": owner,
        "tags": tags,
        "notes": notes,
        "parent": parent.id if isinstance(parent, Run) else parent,
        "environment": describe_system() if capture else None,
    }
    writer = Writer(
        found[0] if found else os.path.join(runs, run_id),
        identity,
        fields.description(details, warnings.once),
        warnings=warnings,
        durability=durability,
        strict=strict,
    )
    writer.begin()
    earlier = found[1] if found else None
    run = kind(
        identity,
        {**((earlier and earlier.field("params")) or {}), **given},
        writer,
        warnings,
        step=earlier.last_step if earlier else -1,
        tags=tags,
        writing={"durability": durability, "strict": strict},
    )
    if capture or diff:
        code.capture(run, warnings.once, environment=capture, diff=diff)
    if samples:
        samples(run)
    if console:
        from xreport.logger.capture.console import Capture

        Capture(run).start()
    open_runs.add(run)
    return run


def _sampling(asked: bool | float | None) -> Callable[[Run], None] | None:  # noqa: FBT001 -- the argument of `init`
    if not asked and (asked is not None or not os.environ.get("XREPORT_SYSTEM_METRICS")):
        return None
    from xreport.logger.capture import sampling

    seconds = sampling.sampling_seconds(asked)
    return (lambda run: sampling.start_sampling(run, seconds)) if seconds else None


def _resumed(earlier: Earlier, said: Mapping[str, object], *, named: bool, warnings: Warnings) -> dict[str, object]:
    """Return what an attempt takes over from those before: a run keeps its project, and its name unless given anew."""
    kept = {key: earlier.first[key] for key in ("project", "name") if earlier.first.get(key)}
    if said["project"] not in (kept.get("project"), _NO_PROJECT):
        warnings.once("project", f"a run stays in its project: {kept.get('project')!r}, not {said['project']!r}")
    if named:
        kept.pop("name", None)
    return {**kept, "attempt": resuming.attempt_after(earlier)}


def foreign_words(given: Mapping[str, Any], warnings: Warnings) -> list[str]:
    """Return the tags that W&B's words say; the others have no meaning here, which is told where it matters.

    Raises:
        TypeError: There is one that W&B does not know either.
    """
    unknown = given.keys() - _FOREIGN - {"job_type"}
    if unknown:
        raise TypeError(f"init() has no argument {min(unknown)!r}")
    if given.get("mode") == "disabled":
        warnings.once("mode", "mode='disabled': nothing of this run is kept")
    return [str(given["job_type"])] if given.get("job_type") else []


def _thrown_away() -> str:
    """Return a folder for the runs that nobody wants kept; it is gone when the interpreter is."""
    import tempfile

    if not _thrown:
        _thrown.append(tempfile.TemporaryDirectory(prefix="xreport-", ignore_cleanup_errors=True))
    return _thrown[0].name


def _default_name(algorithm: str | None, run_id: str) -> str:
    script = getattr(sys.modules.get("__main__"), "__file__", None) or ""
    what = algorithm or os.path.splitext(os.path.basename(script))[0]
    return f"{what}-{run_id.rpartition('-')[2]}" if what else run_id
