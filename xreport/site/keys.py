"""Keys of site files: equal key, equal bytes. They let a rebuild skip what cannot have changed.

A file is what a function makes of its arguments, so its key is the hash of exactly these, whole. Nobody keeps a list of
what a page reads: what is not among the arguments of its function, the function cannot read.
"""

from __future__ import annotations

import hashlib
import sys
import unicodedata
import zlib
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

import numpy as np

from xreport.analysis.study import Study
from xreport.cache.installed import program_state
from xreport.model import Run, SourceFile
from xreport.render.paths import templates_dir
from xreport.settings import Config

T = TypeVar("T")
LIBRARIES = (
    "jinja2", "markdown-it-py", "markupsafe", "matplotlib", "msgspec", "nh3", "numpy", "scikit-learn", "scipy",
)  # fmt: skip
"""What else decides on the bytes of a file."""
_READ: Final = frozenset({"series", "current", "logged"})
"""Fields of a run that are made of nothing but the bytes it was read from, which its digest names. Summaries count all
the same: they are few, and tell of a series that an importer of another version reads otherwise."""
_RUN: Final = tuple(field.name for field in fields(Run) if field.name not in {*_READ, "sources"})
"""All others hold plain values: their ``repr`` says everything."""
_SOURCE: Final = tuple(field.name for field in fields(SourceFile) if field.name != "root")
"""Where a source lies on this machine is no part of the site."""
_PLAIN: Final = frozenset({str, int, float, bool, bytes, type(None)})


@cache
def program_key() -> str:
    """Return the key of the program itself: of every module, every page template, and of what stands behind them."""
    standard = (sys.version_info[:2], zlib.ZLIB_RUNTIME_VERSION, unicodedata.unidata_version)
    digest = hashlib.sha256(repr((standard, [(name, version(name)) for name in LIBRARIES])).encode())
    digest.update(program_state().encode())
    for path in sorted((templates_dir() / "pages").glob("*.html")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:32]


def published(config: Config) -> Config:
    """Return settings as the site knows them: where things lie on this machine is no part of it."""
    return replace(config, root=Path(), file=None, sources=(), output="", reports="", mkdocs="")


class Once(Generic[T]):
    """A costly value that several files share: made when it is first asked for, in whichever process that is.

    Args:
        make: Makes it of nothing but the arguments, which are what its key is made of.
        arguments: Of the function.
    """

    def __init__(self, make: Callable[..., T], *arguments: object) -> None:
        self.arguments = arguments
        self._make = cache(partial(make, *arguments))

    def __call__(self) -> T:
        """Return the value."""
        return self._make()


class Keys:
    """Makes keys of values: of plain ones, of containers, of data classes, and of runs and studies.

    Args:
        config: Settings; how files are read decides on what a run is, beside its bytes.
    """

    def __init__(self, config: Config) -> None:
        self._known: dict[int, tuple[object, str]] = {}
        self._reading = self._plain((config.limits, config.imports))

    def of(self, *parts: object) -> str:
        """Return the key of values, in their order; equal ones have equal types, too.

        Raises:
            TypeError: A value is of no type that says all of itself.
        """
        return _hash(program_key(), *map(self._plain, parts))

    def _plain(self, value: Any) -> object:
        """Return something the ``repr`` of which says everything."""
        kind = type(value)
        if kind in _PLAIN:
            return value
        if kind in {tuple, list}:
            return [self._plain(one) for one in value]
        if isinstance(value, Mapping):
            # In their order: it decides on what comes first on a page.
            return "map", [(self._plain(key), self._plain(one)) for key, one in value.items()]
        if is_dataclass(value) and not isinstance(value, type):
            return self._of_object(value)
        if isinstance(value, Once):
            return "once", self._plain(value.arguments)
        if isinstance(value, Enum | Path):
            return kind.__name__, str(value)
        if isinstance(value, AbstractSet):
            return "set", sorted(repr(self._plain(one)) for one in value)
        if isinstance(value, np.generic | np.ndarray):
            return str(value.dtype), value.shape, value.tobytes()
        raise TypeError(f"no key can be made of a {kind.__name__}")

    def _of_object(self, value: Any) -> str:
        """Return the key of an object; many are part of several others."""
        known = self._known.get(id(value))
        if known is not None:
            return known[1]
        made = _hash(type(value).__name__, *self._fields(value))
        self._known[id(value)] = (value, made)  # held, so that its id stays its own
        return made

    def _fields(self, value: Any) -> list[object]:
        if isinstance(value, Run):
            files = [[getattr(file, name) for name in _SOURCE] for file in value.sources]
            return [self._reading, files, *(getattr(value, name) for name in _RUN)]
        if isinstance(value, Study):
            # All else in it is found by these.
            return [self._plain(one) for one in (value.collection, value.config, [run.id for run in value.news])]
        if isinstance(value, Config):
            value = published(value)
        if isinstance(value, SourceFile):
            return [getattr(value, name) for name in _SOURCE]
        return [self._plain(getattr(value, name)) for name in value.__dataclass_fields__]


def _hash(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode("utf-8", "backslashreplace")).hexdigest()[:32]
