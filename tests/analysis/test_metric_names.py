import pytest
from hypothesis import given
from hypothesis import strategies as st

from xreport.analysis import metric_names
from xreport.analysis.metric_names import is_cost, phase_order, words
from xreport.text.metric_words import OF_TRAININGS


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("bbox_mAP_50", ("bbox", "map", "50")),
        ("valF1Score", ("val", "f1", "score")),
        ("train/loss_cls", ("train", "loss", "cls")),
        ("MSELoss", ("mse", "loss")),
        ("test_acc1", ("test", "acc")),
        ("", ()),
        ("потеря", ("потеря",)),
    ],
)
def test_words(name, expected):
    assert words(name) == expected


def test_times_and_rates_are_costs():
    assert is_cost("fps")
    assert is_cost("peak_memory_mb")
    assert not is_cost("loss_per_token")


def test_phases_put_validation_first_and_training_last():
    names = ["train/acc", "acc", "test_acc", "eval_acc", "val/acc"]
    assert sorted(names, key=phase_order) == ["val/acc", "eval_acc", "test_acc", "acc", "train/acc"]


@given(st.text(max_size=60))
def test_any_name_has_words(name):
    assert all(word == word.lower() or not word.isascii() for word in words(name))


def test_what_tells_of_a_training_is_in_the_vocabulary():
    """The words by which importers know a log are those by which metrics are understood."""
    assert metric_names.KNOWN >= OF_TRAININGS
