"""The episodes of a training, as ``Monitor`` of stable-baselines3 and of the older baselines writes them.

The first line is ``#{"t_start": …, "env_id": …}``, then ``r,l,t`` and a row an episode: its reward, its length and the
seconds since ``t_start``. Environments that ran side by side have a file each (``0.monitor.csv``, ``1.monitor.csv``):
together they are one training, whose steps are counted over all episodes in the order in which these ended.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from xreport.format.records import FORMAT
from xreport.importers.forms.settings import without_folders
from xreport.importers.kit.columns import Column, Columns
from xreport.importers.kit.protocol import Files, Item
from xreport.importers.kit.report import Report
from xreport.importers.lines.csv.curves import collect, facts_of, header_of
from xreport.importers.lines.csv.flavours import monitor_start
from xreport.model import Floats, Ints

_SHOWN: Final = 100
"""The tool's own table has the mean of the rewards of so many episodes: a single one says little."""
_NAMES: Final = {"r": "episode/reward", "l": "episode/length"}


@dataclass(frozen=True, slots=True)
class Episodes:
    """The episodes of one file: their order in time, Unix times (NaN where unknown), and the columns."""

    order: Floats
    times: Floats
    columns: dict[str, Column]


def read_monitor(files: Files, paths: list[str], report: Report) -> Iterator[Item]:
    """Yield the run that the monitor files of a folder are."""
    worlds: dict[str, None] = {}
    texts: dict[str, str] = {}
    found = [one for path in paths if (one := _episodes(files, path, report, worlds, texts)) is not None]
    # What it was trained on, and no param: with that alone known, all algorithms would be replicates of each other.
    data = [{"name": name, "role": "train"} for name in worlds]
    yield {"xreport": FORMAT, "type": "start"} | ({"data": data} if data else {})
    if found:
        yield monitor_columns(found)
        yield {"type": "metric", "key": _NAMES["r"], "direction": "max", "score": f"tail {_SHOWN}"}
    if facts := facts_of(texts):
        yield {"type": "fact", "values": facts}


def _episodes(
    files: Files, path: str, report: Report, worlds: dict[str, None], texts: dict[str, str]
) -> Episodes | None:
    header = header_of(files, path)
    said = monitor_start(header.comment) if header else None
    if header is None or said is None:
        report.note("the first lines are not those of a monitor file", "Restore it from a copy.", where=path)
        return None
    environment = said.get("env_id")
    if isinstance(environment, str) and environment:
        worlds[without_folders(environment)] = None
    count, columns, words, _ = collect(files, path, header, "r", report)
    texts |= words
    length, seconds = columns.pop("l", None), columns.pop("t", None)
    if not count or length is None or seconds is None or length[0] is not None or seconds[0] is not None:
        if count:
            report.note("episodes without a length or a time", "Restore the file from a copy.", where=path)
        return None
    columns["l"] = length
    begun = said["t_start"]
    times = seconds[1] + begun if isinstance(begun, int | float) else np.full(count, np.nan)
    # Where time falls, a later training was appended: nothing tells when that began.
    part = np.cumsum(np.concatenate(([0], np.diff(seconds[1]) < 0)))
    known = np.where(part == 0, times, np.nan)
    return Episodes(np.where(part == 0, times, np.inf), known, columns)


def monitor_columns(found: list[Episodes]) -> Columns:
    """Put the episodes of all files in order, and count the steps."""
    sizes = [one.times.size for one in found]
    total = sum(sizes)
    order: Ints = np.argsort(np.concatenate([one.order for one in found]), kind="stable")
    place = np.empty(total, np.int64)
    place[order] = np.arange(total)
    joined = _joined([one.columns for one in found], sizes, place)
    lengths = joined["l"][1]
    whole = bool(np.all(np.isfinite(lengths)) and np.all(np.abs(lengths) < 2**40))
    steps = np.cumsum(lengths.astype(np.int64)) if whole else np.arange(total)
    times = np.concatenate([one.times for one in found])[order]
    return Columns(steps, times, {_NAMES.get(name, f"episode/{name}"): column for name, column in joined.items()})


def _joined(tables: list[Mapping[str, Column]], sizes: list[int], place: Ints) -> dict[str, Column]:
    names = dict.fromkeys(name for table in tables for name in table)
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    result: dict[str, Column] = {}
    for name in names:
        rows, values = [], []
        for start, size, table in zip(starts, sizes, tables, strict=True):
            if name in table:
                own = table[name][0]
                rows.append(start + (np.arange(size) if own is None else own))
                values.append(table[name][1])
        placed = place[np.concatenate(rows)]
        order = np.argsort(placed)
        joined = np.concatenate(values)[order]
        result[name] = (None, joined) if joined.size == place.size else (placed[order], joined)
    return result
