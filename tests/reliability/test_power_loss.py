"""Power loss: what a disk may hold after it, by a model of disks and on a real file system.

The model is the worst that a journaled file system may do. Of what was written since the last sync, each sector of 512
bytes is there or not; what is missing reads as zeros, or the file is shorter; a name is there only for sure once its
folder was synced; and what a failed sync covered may never come, whatever later syncs say.
"""

from __future__ import annotations

import contextlib
import io
import itertools
import os
import random
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from forked import fork
from lacking import lacks
from proofs import proof, share
from seam import Between, fault, make_run
from seen import filling, lines_of, metrics, xreport_reads

from xreport.load.read.part import read_stream

SECTOR = 512
Operation = tuple[Any, ...]


class Remembering(Between):
    """Remembers all that changes the disk, in its order; fails where it is told to."""

    def __init__(self, fails: Callable[[str, int], bool] = lambda _call, _nth: False) -> None:
        super().__init__()
        self.operations: list[Operation] = []
        self.paths: dict[int, str] = {}
        self.fails = fails
        self.counts: dict[str, int] = {}

    def on(self, call: str, real: Callable[..., Any], arguments: tuple[Any, ...], options: dict[str, Any]) -> Any:
        nth = self.counts[call] = self.counts.get(call, -1) + 1
        if call == "makedirs":
            missing = [folder for folder in (Path(arguments[0]), *Path(arguments[0]).parents) if not folder.exists()]
            self.operations += [("entry", str(folder.parent), str(folder)) for folder in reversed(missing)]
        failing = self.fails(call, nth)
        if failing and call == "write":
            written = real(arguments[0], arguments[1][: len(arguments[1]) // 3])
            self.operations.append(("write", self.paths[arguments[0]], arguments[1][:written]))
            return written
        if call in ("fsync", "datasync"):
            self.operations.append((call, self.paths[arguments[0]], not failing))
        if failing:
            raise fault("EIO" if call != "write" else "ENOSPC")
        result = real(*arguments, **options)
        if call == "open":
            self.paths[result] = arguments[0]
            if arguments[1] & os.O_CREAT:
                self.operations.append(("entry", str(Path(arguments[0]).parent), arguments[0]))
        elif call == "write":
            self.operations.append(("write", self.paths[arguments[0]], arguments[1][:result]))
        return result


def session(folder: Path, system: Remembering, durability: str, *, records: int, flush: int) -> None:
    """Log, and note in the trace what was promised to survive a power loss."""
    run = make_run(folder / "new" / "runs" / "r", system, durability=durability)
    waiting: list[int] = []
    for number in range(records):
        if run.log({"n": number, "x": filling(number, number * 331 % 1500)}, step=number):
            waiting.append(number)
            if durability == "fsync":
                system.operations.append(("promise", [number]))
        if number % flush == flush - 1:
            if run.flush() and durability != "os":
                system.operations.append(("promise", waiting))
            waiting = []
    run.finish()


class Disk:
    """What is on the disk for sure, and what may be, after the first operations of a trace."""

    def __init__(self, operations: list[Operation]) -> None:
        self.data: dict[str, bytes] = {}
        self.sure: dict[str, bytearray] = {}  # of each byte, whether it is there for sure
        self.doomed: dict[str, bytearray] = {}
        self.entries: dict[str, str] = {}  # names that may be missing, and their folders
        self.promised: set[int] = set()
        for kind, *rest in operations:
            getattr(self, f"_{kind}")(*rest)

    def _entry(self, folder: str, path: str) -> None:
        self.entries[path] = folder

    def _write(self, path: str, data: bytes) -> None:
        self.data[path] = self.data.get(path, b"") + data
        for flags in (self.sure, self.doomed):
            flags.setdefault(path, bytearray()).extend(bytes(len(data)))

    def _datasync(self, path: str, worked: bool) -> None:
        sure, doomed = self.sure.get(path, bytearray()), self.doomed.get(path, bytearray())
        for at in range(len(sure)):
            if worked:
                sure[at] |= not doomed[at]
            else:
                doomed[at] |= not sure[at]

    def _fsync(self, folder: str, worked: bool) -> None:
        if worked:
            self.entries = {path: above for path, above in self.entries.items() if above != folder}

    def _promise(self, numbers: list[int]) -> None:
        self.promised |= set(numbers)

    def states(self, chance: random.Random, most: int) -> Iterator[dict[str, bytes]]:
        """Yield what the disk may hold: all subsets of unsynced sectors where these are few, else many of them."""
        loose = [
            (path, sector)
            for path, sure in self.sure.items()
            for sector in range(0, len(sure), SECTOR)
            if not all(sure[sector : sector + SECTOR])
        ]
        names = list(self.entries)
        units = [*loose, *names]
        if 2 ** len(units) <= most:
            choices = [set(chosen) for size in range(len(units) + 1) for chosen in itertools.combinations(units, size)]
        else:
            prefixes = [{*names, *loose[:size]} for size in range(len(loose) + 1)]
            subsets = [{unit for unit in units if chance.random() < 0.5} for _ in range(most)]
            choices = [set(), set(names), *prefixes, *subsets][:most]
        for chosen in choices:
            yield {path: self._content(path, chosen, chance) for path in self.data if self._named(path, chosen)}

    def _named(self, path: str, chosen: set[Any]) -> bool:
        return all(str(part) not in self.entries or str(part) in chosen for part in (Path(path), *Path(path).parents))

    def _content(self, path: str, chosen: set[Any], chance: random.Random) -> bytes:
        data, sure = self.data[path], self.sure[path]
        content = bytearray(
            byte if sure[at] or (path, at - at % SECTOR) in chosen else 0 for at, byte in enumerate(data)
        )
        # The size may be that of all data, or end with any byte behind the last one that was synced.
        least = max((at + 1 for at in range(len(sure)) if sure[at]), default=0)
        return bytes(content[: chance.choice([len(content), least, chance.randint(least, len(content))])])


def check(state: dict[str, bytes], promised: set[int]) -> None:
    found: list[int] = []
    for content in state.values():
        records = lines_of(content)
        for one in metrics(records):
            assert one["x"] == filling(one["n"], len(one["x"])), "a wrong value"
            assert len(one["x"]) == one["n"] * 331 % 1500, "a wrong value"
        found += [one["n"] for one in metrics(records)]
        if records:
            part = xreport_reads(content)
            read = part.series["n"].values.tolist() if "n" in part.series else []
            assert read == [one["n"] for one in metrics(records)]
        else:
            read_stream(io.BytesIO(content), "0123456789abcdef.jsonl")  # refused or empty, and no exception
    assert len(found) == len(set(found)), "a record is there twice"
    assert promised <= set(found), f"{sorted(promised - set(found))} were promised, and are lost"


SESSIONS: dict[str, tuple[str, Callable[[str, int], bool]]] = {
    "periodic": ("periodic", lambda _call, _nth: False),
    "fsync": ("fsync", lambda _call, _nth: False),
    "os": ("os", lambda _call, _nth: False),
    "a failed sync": ("periodic", lambda call, nth: call == "datasync" and nth == 1),
    "a failed sync of each record": ("fsync", lambda call, nth: call == "datasync" and nth in (1, 5)),
    "a failed sync of a folder": ("periodic", lambda call, nth: call == "fsync" and nth == 1),
    "a disk that is full at times": ("periodic", lambda call, nth: call == "write" and nth in (4, 9, 10)),
}


@proof(
    "power loss at each operation of a trace, by a model: any subset of unsynced sectors, zeros, names missing", seed=7
)
@pytest.mark.parametrize("kind", SESSIONS)
def test_power_loss_in_the_model(tmp_path, tally, kind):
    durability, fails = SESSIONS[kind]
    system = Remembering(fails)
    session(tmp_path, system, durability, records=20, flush=5)
    operations = system.operations
    promised = Disk(operations).promised
    assert len(promised) >= (0 if durability == "os" else 10), "nothing was promised: the test cannot fail"
    chance = random.Random(7)
    for last in range(len(operations) + 1):
        disk = Disk(operations[:last])
        for number, state in enumerate(disk.states(chance, share(64))):
            with tally.case(f"{kind}, after operation {last}, state {number}"):
                check(state, disk.promised)


@contextlib.contextmanager
def image(place: Path, file: Path) -> Iterator[Path]:
    """Mount a file with a file system."""
    place.mkdir(exist_ok=True)
    if os.geteuid() or subprocess.run(["mount", "-o", "loop", file, place], check=False).returncode:
        lacks("the right to mount a loop device")
    try:
        yield place
    finally:
        subprocess.run(["umount", place], check=True)


def log_and_tell(folder: Path, told: int) -> None:
    run = make_run(folder / "runs" / "r", durability="periodic")
    for number in itertools.count():
        run.log({"n": number, "x": filling(number, number * 331 % 1500)}, step=number)
        if number % 50 == 49 and run.flush():
            os.pwrite(told, b"%20d" % number, 0)
            time.sleep(0.002)


@proof("power loss on ext4: a copy of the mounted image, mounted in its turn", seed=8)
def test_power_loss_on_ext4(tmp_path, tally):
    if shutil.which("mkfs.ext4") is None:
        lacks("mkfs.ext4")
    disk, copy = tmp_path / "disk", tmp_path / "copy"
    disk.write_bytes(b"")
    os.truncate(disk, 64 << 20)
    subprocess.run(["mkfs.ext4", "-q", "-F", disk], check=True)
    chance, lasts = random.Random(8), []
    told = os.open(tmp_path / "told", os.O_RDWR | os.O_CREAT)
    with image(tmp_path / "mounted", disk) as folder:
        for trial in range(share(100)):
            os.pwrite(told, b"%20d" % -1, 0)
            runs = folder / str(trial)
            child = fork(lambda runs=runs: log_and_tell(runs, told))
            time.sleep(chance.uniform(0.02, 0.12))
            os.kill(child, 9)
            os.waitpid(child, 0)
            # Nothing writes now but the kernel, in its own time: the copy is what a power cut would leave.
            last = int(os.pread(told, 20, 0))
            subprocess.run(["cp", "--sparse=always", disk, copy], check=True)
            with tally.case(trial), image(tmp_path / "after", copy) as after:
                paths = list((after / str(trial)).rglob("*.jsonl"))
                check({str(path): path.read_bytes() for path in paths}, set(range(last + 1)))
            lasts.append(last)
            shutil.rmtree(runs, ignore_errors=True)
    assert max(lasts) > 100, "nothing was promised: the test cannot fail"
