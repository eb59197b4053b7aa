"""XGBoost: ``xgboost.train(..., callbacks=[XReportCallback("digits", params=params)])``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xgboost.callback import TrainingCallback

from xreport.integrations.owned import OwnedRun
from xreport.logger import Run


class XReportCallback(TrainingCallback):
    """Logs each metric of each evaluated data set as ``data/metric``, by the boosting round; in ``cv``, mean and std.

    A booster does not know which params were given to it: pass them. Where training stops early, ``best_iteration``
    and ``best_score`` go to the summary.

    Args:
        run: The project of the run that each training becomes; or a run, which the user ends.
        **fields: What `xreport.init` takes: ``params``, ``seed``, ``data``, ...
    """

    def __init__(self, run: Run | str, **fields: Any) -> None:
        super().__init__()
        self._owned = OwnedRun(run, fields)

    @property
    def run(self) -> Run:
        """The run of this training."""
        return self._owned.run

    def before_training(self, model: Any) -> Any:
        """Begin a run."""
        self._owned.begin()
        return model

    def after_iteration(self, model: Any, epoch: int, evals_log: Mapping[str, Mapping[str, Any]]) -> bool:  # noqa: ARG002
        """Log the metrics of a round."""
        metrics: dict[str, Any] = {}
        for data, history in evals_log.items():
            for metric, values in history.items():
                name, last = f"{data}/{metric}", values[-1]
                metrics |= {name: last[0], f"{name}_std": last[1]} if isinstance(last, tuple) else {name: last}
        if metrics:
            self.run.log(metrics, step=epoch)
        return False

    def after_training(self, model: Any) -> Any:
        """Say which round was best, and end a run of our own."""
        best, score = model.attr("best_iteration"), model.attr("best_score")
        if best is not None and score is not None:
            self.run.summary.update({"best_iteration": int(best), "best_score": float(score)})
        self._owned.end()
        return model
