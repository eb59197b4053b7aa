"""Hugging Face: ``Trainer(..., callbacks=[XReportCallback("digits")])``."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from transformers import TrainerCallback

from xreport.integrations.owned import OwnedRun
from xreport.logger import Run

_ALWAYS = {
    "learning_rate", "lr_scheduler_type", "num_train_epochs", "optim", "per_device_train_batch_size", "weight_decay",
}  # fmt: skip
_NO_PARAMS = ("dir", "run_name", "report_to", "push_to", "hub_", "token", "resume_from", "tqdm")
"""Parts of names: folders, accounts, and what changes nothing in the result."""
_ONCE = {"train_loss", "train_runtime", "train_samples_per_second", "train_steps_per_second", "total_flos"}


class XReportCallback(TrainerCallback):
    """Logs what the Trainer logs, under the names of its W&B callback: ``train/...``, ``eval/...``, ``test/...``.

    What it logs once, at the end of a training (``train_loss``, ``train_runtime``, ...), goes to the summary. The run
    stays open when ``train`` is done, so that ``evaluate`` and ``predict`` log to it, too. It ends with the script,
    when the next training begins, or by ``callback.run.finish()``.

    Args:
        run: The project of the run that each ``train`` becomes; or a run, which the user ends.
        **fields: What `xreport.init` takes: ``params``, ``seed``, ``data``, ...
    """

    def __init__(self, run: Run | str, **fields: Any) -> None:
        self._owned = OwnedRun(run, fields)

    @property
    def run(self) -> Run:
        """The run of this training."""
        return self._owned.run

    def on_train_begin(self, args: Any, state: Any, _control: Any, model: Any = None, **_more: Any) -> None:
        """Begin a run, with the arguments of the Trainer and the configuration of the model as params."""
        if state.is_world_process_zero:
            self._owned.begin(lambda: _arguments(args) | {"model": _model(model)}, seed=args.seed)

    def on_log(self, _args: Any, state: Any, _control: Any, logs: Mapping[str, Any], **_more: Any) -> None:
        """Log the metrics of a global step."""
        if state.is_world_process_zero:
            self.run.summary.update({key: logs[key] for key in _ONCE & logs.keys()})
            metrics = {_name(key): value for key, value in logs.items() if key not in _ONCE}
            if metrics.keys() - {"epoch"}:
                self.run.log(metrics, step=state.global_step)

    def on_predict(self, _args: Any, state: Any, _control: Any, metrics: Mapping[str, Any], **_more: Any) -> None:
        """Log the scores of a test set."""
        if state.is_world_process_zero:
            self.run.summary.update({_name(key): value for key, value in metrics.items()})

    def on_train_end(self, _args: Any, state: Any, _control: Any, **_more: Any) -> None:
        """Bring the run to the disk."""
        if state.is_world_process_zero:
            self._owned.pause()


def _name(key: str) -> str:
    for prefix in ("eval", "test"):
        if key.startswith(f"{prefix}_"):
            return f"{prefix}/{key[len(prefix) + 1 :]}"
    return key if key == "epoch" else f"train/{key}"


def _arguments(args: Any) -> dict[str, Any]:
    """Return the usual arguments, and those that were chosen: no folders, names and accounts, nor 100 defaults."""
    usual = {field.name: field.default for field in dataclasses.fields(args)}
    said = args.to_dict()
    chosen = {key for key in said if isinstance(said[key], str | int | float) and said[key] != usual.get(key)} - {
        "seed"
    }
    return {key: said[key] for key in said if key in _ALWAYS | chosen and not any(no in key for no in _NO_PARAMS)}


def _model(model: Any) -> dict[str, Any]:
    """Return how a model differs from the default of its kind; of a folder of this machine, only the last part."""
    config: Any = getattr(model, "config", None)
    found = {"class": type(model).__name__, **(config.to_diff_dict() if hasattr(config, "to_diff_dict") else {})}
    for key in ("_name_or_path", "transformers_version"):
        found.pop(key, None)
    origin = str(getattr(config, "_name_or_path", "") or "")
    if origin:
        found["origin"] = Path(origin).name if Path(origin).exists() else origin
    return found
