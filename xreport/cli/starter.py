"""The files that ``xreport new`` writes."""

from __future__ import annotations

from typing import Final

_TOML: Final = """\
# How `xreport build` makes the report. Everything here is optional; without this file it builds runs/ into site/.
# All keys: docs/reference/configuration.md

title = "My experiments"
# sources = ["runs"]           # folders of journals, or JSONL files
# output = "site"              # replaced as a whole by every build
# baseline = "tag:baseline"    # the run that others are measured against: a name, an id, or tag:NAME
# ignore = ["num_workers"]     # params that do not make another configuration

[metrics."val/accuracy"]
direction = "max"              # "max" when higher is better, "min" when lower is
unit = "%"
primary = true                 # runs are ranked by this one

[metrics."val/loss"]
direction = "min"
"""

_TRAIN: Final = '''\
"""Nine short runs of logistic regression: three learning rates, three seeds each. Needs nothing but xreport."""

import math
import random

import xreport


def points(rng, count):
    """Two clouds that overlap: (x, y, label)."""
    labels = [rng.random() < 0.5 for _ in range(count)]
    return [(rng.gauss(0.9 if label else -0.9, 1.0), rng.gauss(0.5 if label else -0.5, 1.0), label) for label in labels]


def probability(weights, x, y):
    return 1 / (1 + math.exp(-(weights[0] * x + weights[1] * y + weights[2])))


def evaluate(weights, data):
    """Mean log loss, and accuracy in percent."""
    loss = hits = 0
    for x, y, label in data:
        p = probability(weights, x, y)
        loss -= math.log(max(p if label else 1 - p, 1e-12))
        hits += (p > 0.5) == label
    return loss / len(data), 100 * hits / len(data)


def train(lr, seed, epochs=15):
    rng = random.Random(seed)
    train_data, val_data = points(rng, 200), points(rng, 400)
    run = xreport.init(
        "clouds",
        name=f"lr-{lr}-seed-{seed}",
        algorithm="logistic regression",
        params={"lr": lr, "epochs": epochs},
        data=[{"name": "two clouds", "role": "train", "version": "1"}],
        seed=seed,
        tags=["baseline"] if lr == 0.1 else [],
    )
    with run:
        weights = [rng.gauss(0, 2) for _ in range(3)]
        for epoch in range(epochs):
            for x, y, label in train_data:
                error = probability(weights, x, y) - label
                for index, feature in enumerate((x, y, 1.0)):
                    weights[index] -= lr * error * feature
            train_loss, _ = evaluate(weights, train_data)
            loss, accuracy = evaluate(weights, val_data)
            run.log({"train/loss": train_loss, "val/loss": loss, "val/accuracy": accuracy}, step=epoch)


if __name__ == "__main__":
    for lr in (0.001, 0.01, 0.1):
        for seed in (0, 1, 2):
            train(lr, seed)
    print("Logged 9 runs into runs/. Next: xreport build")
'''

FILES: Final = {"xreport.toml": _TOML, "train.py": _TRAIN}
IGNORED: Final = ("/site/",)
