"""LightGBM: ``lightgbm.train(..., callbacks=[XReportCallback(run)])``."""

from __future__ import annotations

from typing import Any

from xreport.logger import Run


class XReportCallback:
    """Logs each metric of each evaluated data set as ``data/metric``, by the boosting round; in ``cv``, mean and std.

    Params come from LightGBM, whether more of a metric is better, too. It calls nobody when a training ends, so the run
    is one that the user begins and ends.

    Args:
        run: The run.
    """

    def __init__(self, run: Run) -> None:
        self.run = run
        self._defined: set[str] = set()
        # LightGBM looks for it in the object, not in its class. Early stopping is 30: the last round is logged, too.
        self.order = 20

    def __call__(self, env: Any) -> None:
        """Log the metrics of a round."""
        if env.iteration == env.begin_iteration:
            params = self.run.params
            params.update({key: value for key, value in env.params.items() if key not in params})
        metrics: dict[str, Any] = {}
        for data, metric, value, more_is_better, *std in env.evaluation_result_list or ():
            name = f"{data}/{metric}"
            if name not in self._defined:
                self._defined.add(name)
                self.run.define_metric(name, direction="max" if more_is_better else "min")
            metrics[name] = value
            if std:
                metrics[f"{name}_std"] = std[0]
        if metrics:
            self.run.log(metrics, step=env.iteration)
