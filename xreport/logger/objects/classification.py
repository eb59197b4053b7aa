"""ROC, precision-recall and calibration curves, and confusion matrices. Plain Python; numpy where it is loaded."""

from __future__ import annotations

from bisect import bisect_left
from itertools import accumulate, pairwise

from xreport.format.limits import MOST_LABELS
from xreport.logger.objects import arrays
from xreport.logger.objects.labelled import classes_of, label_list, label_text, one_vs_rest, positions

TYPE_CHECKING = False  # typing takes milliseconds to import; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from xreport.logger.objects.curves import Line
    from xreport.logger.warnings import Warn


def roc_lines(truth: Any, scores: Any, labels: Any, warn: Warn) -> list[Line]:
    """Return true positive rate over false positive rate, with the area below, a line per class.

    Raises:
        TypeError, ValueError: As `one_vs_rest`; or no class has samples of it and others.
    """
    lines: list[Line] = []
    for name, is_it, score in one_vs_rest(truth, scores, labels):
        hits, misses = _counted_down(is_it, score)
        if not hits[-1] or not misses[-1]:
            warn("roc", f"class {name} has no ROC curve: samples of it and of others are needed")
            continue
        x = [0.0, *(miss / misses[-1] for miss in misses)]
        y = [0.0, *(hit / hits[-1] for hit in hits)]
        area = sum((x2 - x1) * (y1 + y2) / 2 for (x1, x2), (y1, y2) in zip(pairwise(x), pairwise(y), strict=True))
        lines.append({"name": name, "x": x, "y": y, "area": area})
    return lines


def pr_lines(truth: Any, scores: Any, labels: Any, warn: Warn) -> list[Line]:
    """Return precision over recall, with the average precision as the area, a line per class.

    Raises:
        TypeError, ValueError: As `one_vs_rest`; or no class has a sample.
    """
    lines: list[Line] = []
    for name, is_it, score in one_vs_rest(truth, scores, labels):
        hits, misses = _counted_down(is_it, score)
        if not hits[-1]:
            warn("pr", f"class {name} has no precision-recall curve: it has no sample")
            continue
        recall = [0.0, *(hit / hits[-1] for hit in hits)]
        precision = [1.0, *(hit / (hit + miss) for hit, miss in zip(hits, misses, strict=True))]
        area = sum((right - left) * up for (left, right), up in zip(pairwise(recall), precision[1:], strict=True))
        lines.append({"name": name, "x": recall, "y": precision, "area": area})
    return lines


def calibration_lines(truth: Any, scores: Any, labels: Any, bins: int) -> list[Line]:
    """Return how many samples are of a class over how likely that was said to be, a line per class.

    Raises:
        TypeError, ValueError: As `one_vs_rest`; or scores are no probabilities.
    """
    if not 1 <= bins <= 100:
        raise ValueError(f"bins={bins!r}: use 1 to 100")
    inner = [part * (1 / bins) for part in range(1, bins)]
    lines: list[Line] = []
    for name, is_it, score in one_vs_rest(truth, scores, labels):
        if not all(0 <= one <= 1 for one in score):
            raise ValueError("a calibration curve needs probabilities from 0 to 1")
        count, said, were = [0] * bins, [0.0] * bins, [0] * bins
        for it, one in zip(is_it, score, strict=True):
            at = bisect_left(inner, one)
            count[at] += 1
            said[at] += one
            were[at] += it
        used = [at for at in range(bins) if count[at]]
        x, y = [said[at] / count[at] for at in used], [were[at] / count[at] for at in used]
        lines.append({"name": name, "x": x, "y": y})
    return lines


def describe_confusion(truth: Any, predicted: Any, labels: Any) -> dict[str, object]:
    """Return labels and counts; rows are what is true, columns what was predicted.

    Raises:
        TypeError, ValueError: These are no labels, not equally many, or of too many classes.
    """
    true, rows = label_list(truth), arrays.as_list(predicted)
    if rows and isinstance(rows[0], list) and len(rows[0]) > 1:  # scores of each class: the highest is predicted
        classes = label_list(labels) if labels is not None else list(range(len(rows[0])))
        said = [max(range(len(row)), key=row.__getitem__) for row in rows]
    else:
        guessed = label_list(predicted)
        classes = label_list(labels) if labels is not None else classes_of(true, guessed)
        said = positions(guessed, classes)
    if len(true) != len(said) or not true:
        raise ValueError(f"{len(true):,} labels and {len(said):,} predictions")
    if len(classes) > MOST_LABELS:
        raise ValueError(f"a confusion matrix of {len(classes)} classes is too large, {MOST_LABELS} are the most")
    counts = [[0] * len(classes) for _ in classes]
    for row, column in zip(positions(true, classes), said, strict=True):
        counts[row][column] += 1
    return {"labels": [label_text(label) for label in classes], "counts": counts}


def _counted_down(is_it: Sequence[bool], score: Sequence[float]) -> tuple[list[int], list[int]]:
    """Return, for each distinct score from the highest down, how many samples at or above it are of the class or not.

    Both are of the length of the distinct scores.
    """
    np = arrays.numpy()
    if np is not None:
        down = np.argsort(-np.asarray(score), kind="stable")
        ordered = np.asarray(score)[down]
        last = np.append(np.nonzero(ordered[1:] != ordered[:-1])[0], len(down) - 1)
        hits = np.cumsum(np.asarray(is_it)[down])[last]
        return hits.tolist(), (last + 1 - hits).tolist()
    order = sorted(range(len(score)), key=score.__getitem__, reverse=True)
    running = list(accumulate(map(is_it.__getitem__, order)))
    ends = [at for at in range(len(order)) if at + 1 == len(order) or score[order[at]] != score[order[at + 1]]]
    return [running[at] for at in ends], [at + 1 - running[at] for at in ends]
