"""What to do where a machine lacks a tool."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def lacks(what: str) -> NoReturn:
    """Skip where a tool is missing; on CI that is a failure, so that a green run cannot have run nothing."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is missing on CI")
    pytest.skip(f"{what} is not on this machine")
