"""``wandb.plot``: its charts, as the records that hold what they show."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from xreport.compat.wandb.media import Histogram, Skipped, Table, skipped
from xreport.logger.loggable import Loggable
from xreport.logger.objects import arrays
from xreport.logger.objects.verbs import ObjectVerbs


class Plot(Loggable):
    """A chart that logs itself by one verb of the run."""

    def __init__(self, log: Callable[[ObjectVerbs, str, int], bool]) -> None:
        self._log = log

    def log_to(self, run: ObjectVerbs, key: str, step: int) -> bool:
        """Log what it shows."""
        return self._log(run, key, step)


class Plots:
    """The functions of ``wandb.plot``. Titles are not needed: the key says what is shown."""

    def roc_curve(
        self, y_true: Any = None, y_probas: Any = None, labels: Any = None, *_more: Any, **_options: Any
    ) -> Plot:
        """Return the ROC curves of all classes."""
        return Plot(lambda run, key, step: run.log_roc(key, y_true, y_probas, labels=labels, step=step))

    def pr_curve(
        self, y_true: Any = None, y_probas: Any = None, labels: Any = None, *_more: Any, **_options: Any
    ) -> Plot:
        """Return the precision-recall curves of all classes."""
        return Plot(lambda run, key, step: run.log_pr(key, y_true, y_probas, labels=labels, step=step))

    def confusion_matrix(
        self,
        probs: Any = None,
        y_true: Any = None,
        preds: Any = None,
        class_names: Any = None,
        *_more: Any,
        **_options: Any,
    ) -> Plot:
        """Return the confusion matrix of predictions, or of the highest of each row of probabilities."""
        guessed = probs if preds is None else preds
        return Plot(lambda run, key, step: run.log_confusion(key, y_true, guessed, labels=class_names, step=step))

    def line(self, table: Table, x: Any, y: Any, stroke: Any = None, *_more: Any, **_options: Any) -> Plot:
        """Return one column over another, a line for each value of ``stroke``; as a table where they are no numbers."""

        def log(run: ObjectVerbs, key: str, step: int) -> bool:
            if stroke is None and _are_numbers(table, x, y):
                up = table.get_column(y)
                return run.log_curve(key, table.get_column(x), up, x_label=str(x), y_label=str(y), step=step)
            return _columns(table, *([stroke] if stroke else []), x, y).log_to(run, key, step)

        return Plot(log)

    def line_series(
        self,
        xs: Any,
        ys: Iterable[Any],
        keys: Any = None,
        _title: Any = None,
        xname: Any = "x",
        *_more: Any,
        **_options: Any,
    ) -> Plot:
        """Return several lines over the same x, or each over its own."""
        lines = list(ys)
        given = [] if keys is None else [str(key) for key in keys]
        names = [*given, *(f"line {at}" for at in range(len(given), len(lines)))]
        across = arrays.as_list(xs)
        own = bool(across) and isinstance(across[0], list)
        x = dict(zip(names, across, strict=False)) if own else across
        y = dict(zip(names, lines, strict=False))
        return Plot(lambda run, key, step: run.log_curve(key, x, y, x_label=str(xname), step=step))

    def scatter(self, table: Table, x: Any, y: Any, *_more: Any, **_options: Any) -> Table:
        """Return the two columns as a table."""
        return _columns(table, x, y)

    def bar(self, table: Table, label: Any, value: Any, *_more: Any, **_options: Any) -> Table:
        """Return the two columns as a table."""
        return _columns(table, label, value)

    def histogram(self, table: Table, value: Any, *_more: Any, **_options: Any) -> Histogram:
        """Return how the values of a column are distributed."""
        return Histogram(table.get_column(value))

    def __getattr__(self, name: str) -> type[Skipped]:
        """Return a function that makes a chart which is not logged."""
        return skipped(f"plot.{name}")


def _columns(table: Table, *names: Any) -> Table:
    return Table(columns=names, data=zip(*(table.get_column(name) for name in names), strict=True))


def _are_numbers(table: Table, *names: Any) -> bool:
    return all(isinstance(cell, int | float) for name in names for cell in table.get_column(name))
