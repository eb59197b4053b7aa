"""What the machine did during a run: utilisation, memory and energy, from its system metrics."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from xreport.analysis.metric_names import is_system
from xreport.model import Run, Series

_JOULES = 3.6e6
"""In a kilowatt-hour."""
_GPU = re.compile(r"system/gpu\.[^/]+\.(?:utili[sz]ation|gpu)")
_POWER = re.compile(r"system/(?:.*[./])?power_?watts", re.IGNORECASE)
_MOST_KWH = 1e12
"""More than all the world uses in weeks is no energy of a run."""
_GAP = 10
"""Between samples that lie more than so many usual distances apart nothing is known."""


@dataclass(frozen=True, slots=True)
class Load:
    """What the machine of one run did; None is "not logged".

    Attributes:
        seconds: Weight of the run in means over runs: its duration, or 1 where that is not known.
        cpu, gpu: Mean utilisation in percent; of several GPUs their mean.
        memory: Largest memory in GB.
        energy: In kWh: ``environment.energy_kwh`` where it was logged, else the power of all sensors, integrated.
    """

    seconds: float
    cpu: float | None = None
    gpu: float | None = None
    memory: float | None = None
    energy: float | None = None


@dataclass(frozen=True, slots=True)
class Loads:
    """What the machines of several runs did.

    Attributes:
        runs: How many of them logged any of it.
        cpu, gpu: Means in percent, each run weighted by its duration.
        memory: The largest of any run, in GB.
        energy: The sum, in kWh.
    """

    runs: int = 0
    cpu: float | None = None
    gpu: float | None = None
    memory: float | None = None
    energy: float | None = None


def load_of(run: Run) -> Load | None:
    """Return what the machine did during a run, or None where nothing of it was logged."""
    names = [name for name in run.summaries if is_system(name)]
    energy = _logged_energy(run)
    if energy is None and not names:
        return None
    gpus = [mean for name in names if _GPU.fullmatch(name) and (mean := _mean(run, name)) is not None]
    memory = run.summaries.get("system/memory_gb")
    cpu = _mean(run, "system/cpu")
    gpu = math.fsum(gpus) / len(gpus) if gpus else None
    energy = _measured_energy(run, names) if energy is None else energy
    found = Load(run.duration or 1.0, cpu, gpu, memory.maximum if memory is not None else None, energy)
    return None if found == Load(found.seconds) else found


def sum_loads(runs: Iterable[Run]) -> Loads:
    """Return what the machines of these runs did together."""
    loads = [load for run in runs if (load := load_of(run)) is not None]
    energy = [load.energy for load in loads if load.energy is not None]
    return Loads(
        runs=len(loads),
        cpu=_weighted((load.cpu, load.seconds) for load in loads),
        gpu=_weighted((load.gpu, load.seconds) for load in loads),
        memory=max((load.memory for load in loads if load.memory is not None), default=None),
        energy=math.fsum(energy) if energy else None,
    )


def _weighted(values: Iterable[tuple[float | None, float]]) -> float | None:
    known = [(value, weight) for value, weight in values if value is not None]
    total = math.fsum(weight for _, weight in known)
    return math.fsum(value * (weight / total) for value, weight in known) if total > 0 else None


def _mean(run: Run, name: str) -> float | None:
    summary = run.summaries.get(name)
    return summary.mean if summary is not None else None


def _logged_energy(run: Run) -> float | None:
    value = run.environment.extra.get("energy_kwh")
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < _MOST_KWH:
        return None
    return float(value)


def _measured_energy(run: Run, names: Iterable[str]) -> float | None:
    found = [energy(run.series[name]) for name in names if _POWER.fullmatch(name)]
    known = [one for one in found if one is not None]
    return math.fsum(known) if known else None


def energy(power: Series) -> float | None:
    """Return the energy of a series of watts in kWh, by trapezoids; None below two samples.

    Over the times of the samples where all have one, else over their steps, which are seconds. Gaps, as between two
    attempts, count nothing.
    """
    seconds = power.times if np.isfinite(power.times).all() else power.steps.astype(np.float64)
    good = np.isfinite(power.values)
    order = np.argsort(seconds[good], kind="stable")
    at, watts = seconds[good][order], power.values[good][order]
    widths = np.diff(at)
    if not (widths > 0).any():
        return None
    counted = widths <= _GAP * float(np.median(widths[widths > 0]))
    joules = float((widths * (watts[1:] / 2 + watts[:-1] / 2))[counted].sum())
    return joules / _JOULES if math.isfinite(joules) and joules >= 0 else None
