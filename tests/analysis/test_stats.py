import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from xreport.analysis.stats import compare, holm, mean_ci, needed_seeds, t_quantile

VALUES = st.floats(-1e6, 1e6).map(lambda value: round(value, 6))
SAMPLES = st.lists(VALUES, min_size=3, max_size=12)


def test_known_interval():
    estimate = mean_ci([1.0, 2.0, 3.0])
    assert (estimate.n, estimate.mean, estimate.sd) == (3, 2.0, 1.0)
    assert estimate.high - estimate.mean == pytest.approx(4.302652729696142 / math.sqrt(3))
    assert estimate.mean - estimate.low == pytest.approx(4.302652729696142 / math.sqrt(3))


def test_one_value_has_no_interval():
    estimate = mean_ci([0.3])
    assert (estimate.n, estimate.mean, estimate.low, estimate.high, estimate.sd) == (1, 0.3, None, None, None)


def test_no_values_have_no_mean():
    with pytest.raises(ValueError, match="no values"):
        mean_ci([])


def test_equal_values_have_no_spread_and_no_noise():
    estimate = mean_ci([0.1] * 7)
    assert (estimate.mean, estimate.low, estimate.high, estimate.sd) == (0.1, 0.1, 0.1, 0.0)


@pytest.mark.parametrize("scale", [1e300, 1e-300, 1.0])
def test_extreme_sizes(scale):
    estimate = mean_ci([1.0 * scale, 2.0 * scale, 6.0 * scale])
    assert estimate.mean == pytest.approx(3.0 * scale)
    assert estimate.sd == pytest.approx(math.sqrt(7) * scale)


@given(SAMPLES, st.sampled_from([0.8, 0.95, 0.99]))
def test_interval_agrees_with_scipy(values, level):
    estimate = mean_ci(values, level)
    assert estimate.mean == pytest.approx(np.mean(values), abs=1e-6)
    assert min(values) <= estimate.mean <= max(values)
    if np.std(values) > 1e-9:
        low, high = scipy_stats.t.interval(level, len(values) - 1, np.mean(values), scipy_stats.sem(values))
        assert (estimate.low, estimate.high) == (
            pytest.approx(low, rel=1e-6, abs=1e-6),
            pytest.approx(high, rel=1e-6, abs=1e-6),
        )


def test_quantile_agrees_with_scipy():
    for degrees in (1, 2, 7.3, 400):
        assert t_quantile(degrees, 0.975) == pytest.approx(scipy_stats.t.ppf(0.975, degrees))


@pytest.mark.filterwarnings("ignore:Precision loss")
@given(SAMPLES, SAMPLES)
def test_unpaired_comparison_is_welch(a, b):
    result = compare(a, b)
    spread = max(np.std(a), np.std(b))
    if spread <= 1e-9 * max(1.0, *map(abs, (*a, *b))):
        return
    expected = scipy_stats.ttest_ind(a, b, equal_var=False)
    interval = expected.confidence_interval(0.95)
    assert (result.method, result.pairs, result.enough) == ("welch", 0, True)
    assert result.p == pytest.approx(expected.pvalue, rel=1e-6, abs=1e-9)
    assert result.low == pytest.approx(interval.low, rel=1e-6, abs=1e-4)
    assert result.high == pytest.approx(interval.high, rel=1e-6, abs=1e-4)


def test_shared_seeds_are_compared_pair_by_pair():
    a = {1: 0.90, 2: 0.70, 3: 0.80, 4: 0.60}
    b = {4: 0.58, 3: 0.79, 2: 0.68, 1: 0.89}
    result = compare(a, b)
    expected = scipy_stats.ttest_rel([a[k] for k in sorted(a)], [b[k] for k in sorted(a)])
    assert (result.method, result.pairs) == ("paired t", 4)
    assert result.p == pytest.approx(expected.pvalue)
    assert result.p < 0.05 < compare(list(a.values()), list(b.values())).p
    assert result.low == pytest.approx(expected.confidence_interval().low)


def test_few_shared_seeds_among_many_are_not_worth_pairing():
    a = {seed: float(seed) for seed in range(10)}
    b = {seed: float(seed * seed) for seed in range(7, 17)}
    assert (compare(a, b).method, compare(a, b).n_a, compare(a, b).pairs) == ("welch", 10, 0)
    assert compare({1: 1.0, 2: 2.0, 3: 3.0}, {1: 2.0, 2: 3.5, 9: 5.0}).method == "welch"


def test_fewer_than_three_are_not_compared_but_planned_for():
    result = compare([0.90, 0.92], [0.80, 0.83, 0.81])
    assert (result.enough, result.p, result.low, result.method) == (False, None, None, "none")
    assert result.difference == pytest.approx(0.91 - 0.81333333)
    assert result.needed == 3
    assert compare([0.9], [0.8]).needed is None
    assert compare([0.90, 0.92], [0.90]).needed > 10


def test_an_empty_group_is_an_error():
    with pytest.raises(ValueError, match="empty"):
        compare([], [1.0])


def test_equal_differences_fall_back_to_permutation():
    result = compare({1: 0.91, 2: 0.81, 3: 0.71}, {1: 0.90, 2: 0.80, 3: 0.70})
    assert (result.method, result.low, result.p) == ("paired permutation", None, 0.25)
    assert compare({1: 0.5, 2: 0.6, 3: 0.7}, {1: 0.5, 2: 0.6, 3: 0.7}).p == 1.0


def test_no_spread_at_all_falls_back_to_permutation():
    assert compare([1.0] * 3, [2.0] * 3).p == pytest.approx(2 / 20)
    assert compare([1.0] * 3, [2.0] * 5).p == pytest.approx(1 / 56)
    assert compare([2.0] * 3, [2.0] * 4).p == 1.0
    expected = scipy_stats.permutation_test(
        ([1.0] * 3, [2.0] * 5), lambda x, y, axis: np.mean(x, axis) - np.mean(y, axis), vectorized=True
    )
    assert 1 / 56 <= expected.pvalue <= 2 / 56 + 1e-12


@given(SAMPLES, SAMPLES)
def test_comparison_is_antisymmetric(a, b):
    one, other = compare(a, b), compare(b, a)
    assert one.difference == -other.difference
    assert one.p == pytest.approx(other.p)
    assert 0 <= one.p <= 1


@given(SAMPLES, st.integers(-20, 20))
def test_comparison_does_not_depend_on_the_unit(a, power):
    b = [value + 1.0 + position for position, value in enumerate(a)]
    factor = 2.0**power
    assert compare([v * factor for v in a], [v * factor for v in b]).p == pytest.approx(compare(a, b).p)


@pytest.mark.parametrize("paired", [True, False])
def test_needed_seeds_give_the_power_they_promise(paired):
    generator = np.random.default_rng(11)
    n = needed_seeds(1.0, 1.0, paired=paired)
    assert n == (10 if paired else 17)
    trials = 4000
    a, b = generator.normal(1.0, 1.0, (trials, n)), generator.normal(0.0, 1.0, (trials, n))
    test = scipy_stats.ttest_1samp(a, 0.0, axis=1) if paired else scipy_stats.ttest_ind(a, b, axis=1)
    assert 0.76 < np.mean(test.pvalue < 0.05) < 0.86


def test_needed_seeds_where_nothing_can_be_planned():
    assert needed_seeds(0.0, 1.0, paired=True) is None
    assert needed_seeds(1.0, 0.0, paired=True) is None
    assert needed_seeds(1e-6, 1.0, paired=False) is None
    assert needed_seeds(math.inf, 1.0, paired=False) is None
    assert needed_seeds(100.0, 1.0, paired=False) == 3


def test_holm_of_a_textbook_example():
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([]) == []


@given(st.lists(st.floats(0, 1), max_size=12))
def test_holm_properties(p_values):
    adjusted = holm(p_values)
    assert all(p <= q <= 1 for p, q in zip(p_values, adjusted, strict=True))
    order = sorted(range(len(p_values)), key=p_values.__getitem__)
    assert [adjusted[i] for i in order] == sorted(adjusted)
    assert all(q <= min(1, p * len(p_values)) or q <= max(adjusted) for p, q in zip(p_values, adjusted, strict=True))


@pytest.mark.parametrize("paired", [True, False])
def test_equal_configurations_are_rarely_told_apart(paired):
    generator = np.random.default_rng(20)
    rejected, trials = 0, 2000
    for _ in range(trials):
        shared = generator.normal(0, 2, 5) if paired else 0.0
        a, b = generator.normal(size=5) + shared, generator.normal(size=5) + shared
        groups = [dict(enumerate(group.tolist())) if paired else group.tolist() for group in (a, b)]
        rejected += compare(*groups).p < 0.05
    # Three standard errors above the nominal 5 %.
    assert rejected / trials <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / trials)
    assert rejected / trials > 0.02
