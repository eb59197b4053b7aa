"""ROC, precision-recall and calibration curves and confusion matrices, against scikit-learn's."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import calibration, metrics

from xreport.logger.objects import classification as own

SAMPLES = st.lists(st.tuples(st.booleans(), st.integers(0, 8).map(lambda n: n / 8) | st.floats(0, 1)), min_size=2)


def ignore(*_said):
    pass


@pytest.fixture(params=["numpy", "plain"])
def either_way(request, monkeypatch):
    if request.param == "plain":
        monkeypatch.setattr("xreport.logger.objects.arrays.numpy", lambda: None)


def interpolated(line, x, y):
    """Whether all of the points lie on the line."""
    return np.allclose(np.interp(x, line["x"], line["y"]), y)


@given(SAMPLES)
def test_binary_curves_are_those_of_scikit_learn(samples):
    truth, scores = [int(one) for one, _ in samples], [score for _, score in samples]
    if len(set(truth)) < 2:
        return
    for has_numpy in (True, False):
        with pytest.MonkeyPatch.context() as patch:
            if not has_numpy:
                patch.setattr("xreport.logger.objects.arrays.numpy", lambda: None)
            (roc,) = own.roc_lines(truth, scores, None, ignore)
            (pr,) = own.pr_lines(truth, scores, None, ignore)
        across, up, _ = metrics.roc_curve(truth, scores, drop_intermediate=False)
        assert np.allclose((roc["x"], roc["y"]), (across, up))
        assert roc["area"] == pytest.approx(metrics.roc_auc_score(truth, scores))
        precision, recall, _ = metrics.precision_recall_curve(truth, scores)
        assert np.allclose((pr["x"], pr["y"]), (recall[::-1], precision[::-1]))
        assert pr["area"] == pytest.approx(metrics.average_precision_score(truth, scores))
    (line,) = own.calibration_lines(truth, scores, None, 7)
    were, said = calibration.calibration_curve(truth, scores, n_bins=7)
    assert np.allclose((line["x"], line["y"]), (said, were))


def test_many_classes_are_drawn_one_against_the_rest(either_way):
    random = np.random.default_rng(0)
    truth = random.integers(0, 3, 500)
    scores = random.dirichlet(np.ones(3), 500) + np.eye(3)[truth] / 4
    scores /= scores.sum(axis=1, keepdims=True)
    names = np.array(["ant", "bee", "cat"])
    roc = own.roc_lines(names[truth], scores, None, ignore)
    assert [line["name"] for line in roc] == ["ant", "bee", "cat"]
    for at, (line, pr, said) in enumerate(
        zip(
            roc,
            own.pr_lines(truth, scores, names, ignore),
            own.calibration_lines(truth, scores, names, 10),
            strict=True,
        )
    ):
        assert line["area"] == pytest.approx(metrics.roc_auc_score(truth == at, scores[:, at]))
        assert pr["area"] == pytest.approx(metrics.average_precision_score(truth == at, scores[:, at]))
        assert pr["name"] == said["name"] == names[at]
        were, mean = calibration.calibration_curve(truth == at, scores[:, at], n_bins=10)
        assert np.allclose((said["x"], said["y"]), (mean, were))


@pytest.mark.parametrize(
    ("truth", "name"),
    [([0, 1, 1], "1"), ([False, True, True], "True"), ([-1, 1, 1], "1"), (["no", "yes", "yes"], "yes"),
     ([0.0, 1.0, 1.0], "1"), ([[0], [1], [1]], "1"), (np.array([3, 5, 5]), "5")],
)  # fmt: skip
def test_the_second_class_is_the_one_that_is_meant(truth, name):
    for scores in ([0.1, 0.8, 0.9], [[0.9, 0.1], [0.2, 0.8], [0.1, 0.9]], [[0.1], [0.8], [0.9]]):
        (line,) = own.roc_lines(truth, scores, None, ignore)
        assert (line["name"], line["area"]) == (name, 1.0)


def test_a_class_without_samples_is_told_of_and_left_out():
    told = []
    lines = own.roc_lines([0, 0, 1], np.eye(3)[[0, 0, 1]], None, lambda _kind, text: told.append(text))
    assert [line["name"] for line in lines] == ["0", "1"]
    assert told == ["class 2 has no ROC curve: samples of it and of others are needed"]


@pytest.mark.parametrize(
    ("truth", "scores", "labels"),
    [
        ([0, 1], [0.1], None),
        ([], [], None),
        ([0, 1], [0.1, float("nan")], None),
        ([0, 1, 2], [0.1, 0.2, 0.3], None),
        ([0, 1], [[0.1, 0.2], [0.3]], None),
        (["a", "b"], [[0.1, 0.2, 0.7]] * 2, None),
        (["a", "x"], [[0.1, 0.9]] * 2, ["a", "b"]),
        ([0, 1], 3, None),
        ([0, 1], ["a", "b"], None),
    ],
)
def test_what_does_not_fit_together_is_refused(init, truth, scores, labels, read):
    run = init()
    for log in (run.log_roc, run.log_pr, run.log_calibration):
        assert not log("k", truth, scores, labels=labels)
    assert len(read(run)) == 1


def test_scores_that_are_no_probabilities_have_no_calibration(init):
    assert not init().log_calibration("k", [0, 1], [-3.0, 5.0])
    assert not init().log_calibration("k", [0, 1], [0.0, 1.0], bins=0)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abcd")), min_size=1))
def test_confusion_matrices_are_those_of_scikit_learn(pairs):
    truth, guess = zip(*pairs, strict=True)
    found = own.describe_confusion(truth, guess, None)
    assert found["labels"] == sorted({*truth, *guess})
    assert found["counts"] == metrics.confusion_matrix(truth, guess, labels=found["labels"]).tolist()


def test_confusion_by_names_positions_and_scores():
    wanted = {"labels": ["cat", "dog"], "counts": [[1, 1], [0, 1]]}
    assert own.describe_confusion([0, 0, 1], np.array([0, 1, 1]), ["cat", "dog"]) == wanted
    assert own.describe_confusion(["cat", "cat", "dog"], ["cat", "dog", "dog"], None) == wanted
    assert own.describe_confusion([0, 0, 1], [[0.9, 0.1], [0.2, 0.8], [0, 1]], ["cat", "dog"]) == wanted


@pytest.mark.parametrize(("truth", "guess", "labels"), [([0], [0, 1], None), ([], [], None), (["x"], ["a"], ["a"])])
def test_what_is_no_confusion_matrix(init, truth, guess, labels):
    assert not init().log_confusion("k", truth, guess, labels=labels)


def test_too_many_labels(init):
    assert init().log_confusion("k", range(200), range(200))
    assert not init().log_confusion("k", range(201), range(201))


def test_a_curve_of_very_many_samples_is_thinned_and_its_area_is_not(init, read):
    random = np.random.default_rng(1)
    truth = random.random(50_000) < 0.3
    scores = random.random(50_000) + truth / 2
    run = init()
    assert run.log_roc("k", truth, scores)
    (line,) = read(run)[1]["lines"]
    assert len(line["x"]) <= 1_000
    assert line["area"] == pytest.approx(metrics.roc_auc_score(truth, scores))
    across, up, _ = metrics.roc_curve(truth, scores, drop_intermediate=False)
    assert set(zip(line["x"], line["y"], strict=True)) <= set(zip(across.tolist(), up.tolist(), strict=True))
    assert (np.diff(line["x"]) + np.diff(line["y"])).max() < 0.02
