"""What the four scripts share: a split, a way to fit any model step by step, and the loop that logs it."""

from __future__ import annotations

import argparse
import hashlib
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.base import is_classifier
from sklearn.model_selection import train_test_split

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    import xreport

    Arrays = tuple[NDArray[Any], NDArray[Any]]
    Scores = Callable[[Any, NDArray[Any], NDArray[Any]], dict[str, float]]


def source(name: str, *arrays: NDArray[Any]) -> dict[str, str]:
    """Name a data source together with its version: the hash of what is in it."""
    return {"name": name, "sha256": hashlib.sha256(b"".join(array.tobytes() for array in arrays)).hexdigest()}


def split(x: NDArray[Any], y: NDArray[Any], seed: int, *, stratify: bool = True) -> dict[str, Arrays]:
    """Split the rows 60 : 20 : 20 into train, val and test. The seed decides which row goes where."""
    x, x_rest, y, y_rest = train_test_split(x, y, train_size=0.6, random_state=seed, stratify=y if stratify else None)
    x_val, x_test, y_val, y_test = train_test_split(
        x_rest, y_rest, train_size=0.5, random_state=seed, stratify=y_rest if stratify else None
    )
    return {"train": (x, y), "val": (x_val, y_val), "test": (x_test, y_test)}


def build(kind: Any, params: dict[str, Any], seed: int) -> Any:
    """Return a new model with these params, seeded if it draws random numbers at all."""
    model = kind(**params)
    return model.set_params(random_state=seed) if hasattr(model, "random_state") else model


def fit(run: xreport.Run, model: Any, data: dict[str, Arrays], scores: Scores) -> None:
    """Fit the model, log train and val at each step, and touch the test rows once, at the end."""
    for step in fit_steps(model, *data["train"]):
        run.log({part: scores(model, *data[part]) for part in ("train", "val")}, step=step)
    for name, value in scores(model, *data["test"]).items():
        run.summary[f"test/{name}"] = value


def fit_steps(model: Any, x: NDArray[Any], y: NDArray[Any]) -> Iterator[int]:
    """Fit the model the way it learns, and stop at each step: an epoch, five more trees, or all at once."""
    if hasattr(model, "partial_fit"):
        classes = {"classes": np.unique(y)} if is_classifier(model) else {}
        for epoch in range(1, model.max_iter + 1):
            model.partial_fit(x, y, **classes)
            yield epoch
    elif hasattr(model, "n_estimators"):
        for trees in range(5, model.n_estimators + 1, 5):
            model.set_params(n_estimators=trees, warm_start=True).fit(x, y)
            yield trees
    else:
        model.fit(x, y)
        yield 1


def arguments(description: str | None, seeds: int) -> argparse.Namespace:
    """Read how large the sweep shall be."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument(
        "--seeds", type=int, default=seeds, help=f"seeds of what matters, 3 of the rest (default: {seeds})"
    )
    parser.add_argument("--epochs", type=int, default=40, help="epochs of whatever learns by epochs (default: 40)")
    parser.add_argument("--trees", type=int, default=100, help="trees of each forest and boosting (default: 100)")
    return parser.parse_args()
