"""The vectors that hold the browser's group-by to the averages of the report.

``XREPORT_VECTORS=write`` writes them anew, from the code that makes the report.
"""

from __future__ import annotations

import json
import math
import os
import random
from pathlib import Path

from curves_by_hand import read_at
from made_runs import run_of, studied

from xreport.analysis.ranking import rank
from xreport.analysis.replicates import fingerprint
from xreport.analysis.stats import t_quantile
from xreport.text import json_number

FILE = Path(__file__).with_name("groups.json")
DEGREES = [1, 2, 5, 29, 30, 31, 40, 60, 100, 250, 1000, 10000]


def cases():
    yield "seeds once each", [("a", seed, "finished", False, 0.8 + seed / 100) for seed in range(5)]
    yield (
        "repeats of one seed are no new evidence",
        [("a", seed, "finished", False, value) for seed, value in [(1, 0.5), (1, 0.7), (2, 0.9), (2, 0.8), (3, 0.4)]],
    )
    yield "runs without a seed stand for themselves", [("a", None, "finished", False, value) for value in (1, 2, 4)]
    yield (
        "what did not finish counts only with a score that was set",
        [
            ("a", 1, "finished", False, 0.5),
            ("a", 2, "failed", False, 0.1),
            ("a", 3, "failed", True, 0.6),
            ("a", 4, "killed", True, 0.7),
            ("a", 5, "running", True, 0.9),
            ("a", 6, "finished", False, "NaN"),
            ("a", 7, "finished", False, "Infinity"),
        ],
    )
    yield "nothing counts", [("a", 1, "failed", False, 0.5)]
    yield "one value", [("a", 1, "finished", True, 0.25)]
    yield "equal values", [("a", seed, "finished", False, 0.1) for seed in range(4)]
    yield (
        "very large and very small",
        [
            *[("a", seed, "finished", False, 1e308 * (1 + seed / 10)) for seed in range(3)],
            *[("b", seed, "finished", False, 1e-308 * (1 + seed)) for seed in range(3)],
        ],
    )
    draw = random.Random(7)
    yield (
        "several configurations of many seeds",
        [(name, draw.randrange(40), "finished", False, draw.gauss(0, 10)) for name in "abc" for _ in range(50)],
    )


def expected(runs):
    made = [
        run_of(
            {} if scored else {"acc": float(value)},
            params={"name": name},
            seed=seed,
            status=status,
            scores={"acc": float(value)} if scored else {},
        )
        for name, seed, status, scored, value in runs
    ]
    # One that counts, of another configuration, so that there is a ranking whatever the case holds.
    task, replicates, metrics = studied([*made, run_of({"acc": 0.0}, params={"name": "-"}, seed=1)])
    ranking = rank(task, replicates, metrics["acc"])
    named = {fingerprint(run, task.key): run.params["name"] for run in made}
    found = dict.fromkeys(sorted(named.values()))
    for standing in ranking.standings:
        name = named.get(standing.replicates.fingerprint)
        if name is not None:
            estimate = standing.estimate
            found[name] = {"n": estimate.n, "mean": estimate.mean, "low": estimate.low, "high": estimate.high}
    return found


def curves():
    """Logged curves: a band has at each step what the report says of the values that were logged there."""
    yield (
        "repeats of one seed are averaged first, and n counts seeds",
        [
            ("a", 1, "finished", False, {0: 0.5, 1: 0.6, 2: 0.7}),
            ("a", 1, "finished", False, {0: 0.7, 1: 0.9}),
            ("a", 2, "finished", False, {0: 0.9, 1: 0.4, 2: 0.8}),
            ("a", 3, "finished", False, {1: 0.1, 2: 0.3, 3: 0.2}),
        ],
    )
    yield (
        "one seed alone has a mean and no interval",
        [("a", 1, "finished", False, {0: 1.0, 5: 2.0}), ("a", 1, "finished", False, {0: 3.0, 5: 5.0})],
    )
    yield (
        "who counts in the table counts in the band",
        [
            ("a", 1, "finished", False, {0: 0.5, 1: 0.6}),
            ("a", 2, "failed", False, {0: 9.0, 1: 9.0}),
            ("a", 3, "failed", True, {0: 0.7, 1: "NaN"}),
            ("a", 4, "running", True, {0: 9.0, 1: 9.0}),
            ("a", None, "finished", False, {0: 0.1, 1: 0.2}),
            ("a", None, "finished", False, {0: 0.3, 1: "Infinity"}),
        ],
    )

    yield (
        "runs that log at different intervals stay in the mean between their points, and nowhere else",
        [
            ("a", 1, "finished", False, {0: 0.1, 1: 0.2, 2: 0.3, 3: 0.4, 4: 0.5, 5: 0.6, 6: 0.7}),
            ("a", 2, "finished", False, {0: 0.5, 5: 0.9}),
            ("a", 2, "finished", False, {1: 0.3, 3: "NaN", 5: 0.2, 6: 0.1}),
            ("a", 3, "finished", False, {2: 0.8, 4: 0.4}),
        ],
    )


def banded(runs):
    """The band over the steps at which two runs at least count."""
    found = []
    for step in sorted({step for *_, curve in runs for step in curve}):
        here = [
            (name, seed, status, scored, value)
            for name, seed, status, scored, curve in runs
            if (value := read_at(curve, step)) is not None
        ]
        counted = [float(value) for _, _, status, scored, value in here if _counted(status, scored=scored, value=value)]
        if len(counted) > 1:
            found.append({"x": step, **expected(here)["a"], "min": min(counted), "max": max(counted)})
    return found


def _counted(status, *, scored, value):
    return math.isfinite(float(value)) and (status == "finished" or (scored and status in {"failed", "killed"}))


def content():
    keys = ("fingerprint", "seed", "status", "scored", "value")
    return {
        "about": "Runs, and what the report says of each configuration. Written by test_group_vectors.py.",
        "cases": [
            {"about": about, "runs": [dict(zip(keys, run, strict=True)) for run in runs], "expected": expected(runs)}
            for about, runs in cases()
        ],
        "bands": [
            {
                "about": about,
                "runs": [
                    {**dict(zip(keys[:-1], run, strict=True)), "x": list(curve), "y": list(curve.values())}
                    for *run, curve in runs
                ],
                "expected": banded(runs),
            }
            for about, runs in curves()
        ],
        "quantiles": [[degrees, json_number(t_quantile(degrees, 0.975))] for degrees in DEGREES],
    }


def test_the_vectors_say_what_the_report_says():
    text = json.dumps(content(), indent=1) + "\n"
    if os.environ.get("XREPORT_VECTORS") == "write":
        FILE.write_text(text, encoding="utf-8")
    assert FILE.read_text(encoding="utf-8") == text
