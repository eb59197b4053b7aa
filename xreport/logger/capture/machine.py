"""What the machine does now: processors, memory, disk, GPUs. From ``/proc`` on Linux, from psutil elsewhere."""

from __future__ import annotations

import contextlib
import os
import time

from xreport.logger.capture.graphics import Graphics

TYPE_CHECKING = False  # typing takes milliseconds to import; type checkers know this name
if TYPE_CHECKING:
    from typing import Any

_GB = 1e9


class Machine:
    """Looks at the machine from time to time; rates are those since the look before.

    Args:
        folder: Where the disk is that matters, that of the run.
        proc: Where Linux tells of itself.
    """

    def __init__(self, folder: str, proc: str = "/proc") -> None:
        self._folder = folder
        self._proc = proc
        self._graphics = Graphics()
        self._psutil = None if os.path.exists(os.path.join(proc, "stat")) else _psutil()
        self._busy = self._cpu_seconds()
        self._process = (time.monotonic(), time.process_time())

    def look(self) -> dict[str, float]:
        """Return what can be told now: percent, and gigabytes of 10^9 bytes."""
        found: dict[str, float] = {}
        for part in (self._cpu, self._memory, self._own, self._disk, self._graphics.look):
            # One part that fails, as in a container without /proc, does not hide the others.
            with contextlib.suppress(Exception):
                found |= part()
        return {f"system/{name}": round(value, 3) for name, value in found.items()}

    def _cpu(self) -> dict[str, float]:
        if self._psutil is not None:
            return {"cpu": float(self._psutil.cpu_percent())}
        before, self._busy = self._busy, self._cpu_seconds()
        if before is None or self._busy is None or self._busy[1] <= before[1]:
            return {}
        return {"cpu": 100 * (self._busy[0] - before[0]) / (self._busy[1] - before[1])}

    def _cpu_seconds(self) -> tuple[int, int] | None:
        """Return the ticks in which the processors were busy, and all, since the machine was started."""
        try:
            with open(os.path.join(self._proc, "stat"), encoding="ascii") as file:
                ticks = [int(word) for word in file.readline().split()[1:9]]  # guests are counted in these
        except (OSError, ValueError):
            return None
        return sum(ticks) - ticks[3] - ticks[4], sum(ticks)

    def _memory(self) -> dict[str, float]:
        if self._psutil is not None:
            state = self._psutil.virtual_memory()
            return {"memory_gb": (state.total - state.available) / _GB}
        with open(os.path.join(self._proc, "meminfo"), encoding="ascii") as file:
            sizes = {name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in file)}
        return {"memory_gb": (sizes["MemTotal"] - sizes["MemAvailable"]) * 1024 / _GB}

    def _own(self) -> dict[str, float]:
        """Return what this process takes: 100 % is one processor."""
        (then, used), self._process = self._process, (time.monotonic(), time.process_time())
        now, use = self._process
        found = {"process.cpu": 100 * (use - used) / (now - then)} if now > then else {}
        if self._psutil is not None:
            memory = self._psutil.Process().memory_info().rss
            return found | {"process.memory_gb": memory / _GB}
        with contextlib.suppress(OSError, ValueError), open(os.path.join(self._proc, "self", "statm"), "rb") as file:
            found["process.memory_gb"] = int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / _GB
        return found

    def _disk(self) -> dict[str, float]:
        import shutil

        return {"disk_free_gb": shutil.disk_usage(self._folder).free / _GB}


def _psutil() -> Any:
    try:
        import psutil  # type: ignore[import-untyped,unused-ignore]
    except Exception:  # noqa: BLE001 -- not there, or broken
        return None
    psutil.cpu_percent()  # the first call has nothing to compare with
    return psutil
