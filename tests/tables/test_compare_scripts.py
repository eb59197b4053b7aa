"""The data scripts of the compare page, as the browser reads them."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from made_runs import config_of, run_of

from xreport.analysis.ranking import rank
from xreport.analysis.scores import seed_scores
from xreport.analysis.stats import compare
from xreport.analysis.study import study
from xreport.model import Collection, DataSource, Environment
from xreport.tables.about import LONGEST, about_script
from xreport.tables.standings import LARGEST, MOST, standings_script, stood_tasks


def content(script):
    return json.loads(script.decode().partition("]=")[2].rstrip().rstrip(";"))


def studied_all(runs, **config):
    return study(Collection(tuple(runs)), config_of(**config))


def column(data, name, row):
    """A cell as the page looks it up."""
    pooled = data["columns"][name]
    place = pooled["at"] if isinstance(pooled["at"], int) else pooled["at"][row]
    return None if place < 0 else pooled["pool"][place]


def sweep(configurations, seeds, metrics=("acc",)):
    return [
        run_of(
            dict.fromkeys(metrics, 0.5 + 0.01 * one + 0.002 * ((7 * seed + one) % 5)),
            id=f"c{one:03}-s{seed}",
            params={"x": one},
            seed=seed,
        )
        for one in range(configurations)
        for seed in range(seeds)
    ]


def test_what_runs_share_is_written_once():
    place = Environment(commit="c0ffee", dirty=True, python="3.12.1", packages={"numpy": "2.0"}, hardware={"cpus": 8})
    runs = [run_of({"acc": 1.0}, environment=place, id=f"r{n}") for n in range(50)]
    runs.append(run_of({"acc": 1.0}, environment=replace(place, dirty=False, packages={}), id="r99"))
    data = content(about_script(studied_all(runs, repository="https://example.org/lab/code/", baseline="r3")))
    assert (data["count"], data["commits"], data["baseline"]) == (51, "https://example.org/lab/code/commit/", "r3")
    assert data["columns"]["commit"] == {"pool": ["c0ffee"], "at": 0}
    assert data["columns"]["script"] == {"pool": [], "at": -1}
    assert data["columns"]["packages"] == {"pool": [{"numpy": "2.0"}], "at": [0] * 50 + [-1]}
    assert (column(data, "dirty", 0), column(data, "dirty", 50)) == (True, False)
    assert column(data, "hardware", 7) == {"cpus": "8"}


def test_only_web_addresses_become_links():
    for address in ("javascript:alert(1)//", "git@example.org:lab/code", ""):
        assert content(about_script(studied_all([run_of()], repository=address)))["commits"] == ""


def test_data_and_outputs_and_long_values_that_differ_at_their_ends():
    long = "x" * 10_000
    data = [DataSource("zoo", role="train", version="2", sha256="ab" * 32)]
    first = run_of(data=data, facts={"verdict": "ok", "log": f"{long}a"}, id="a")
    second = run_of(data=[DataSource("zoo")], facts={"log": f"{long}b"}, id="b")
    found = content(about_script(studied_all([first, second])))
    assert column(found, "data", 0) == [{"name": "zoo", "role": "train", "version": "2", "sha256": "ab" * 32}]
    assert column(found, "data", 1) == [{"name": "zoo"}]
    assert column(found, "outputs", 0)["verdict"] == "ok"
    logs = [column(found, "outputs", row)["log"] for row in (0, 1)]
    assert logs[0] != logs[1]
    assert all(len(log) < LONGEST + 50 for log in logs)


def test_means_and_pairs_are_those_of_the_analysis():
    found = studied_all(sweep(4, 5))
    (task,) = stood_tasks(found)
    data = content(standings_script(task, found.metrics, None))
    (metric,) = data["metrics"]
    ranking = rank(task.task, task.replicates, found.metrics["acc"])
    assert [row[0] for row in metric["configurations"]] == [one.replicates.fingerprint for one in ranking.standings]
    for row, standing in zip(metric["configurations"], ranking.standings, strict=True):
        estimate = standing.estimate
        assert row[2:] == pytest.approx([estimate.n, estimate.mean, estimate.low, estimate.high], rel=1e-5)
    assert sorted((b, a) for a, b, *_ in metric["pairs"]) == [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]
    for a, b, difference, low, high, p in metric["pairs"]:
        scores = [seed_scores(ranking.standings[place].replicates, ranking.metric) for place in (a, b)]
        direct = compare(*scores)
        assert [difference, p] == pytest.approx([direct.difference, direct.p], rel=1e-5)
        assert (low is None) == (direct.low is None)
        assert low is None or [low, high] == pytest.approx([direct.low, direct.high], rel=1e-5)


def test_large_tasks_stay_small():
    runs = sweep(MOST + 10, 2, metrics=("acc", "loss"))
    found = studied_all(runs, baseline="c001-s0")
    (task,) = stood_tasks(found)
    main, other = content(standings_script(task, found.metrics, found.baseline))["metrics"]
    count = len(main["pairs"])
    # Each of the best with each, and the ten others with the best one and with the baseline's.
    worst = next(
        n for n, row in enumerate(main["configurations"]) if row[0] == found.replicates_of["c001-s0"].fingerprint
    )
    assert worst >= MOST
    assert count == MOST * (MOST - 1) // 2 + 10 + (MOST + 9) - 1
    assert len(other["pairs"]) < count / 3
    many = studied_all(sweep(LARGEST + 1, 2, metrics=("acc", "loss")))
    (large,) = stood_tasks(many)
    assert [one["name"] for one in content(standings_script(large, many.metrics, None))["metrics"]] == ["acc"]


def test_without_seeds_nothing_is_said():
    assert stood_tasks(studied_all(sweep(4, 1))) == []
