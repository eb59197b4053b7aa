"""Columns of params, those that vary first; and of outputs that are no numbers."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from xreport.analysis.study import Study, by_weight
from xreport.model import Run
from xreport.tables.column import Column, Raw, cell_texts, interleaved, named_short
from xreport.text import DASH, format_scalar, json_number, natural_key

SHOWN = 6
"""Params that are shown until the reader asks for more."""
MOST_PARAMS = 1_000
"""Params beyond these, those that vary least and that the fewest runs have, are in runs.csv and on the runs' pages."""
MOST_OUTPUTS = 50
"""Outputs beyond these, those that the fewest runs have, are on the pages of the runs only."""
LONGEST_OUTPUT = 200
_MISSING = object()


def param_columns(study: Study) -> list[Column]:
    """Return a column per param: those that matter and vary first, as labels name them; constant ones last, hidden."""
    runs = study.collection.runs
    cells = {key: [run.params.get(key, _MISSING) for run in runs] for key in _keys(runs)}
    levels = {key: _levels(column) for key, column in cells.items()}
    telling = interleaved([task.params for task in by_weight(study)])
    places = {key: place for place, key in enumerate(telling)}
    by_place = sorted(cells, key=lambda key: _order(cells[key], levels[key], places.get(key, len(places)), key))
    order = named_short(by_place, MOST_PARAMS)
    shown = {key for key in order[:SHOWN] if levels[key] > 1}
    return [_column(key, cells[key], shown=key in shown) for key in order]


def output_columns(runs: Sequence[Run]) -> list[Column]:
    """Return a hidden column per output that is no number (``run.summary["verdict"] = "fine"``), to be searched."""
    counts = Counter(key for run in runs for key in run.facts)
    keys = sorted(counts, key=lambda key: (-counts[key], natural_key(key), key))[:MOST_OUTPUTS]
    return [_output(key, [run.facts.get(key, _MISSING) for run in runs]) for key in keys]


def _output(key: str, cells: Sequence[object]) -> Column:
    texts = [DASH if cell is _MISSING else _beginning(format_scalar(cell)) for cell in cells]
    values = [None if cell is _MISSING or cell is None else text for cell, text in zip(cells, texts, strict=True)]
    return Column(f"outputs.{key}", key, "Outputs", "text", values, texts if None in cells else None, shown=False)


def _beginning(text: str) -> str:
    return text if len(text) <= LONGEST_OUTPUT else f"{text[:LONGEST_OUTPUT]}…"


def varying_params(runs: Sequence[Run]) -> list[str]:
    """Return the keys of params that are not the same in all runs; all of them when there is one run."""
    keys = _keys(runs)
    if len(runs) == 1:
        return keys
    return [key for key in keys if _levels([run.params.get(key, _MISSING) for run in runs]) > 1]


def _keys(runs: Sequence[Run]) -> list[str]:
    return sorted({key for run in runs for key in run.params}, key=lambda key: (natural_key(key), key))


def _levels(cells: Sequence[object]) -> int:
    """How many different values there are; 1 and 1.0 differ, NaN is one value."""
    return len({(type(cell), cell if cell == cell else "NaN") for cell in cells})  # noqa: PLR0124 - NaN is not itself


def _order(cells: Sequence[object], levels: int, place: int, key: str) -> tuple[object, ...]:
    given = sum(cell is not _MISSING for cell in cells)
    # A text that is another one in every run (a path, a name) tells runs apart, but explains nothing.
    is_name = levels == len(cells) > 3 and all(isinstance(cell, str) for cell in cells if cell is not _MISSING)
    return (levels < 2, is_name, place, -given, natural_key(key), key)


def _column(key: str, cells: Sequence[object], *, shown: bool) -> Column:
    given = [cell for cell in cells if cell is not _MISSING and cell is not None]
    numeric = bool(given) and all(isinstance(cell, int | float) and not isinstance(cell, bool) for cell in given)
    texts = cell_texts([DASH if cell is _MISSING else format_scalar(cell) for cell in cells])
    values: list[Raw] = [_raw(cell, text) for cell, text in zip(cells, texts, strict=True)]
    plain = all(_says_itself(value, text) for value, text in zip(values, texts, strict=True))
    return Column(
        f"params.{key}", key, "Params", "number" if numeric else "text", values, None if plain else texts, shown=shown
    )


def _says_itself(value: Raw, text: str) -> bool:
    """Whether the browser writes the value just so; it has a mind of its own about 1.0 and 1e-05."""
    return value is None if text == DASH else not isinstance(value, float) and str(value) == text


def _raw(cell: object, text: str) -> Raw:
    """Numbers stay numbers among texts too, so that they are compared and sorted as such."""
    if cell is _MISSING or cell is None:
        return None
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return text
    if isinstance(cell, int):
        # The browser has doubles only; the text keeps every digit.
        return cell if abs(cell) < 2**53 else _double(cell)
    return json_number(cell)


def _double(value: int) -> float | str:
    try:
        return float(value)
    except OverflowError:
        return json_number(math.inf if value > 0 else -math.inf)
