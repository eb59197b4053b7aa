import math

import pytest
from made_runs import CLEAN, config_of, run_of

from xreport.analysis.changes import metric_change
from xreport.analysis.compare import NOT_LOGGED, find_baseline, param_changes, what_changed
from xreport.analysis.metrics import Metric
from xreport.model import DataSource, Environment

ACC = Metric("val/acc", "val/acc", "max")
LOSS = Metric("loss", "loss", "min", unit="nats")
OLD = Metric("old", "old", None)


def changes(before, after):
    found = param_changes(run_of(params=before), run_of(params=after))
    return [(item.key, item.before, item.after) for item in found]


def test_params_that_differ_in_natural_order():
    assert changes({"b10": 1, "b2": 1, "same": 1}, {"b10": 2, "b2": 3, "same": 1}) == [("b2", 1, 3), ("b10", 1, 2)]


def test_not_logged_null_and_nan_are_three_things():
    assert changes({}, {"a": None}) == [("a", NOT_LOGGED, None)]
    assert changes({"a": None}, {"a": "null"}) == [("a", None, "null")]
    assert changes({"a": math.nan}, {"a": math.nan}) == []
    assert changes({"a": 1}, {"a": True}) == [("a", 1, True)]


def test_texts_tell_types_apart():
    def texts(before, after):
        (change,) = param_changes(run_of(params=before), run_of(params=after))
        return change.before_text, change.after_text

    assert texts({"a": 1}, {"a": "1"}) == ("1", "'1'")
    assert texts({}, {"a": 0.1}) == ("not logged", "0.1")
    assert texts({"a": None}, {"a": True}) == ("null", "true")


def test_a_metric_by_score():
    before = run_of({"val/acc": [0.1, 0.5], "old": 1.0}, scores={"loss": 2.0})
    after = run_of({"val/acc": 0.75, "loss": [1.0, math.nan]})
    acc, loss, old = (metric_change(before, after, metric) for metric in (ACC, LOSS, OLD))
    assert (acc.before, acc.after, acc.difference, acc.better) == (0.5, 0.75, 0.25, True)
    assert (loss.before, loss.difference, loss.better) == (2.0, None, None)
    assert (old.after, old.better) == (None, None)


@pytest.mark.parametrize(("metric", "better"), [(ACC, False), (LOSS, True), (Metric("m", "m", None), None)])
def test_better_follows_the_direction(metric, better):
    before, after = run_of({metric.name: 2.0}), run_of({metric.name: 1.0})
    assert metric_change(before, after, metric).better is better


def sentence(run, reference, metric=ACC, role="baseline"):
    return what_changed(run, reference, metric, role).sentence


def test_the_sentence():
    before = run_of({"val/acc": 0.941}, name="rf-100", params={"depth": 4, "trees": 100})
    after = run_of({"val/acc": 0.953}, params={"depth": 8, "trees": 300})
    assert sentence(after, before) == (
        "Against baseline 'rf-100': depth 4 → 8, trees 100 → 300; val/acc +0.012 (0.941 → 0.953), better."
    )
    assert sentence(before, after, role="").endswith("val/acc −0.012 (0.953 → 0.941), worse.")


def test_the_sentence_where_little_is_known():
    one, other = run_of(name="a"), run_of(name="b")
    assert sentence(one, other) == "Against baseline 'b': the same configuration; val/acc not logged by either."
    assert what_changed(one, other, None).sentence == "Against 'b': the same configuration."
    moved = run_of({"val/acc": 0.5}, environment=Environment(commit="beef"))
    assert sentence(moved, other) == "Against baseline 'b': another commit, else the same; val/acc not logged → 0.5."
    diverged = run_of({"loss": math.nan}, seed=2)
    start = run_of({"loss": 1.5}, seed=1, name="s")
    assert sentence(diverged, start, LOSS) == "Against baseline 's': seed 1 → 2; loss 1.5 → NaN."
    assert sentence(start, start, LOSS) == "Against baseline 's': the same configuration; loss the same (1.5 nats)."


def test_the_sentence_names_four_params_and_counts_the_rest():
    before, after = ({f"p{i}": value for i in range(7)} for value in (0, 1))
    text = what_changed(run_of(params=after), run_of(params=before, name="b"), None).sentence
    assert text == "Against 'b': p0 0 → 1, p1 0 → 1, p2 0 → 1, p3 0 → 1, 3 more params."


def test_long_values_do_not_swell_the_sentence():
    text = what_changed(run_of(params={"a": "x\n" * 5000}), run_of(params={"a": 1}), None).sentence
    assert len(text) < 120
    assert "\n" not in text


def test_close_values_are_told_apart():
    before, after = run_of({"val/acc": 0.94123451}, name="b"), run_of({"val/acc": 0.94123452})
    assert "0.94123451 → 0.94123452" in sentence(after, before)
    assert "val/acc the same (0.941)" in sentence(run_of({"val/acc": 0.941}), run_of({"val/acc": 0.941}))


def test_fields_that_differ():
    before = run_of(seed=1, environment=CLEAN)
    after = run_of(
        seed=1,
        algorithm="svm",
        data=[DataSource("digits", "test", version="2")],
        environment=Environment("c0ffee", True),
    )
    difference = what_changed(after, before, None)
    assert [tuple(change) for change in difference.fields] == [
        ("algorithm", "forest", "svm"),
        ("data", "digits", "digits@2 (test)"),
        ("commit", "c0ffee1234", "c0ffee with uncommitted changes"),
    ]
    assert difference.field("algorithm").after == "svm"
    assert difference.field("seed") is None
    assert difference.reference == before.id


def test_a_seed_is_said_once():
    before, after = (run_of(seed=seed, params={"seed": seed}, name="b") for seed in (1, 2))
    assert what_changed(after, before, None).sentence == "Against 'b': seed 1 → 2."


def test_baseline_by_id_name_and_tag():
    old, new = run_of(name="base", started=1.0), run_of(name="base", started=2.0)
    failed = run_of(name="base", started=3.0, status="failed")
    tagged = run_of(name="other", tags=("reference",))
    runs = [new, failed, tagged, old]
    for wanted, expected in [(old.id, old), ("base", new), ("tag:reference", tagged), ("nobody", None), ("", None)]:
        assert find_baseline(runs, config_of(baseline=wanted)) is expected
        assert find_baseline(runs[::-1], config_of(baseline=wanted)) is expected
    assert find_baseline([run_of(name="")], config_of()) is None
