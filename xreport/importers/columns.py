"""The address of `Columns` for importers of other packages."""

from __future__ import annotations

from xreport.importers.kit.columns import Columns

__all__ = ["Columns"]
