"""Which metric says how sure another one is."""

import pytest

from xreport.analysis.error_names import Spread, spreads

ERROR, DEVIATION = "standard error", "standard deviation"


@pytest.mark.parametrize(
    ("of", "name", "kind"),
    [
        ("acc", "acc_stderr", ERROR),
        ("arc/acc_norm", "arc/acc_norm_stderr", ERROR),
        ("gsm8k/exact_match,strict-match", "gsm8k/exact_match_stderr,strict-match", ERROR),
        ("acc", "acc_std_err", ERROR),
        ("acc", "acc_std_error", ERROR),
        ("acc", "acc-stderror", ERROR),
        ("acc", "acc_standard_error", ERROR),
        ("acc", "acc/sem", ERROR),
        ("acc", "acc_se", ERROR),
        ("val/acc", "val/acc_std", DEVIATION),
        ("reward", "reward.std", DEVIATION),
        ("reward_mean", "reward_std", DEVIATION),
        ("eval/mean_reward", "eval/std_reward", DEVIATION),
        ("mean_test_score", "std_test_score", DEVIATION),
        ("mean", "stddev", DEVIATION),
        ("bench/mean", "bench/stdev", DEVIATION),
        ("Acc", "Acc_StdErr", ERROR),
    ],
)
def test_a_spread_belongs_to_the_metric_that_its_name_names(of, name, kind):
    assert spreads([name, of, "other"]) == {of: Spread(name, kind)}


@pytest.mark.parametrize("names", [["acc", "standard"], ["a", "a_stdout"], ["base", "b"], ["x_stderr"], ["std"], []])
def test_other_names_belong_to_none(names):
    assert spreads(names) == {}


def test_of_two_spreads_the_standard_error_stands_beside():
    assert spreads(["a", "a_std", "a_sem", "a_sd"]) == {"a": Spread("a_sem", ERROR)}
