"""Optuna: ``study.optimize(objective, callbacks=[XReportCallback("digits")])`` makes a run of each trial."""

from __future__ import annotations

from typing import Any

from xreport.compat.wandb.words import init
from xreport.logger import Run

_DIRECTIONS = {"MINIMIZE": "min", "MAXIMIZE": "max"}


class XReportCallback:
    """Logs a trial when it is over: its params, values, intermediate values and user attributes.

    Values are scores, under the names of ``study.set_metric_names``, else as ``value`` or ``value_0``, ``value_1``, ...
    Only complete trials have them, as only these compete in the study. What ``trial.report`` was told is the curve
    ``intermediate_value``. A pruned trial has the tag ``pruned``, one that failed has failed: Optuna shows that one
    only where ``study.optimize(catch=...)`` names the error.

    Args:
        project: The body of work that the runs belong to.
        **fields: What `xreport.init` takes; ``params``, a dict, holds for all trials.
    """

    def __init__(self, project: str, **fields: Any) -> None:
        self._project = project
        tags = fields.pop("tags", ())
        self._tags = [tags] if isinstance(tags, str) else list(tags)
        self._params = dict(fields.pop("params", None) or {})
        self._fields = fields

    def __call__(self, study: Any, trial: Any) -> None:
        """Log a trial."""
        state = trial.state.name
        tags = [*self._tags, "pruned"] if state == "PRUNED" else self._tags
        fields = {"name": f"trial-{trial.number}", "group": study.study_name, **self._fields}
        run = init(self._project, params=self._params | trial.params, tags=tags, **fields)
        self._log(run, study, trial)
        if state == "FAIL":
            run.finish("failed", "the objective of the trial failed")
        else:
            run.finish()

    @staticmethod
    def _log(run: Run, study: Any, trial: Any) -> None:
        names = study.metric_names or _value_names(len(study.directions))
        for name, direction in zip(names, study.directions, strict=True):
            run.define_metric(name, direction=_DIRECTIONS.get(direction.name))  # type: ignore[arg-type]
        for step, value in sorted(trial.intermediate_values.items()):
            run.log({"intermediate_value": value}, step=step)
        # Of a pruned trial Optuna keeps the last intermediate value as its value.
        values = dict(zip(names, trial.values, strict=True)) if trial.state.name == "COMPLETE" else {}
        seconds = {"duration": trial.duration.total_seconds()} if trial.duration else {}
        run.summary.update({**trial.user_attrs, **values, **seconds, "state": trial.state.name})


def _value_names(count: int) -> list[str]:
    return ["value"] if count == 1 else [f"value_{number}" for number in range(count)]
