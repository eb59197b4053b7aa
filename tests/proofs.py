"""A proof is a test that is one row of a page of the documentation: it counts its cases and those that failed.

    XREPORT_PROOFS=write pytest -m proof tests/reliability     writes the table of docs/reliability.md
    XREPORT_PROOFS=write pytest -m proof tests/security        writes the table of docs/security.md

``XREPORT_PROOF_SHARE=0.05`` runs a twentieth of the cases of those proofs that can be shared out: what the mutation
check does, which runs them against many broken copies of the package.
"""

from __future__ import annotations

import ast
import contextlib
import json
import os
import platform
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest

BEGIN, END = "<!-- proofs -->", "<!-- end of proofs -->"
SHARE = float(os.environ.get("XREPORT_PROOF_SHARE", "1"))


@dataclass(frozen=True)
class Page:
    """A page with a table of proofs, and the folder of these proofs."""

    file: Path
    tests: Path
    about: str
    """What the first column says of a proof."""

    @property
    def head(self) -> tuple[str, ...]:
        return (self.about, "proof", "cases", "failures", "seed", "seconds")


_TESTS = Path(__file__).resolve().parent
_DOCS = _TESTS.parent / "docs"
PAGES = {
    "reliability": Page(_DOCS / "reliability.md", _TESTS / "reliability", "fault"),
    "security": Page(_DOCS / "security.md", _TESTS / "security", "what holds"),
}

Test = TypeVar("Test", bound=Callable[..., Any])


def proof(about: str, *, seed: int | None = None, slow: bool = True) -> Callable[[Test], Test]:
    """Mark a test as the proof of one row; its fixture ``tally`` counts."""

    def mark(test: Test) -> Test:
        test = pytest.mark.proof(about, seed)(test)
        return pytest.mark.slow(test) if slow else test

    return mark


class Tally:
    """Counts the cases of a proof. A case that fails does not hide the others."""

    def __init__(self) -> None:
        self.count = 0
        self.failures: list[str] = []

    @contextlib.contextmanager
    def case(self, what: object = "", count: int = 1) -> Iterator[None]:
        """One case, or ``count`` of them that are checked together."""
        self.count += count
        try:
            yield
        except Exception as error:
            self.failures.append(f"{what}: {type(error).__name__}: {str(error)[:1000]}")
            if SHARE < 1 or len(self.failures) >= 50:
                raise


def share(cases: int) -> int:
    """Return how many cases to run, of so many."""
    return max(1, round(cases * SHARE))


def shared(cases: Sequence[Any]) -> Sequence[Any]:
    """Return the cases to run, spread over all of them, and the last one."""
    return cases if SHARE >= 1 else [*cases[:: max(1, round(1 / SHARE))], *cases[-1:]]


# -- the table ------------------------------------------------------------------------------------------


def existing(page: Page) -> list[str]:
    """Return the names of all proofs, in the order of the files and of the lines in them."""
    found = []
    for path in sorted(page.tests.glob("test_*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef):
                marks = [mark.func for mark in node.decorator_list if isinstance(mark, ast.Call)]
                if any(isinstance(mark, ast.Name) and mark.id == "proof" for mark in marks):
                    found.append(node.name.removeprefix("test_"))
    return found


def rows(results: Sequence[dict[str, Any]]) -> dict[str, tuple[str, ...]]:
    """Return one row per proof; the parts of a parametrised one are added up."""
    merged: dict[str, dict[str, Any]] = {}
    for result in results:
        one = merged.setdefault(result["proof"], {**result, "count": 0, "failures": 0, "seconds": 0.0})
        for key in ("count", "failures", "seconds"):
            one[key] += result[key]
    return {
        name: (
            one["about"],
            f"`{name}`",
            f"{one['count']:,}",
            f"{one['failures']:,}",
            "" if one["seed"] is None else str(one["seed"]),
            f"{one['seconds']:.1f}",
        )
        for name, one in merged.items()
    }


def table(page: Page, results: Sequence[dict[str, Any]], order: Sequence[str]) -> str:
    """Return the table in Markdown, and on what machine it was made. Proofs that did not run keep their rows."""
    found = {name: tuple(row.values()) for name, row in written_rows(page).items()} | rows(results)
    body = [found[name] for name in order if name in found]
    lines = [page.head, ("---", "---", "---:", "---:", "---:", "---:"), *body]
    return "\n".join(["", *(f"| {' | '.join(line)} |" for line in lines), "", machine(), ""])


def machine() -> str:
    """Say on what machine this runs, without naming it."""
    return (
        f"Machine: {os.cpu_count()} cores ({platform.machine()}), {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}, temporary files on {_file_system()}."
    )


def _file_system() -> str:
    try:
        mounts = [line.split()[1:3] for line in Path("/proc/mounts").read_text().splitlines()]
    except OSError:
        return "an unknown file system"
    place = os.environ.get("TMPDIR", "/tmp")
    fitting = [(mount, kind) for mount, kind in mounts if f"{place}/".startswith(f"{mount.rstrip('/')}/")]
    return max(fitting, key=lambda one: len(one[0]))[1]


def write_page(page: Page, results: Sequence[dict[str, Any]], order: Sequence[str]) -> None:
    """Put the table between its marks, with one row for each proof in this order."""
    text = page.file.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    page.file.write_text(f"{before}{BEGIN}\n{table(page, results, order)}\n{END}{rest.split(END)[1]}", encoding="utf-8")


def written_rows(page: Page) -> dict[str, dict[str, str]]:
    """Return the rows of the page, by the name of the proof."""
    inside = page.file.read_text(encoding="utf-8").split(BEGIN)[1].split(END)[0]
    cells = [line.strip("| ").split(" | ") for line in inside.splitlines() if line.startswith("| ")]
    found = [dict(zip(page.head, [cell.strip() for cell in row], strict=True)) for row in cells[2:]]
    return {row["proof"].strip("`"): row for row in found}


def dump(result: dict[str, Any]) -> str:
    """Return a result as text, the form in which it leaves the process of the test."""
    return json.dumps(result)
