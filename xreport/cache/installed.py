"""What changes when somebody installs, upgrades or removes a Python package, or this program."""

from __future__ import annotations

import functools
import hashlib
import site
from pathlib import Path

from xreport.version import __version__


@functools.cache
def packages_state() -> str:
    """Return a text that is another one after any package was installed or removed, without looking at the packages.

    It is the time of change of the folders that packages are installed into. Packages that come from elsewhere
    (``PYTHONPATH``) are not seen.
    """
    found = []
    for folder in [*site.getsitepackages(), site.getusersitepackages()]:
        try:
            found.append(f"{folder}:{Path(folder).stat().st_mtime_ns}")
        except OSError:
            continue
    return "|".join(found)


@functools.cache
def program_state() -> str:
    """Return the version of this program and a checksum of its modules: in a checkout they change without it."""
    package = Path(__file__).resolve().parent.parent
    digest = hashlib.sha256()
    for path in sorted(package.rglob("*.py"), key=lambda path: path.as_posix()):
        digest.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes())
    return f"{__version__}-{digest.hexdigest()[:16]}"
