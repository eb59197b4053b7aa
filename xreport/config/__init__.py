"""The configuration of a report: ``xreport.toml`` or ``[tool.xreport]`` in ``pyproject.toml``."""

from xreport.config.borrowed import borrow
from xreport.config.reading import find_config, read_config
from xreport.config.settings import Config, Direction, ImportRule, Limits, MetricConfig

__all__ = ["Config", "Direction", "ImportRule", "Limits", "MetricConfig", "borrow", "find_config", "read_config"]
