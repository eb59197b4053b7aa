import math
import random

import pytest
from made_runs import run_of, studied

from xreport.analysis.metrics import Metric
from xreport.analysis.ranking import rank


def runs_of(algorithm, values, metric="acc", first_seed=0, **fields):
    return [
        run_of({metric: value}, algorithm=algorithm, seed=first_seed + seed, **fields)
        for seed, value in enumerate(values)
    ]


def ranking_of(runs, metric="acc"):
    task, replicates, metrics = studied(runs)
    return rank(task, replicates, metrics[metric])


CLEAR = [*runs_of("good", [0.90, 0.92, 0.91]), *runs_of("bad", [0.70, 0.71, 0.74])]


def summary(ranking):
    return [(item.replicates.label, item.rank, item.verdict) for item in ranking.standings]


def test_best_first_and_worse_where_it_is():
    ranking = ranking_of(CLEAR)
    assert summary(ranking) == [("good", 1, "best"), ("bad", 2, "worse")]
    best, other = ranking.standings
    assert (best.estimate.n, best.estimate.mean) == (3, pytest.approx(0.91))
    assert (best.comparison, best.p, best.tied, other.tied) == (None, None, True, False)
    assert other.comparison.difference == pytest.approx(0.7166667 - 0.91)
    assert other.comparison.method == "paired t"
    assert ranking.unscored == ()


def test_smaller_is_better_for_a_loss():
    runs = [*runs_of("a", [0.5, 0.6, 0.55], "loss"), *runs_of("b", [0.1, 0.2, 0.15], "loss")]
    ranking = ranking_of(runs, "loss")
    assert [item.replicates.label for item in ranking.standings] == ["b", "a"]


def test_not_significantly_worse_is_tied():
    runs = [*runs_of("a", [0.90, 0.80, 0.85]), *runs_of("b", [0.84, 0.88, 0.80], first_seed=10)]
    assert summary(ranking_of(runs)) == [("a", 1, "best"), ("b", 2, "tied")]


def test_too_few_seeds_are_flagged_not_tied():
    ranking = ranking_of([*CLEAR, *runs_of("lucky", [0.905, 0.88]), *runs_of("once", [0.5])])
    assert summary(ranking) == [
        ("good", 1, "best"),
        ("lucky", 2, "not enough seeds"),
        ("bad", 3, "worse"),
        ("once", 4, "not enough seeds"),
    ]
    assert not any(item.tied for item in ranking.standings[1:])
    assert ranking.standings[1].comparison.needed > 3


def test_a_best_of_one_seed_ties_with_nothing():
    ranking = ranking_of([*CLEAR, *runs_of("lucky", [0.99])])
    assert summary(ranking)[0] == ("lucky", 1, "best")
    assert [item.verdict for item in ranking.standings[1:]] == ["not enough seeds"] * 2


def test_holm_takes_many_candidates_into_account():
    a, b = [0.90, 0.91, 0.92], [0.88, 0.888, 0.904]
    two = ranking_of([*runs_of("a", a), *runs_of("b", b)])
    assert two.standings[1].verdict == "worse"
    rest = [run for i in range(30) for run in runs_of(f"c{i:02}", [v - 0.001 for v in b])]
    many = ranking_of([*runs_of("a", a), *runs_of("b", b), *rest])
    assert {item.verdict for item in many.standings[1:]} == {"tied"}


def test_equal_means_share_a_rank():
    runs = [*runs_of("b", [0.5]), *runs_of("a", [0.5]), *runs_of("c", [0.4])]
    assert [(item.replicates.label, item.rank) for item in ranking_of(runs).standings] == [("a", 1), ("b", 1), ("c", 3)]


def test_repeats_of_a_seed_are_no_new_evidence():
    repeated = [*runs_of("a", [0.90, 0.80]), *runs_of("a", [0.92])]
    estimate = ranking_of(repeated).standings[0].estimate
    assert (estimate.n, estimate.mean) == (2, pytest.approx((0.91 + 0.80) / 2))


def test_runs_without_seed_count_each():
    runs = [run_of({"acc": value}, algorithm="a") for value in (0.5, 0.6, 0.7)]
    assert ranking_of(runs).standings[0].estimate.n == 3


CURVE = [0.1, 0.4, 0.61234567]


@pytest.mark.parametrize(
    ("other", "n"),
    [
        (CURVE, 1),
        ([value * (1 + 1e-9) for value in CURVE], 1),  # the same in single precision
        ([*CURVE[:2], 0.6123], 2),
        ([0.2, *CURVE[1:]], 2),
        ([*CURVE, CURVE[-1]], 2),
    ],
)
def test_equal_curves_without_a_seed_are_never_averaged_as_two(other, n):
    runs = [run_of({"acc": values}, algorithm="a") for values in (CURVE, other)]
    assert ranking_of(runs).standings[0].estimate.n == n


@pytest.mark.parametrize("values", [[0.5], [0.5, 0.6], [0.5, 0.5, 0.5]])
def test_a_few_equal_values_may_be_equal_by_chance(values):
    assert ranking_of([run_of({"acc": values}, algorithm="a") for _ in range(3)]).standings[0].estimate.n == 3


@pytest.mark.parametrize("status", ["running", "stalled", "failed", "killed"])
def test_unfinished_runs_do_not_count_and_are_named(status):
    odd = run_of({"acc": 0.99}, algorithm="good", seed=9, status=status)
    ranking = ranking_of([*CLEAR, odd])
    assert ranking.standings[0].estimate.n == 3
    assert [(item.run, item.reason) for item in ranking.unscored] == [(odd.id, status)]
    assert ranking.standings[0].unscored == ranking.unscored


def test_a_failed_run_with_a_score_that_the_user_set_counts():
    odd = run_of({"acc": 0.99}, algorithm="good", seed=9, status="failed", scores={"acc": 0.95})
    assert ranking_of([*CLEAR, odd]).standings[0].estimate.n == 4
    running = run_of({"acc": 0.99}, algorithm="good", seed=9, status="running", scores={"acc": 0.95})
    assert ranking_of([*CLEAR, running]).standings[0].estimate.n == 3


def test_diverged_runs_are_named_with_what_they_logged():
    odd = [run_of({"acc": v}, algorithm="good", seed=9) for v in (math.nan, -math.inf)]
    silent = run_of({"f1": 1}, algorithm="silent")
    ranking = ranking_of([*CLEAR, *odd, silent])
    assert [item.reason for item in ranking.unscored] == ["acc is NaN", "acc is −∞", "acc not logged"]
    assert len(ranking.standings) == 2


def test_best_over_steps_is_shown_beside_the_score():
    runs = [
        run_of({"acc": [0.1, 0.95, 0.90]}, algorithm="a", seed=1),
        run_of({"acc": [0.95, 0.2]}, algorithm="a", seed=2),
        run_of({"acc": [0.99, 0.2]}, algorithm="a", seed=3, status="failed"),
    ]
    standing = ranking_of(runs).standings[0]
    assert standing.estimate.mean == pytest.approx(0.55)
    assert (standing.best.value, standing.best.step, standing.best.run) == (0.95, 0, runs[1].id)
    assert standing.best_over_steps == 0.95


def test_best_run_is_the_best_score_of_a_configuration():
    ranking = ranking_of(CLEAR)
    assert ranking.best_run(ranking.standings[0]) is CLEAR[1]
    assert ranking.best_run(ranking.standings[1]) is CLEAR[5]


def test_without_direction_there_is_no_ranking():
    task, replicates, _ = studied(CLEAR)
    with pytest.raises(ValueError, match="direction"):
        rank(task, replicates, Metric("kl", "kl", None))


def test_order_of_input_does_not_matter():
    runs = [*CLEAR, *runs_of("c", [0.9, 0.91, 0.92]), *runs_of("d", [0.91, 0.91, 0.91], status="killed")]
    expected = ranking_of(runs)
    for shuffle in range(5):
        random.Random(shuffle).shuffle(runs)
        assert ranking_of(runs) == expected


def test_a_task_where_nothing_counts_ranks_nothing():
    ranking = ranking_of([run_of({"acc": 0.9}, algorithm="good", seed=seed, status="failed") for seed in range(3)])
    assert ranking.standings == ()
    assert len(ranking.unscored) == 3
