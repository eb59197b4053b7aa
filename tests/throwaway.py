"""Interpreters that have another tool, for tests that ask the tool itself. None of them is a dependency of ours."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

_BOUNDS = Path(__file__).with_name("tools.txt")
_LONGEST_INSTALLATION = 1_200.0  # seconds
_MLFLOW = (
    "sqlalchemy<2.1",  # what MLflow 2 calls of it is gone from 2.1 on
    "alembic",
    "pandas",
    "pillow",
    "setuptools<81",
)
_ENVIRONMENTS = {
    "frameworks": (
        "XREPORT_FRAMEWORKS_PYTHON",
        "torch==2.13.0",
        "keras>=3.10,<4",
        "lightning>=2.5,<3",
        "transformers>=5,<6",
        "accelerate>=1,<2",
        "scikit-learn>=1.6,<2",
        "xgboost-cpu>=3,<4",  # the same as xgboost, without 300 MB for graphics cards
        "lightgbm>=4.6,<5",
        "optuna>=4,<6",
        "stable-baselines3>=2.7,<3",
        "tensorboard>=2.21,<3",
        "pandas",
    ),
    "trackers": (
        "XREPORT_TRACKERS_PYTHON",
        "dvclive>=3",
        "trackio>=0.10",
        "sacred>=0.8.4",
        "codecarbon>=3",
        "pytest-benchmark>=4",
        "asv>=0.6",
        "pyarrow",
        "tensorboardX>=2.6,<3",
        "tensorboard>=2.21,<3",
        "google-benchmark>=1.9",
        "mlperf-logging>=4",
        "astral-dev-toolchain-hyperfine>=2",
    ),
    "mlflow2": ("XREPORT_MLFLOW2_PYTHON", "mlflow-skinny>=2,<3", *_MLFLOW),
    "mlflow3": ("XREPORT_MLFLOW3_PYTHON", "mlflow-skinny>=3,<4", *_MLFLOW),
    "wandb-old": ("XREPORT_WANDB_OLD", "wandb<0.26", "numpy", "pillow", "soundfile"),
    "wandb-new": ("XREPORT_WANDB_NEW", "wandb>=0.31,<0.32", "numpy", "pillow", "soundfile"),
}
"""What several test modules ask: the variable that names an interpreter that has it, and what is installed there."""


def interpreter(folder: Path, *packages: str, variable: str = "") -> Path:
    """Return a Python that has these packages: the one that an environment variable names, else a new one.

    Args:
        folder: Where to make the new one.
        packages: What to install there.
        variable: Name of the environment variable that saves the installation.
    """
    given = os.environ.get(variable) if variable else None
    if given:
        return Path(given)
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    answer([python, "-m", "pip", "install", "-q", "-c", _BOUNDS, *packages])
    return python


def answer(command: Sequence[str | Path], **options: Any) -> str:
    """Return what a command printed; fail with what it complained about, which ``check=True`` does not show."""
    done = subprocess.run(command, check=False, capture_output=True, text=True, **options)
    assert done.returncode == 0, f"{command} ended with {done.returncode}:\n{done.stderr}"
    return done.stdout


def shared_interpreter(base: Path, name: str) -> Path:
    """Return the same for all processes of a test session: the first makes it, the others wait for it.

    Args:
        base: ``tmp_path_factory.getbasetemp()``.
        name: One of the environments of this module: ``"trackers"``, ``"frameworks"``, ….
    """
    variable, *packages = _ENVIRONMENTS[name]
    root = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, found = root / name, root / f"{name}.answer"
    try:
        folder.mkdir()
    except FileExistsError:
        end = time.monotonic() + _LONGEST_INSTALLATION
        while not found.exists() and time.monotonic() < end:
            time.sleep(0.5)
    else:
        text = "failed"
        try:
            text = str(interpreter(folder, *packages, variable=variable))
        finally:
            written = found.with_suffix(".part")
            written.write_text(text, encoding="utf-8")
            written.replace(found)
    python = Path(found.read_text(encoding="utf-8"))
    assert python.is_absolute(), "another process could not install the packages"
    return python
