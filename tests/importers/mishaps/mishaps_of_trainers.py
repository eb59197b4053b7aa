"""Trainings with frameworks that go wrong; see ``situations.py``."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from situations import REPEATED, SAME, TWO, UNTOLD, Points, Tool, alone, code, lines, main, number

QUIET = {
    "KERAS_BACKEND": "torch", "HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": "",
    "TOKENIZERS_PARALLELISM": "false", "TF_CPP_MIN_LOG_LEVEL": "3",
}  # fmt: skip


def csv_lines(path: Path, *columns: str) -> str:
    """Return these columns of a table, row by row; all of them where none is named."""
    import csv

    if not path.exists():
        return f"no `{path.name}`"
    with path.open(newline="") as file:
        found = [" ".join(f"{float(row[name]):g}" for name in columns) for row in csv.DictReader(file)]
    return f"`{path.name}`: {code(found)}"


def events(folder: Path, tag: str) -> str:
    """Return what event files hold of a metric."""
    from tensorboard.backend.event_processing.event_file_loader import LegacyEventFileLoader

    said = []
    for path in sorted(folder.rglob("*tfevents*")):
        values = [
            f"{number(value.simple_value)} {event.step}"
            for event in LegacyEventFileLoader(str(path)).Load()
            for value in event.summary.value
            if value.tag == tag
        ]
        said.append(code(values))
    return f"event file: {'; '.join(said)}"


# -- torch ------------------------------------------------------------------------------------------------


def torch_writer(folder: Path, name: str, points: Points, resumed: bool) -> None:
    from torch.utils.tensorboard import SummaryWriter

    with SummaryWriter(str(folder / name), **({"purge_step": 2} if resumed else {})) as writer:
        for step, value in points:
            writer.add_scalar("loss", value, step)
            writer.flush()


# -- Keras ------------------------------------------------------------------------------------------------


def keras(folder: Path, name: str, points: Points, resumed: bool) -> None:
    import keras
    import numpy as np

    class Losses(keras.callbacks.Callback):
        """The losses that are to be logged, in the place of those of the model."""

        def on_train_begin(self, logs: Any = None) -> None:
            self.points = iter(points)

        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            logs["loss"] = next(self.points)[1]

    place = folder / name
    place.mkdir(exist_ok=True)
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    x = np.zeros((1, 1), "float32")
    begin = 2 if resumed else 0
    callbacks = [Losses(), keras.callbacks.CSVLogger(str(place / "training.log"), append=resumed)]
    model.fit(x, x, epochs=begin + points.steps, initial_epoch=begin, verbose=0, callbacks=callbacks)


def seen_by_keras(folder: Path) -> str:
    return csv_lines(folder / "bad" / "training.log", "epoch", "loss")


# -- Lightning --------------------------------------------------------------------------------------------

LOGS = {"csv": ["CSVLogger"], "both": ["CSVLogger", "TensorBoardLogger"]}


def lightning(folder: Path, name: str, points: Points, resumed: bool, loggers: str = "csv") -> None:
    import lightning as L  # noqa: N812 -- as everybody calls it
    import torch
    from lightning.pytorch import loggers as known

    values = iter(points)

    class Line(L.LightningModule):
        def __init__(self) -> None:
            super().__init__()
            self.layer = torch.nn.Linear(1, 1)

        def training_step(self, batch: Any, batch_idx: int) -> Any:
            self.log("loss", next(values)[1])
            return self.layer(batch).sum()

        def configure_optimizers(self) -> Any:
            return torch.optim.SGD(self.parameters(), lr=0.1)

    made = [getattr(known, one)(str(folder / name)) for one in LOGS[loggers]]
    for one in made:
        if hasattr(one, "_flush_logs_every_n_steps"):
            one._flush_logs_every_n_steps = 1
    trainer = L.Trainer(
        max_steps=points.steps, log_every_n_steps=1, logger=made, enable_progress_bar=False, enable_model_summary=False,
        accelerator="cpu", enable_checkpointing=False,
    )  # fmt: skip
    trainer.fit(Line(), torch.utils.data.DataLoader(torch.zeros(8, 1), batch_size=1))


def lightning_twice(folder: Path) -> None:
    alone(lightning, folder, "bad", SAME, False, "both")


def seen_by_lightning(folder: Path) -> str:
    found = sorted((folder / "bad").glob("lightning_logs/version_*"))
    said = [csv_lines(one / "metrics.csv", "step", "loss") for one in found]
    if any((folder / "bad").rglob("*tfevents*")):
        said.append(events(folder / "bad", "loss"))
    return "; ".join(said)


# -- Hugging Face -----------------------------------------------------------------------------------------


def transformers(folder: Path, name: str, points: Points, resumed: bool, report_to: str = "none") -> None:
    import torch
    from transformers import Trainer, TrainingArguments

    values = iter(points)

    class Line(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.layer = torch.nn.Linear(1, 1)

        def forward(self, x: Any, labels: Any = None) -> Any:
            return {"loss": next(values)[1] * (1 + 0 * self.layer(x).sum()), "logits": x}

    os.environ["TENSORBOARD_LOGGING_DIR"] = str(folder / name / "runs" / "now")
    args = TrainingArguments(
        str(folder / name), max_steps=points.steps + (3 if resumed else 0), report_to=report_to,
        per_device_train_batch_size=1, logging_steps=1, save_steps=1, disable_tqdm=True, seed=7, use_cpu=True,
    )  # fmt: skip
    data = [{"x": torch.zeros(1), "labels": torch.zeros(1)}] * 8
    trainer = Trainer(Line(), args, train_dataset=data)
    trainer.train(resume_from_checkpoint=resumed or None)
    trainer.save_state()


def transformers_twice(folder: Path) -> None:
    alone(transformers, folder, "bad", SAME, False, "tensorboard")


def seen_by_transformers(folder: Path) -> str:
    states = sorted((folder / "bad").rglob("trainer_state.json"), key=lambda path: path.stat().st_mtime_ns)
    last = states[-1]
    losses = [f"{one['step']} {one['loss']:g}" for one in json.loads(last.read_text())["log_history"] if "loss" in one]
    said = [f"`{last.relative_to(folder / 'bad')}`: {code(losses)}"]
    if any((folder / "bad").rglob("*tfevents*")):
        said.append(events(folder / "bad", "train/loss"))
    return "; ".join(said)


# -- stable-baselines3 ------------------------------------------------------------------------------------


def sb3(folder: Path, name: str, points: Points, resumed: bool, formats: Any = ("csv",)) -> None:
    from stable_baselines3.common.logger import configure

    logger = configure(str(folder / name), list(formats))
    for step, value in points:
        logger.record("train/loss", value)
        logger.record("time/total_timesteps", step)
        logger.dump(step)
    logger.close()


def sb3_twice(folder: Path) -> None:
    alone(sb3, folder, "bad", SAME, False, ("csv", "json", "tensorboard"))


def seen_by_sb3(folder: Path) -> str:
    said = [csv_lines(folder / "bad" / "progress.csv", "time/total_timesteps", "train/loss")]
    if (folder / "bad" / "progress.json").exists():
        said += [
            f"`progress.json` with {lines(folder / 'bad' / 'progress.json')}",
            events(folder / "bad", "train/loss"),
        ]
    return "; ".join(said)


def monitor(folder: Path, name: str, points: Points, resumed: bool) -> None:
    import gymnasium
    import numpy as np
    from stable_baselines3.common.monitor import Monitor

    values = iter(points)

    class Lever(gymnasium.Env[Any, Any]):
        observation_space = gymnasium.spaces.Box(0, 1, (1,))
        action_space = gymnasium.spaces.Discrete(1)

        def reset(self, **_: Any) -> Any:
            super().reset()
            return np.zeros(1, np.float32), {}

        def step(self, action: Any) -> Any:
            return np.zeros(1, np.float32), -self.value, True, False, {}

    (folder / name).mkdir(exist_ok=True)
    env = Lever()
    watched = Monitor(env, str(folder / name / "0"), override_existing=not resumed)
    for _, env.value in values:
        watched.reset()
        watched.step(0)
    watched.close()


def seen_by_monitor(folder: Path) -> str:
    return f"`0.monitor.csv`: {lines(folder / 'bad' / '0.monitor.csv', r'^(r|[-0-9a-z.]+),')}"


TOOLS = {
    "torch": Tool(
        "TensorBoard, written by torch", ["torch", "tensorboard"],
        lambda folder: events(folder / "bad", "loss"), torch_writer, modules=["torch.utils.tensorboard"],
        silent=UNTOLD,
    ),
    "keras": Tool("Keras, CSVLogger", ["keras"], seen_by_keras, keras, {}, [REPEATED], ["keras"], UNTOLD),
    "lightning": Tool(
        "Lightning, metrics.csv", ["lightning"], seen_by_lightning, lightning, {TWO: lightning_twice}, [REPEATED],
        ["lightning"], UNTOLD,
    ),
    "transformers": Tool(
        "Hugging Face, trainer_state.json", ["transformers"], seen_by_transformers, transformers,
        {TWO: transformers_twice}, [REPEATED], ["transformers.trainer"], UNTOLD,
    ),
    "sb3": Tool(
        "stable-baselines3, logger", ["stable-baselines3"], seen_by_sb3, sb3, {TWO: sb3_twice}, [],
        ["stable_baselines3.common.logger"], UNTOLD,
    ),
    "monitor": Tool(
        "stable-baselines3, Monitor", ["stable-baselines3"], seen_by_monitor, monitor, {}, [REPEATED],
        ["stable_baselines3.common.monitor"], UNTOLD,
    ),
}  # fmt: skip

if __name__ == "__main__":
    main(TOOLS, QUIET)
