"""A bare log: which of its columns is the step, the time or the seed, and what its first line may say.

Nothing tells what the columns of such a file mean but their names and values. The rules are few, and written here:

- A first line that shares no key with the others describes the run: its numbers and its ``config`` are params,
  its texts the environment.
- A ``config``, ``params``, ``hparams`` or ``args`` that is an object holds params, on whichever line it stands.
- Lines with ``"mode": "train"`` and ``"mode": "val"`` are two logs in one file: ``train/loss`` and ``val/loss``. Both
  count the steps of the training: see `beside_training`.
- The step is the first column of `STEP_NAMES` that most lines have as an integer, and that varies; `choose_steps` says
  how epochs and iterations go together.
- A column of `TIME_KEYS` is the time when all its values could be Unix time.
- A constant integer ``seed`` is the seed. All other numbers are metrics, and the last of other values are facts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from xreport.format.records import FORMAT
from xreport.importers.forms.python_settings import read_python_settings
from xreport.importers.forms.settings import as_params
from xreport.importers.kit.budget import Budget, cells_of_text
from xreport.importers.kit.columns import Column, Columns, join, transpose
from xreport.importers.kit.params import SEED_KEYS, take_seed
from xreport.importers.kit.protocol import Item, Record
from xreport.importers.kit.values import Note, iso_time, numbers_of
from xreport.importers.lines.bare_steps import beside_training, choose_steps, choose_times, is_time, steps_of
from xreport.model import Floats, Ints

_PARAM_KEYS = ("config", "params", "hparams", "args", "hyperparameters", "parameters")
_STREAM_KEYS = ("mode", "split", "phase", "stage")
_BLOCK: Final = 8192
_VALUES: Final = 200_000
_MOST_KEYS: Final = 40_000
_MOST_PARTS: Final = 200_000
"""Beyond so many columns of blocks, these cost more than the numbers in them, and are joined."""
_TRAININGS: Final = ("train", "training")
_STREAMS = {*_TRAININGS, "val", "valid", "validation", "test", "eval", "evaluation"}
_PARAMS_FIX: Final = (
    'If each line is a trial, let [[import]] in the configuration read the file with kind = "trials". '
    "If they are results, log them under another key."
)


class BareLog:
    """Collects the lines of one file; what they mean is decided when all are known.

    Args:
        budget: Counts what is held.
        step: The column of steps, where the tool that wrote the log is known.
    """

    def __init__(self, budget: Budget, step: str = "") -> None:
        self._budget = budget
        self._step = step
        self._first: tuple[Record, dict[str, float], dict[str, Any]] | None = None
        self._streams: dict[str, Stream] = {}
        self._facts: dict[str, Any] = {}
        self._params: dict[str, Any] = {}
        self._count = 1  # of lines; the first one is number 0

    def add_columns(self, count: int, columns: dict[str, Column]) -> None:
        """Append lines of numbers only; never the first line."""
        self._stream("").add(count, columns, self._count)
        self._count += count

    def add(self, record: Record, note: Note) -> None:
        """Append one line; ``note`` is told of what is unusual in it."""
        said = {key: record[key] for key in _PARAM_KEYS if isinstance(record.get(key), dict)}
        others: dict[str, Any] = {}
        rest = {key: value for key, value in record.items() if key not in said} if said else record
        numbers = numbers_of(rest, note, others.__setitem__)
        for key in [key for key, value in others.items() if isinstance(value, str) and is_time(key)]:
            if (time := iso_time(others[key])) is not None:
                numbers[key] = time
                del others[key]
        for key, params in said.items():
            self._add_params(key, params, note)
        if self._first is None:
            self._budget.spend_event(record)
            self._first = (rest, numbers, others)
            return
        self._stream(_label(others)).append(numbers, self._count)
        self._count += 1
        for key, value in others.items():
            if value is not None or key not in self._facts:
                self._budget.keep(self._facts, key, value)

    def _add_params(self, key: str, params: dict[str, Any], note: Note) -> None:
        before = self._params.get(key)
        if before == params:
            return
        self._budget.spend_event(params)
        if before is not None and any(before.get(name, value) != value for name, value in params.items()):
            note(f"the {key} change from line to line: those of the last line are shown", _PARAMS_FIX)
        self._params[key] = {**(before or {}), **params}

    def items(self) -> Iterator[Item]:
        """Yield what all lines together say: a start record, one block, and the facts."""
        if self._first is None:
            return
        rest, numbers, others = self._first
        start: Record = {}
        if self._is_header(numbers.keys() | others.keys()):
            start = _describe(rest)
        else:
            self._stream(_label(others)).prepend(numbers)
            self._facts = others | {k: v for k, v in self._facts.items() if v is not None or k not in others}
        if self._params:
            start["params"] = start.get("params", {}) | {
                name: value for params in self._params.values() for name, value in params.items()
            }
            seed = take_seed(start["params"])
            start |= {} if seed is None else {"seed": seed}
        tables = {label: (stream.places(), *stream.joined()) for label, stream in self._streams.items()}
        seed = _take_seed([columns for _, _, columns in tables.values()])
        if seed is not None:
            start.setdefault("seed", seed)
        yield {"xreport": FORMAT, "type": "start", **start}
        if tables:
            yield _block({label: _table(label, *table, self._step) for label, table in tables.items()})
        facts = {key: value for key, value in self._facts.items() if key not in _STREAM_KEYS or value not in _STREAMS}
        if facts:
            yield {"type": "fact", "values": facts}

    def _stream(self, label: str) -> Stream:
        return self._streams.setdefault(label, Stream(self._budget))

    def _is_header(self, keys: set[str]) -> bool:
        other = set(self._facts).union(*(stream.keys() for stream in self._streams.values()))
        return bool(other) and not any(key in other and not is_time(key) for key in keys)


class Stream:
    """Lines of numbers, collected to columns.

    Args:
        budget: Counts what is held.
    """

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._rows: list[dict[str, float]] = []
        self._values = 0  # in those rows
        self._at: list[int] = []  # the numbers of their lines
        self._places: list[Ints | range] = []
        self._chunks: list[tuple[int, dict[str, Column]]] = []
        self._parts = 0
        self._keys: set[str] = set()

    def append(self, row: dict[str, float], at: int = 0) -> None:
        """Append one line; ``at`` is its number in the file."""
        self._rows.append(row)
        self._at.append(at)
        self._values += len(row)
        if len(self._rows) >= _BLOCK or self._values >= _VALUES:
            self._flush()

    def add(self, count: int, columns: dict[str, Column], at: int = 0) -> None:
        """Append columns of ``count`` lines, of which the first one has the number ``at`` in the file."""
        self._flush()
        self._places.append(range(at, at + count))
        self._add(count, columns)

    def _add(self, count: int, columns: dict[str, Column]) -> None:
        self._chunks.append((count, columns))
        self._parts += len(columns)
        cells = 2 * count + sum(values.size if rows is None else 2 * values.size for rows, values in columns.values())
        new = columns.keys() - self._keys
        if len(self._keys) + len(new) > _MOST_KEYS:  # the first ones are more than the metrics that a run may have
            columns = {key: one for key, one in columns.items() if key in self._keys}
            self._chunks[-1] = count, columns
            new = set()
        self._keys |= new
        self._budget.spend(count, cells + sum(map(cells_of_text, new)))
        if self._parts > _MOST_PARTS:
            self._chunks = [self.joined()]
            self._parts = len(self._keys)

    def prepend(self, row: dict[str, float]) -> None:
        """Put a line before all others."""
        self._chunks.insert(0, (1, transpose([row])))
        self._places.insert(0, np.zeros(1, np.int64))

    def places(self) -> Ints:
        """Return the numbers that its lines have in the file."""
        self._flush()
        return np.concatenate([np.arange(p.start, p.stop) if isinstance(p, range) else p for p in self._places])

    def keys(self) -> set[str]:
        """Return the names of all columns."""
        self._flush()
        return self._keys

    def joined(self) -> tuple[int, dict[str, Column]]:
        """Return how many lines there are, and their columns; nothing of them is left here."""
        self._flush()
        chunks, self._chunks = self._chunks, []
        if len(chunks) == 1:
            return chunks[0]
        parts: dict[str, list[tuple[int, int, Column]]] = {}
        total = 0
        for count, columns in chunks:
            for key, column in columns.items():
                parts.setdefault(key, []).append((total, total + count, column))
            total += count
        del chunks  # what is joined is let go: both together would be twice the memory
        return total, {key: join(parts.pop(key), total) for key in list(parts)}

    def _flush(self) -> None:
        if self._rows:
            rows, self._rows, self._values = self._rows, [], 0
            self._places.append(np.array(self._at, np.int64))
            self._at = []
            self._add(len(rows), transpose(rows))


@dataclass(frozen=True, slots=True)
class _Table:
    """What the lines of one label say: their numbers in the file, and what each column is."""

    places: Ints
    steps: Ints
    times: Floats
    metrics: dict[str, Column]


def _block(tables: dict[str, _Table]) -> Columns:
    """Return all lines in the order of the file."""
    if len(tables) == 1:
        (table,) = tables.values()
        return Columns(table.steps, table.times, table.metrics)
    trained = next((tables[label] for label in (*_TRAININGS, "") if label in tables), None)
    count = sum(table.places.size for table in tables.values())
    # The numbers of lines, without those that are none of a log.
    order = np.sort(np.concatenate([table.places for table in tables.values()]))
    steps, times = np.empty(count, np.int64), np.empty(count)
    metrics: dict[str, Column] = {}
    for label, table in tables.items():
        places = np.searchsorted(order, table.places)
        own = table.steps
        if trained is not None and table is not trained and label not in _TRAININGS:
            own = beside_training(own, table.places, trained.steps, trained.places)
        steps[places], times[places] = own, table.times
        metrics |= {
            key: (places if rows is None else places[rows], values) for key, (rows, values) in table.metrics.items()
        }
    return Columns(steps, times, metrics)


def _table(label: str, places: Ints, count: int, columns: dict[str, Column], step: str) -> _Table:
    known = steps_of(count, columns, step) if step else None
    steps, step_key = choose_steps(count, columns) if known is None else (known, step)
    times, time_key = choose_times(count, columns)
    prefix = f"{label}/" if label else ""
    used = {key for key in (step_key, time_key) if key}  # "" for none: a column of that name is not it
    metrics = {prefix + key: column for key, column in columns.items() if key not in used}
    return _Table(places, steps, times, metrics)


def _label(others: dict[str, Any]) -> str:
    found = (others.get(key) for key in _STREAM_KEYS)
    return next((value for value in found if isinstance(value, str) and value in _STREAMS), "")


def _describe(record: Record) -> Record:
    """A first line that describes the run, as a start record."""
    start: Record = {}
    params: dict[str, Any] = {}
    environment: dict[str, Any] = {}
    for key, value in record.items():
        if key in SEED_KEYS and isinstance(value, int):
            start["seed"] = value
        elif key in _PARAM_KEYS and isinstance(value, dict):
            params |= value
        elif key in _PARAM_KEYS and isinstance(value, str) and (settings := read_python_settings(value)):
            params |= as_params(settings)  # as of mmdetection, whose config is Python
        elif is_time(key) and isinstance(value, int | float):
            start["time"] = value
        elif isinstance(value, int | float):
            params[key] = value
        else:
            environment[key] = value
    return start | ({"params": params} if params else {}) | ({"environment": environment} if environment else {})


def _take_seed(tables: list[dict[str, Column]]) -> int | None:
    for key in SEED_KEYS:
        values = {float(value) for columns in tables if key in columns for value in np.unique(columns[key][1])[:2]}
        if len(values) == 1 and (seed := values.pop()).is_integer():
            for columns in tables:
                columns.pop(key, None)
            return int(seed)
    return None
