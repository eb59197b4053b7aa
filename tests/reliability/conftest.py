"""Which copy of the package the proofs are run against."""

from __future__ import annotations

import os

import pytest

import xreport


def pytest_configure() -> None:
    package = os.environ.get("XREPORT_PROOF_PACKAGE")
    if package and package not in xreport.__file__:
        raise pytest.UsageError(f"{xreport.__file__} is tested, not the copy in {package}")
