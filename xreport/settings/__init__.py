"""The configuration of a report: ``xreport.toml`` or ``[tool.xreport]`` in ``pyproject.toml``."""

from xreport.settings.borrowed import borrow
from xreport.settings.config import Config, Direction, ImportRule, Limits, MetricConfig
from xreport.settings.reading import find_config, read_config

__all__ = ["Config", "Direction", "ImportRule", "Limits", "MetricConfig", "borrow", "find_config", "read_config"]
