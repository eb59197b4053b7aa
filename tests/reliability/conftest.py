"""Counts the cases of each proof; writes the table of ``docs/reliability.md`` when asked."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator

import proofs
import pytest

import xreport

_results: list[dict[str, object]] = []


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "proof(fault, seed): a row of docs/reliability.md")
    package = os.environ.get("XREPORT_PROOF_PACKAGE")
    if package and package not in xreport.__file__:
        raise pytest.UsageError(f"{xreport.__file__} is tested, not the copy in {package}")


@pytest.fixture
def tally(request: pytest.FixtureRequest) -> Iterator[proofs.Tally]:
    """Count the cases of a proof; the test fails when any of them did."""
    counted = proofs.Tally()
    yield counted
    mark = request.node.get_closest_marker("proof")
    if mark is not None:
        fault, seed = mark.args
        test = request.node.function
        result = {
            "proof": test.__name__.removeprefix("test_"),
            "fault": fault,
            "seed": seed,
            "count": counted.count,
            "failures": len(counted.failures),
        }
        request.node.user_properties.append(("proof", proofs.dump(result)))
    assert counted.count, "a proof without a case"
    assert not counted.failures, "\n".join(counted.failures[:10])


_seconds: dict[str, float] = {}


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.when == "call":
        _seconds[report.nodeid] = report.duration
        if report.failed:
            _results.append({"failed": report.nodeid})
    if report.when == "teardown":
        for name, value in report.user_properties:
            if name == "proof":
                _results.append({**json.loads(str(value)), "seconds": _seconds[report.nodeid]})


def pytest_sessionfinish(session: pytest.Session) -> None:
    if os.environ.get("XREPORT_RELIABILITY") != "write" or hasattr(session.config, "workerinput"):
        return
    if any("failed" in result for result in _results):
        print("\ndocs/reliability.md is not written: a proof failed")
        return
    proofs.write_page(_results, proofs.existing())
