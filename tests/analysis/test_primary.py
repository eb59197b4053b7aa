"""Which metric ranks a task: what the tool says beats what settings name, and both beat what names tell."""

import pytest
from made_runs import config_of, run_of

from xreport.analysis.metrics import resolve_metrics
from xreport.analysis.primary import choose_primary
from xreport.analysis.scoring import score
from xreport.model import Hint


def chosen(runs, config=None):
    config = config or config_of()
    return choose_primary(runs, resolve_metrics(runs, config), config)


def name_of(*names, **options):
    return chosen([run_of(dict.fromkeys(names, 1.0), **options)]).metrics[0].name


@pytest.mark.parametrize(
    ("names", "first"),
    [
        (("val/loss", "test/accuracy"), "test/accuracy"),
        (("val/loss", "accuracy"), "accuracy"),
        (("val/loss", "train/accuracy"), "val/loss"),
        (("val_loss", "loss", "accuracy", "val_accuracy"), "val_accuracy"),
        (("val_loss", "loss", "accuracy"), "val_loss"),  # Keras calls what it measured on training data by no phase
        (("val/box_loss", "metrics/mAP50(B)", "train/box_loss"), "metrics/mAP50(B)"),
        (("train/loss", "rollout/ep_rew_mean", "rollout/ep_len_mean", "time/fps"), "rollout/ep_rew_mean"),
        (("valid/l2", "valid/binary_logloss"), "valid/binary_logloss"),
        (("train/loss", "train/train_samples_per_second", "train/learning_rate"), "train/loss"),
        (("losses/entropy", "losses/value_loss", "charts/episodic_return", "charts/SPS"), "charts/episodic_return"),
    ],
)
def test_headline_metrics_come_before_losses_and_training_last(names, first):
    assert name_of(*names) == first
    assert name_of(*reversed(names)) == first


def test_what_the_tool_ranks_by_beats_names():
    hints = {"val/loss": Hint("min", primary=True)}
    choice = chosen([run_of({"val/loss": 1, "val/acc": 1}, hints=hints)])
    assert [metric.name for metric in choice.metrics] == ["val/loss"]
    assert choice.why == "The tool that logged it ranks by it."


def test_of_two_objectives_each_ranks():
    hints = {name: Hint(way, primary=True) for name, way in (("values_0", "min"), ("values_1", "max"))}
    assert [m.name for m in chosen([run_of({"values_0": 1, "values_1": 1}, hints=hints)]).metrics] == [
        "values_0",
        "values_1",
    ]


@pytest.mark.parametrize(
    ("params", "first"),
    [
        ({"metric_for_best_model": "loss"}, "eval/loss"),
        ({"metric_for_best_model": "eval_loss"}, "eval/loss"),
        ({"callbacks.model_checkpoint.monitor": "eval/loss"}, "eval/loss"),
        ({"args.save_best": "f1"}, "eval/f1"),
        ({"monitor": "nothing that was logged"}, "eval/accuracy"),
        ({"monitor": True}, "eval/accuracy"),
    ],
)
def test_a_param_that_names_what_chooses_the_best_model(params, first):
    assert name_of("eval/loss", "eval/accuracy", "eval/f1", "train/loss", params=params) == first


SUBJECTS = [f"subject_{place}" for place in "abcdefghijklmnop"]


def test_parts_of_a_benchmark_rank_by_their_mean_never_by_one():
    runs = [run_of(scores={f"{one}/acc": place * k / 16 for place, one in enumerate(SUBJECTS)}) for k in (1, 2)]
    choice = chosen(runs)
    (metric,) = choice.metrics
    assert (metric.name, metric.direction) == ("mean of 16 acc", "max")
    assert [score(run, metric) for run in runs] == pytest.approx([7.5 / 16, 15 / 16])
    assert "alike" in choice.why


def test_parts_beside_another_measure_of_them_are_not_mixed():
    scores = {f"{one}/{what}": 0.5 for one in SUBJECTS for what in ("acc", "acc_norm", "acc_stderr")}
    assert chosen([run_of(scores=scores)]).metrics[0].name == "mean of 16 acc"


def test_a_whole_stands_for_its_parts():
    scores = {f"mmlu_{one}/acc": 0.5 for one in SUBJECTS} | {"mmlu/acc": 0.4}
    assert chosen([run_of(scores=scores)]).metrics[0].name == "mmlu/acc"
    parts = {f"bbox_mAP_{what}": 0.1 for what in ("50", "75", "s", "m", "l")} | {"bbox_mAP": 0.2}
    assert chosen([run_of(parts)]).metrics[0].name == "bbox_mAP"


def test_times_have_a_geometric_mean_over_what_all_runs_measured():
    hints = {"*": Hint("min", "s")}
    times = {f"time_{one}": 10.0 ** (place - 8) for place, one in enumerate(SUBJECTS)}
    runs = [run_of(scores=times, hints=hints), run_of(scores={**times, "time_new": 1.0}, hints=hints)]
    (metric,) = chosen(runs).metrics
    assert (metric.name, metric.unit, metric.direction) == ("geometric mean of 16 times", "s", "min")
    assert score(runs[0], metric) == pytest.approx(10**-0.5)
    assert score(runs[0], metric) == score(runs[1], metric)


def test_a_run_that_lacks_a_part_has_no_mean():
    names = [f"{one}/acc" for one in SUBJECTS[:10]]
    runs = [run_of(scores=dict.fromkeys(names, 0.5)) for _ in range(9)]
    runs.append(run_of(scores=dict.fromkeys(names[1:], 0.9)))
    (metric,) = chosen(runs).metrics
    assert metric.name == "mean of 10 acc"
    assert score(runs[-1], metric) is None
