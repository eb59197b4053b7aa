"""The fixture of proofs, for all folders that have some; writes the tables of their pages when asked."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import proofs
import pytest

_results: dict[str, list[dict[str, Any]]] = defaultdict(list)
"""By the name of the page."""
_seconds: dict[str, float] = {}


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "proof(about, seed): a row of a page of the documentation")


@pytest.fixture
def tally(request: pytest.FixtureRequest) -> Iterator[proofs.Tally]:
    """Count the cases of a proof; the test fails when any of them did."""
    counted = proofs.Tally()
    yield counted
    mark = request.node.get_closest_marker("proof")
    if mark is not None:
        about, seed = mark.args
        result = {
            "proof": request.node.function.__name__.removeprefix("test_"),
            "about": about,
            "seed": seed,
            "count": counted.count,
            "failures": len(counted.failures),
        }
        request.node.user_properties.append(("proof", proofs.dump(result)))
    assert counted.count, "a proof without a case"
    assert not counted.failures, "\n".join(counted.failures[:10])


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    page = Path(report.location[0]).parent.name
    if report.when == "call":
        _seconds[report.nodeid] = report.duration
    if report.failed:  # a case that failed is told at the end of its test, when the fixture is taken down
        _results[page].append({"failed": report.nodeid})
    if report.when == "teardown":
        for name, value in report.user_properties:
            if name == "proof":
                _results[page].append({**json.loads(str(value)), "seconds": _seconds[report.nodeid]})


def pytest_sessionfinish(session: pytest.Session) -> None:
    if os.environ.get("XREPORT_PROOFS") != "write" or hasattr(session.config, "workerinput"):
        return
    for name, page in proofs.PAGES.items():
        failed = [result["failed"] for result in _results[name] if "failed" in result]
        if failed:
            print(f"\n{page.file.name} is not written: a proof failed ({', '.join(failed)})")
        elif _results[name]:
            proofs.write_page(page, _results[name], proofs.existing(page))
