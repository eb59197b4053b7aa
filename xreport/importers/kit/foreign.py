"""What tells the files of other tools by their names and first lines, before anything of them is read."""

from __future__ import annotations

from typing import Final

OPTUNA_WORDS: Final = "optuna|journal|study|studies"
"""What the name of a journal of Optuna says where its end does not: JSON lines of other names are not asked about."""
OPTUNA: Final = (
    r".*\.(?:db|sqlite3?|log|journal|txt)"
    rf"|(?!.*\.(?:csv|tsv|json|parquet|html|py|ipynb|md)$).*(?:{OPTUNA_WORDS}).*"
)
"""How a journal or a database of Optuna may be called. The file is opened only where its name matches."""
