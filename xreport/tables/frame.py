"""The wide table of runs as a pandas DataFrame, for notebooks and further analysis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xreport.analysis.study import Study
from xreport.tables.downloads import wide_table

if TYPE_CHECKING:
    import pandas as pd


def runs_frame(study: Study) -> pd.DataFrame:
    """Return a row per run with the columns of ``runs.csv``; times are UTC, the index is the run's id.

    A site is built without pandas: importing it takes longer than writing the CSV of ten thousand runs.
    """
    import pandas as pd

    heads, rows = wide_table(study)
    cells = list(rows)
    frame = pd.DataFrame({head: [row[place] for row in cells] for place, head in enumerate(heads)})
    for moment in ("started", "ended"):
        frame[moment] = pd.to_datetime(frame[moment].astype("float64"), unit="s", utc=True, errors="coerce")
    frame["duration"] = pd.to_timedelta(frame["duration"].astype("float64"), unit="s", errors="coerce")
    return frame.set_index("id")
