"""One small experiment, logged by one of four tools: for an interpreter that has it.

python same_experiment.py mlflow|tensorboard|wandb|xreport FOLDER
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

RUNS = {
    f"run-{seed}": {"lr": 0.1 / seed, "depth": 3, "opt": "adam", "warm": seed > 1, "seed": seed} for seed in (1, 2, 3)
}


def steps(params: dict[str, Any]) -> Iterator[tuple[int, dict[str, float]]]:
    """Values that single precision holds, which is what event files have."""
    for step in range(0, 50, 5):
        noise = (step * 37 + params["seed"] * 11) % 64 / 1024
        yield step, {"train/loss": 2.0 ** -(step // 10) + noise, "val/accuracy": 1 - 2.0 ** -(step // 10) / 2 - noise}


def by_mlflow(folder: Path) -> None:
    from mlflow import MlflowClient
    from mlflow.entities import Metric, Param

    client = MlflowClient(f"sqlite:///{folder}/mlflow.db")
    experiment = client.create_experiment("same", artifact_location=(folder / "mlartifacts").as_uri())
    for name, params in RUNS.items():
        run = client.create_run(experiment, run_name=name).info.run_id
        client.log_batch(run, params=[Param(key, str(value)) for key, value in params.items()])
        for step, values in steps(params):
            client.log_batch(
                run, metrics=[Metric(key, value, 1_763_000_000_000, step) for key, value in values.items()]
            )
        client.set_terminated(run)


def by_tensorboard(folder: Path) -> None:
    from tensorboardX import SummaryWriter

    for name, params in RUNS.items():
        with SummaryWriter(str(folder / "runs" / name)) as writer:
            writer.add_hparams(params, {})
            for step, values in steps(params):
                for key, value in values.items():
                    writer.add_scalar(key, value, step)


def by_wandb(folder: Path) -> None:
    import wandb

    settings = wandb.Settings(x_disable_stats=True, console="off")
    for name, params in RUNS.items():
        with wandb.init(
            project="same", name=name, dir=str(folder), mode="offline", config=params, settings=settings
        ) as run:
            for step, values in steps(params):
                run.log(values, step=step)


def by_xreport(folder: Path) -> None:
    import xreport

    for name, params in RUNS.items():
        own = dict(params)
        with xreport.init("same", name=name, seed=own.pop("seed"), params=own, dir=folder / "runs") as run:
            for step, values in steps(params):
                run.log(values, step=step)


if __name__ == "__main__":
    {"mlflow": by_mlflow, "tensorboard": by_tensorboard, "wandb": by_wandb, "xreport": by_xreport}[sys.argv[1]](
        Path(sys.argv[2])
    )
