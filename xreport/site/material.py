"""What the files of a site are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xreport.analysis.importance import Importances
from xreport.analysis.study import Study
from xreport.site.figures import Figures
from xreport.site.keys import Once
from xreport.tables.columns import Column


@dataclass(frozen=True, slots=True)
class Material:
    """What the files of a site are made of.

    Attributes:
        study: What was read and found.
        columns: Of the runs table.
        importances: By slug of a task that can be explored: which of its params matter.
        figures: What is drawn.
        since_given: Whether the news of the study are counted from an earlier report.
    """

    study: Study
    columns: Once[Sequence[Column]]
    importances: Mapping[str, Once[Importances]]
    figures: Figures
    since_given: bool = False
