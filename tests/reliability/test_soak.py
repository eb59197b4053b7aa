"""Ten million records: memory does not grow, nor does the number of open files."""

from __future__ import annotations

import os
from pathlib import Path

from forked import result_of
from proofs import proof, share
from seen import xreport_reads

from xreport import logger

RECORDS = int(os.environ.get("XREPORT_SOAK", "2000000"))


def resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def log_many(folder: Path, count: int) -> dict[str, int]:
    logger.writer.SYNC_SECONDS = 0.5
    run = logger.init("p", dir=folder, capture=False)
    files = Path("/proc/self/fd")
    for number in range(20_000):
        run.log({"train/loss": number / 7}, step=number)
    run.flush()
    before, open_before = resident(), len(list(files.iterdir()))
    most = 0
    for number in range(20_000, count):
        if not run.log({"train/loss": number / 7}, step=number):
            raise AssertionError(number)
        if number % 100_000 == 0:
            most = max(most, resident())
    run.flush()
    grown = max(most, resident()) - before
    opened = len(list(files.iterdir())) - open_before
    assert run.finish()
    return {"grown": grown, "opened": opened}


@proof(f"memory and open files while {RECORDS // 1_000_000} million records are logged: less than 1 MiB and none more")
def test_soak(tmp_path, tally):
    count = share(RECORDS)
    with tally.case(count=count):
        found = result_of(lambda: log_many(tmp_path, count), seconds=500)
        assert found["grown"] < 1 << 20, found
        assert found["opened"] == 0, found
        (path,) = tmp_path.rglob("*.jsonl")
        if count <= 2_000_000:
            part = xreport_reads(path.read_bytes())
            assert part.series["train/loss"].steps.tolist() == list(range(count))
            assert part.account.issues == ()
        path.unlink()
