"""The model: what was read from journals and imported logs, before any analysis. Frozen, no path is opened here."""

from xreport.model.logged import (
    Chart,
    Confusion,
    Histogram,
    Item,
    Kind,
    Line,
    Logged,
    Media,
    Table,
    Text,
)
from xreport.model.run import (
    Artifact,
    Attempt,
    Collection,
    DataSource,
    Environment,
    Hint,
    PassedOver,
    Placement,
    Run,
    SourceFile,
)
from xreport.model.series import Floats, Ints, Series, Summary

__all__ = [
    "Artifact",
    "Attempt",
    "Chart",
    "Collection",
    "Confusion",
    "DataSource",
    "Environment",
    "Floats",
    "Hint",
    "Histogram",
    "Ints",
    "Item",
    "Kind",
    "Line",
    "Logged",
    "Media",
    "PassedOver",
    "Placement",
    "Run",
    "Series",
    "SourceFile",
    "Summary",
    "Table",
    "Text",
]
