"""What NVIDIA's GPUs do now: from pynvml where it is installed, else from ``nvidia-smi``."""

from __future__ import annotations

import subprocess
from functools import partial

TYPE_CHECKING = False  # typing takes milliseconds to import; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_QUERY = ("utilization.gpu", "memory.used", "temperature.gpu", "power.draw")
_NAMES = ("utilisation", "memory_gb", "temperature_c", "power_w")
_SCALES = (1.0, 2**20 / 1e9, 1.0, 1.0)  # nvidia-smi counts memory in MiB
_SECONDS = 5.0
_MOST_FAILURES = 3


class Graphics:
    """Looks at the GPUs; where there are none, or the driver fails again and again, no more."""

    def __init__(self) -> None:
        self._left = _MOST_FAILURES
        self._nvml = _nvml()

    def look(self) -> dict[str, float]:
        """Return, for each GPU, use in percent, memory in gigabytes, degrees Celsius and watts, as far as it tells."""
        if not self._left:
            return {}
        try:
            found = self._by_library() if self._nvml is not None else _by_command()
        except FileNotFoundError:
            self._left = 0
            return {}
        except Exception:  # noqa: BLE001 -- drivers fail in many ways
            self._left -= 1
            return {}
        self._left = _MOST_FAILURES
        return found

    def _by_library(self) -> dict[str, float]:
        nvml = self._nvml
        found: dict[str, float] = {}
        for at in range(nvml.nvmlDeviceGetCount()):
            gpu = nvml.nvmlDeviceGetHandleByIndex(at)
            asked: tuple[Callable[[], float], ...] = (
                partial(_utilisation, nvml, gpu),
                partial(_memory, nvml, gpu),
                partial(nvml.nvmlDeviceGetTemperature, gpu, 0),
                partial(_power, nvml, gpu),
            )
            for name, ask in zip(_NAMES, asked, strict=True):
                try:
                    found[f"gpu.{at}.{name}"] = float(ask())
                except Exception:  # noqa: BLE001, S112 -- not every GPU tells everything
                    continue
        return found


def _by_command() -> dict[str, float]:
    line = ("nvidia-smi", f"--query-gpu=index,{','.join(_QUERY)}", "--format=csv,noheader,nounits")
    done = subprocess.run(  # noqa: S603 -- fixed arguments, the machine's own tool
        line, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=_SECONDS, check=True
    )
    found: dict[str, float] = {}
    for row in done.stdout.splitlines():
        index, *cells = (cell.strip() for cell in row.split(","))
        for name, scale, cell in zip(_NAMES, _SCALES, cells, strict=False):
            try:
                found[f"gpu.{index}.{name}"] = float(cell) * scale
            except ValueError:  # "[N/A]": not every GPU tells everything
                continue
    return found


def _utilisation(nvml: Any, gpu: Any) -> float:
    return float(nvml.nvmlDeviceGetUtilizationRates(gpu).gpu)


def _memory(nvml: Any, gpu: Any) -> float:
    return float(nvml.nvmlDeviceGetMemoryInfo(gpu).used) / 1e9


def _power(nvml: Any, gpu: Any) -> float:
    return float(nvml.nvmlDeviceGetPowerUsage(gpu)) / 1000


def _nvml() -> Any:
    try:
        import pynvml  # type: ignore[import-not-found,import-untyped,unused-ignore]

        pynvml.nvmlInit()  # type: ignore[no-untyped-call,unused-ignore]
    except Exception:  # noqa: BLE001 -- not there, or without a driver
        return None
    return pynvml
