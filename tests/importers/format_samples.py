"""A small folder of each format that xreport reads, with everything in it that the format can say and xreport takes.

A new format is a function in any file ``samples_*.py`` below this folder:

    @sample("Name of the format", importer="its importer")
    def write(folder): ...

The table of formats in the documentation, and the tests that import every format, are made of these.
"""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

HERE = Path(__file__).resolve().parent


class Sample(NamedTuple):
    """``needs`` is a module without which the format cannot be written or read."""

    format: str
    importer: str
    write: Callable[[Path], None]
    needs: str = ""

    @property
    def missing(self) -> bool:
        return bool(self.needs) and importlib.util.find_spec(self.needs) is None

    def require(self) -> None:
        """Skip where the module is missing; on CI that is a failure, as everywhere."""
        if self.missing:
            (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"{self.needs} is not on this machine")


SAMPLES: list[Sample] = []


def sample(name: str, *, importer: str, needs: str = ""):
    """Register a function that writes a folder of the format."""

    def register(write):
        SAMPLES.append(Sample(name, importer, write, needs))
        return write

    return register


def all_samples() -> list[Sample]:
    """Return the samples of all files, by name of their importer and format."""
    for path in sorted(HERE.rglob("samples_*.py")):
        if path.stem not in sys.modules:
            sys.path.insert(0, str(path.parent))  # the writers of a format lie beside its samples
            importlib.import_module(path.stem)
    unique = {one.format: one for one in SAMPLES}
    return sorted(unique.values(), key=lambda one: (one.importer, one.format))


def put(path: Path, content: bytes | str | object) -> None:
    """Write a file: bytes, a text, or anything else as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not isinstance(content, bytes | str):
        content = json.dumps(content)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
