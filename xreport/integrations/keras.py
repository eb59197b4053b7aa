"""Keras 3, with any backend: ``model.fit(..., callbacks=[XReportCallback("digits")])``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import keras

from xreport.integrations.owned import OwnedRun
from xreport.logger import Run


class XReportCallback(keras.callbacks.Callback):
    """Logs the metrics of each epoch as ``train/...`` and ``val/...``, and optimizer, loss and epochs as params.

    Args:
        run: The project of the run that each ``fit`` becomes; or a run, which the user ends, and to whose summary
            ``model.evaluate(callbacks=...)`` adds ``test/...``.
        batches: Log the metrics of each batch, too, as ``batch/...``; their steps count batches.
        **fields: What `xreport.init` takes: ``params``, ``seed``, ``data``, ...
    """

    def __init__(self, run: Run | str, *, batches: bool = False, **fields: Any) -> None:
        super().__init__()
        self._owned = OwnedRun(run, fields)
        self._batches = batches
        self._batch = 0
        self._fitting = False

    @property
    def run(self) -> Run:
        """The run of this training."""
        return self._owned.run

    def on_train_begin(self, logs: Mapping[str, Any] | None = None) -> None:  # noqa: ARG002 -- Keras passes them
        """Begin a run."""
        self._batch = 0
        self._fitting = True
        self._owned.begin(lambda: _params(self.model, self.params))

    def on_train_batch_end(self, batch: int, logs: Mapping[str, Any] | None = None) -> None:  # noqa: ARG002
        """Log the metrics of a batch, which Keras averages over the epoch so far."""
        if self._batches and logs:
            self.run.log({f"batch/{key}": value for key, value in logs.items()}, step=self._batch)
        self._batch += 1

    def on_epoch_end(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
        """Log the metrics of an epoch."""
        if logs:
            self.run.log({_name(key): value for key, value in logs.items()}, step=epoch)

    def on_train_end(self, logs: Mapping[str, Any] | None = None) -> None:  # noqa: ARG002
        """End a run of our own."""
        self._fitting = False
        self._owned.end()

    def on_test_end(self, logs: Mapping[str, Any] | None = None) -> None:
        """Log the scores of ``model.evaluate``; the validation within ``fit`` comes with its epoch."""
        if logs and not self._fitting:
            self.run.summary.update({f"test/{key}": value for key, value in logs.items()})


def _name(key: str) -> str:
    if key == "learning_rate":
        return key
    return f"val/{key.removeprefix('val_')}" if key.startswith("val_") else f"train/{key}"


def _params(model: Any, fit: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is known of a compiled model; not its name, which Keras counts up from run to run."""
    optimizer = model.optimizer.get_config() if model.optimizer else {}
    found = {"optimizer": optimizer, "loss": getattr(model, "loss", None), "epochs": fit.get("epochs")}
    if model.built:
        found["model_parameters"] = model.count_params()
    return {key: value for key, value in found.items() if value not in (None, {})}
