"""What changes when somebody installs, upgrades or removes a Python package."""

from __future__ import annotations

import functools
import site
from pathlib import Path


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
