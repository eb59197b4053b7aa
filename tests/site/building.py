"""Building sites in tests."""

from __future__ import annotations

from pathlib import Path

from xreport.pipeline import Report, build_report
from xreport.settings import read_config

NOW = 1_795_000_000.0
"""A fixed moment: what is running or stalled must not depend on when the tests run."""


def build(source: Path, out: Path, **options) -> Report:
    """Build a folder with an xreport.toml, or a bare folder of logs."""
    file = source / "xreport.toml"
    config = read_config(file if file.is_file() else None, source)
    sources = [config.root / name for name in config.sources] if file.is_file() else [source]
    return build_report(config, sources, out, now=NOW, **options)
