"""Where the system keeps such things for each user: ``XDG_CACHE_HOME``, ``XDG_STATE_HOME``, and their like.

A user without a home gets paths that are not absolute, and `xreport.cache.folder` opens none of these.
"""

from __future__ import annotations

from pathlib import Path


def users_cache() -> Path:
    """Return the folder of the entries."""
    import platformdirs  # imports what most commands do not need

    return platformdirs.user_cache_path("xreport", appauthor=False)


def users_state() -> Path:
    """Return the folder of the key."""
    import platformdirs

    return platformdirs.user_state_path("xreport", appauthor=False)
