"""True labels, and what a classifier said of each: as positions in a list of classes, whatever they came as."""

from __future__ import annotations

import math

from xreport.logger.objects import arrays
from xreport.logger.plain import plain_text

TYPE_CHECKING = False  # typing takes milliseconds to import; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

_SIGNS = ({0, 1}, {-1, 1})


def label_text(label: object) -> str:
    """Return how a label is shown; a tensor of whole floats holds whole numbers."""
    if isinstance(label, float) and label.is_integer():
        return str(int(label))
    return plain_text(label)


def label_list(values: Any) -> list[Any]:
    """Return labels as a flat list.

    Raises:
        TypeError, ValueError: It is none.
    """
    labels = arrays.as_list(values)
    flat = [label[0] if isinstance(label, list) and len(label) == 1 else label for label in labels]
    if any(isinstance(label, list) for label in flat):
        raise ValueError("labels of one dimension are needed, one a sample")
    return flat


def classes_of(*labels: Iterable[Any]) -> list[Any]:
    """Return the classes in order: numbers by size, texts by alphabet."""
    distinct = {label for several in labels for label in several}
    try:
        return sorted(distinct)
    except TypeError:  # of several types
        return sorted(distinct, key=lambda label: (type(label).__name__, str(label)))


def positions(labels: Sequence[Any], classes: Sequence[Any]) -> list[int]:
    """Return the position of each label in the classes; whole numbers that are none of them are positions already.

    Raises:
        ValueError: A label is neither.
    """
    known = {label: at for at, label in enumerate(classes)}
    unknown = [label for label in labels if label not in known]
    if not unknown:
        return [known[label] for label in labels]
    whole = [int(label) for label in labels if isinstance(label, int | float) and label in range(len(classes))]
    if len(whole) != len(labels):
        raise ValueError(f"the label {unknown[0]!r} is none of the {len(classes)} classes")
    return whole


def one_vs_rest(truth: Any, scores: Any, labels: Any = None) -> Iterator[tuple[str, list[bool], list[float]]]:
    """Yield per line the class, whether each sample is of it, and the score of each sample.

    Args:
        truth: The label of each sample.
        scores: One number a sample: how likely it is of the second class. Or one for each class: of two classes the
            second is drawn, of more all of them, each against the rest.
        labels: The classes in the order of the scores; those in ``truth``, sorted, when left out.

    Raises:
        TypeError, ValueError: These do not fit together.
    """
    true = label_list(truth)
    rows = arrays.as_rows(scores)
    columns = [arrays.as_floats(scores)] if rows is None else [list(column) for column in zip(*rows, strict=True)]
    if not true or len(columns[0]) != len(true):
        raise ValueError(f"{len(true):,} labels and {len(columns[0]) if columns else 0:,} scores")
    if any(math.isnan(score) for column in columns for score in column):
        raise ValueError("a score is NaN")
    if len(columns) == 1:
        classes = label_list(labels) if labels is not None else _two_classes(true)
        if len(classes) != 2:
            raise ValueError(f"one score a sample tells 2 classes apart, not {len(classes)}")
    else:
        classes = label_list(labels) if labels is not None else _many_classes(true, len(columns))
        if len(classes) != len(columns):
            raise ValueError(f"there are {len(classes)} classes, and scores of {len(columns)}; name them with labels=")
    where = positions(true, classes)
    drawn = [1] if len(classes) == 2 else range(len(classes))
    for at in drawn:
        yield label_text(classes[at]), [position == at for position in where], columns[at if len(columns) > 1 else 0]


def _two_classes(true: Sequence[Any]) -> list[Any]:
    found = set(true)
    if all(isinstance(label, bool) for label in found):
        return [False, True]
    signs = next((signs for signs in _SIGNS if found <= signs), None)
    return sorted(signs) if signs else classes_of(found)


def _many_classes(true: Sequence[Any], count: int) -> list[Any]:
    found = classes_of(true)
    if count == 2 and all(isinstance(label, bool) for label in found):
        return [False, True]
    numbered = all(isinstance(label, int | float) and label in range(count) for label in found)
    return list(range(count)) if numbered else found
