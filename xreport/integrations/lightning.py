"""PyTorch Lightning 2: ``Trainer(logger=XReportLogger("digits"))``, as ``lightning`` or as ``pytorch_lightning``."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Mapping
from typing import Any

try:
    from lightning.pytorch.loggers.logger import Logger, rank_zero_experiment
    from lightning.pytorch.utilities.rank_zero import rank_zero_only
except ImportError:
    from pytorch_lightning.loggers.logger import Logger, rank_zero_experiment
    from pytorch_lightning.utilities.rank_zero import rank_zero_only

from xreport.integrations.owned import OwnedRun
from xreport.logger import Run


class XReportLogger(Logger):
    """Logs what the module logs, under the same names, and its hyperparameters as params.

    The run stays open when ``fit`` is done, so that ``trainer.test`` logs to it, too. It ends with the script, by
    ``logger.experiment.finish()``, or, where it was given, when its owner ends it.

    Args:
        run: The project of a run to begin, or a run.
        **fields: What `xreport.init` takes: ``params``, ``seed``, ``data``, ...
    """

    def __init__(self, run: Run | str, **fields: Any) -> None:
        super().__init__()
        self._owned = OwnedRun(run, fields)

    @property
    def name(self) -> str:
        """The project: where Lightning puts checkpoints."""
        return self._owned.project

    @property
    def version(self) -> str | None:
        """The id of the run, for the same; known to the process of rank zero."""
        run = self.experiment
        return run.id if isinstance(run, Run) else None

    @property
    @rank_zero_experiment
    def experiment(self) -> Run:
        """The run, for everything else: ``self.logger.experiment.log_image(...)``. On other ranks, something idle."""
        return self._owned.run

    @rank_zero_only
    def log_metrics(self, metrics: Mapping[str, Any], step: int | None = None) -> None:
        """Log metrics of a global step."""
        self.experiment.log(metrics, step=step)

    @rank_zero_only
    def log_hyperparams(self, params: dict[str, Any] | Namespace, *_arguments: Any, **_options: Any) -> None:
        """Log params, but none that the user gave to the run."""
        self._owned.describe(lambda: vars(params) if isinstance(params, Namespace) else params)

    @rank_zero_only
    def finalize(self, status: str) -> None:
        """End a run of our own that failed; bring any other to the disk."""
        if status == "failed" and self._owned.own:
            self.experiment.finish("failed", sys.exc_info()[1])
        else:
            self.experiment.flush()
