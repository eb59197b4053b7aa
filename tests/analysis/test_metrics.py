import math

from made_runs import config_of, run_of

from xreport.analysis.metrics import Metric, resolve_metrics
from xreport.analysis.primary import choose_primary
from xreport.analysis.scoring import raw_score, score
from xreport.settings import MetricConfig


def primary_metric(runs, metrics, config):
    """The main metric that is chosen, or None."""
    return next(iter(choose_primary(runs, metrics, config).metrics), None)


def primary_name(runs, config=None):
    config = config or config_of()
    metric = primary_metric(runs, resolve_metrics(runs, config), config)
    return metric and metric.name


def test_the_configuration_wins_over_the_name():
    config = config_of(metrics={"loss": MetricConfig("max", "nats"), "kl": MetricConfig(None, primary=True)})
    metrics = resolve_metrics([run_of({"loss": 1, "kl": 2, "acc": 3})], config)
    assert list(metrics) == ["acc", "kl", "loss"]
    assert (metrics["loss"].direction, metrics["loss"].inferred, metrics["loss"].unit) == ("max", False, "nats")
    assert (metrics["kl"].direction, metrics["kl"].inferred, metrics["kl"].primary) == (None, False, True)
    assert (metrics["acc"].direction, metrics["acc"].inferred) == ("max", True)


def test_scores_are_metrics_too():
    assert list(resolve_metrics([run_of(scores={"test/acc": 0.5})], config_of())) == ["test/acc"]


def test_the_score_is_what_the_user_set_else_the_last_value():
    run = run_of({"acc": [0.9, 0.8], "loss": [1, math.nan]}, scores={"acc": 0.85})
    assert score(run, Metric("acc", "acc", None)) == 0.85
    assert score(run, Metric("loss", "loss", None)) is None
    assert math.isnan(raw_score(run, Metric("loss", "loss", None)))
    assert raw_score(run, Metric("f1", "f1", None)) is score(run, Metric("f1", "f1", None)) is None


def test_a_score_of_zero_is_a_score():
    assert score(run_of({"acc": [0.9]}, scores={"acc": 0.0}), Metric("acc", "acc", None)) == 0.0


def test_validation_comes_before_test_before_training():
    assert primary_name([run_of({"train/acc": 1, "test/acc": 1, "val/acc": 1})]) == "val/acc"
    assert primary_name([run_of({"train/acc": 1, "test/acc": 1})]) == "test/acc"
    assert primary_name([run_of({"train/acc": 1, "acc": 1})]) == "acc"


def test_scores_come_before_losses_and_times():
    assert primary_name([run_of({"val/loss": 1, "val/f1": 1, "val/time": 1})]) == "val/f1"
    assert primary_name([run_of({"loss": 1, "time": 1, "lr": 1, "epoch": 1})]) == "loss"
    assert primary_name([run_of({"time": 1, "lr": 1})]) == "time"


def test_wholes_come_before_parts():
    assert primary_name([run_of({"loss_cls": 1, "total_loss": 1, "loss_box": 1})]) == "total_loss"
    assert primary_name([run_of({"bbox_mAP_50": 1, "bbox_mAP": 1, "acc": 1, "bbox_mAP_l": 1})]) == "bbox_mAP"
    assert primary_name([run_of({"test_acc5": 1, "test_acc1": 1, "test_loss": 1, "train_lr": 1})]) == "test_acc1"


def test_what_most_runs_share_wins_but_one_early_death_does_not_decide():
    many = [run_of({"train/loss": 1, "val/acc": 1}) for _ in range(9)]
    assert primary_name([*many, run_of({"train/loss": 1})]) == "val/acc"
    assert primary_name([*many[:2], *(run_of({"train/loss": 1}) for _ in range(8))]) == "train/loss"
    half = [run_of({"train/loss": 1, "train/acc": 1}) for _ in range(5)]
    assert primary_name([*many[:5], *half]) == "val/acc"
    assert primary_name([*many[:5], *half, *half]) == "train/loss"
    assert (
        primary_name([*(run_of({"train/acc": 1, "val/time": 1, "val/kl": 1}) for _ in range(5)), *half]) == "train/acc"
    )
    failed = [run_of({"train/loss": 1}, status="failed") for _ in range(50)]
    assert primary_name([*many, *failed]) == "val/acc"


def test_configured_primaries_come_in_their_order():
    runs = [run_of({"val/acc": 1, "f1": 1, "loss": 1})]
    config = config_of(
        metrics={
            "absent": MetricConfig("max", primary=True),
            "loss": MetricConfig(primary=True),
            "f1": MetricConfig(primary=True),
        }
    )
    metrics = resolve_metrics(runs, config)
    assert [metric.name for metric in choose_primary(runs, metrics, config).metrics] == ["loss", "f1"]
    assert primary_name(runs, config) == "loss"


def test_a_configured_primary_without_direction_gives_no_best_rather_than_another():
    assert primary_name([run_of({"kl": 1, "acc": 1})], config_of(metrics={"kl": MetricConfig(primary=True)})) is None


def test_no_known_direction_gives_no_primary():
    assert primary_name([run_of({"kl": 1, "lr": 1})]) is None
    assert primary_name([]) is None
    assert primary_name([run_of({"acc": math.nan})]) is None
