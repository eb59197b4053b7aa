"""The benchmark of the logger runs, and says how many records a kill leaves; its peers are installed only by hand."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "benchmarks" / "log_calls.py"


@pytest.mark.slow
def test_the_floor_and_xreport():
    done = subprocess.run(
        [sys.executable, SCRIPT, "--quick", "--only", "json,xreport"], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    rows = [[cell.strip() for cell in line.strip("| ").split("|")] for line in done.stdout.splitlines()]
    assert rows[0] == ["what", "json", "xreport"]
    assert rows[-1] == ["of 50 records, after kill -9", "50", "50"]
    median = next(row for row in rows if row[0].startswith("1 scalar: median"))
    assert "(1.00 ×)" in median[1]
    assert float(median[2].split()[0]) > 0
