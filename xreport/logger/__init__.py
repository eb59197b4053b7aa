"""The logger: runs beside a training, writes journals. Standard library only, and never in the way."""

from xreport.logger.mappings import Params, Summary
from xreport.logger.open_runs import current
from xreport.logger.run import Run
from xreport.logger.starting import init
from xreport.logger.verbs import (
    current_summary,
    define_metric,
    finish,
    flush,
    log,
    log_artifact,
    log_audio,
    log_calibration,
    log_confusion,
    log_curve,
    log_histogram,
    log_image,
    log_pr,
    log_roc,
    log_table,
    log_text,
    note,
    update,
    use_artifact,
)

__all__ = [
    "Params",
    "Run",
    "Summary",
    "current",
    "current_summary",
    "define_metric",
    "finish",
    "flush",
    "init",
    "log",
    "log_artifact",
    "log_audio",
    "log_calibration",
    "log_confusion",
    "log_curve",
    "log_histogram",
    "log_image",
    "log_pr",
    "log_roc",
    "log_table",
    "log_text",
    "note",
    "update",
    "use_artifact",
]
