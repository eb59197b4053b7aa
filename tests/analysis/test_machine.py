"""Utilisation, memory and energy from system metrics."""

import math

import numpy as np
import pytest
from made_runs import run_of

from xreport.analysis.machine import energy, load_of, sum_loads
from xreport.analysis.resources import usage
from xreport.model import Environment, Series


def power(seconds, watts, *, times=False):
    at = np.asarray(seconds, np.float64)
    steps = np.arange(at.size) if times else at.astype(np.int64)
    return Series(steps, np.asarray(watts, np.float64), at if times else np.full(at.size, math.nan))


@pytest.mark.parametrize("times", [True, False])
def test_energy_is_the_integral_of_power(times):
    assert energy(power([0, 1800, 3600], [1000, 1000, 1000], times=times)) == pytest.approx(1.0)
    assert energy(power([0, 3600], [0, 2000], times=times)) == pytest.approx(1.0)
    assert energy(power([3600, 0], [2000, 0], times=times)) == pytest.approx(1.0)


def test_between_attempts_nothing_is_known():
    with_gap = power([*range(0, 100, 10), *range(100_000, 100_100, 10)], [360.0] * 20)
    assert energy(with_gap) == pytest.approx(2 * 90 * 360 / 3.6e6)


@pytest.mark.parametrize("series", [([], []), ([1], [1]), ([1, 1], [5, 5]), ([0, 10], [math.nan, 5])])
def test_too_little_gives_no_energy(series):
    assert energy(power(*series)) is None


def test_a_run_says_what_its_machine_did():
    run = run_of({
        "system/cpu": [10, 30], "system/gpu.0.utilisation": [100, 80], "system/gpu.1.utilization": [50, 50],
        "system/memory_gb": [1, 7, 3], "system/gpu.0.power_watts": [3600, 3600], "loss": [1, 2],
    })  # fmt: skip
    load = load_of(run)
    assert (load.cpu, load.gpu, load.memory) == (20, 70, 7)
    assert load.energy == pytest.approx(0.001)


def test_logged_energy_wins_over_measured():
    run = run_of({"system/power_watts": [1, 1]}, environment=Environment(extra={"energy_kwh": 2.5}))
    assert load_of(run).energy == 2.5
    for bad in (-1, math.nan, math.inf, True, "2"):
        assert load_of(run_of({"loss": 1}, environment=Environment(extra={"energy_kwh": bad}))) is None


def test_runs_without_any_are_left_out():
    runs = [
        run_of({"system/cpu": [100]}, started=0, ended=3000),
        run_of({"system/cpu": [0]}, started=0, ended=1000),
        run_of({"loss": [1]}),
    ]
    loads = sum_loads(runs)
    assert (loads.runs, loads.cpu, loads.gpu, loads.energy) == (2, 75, None, None)
    (row,) = usage(runs, ())
    assert row.loads == loads
    assert sum_loads([]).runs == 0


def test_energy_beyond_any_double_is_no_energy():
    assert load_of(run_of({"loss": 1}, environment=Environment(extra={"energy_kwh": 10**400}))) is None
