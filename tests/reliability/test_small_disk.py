"""A disk that is really full: a tmpfs of 64 kB, and one without room for another name."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from lacking import lacks
from proofs import proof, share
from seam import make_run
from seen import filling, journals, metrics, numbers, xreport_reads


@contextlib.contextmanager
def mounted(place: Path, options: str) -> Iterator[Path]:
    """Mount a small tmpfs."""
    place.mkdir()
    if os.geteuid() or subprocess.run(["mount", "-t", "tmpfs", "-o", options, "x", place], check=False).returncode:
        lacks("the right to mount a small disk")
    try:
        yield place
    finally:
        subprocess.run(["umount", place], check=True)


@proof("a disk of 64 kB that fills up, with space freed midway", seed=5)
def test_a_full_disk_with_space_freed_midway(tmp_path, tally, capfd):
    chance = random.Random(5)
    with mounted(tmp_path / "disk", "size=64k") as disk:
        for trial in range(share(50)):
            (disk / "ballast").write_bytes(bytes(chance.randrange(1, 9) * 4096))
            folder = disk / str(trial)
            with tally.case(trial):
                run = make_run(folder, durability=chance.choice(["periodic", "fsync", "os"]))
                done, refused = [], 0
                for number in range(200):
                    if run.log({"n": number, "x": filling(number, chance.randrange(900))}, step=number):
                        done.append(number)
                    else:
                        refused += 1
                        if refused == 20:
                            (disk / "ballast").unlink()
                run.finish()
                assert refused
                assert len(done) > 20
                assert numbers(folder) == done
                ((path, records),) = journals(folder).items()
                assert all(one["x"] == filling(one["n"], len(one["x"])) for one in metrics(records))
                xreport_reads(Path(path).read_bytes())
            shutil.rmtree(folder)
            (disk / "ballast").unlink(missing_ok=True)


@proof("a disk without room for another file, which then has some")
@pytest.mark.parametrize("inodes", [3, 4])
def test_no_room_for_a_name(tmp_path, tally, monkeypatch, inodes):
    now = [0.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    with mounted(tmp_path / "disk", f"size=1m,nr_inodes={inodes}") as disk:
        for name in range(2):
            (disk / str(name)).touch()
        with tally.case(inodes):
            run = make_run(disk / "run", durability="os")
            assert [run.log({"n": number}) for number in range(3)] == [False] * 3
            for name in range(2):
                (disk / str(name)).unlink()
            now[0] += 600
            assert run.log({"n": 3})
            run.finish()
            assert numbers(disk) == [3]
            (records,) = journals(disk).values()
            assert records[-1]["dropped"] == 3
