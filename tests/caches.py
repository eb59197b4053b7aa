"""Caches for tests: in a folder of the test, with the key of all tests."""

from __future__ import annotations

from pathlib import Path

from xreport.cache import Cache, open_cache


def cache_in(folder: Path, *report: str) -> Cache:
    """Return what is kept of a report in a folder; no cache is a failure."""
    cache, note = open_cache(report or ("a report",), folder)
    assert cache is not None, note
    return cache


def entries(folder: Path, kind: str = "*") -> list[Path]:
    """Return the files of the entries of all reports in a folder."""
    return sorted(folder.glob(f"report-*/{kind}-*"))
