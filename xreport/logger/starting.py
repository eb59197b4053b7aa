"""``xreport.init``: checks the arguments, opens the journal, and sets off what is captured besides."""

from __future__ import annotations

import contextlib
import os
import sys
import threading

from xreport.logger import fields, open_runs
from xreport.logger.environment import describe_code, describe_system, package_versions
from xreport.logger.plain import plain_text, raw_mapping
from xreport.logger.run import Run
from xreport.logger.warnings import Warnings
from xreport.logger.writer import DURABILITIES, Writer

TYPE_CHECKING = False  # typing takes milliseconds to import; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any, Literal

    from xreport.logger.fields import Data

_CAPTURE_SECONDS = 2.0  # how long the end of a very short run waits for git


def init(  # noqa: PLR0913 -- named arguments, each of them a field of the record
    project: str = "uncategorized",
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

    Raises:
        TypeError, ValueError: An argument cannot be used.
        OSError: The journal cannot be opened, and the run is strict.
    """
    if durability not in DURABILITIES:
        raise ValueError(f"durability={durability!r}: use one of {', '.join(DURABILITIES)}")
    if params is not None and config is not None:
        raise TypeError("params and config are two words for the same; give one of them")
    warnings = Warnings()
    given = raw_mapping(config if params is None else params)
    run_id = fields.new_id() if id is None else fields.checked_id(id)
    identity = {
        "run": run_id,
        "attempt": 1,
        "project": fields.checked_project(project),
        "name": plain_text(name or _default_name(algorithm, run_id)),
    }
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
        os.path.join(os.path.abspath(dir or os.environ.get("XREPORT_DIR") or "runs"), run_id),
        identity,
        fields.description(details, warnings.once),
        warnings=warnings,
        durability=durability,
        strict=strict,
    )
    writer.begin()
    run = Run(identity, given, writer, warnings)
    if capture:
        _capture(run)
    open_runs.add(run)
    return run


def _default_name(algorithm: str | None, run_id: str) -> str:
    script = getattr(sys.modules.get("__main__"), "__file__", None) or ""
    what = algorithm or os.path.splitext(os.path.basename(script))[0]
    return f"{what}-{run_id.rpartition('-')[2]}" if what else run_id


def _capture(run: Run) -> None:
    """Ask git in the background, a training does not wait for it; look at the libraries again when the run ends."""
    loaded = package_versions()

    def add(environment: Mapping[str, object]) -> None:
        # A strict run raises where the user logs, not where nobody can catch it.
        with contextlib.suppress(OSError):
            if environment and not run.ended:
                run.update(environment=environment)

    def complete() -> None:
        if thread.is_alive():
            thread.join(_CAPTURE_SECONDS)
        later = package_versions()
        if later != loaded:
            add({"packages": later})

    thread = threading.Thread(target=lambda: add(describe_code()), name="xreport-capture", daemon=True)
    try:
        thread.start()
    except RuntimeError:  # the interpreter is about to end
        return
    run.before_end.append(complete)
