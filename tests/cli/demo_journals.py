"""Journals as the record format says, written by hand."""

from __future__ import annotations

import json
from pathlib import Path


def write_journal(folder: Path, run: str, *, steps: int = 3, end: bool = True, **start: object) -> Path:
    """Write the journal of one run, as the record format says."""
    file = folder / run / "00112233445566aa.jsonl"
    file.parent.mkdir(parents=True, exist_ok=True)
    first = {"xreport": 1, "type": "start", "run": run, "writer": file.stem, "attempt": 1, "time": 1763900000.0}
    records = [first | {"project": "demo", "name": run, "seed": 1, "params": {"lr": 0.1}} | start]
    records += [{"step": i, "time": 1763900001.0 + i, "metrics": {"val/acc": i / 10}} for i in range(steps)]
    if end:
        records.append({"type": "end", "time": 1763900100.0, "status": "finished"})
    file.write_text("".join(json.dumps(record) + "\n" for record in records))
    return file
