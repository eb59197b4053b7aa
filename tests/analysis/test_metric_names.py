import pytest
from hypothesis import given
from hypothesis import strategies as st

from xreport.analysis import metric_names
from xreport.analysis.metric_names import infer_direction, is_cost, is_goal, phase_order, words
from xreport.text.metric_words import OF_TRAININGS

SMALLER = """loss train/loss val_loss total_loss loss_cls MSELoss train_loss_step rmse val/RMSE mae perplexity ppl wer
    fid_score error_rate top1_err iou_loss loss_iou reward_loss negative_log_likelihood nll time data_time latency_ms
    train_runtime time_per_step loss_per_token false_negative fast_rcnn/false_positive mean_squared_error ECE
    brier_score regret max_error fit_time""".split()  # noqa: SIM905
LARGER = """acc acc1 test_acc1 top5 val/top_1 accuracy val/accuracy valAcc test_accuracy_epoch f1 F1Score val/f1_macro
    auc ROC_AUC auroc mAP mAP_50 bbox_mAP AP50 bbox/APs bbox/AP-airplane r2 r2_score R² precision precision@10 recall_10
    iou mIoU return train/return episode_reward bleu BLEU-4 rougeL success_rate neg_mean_squared_error neg_log_loss
    log_likelihood explained_variance test_score samples_per_second tokens_per_sec throughput fps pass@1 ndcg@10
    cls_accuracy""".split()  # noqa: SIM905
UNKNOWN = """lr train_lr learning_rate epoch step iteration global_step grad_norm gradient_norm memory gpu_mem EMA_rate
    n_parameters episodes train/length _timestamp eta_seconds acc_std reward_std loss_scale weight_decay timestep
    entropy variance kl foo temperature batch_size top pass x 1""".split()  # noqa: SIM905


@pytest.mark.parametrize("name", SMALLER)
def test_smaller_is_better(name):
    assert infer_direction(name) == "min"


@pytest.mark.parametrize("name", LARGER)
def test_larger_is_better(name):
    assert infer_direction(name) == "max"


@pytest.mark.parametrize("name", UNKNOWN)
def test_the_name_does_not_say(name):
    assert infer_direction(name) is None


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


def test_a_word_inside_another_is_not_found():
    assert infer_direction("glossary") is None
    assert infer_direction("accident") is None
    assert infer_direction("mapping") is None


@pytest.mark.parametrize("name", ["BM_SameTimes/iterations", "BM_map_insert/iterations", "test_f1/rounds"])
def test_how_often_something_was_done_is_no_result_whatever_it_is_called(name):
    assert infer_direction(name) is None
    assert not is_goal(name)


def test_counters_and_costs_are_no_goals():
    assert [
        name for name in ("lr", "epoch", "grad_norm", "time", "episodes", "train/length", "42") if is_goal(name)
    ] == []
    assert is_goal("loss")
    assert is_goal("kl")
    assert is_cost("fps")
    assert not is_cost("loss_per_token")


def test_phases_put_validation_first_and_training_last():
    names = ["train/acc", "acc", "test_acc", "eval_acc", "val/acc"]
    assert sorted(names, key=phase_order) == ["val/acc", "eval_acc", "test_acc", "acc", "train/acc"]


@given(st.text(max_size=60))
def test_any_name_is_answered(name):
    assert infer_direction(name) in {"min", "max", None}
    assert all(word == word.lower() or not word.isascii() for word in words(name))


def test_what_tells_of_a_training_is_in_the_vocabulary():
    """The words by which importers know a log are those by which metrics are understood."""
    assert metric_names._KNOWN >= OF_TRAININGS
