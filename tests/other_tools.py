"""Importing this module makes the makers of other tools' logs importable, wherever the test is that wants them."""

from __future__ import annotations

import sys
from pathlib import Path

IMPORTERS = Path(__file__).resolve().parent / "importers"

for _folder in (IMPORTERS, *sorted({path.parent for path in IMPORTERS.rglob("*.py")} - {IMPORTERS})):
    if str(_folder) not in sys.path:
        sys.path.append(str(_folder))
