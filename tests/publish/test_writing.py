"""Files of a site are written by several processes, also where a rebuild makes few of them anew."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from xreport.publish.writing import Plan, write_all
from xreport.render.sitefile import SiteFile


def who_makes_it() -> bytes:
    time.sleep(0.01)  # as figures do: else one process may be done before the other begins
    return str(os.getpid()).encode()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="only where a process can fork")
@pytest.mark.parametrize(("count", "jobs", "processes"), [(3, 2, 1), (40, 2, 2), (40, 1, 1)])
def test_a_rebuild_of_few_files_uses_the_processes_that_it_may(
    tmp_path: Path, count: int, jobs: int, processes: int
) -> None:
    files = [SiteFile(f"{number}.txt", "key", who_makes_it) for number in range(count)]
    written, issues = write_all(Plan(files, tmp_path), jobs, lambda done: None)
    assert (len(written), issues) == (count, [])
    pids = {int(file.read_text()) for file in tmp_path.iterdir()}
    assert len(pids) == processes
    assert (os.getpid() in pids) == (processes == 1)
