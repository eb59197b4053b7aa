"""Which params of a task matter, kept between builds: a task whose runs have not changed needs no new model."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import msgspec

from xreport.analysis.importance import Importances
from xreport.cache import Cache


def kept(cache: Cache | None, task: str, name: str, make: Callable[[], Importances]) -> Importances:
    """Return what was kept of a task under this name; else make it, and keep it instead of what was there.

    Args:
        cache: Where it is None, nothing is kept.
        task: Slug of the task.
        name: A key of everything that the importances are made of.
        make: Makes them.
    """
    if cache is None:
        return make()
    content = cache.read("importances", task)
    if content is not None:
        with suppress(UnicodeError, msgspec.MsgspecError):
            known, found = msgspec.json.decode(content, type=tuple[str, Importances])
            if known == name:
                return found
    made = make()
    with suppress(UnicodeError):  # names that were logged may hold lone surrogates: not kept
        cache.write("importances", task, msgspec.json.encode((name, made)))
    return made
