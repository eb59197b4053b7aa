import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_runs import run_of, studied

from xreport.analysis.history import history
from xreport.analysis.metrics import Metric
from xreport.analysis.ranking import rank
from xreport.analysis.stats import mean_ci


def told(runs, metric="acc"):
    _, replicates, metrics = studied(runs)
    return [(c.replicates.label, c.since, c.improvement) for c in history(replicates, metrics[metric])]


def ended(algorithm, value, when, seed=None, metric="acc", **fields):
    return run_of({metric: value}, algorithm=algorithm, ended=when, seed=seed, **fields)


def test_who_led_since_when_and_by_how_much():
    runs = [ended("a", 0.5, 10.0), ended("b", 0.4, 20.0), ended("c", 0.75, 30.0), ended("a", 0.5, 40.0, seed=1)]
    assert told(runs) == [("a", 10.0, None), ("c", 30.0, 0.25)]


def test_improvement_is_positive_for_a_loss_too():
    runs = [ended("a", 0.5, 10.0, metric="loss"), ended("b", 0.25, 20.0, metric="loss")]
    assert told(runs, "loss") == [("a", 10.0, None), ("b", 20.0, 0.25)]


def test_a_leader_can_lose_by_its_own_bad_run():
    runs = [ended("a", 0.9, 10.0, 1), ended("b", 0.8, 20.0, 1), ended("a", 0.1, 30.0, 2)]
    assert told(runs) == [("a", 10.0, None), ("b", 30.0, pytest.approx(0.3))]


def test_runs_that_ended_together_are_one_moment():
    runs = [ended("a", 0.5, 10.0), ended("b", 0.6, 10.0), ended("c", 0.7, 10.0)]
    assert told(runs) == [("c", 10.0, None)]


def test_runs_without_an_end_come_first_and_give_no_date():
    runs = [ended("a", 0.5, None), ended("b", 0.75, 10.0)]
    assert told(runs) == [("a", None, None), ("b", 10.0, 0.25)]
    assert told(runs[:1]) == [(runs[0].name, None, None)]


def test_unfinished_runs_never_lead():
    assert told([ended("a", 0.5, 10.0), ended("b", 0.9, 20.0, status="running")]) == [("a", 10.0, None)]


def test_without_direction_nobody_leads():
    _, replicates, _ = studied([ended("a", 1.0, 1.0)])
    assert history(replicates, Metric("kl", "kl", None)) == ()


EVENT = st.tuples(st.sampled_from("abcd"), st.integers(0, 4), st.integers(0, 3), st.integers(0, 20))


@given(st.lists(EVENT, min_size=1, max_size=25), st.randoms(use_true_random=False))
def test_the_last_champion_leads_the_ranking_in_any_order_of_input(events, shuffler):
    runs = [ended(name, value / 4, float(when), seed) for name, value, seed, when in events]
    task, replicates, metrics = studied(runs)
    champions = history(replicates, metrics["acc"])
    best = rank(task, replicates, metrics["acc"]).standings[0]
    assert champions[-1].replicates == best.replicates
    moments = [champion.since for champion in champions]
    assert moments == sorted(set(moments))
    assert all(champion.improvement >= 0 for champion in champions[1:])
    shuffler.shuffle(runs)
    assert told(runs) == [(c.replicates.label, c.since, c.improvement) for c in champions]


def test_shuffled_runs_of_many_configurations():
    runs = [ended(f"m{i % 7}", (i * 37 % 101) / 101, float(i), i // 7) for i in range(70)]
    expected = told(runs)
    random.Random(1).shuffle(runs)
    assert told(runs) == expected
    assert len(expected) > 2


def test_many_seeds_of_one_configuration_are_averaged_once_each(monkeypatch):
    """Of thousands of seeds, averaging the repeats of each again at every run took minutes."""
    calls = []
    monkeypatch.setattr("xreport.analysis.history.mean_ci", lambda values: calls.append(1) or mean_ci(values))
    runs = [ended("a", seed / 300, float(seed), seed) for seed in range(300)]
    assert len(told(runs)) == 1
    assert len(calls) <= 3 * len(runs)
