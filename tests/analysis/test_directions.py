"""Directions by name. The tables are names as the tools write them, with what their documentation says of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xreport.analysis.directions import infer_direction, is_goal
from xreport.text import metric_facts

SMALLER = """loss train/loss val_loss total_loss loss_cls MSELoss train_loss_step rmse val/RMSE mae perplexity ppl wer
    fid_score error_rate top1_err iou_loss loss_iou reward_loss negative_log_likelihood nll time latency_ms
    train_runtime time_per_step loss_per_token false_negative fast_rcnn/false_positive mean_squared_error ECE
    brier_score regret max_error fit_time
    validation_0-mlogloss valid_1/binary_logloss eval-merror test-error@0.7 learn/Quantile:alpha=0.9 training/l2
    test/Logloss test/YetiRank eval_cer eval_ter word_perplexity,none bits_per_byte,none attack_success_rate
    metrics/val/box_loss train/dfl_loss speed/postprocess(ms) NuScenes/mAOE mATE D1-all PA-MPJPE IDSW HD95 assd
    fid50k_full kid LPIPS niqe val/FrechetInceptionDistance val_learned_perceptual_image_patch_similarity
    DaviesBouldinScore davies_bouldin PerceptualPathLength SpectralAngleMapper val/ContinuousRankedProbabilityScore
    train/value_loss losses/qf1_loss loss/value_avg constraint_violations collision_rate cumulative_regret
    val/cer mcd DER minDCF test-other/wer abs_rel silog irmse CRPS WQL OWA mean_rank MR FPR@95TPR
    peak_memory_mb max_memory_allocated binary_size p95 p99_latency ns/op allocs/op B/op sec/epoch cpu_time
    errors_total num_failures dropped_frames co2 energy_kwh waic igd rmsd rank_test_score temperature_rmse
    accuracy_drop non_success_rate clip_fid clip_mmd F1-all kitti-f1 val/InfoLM cumulative_layout_shift divergences
    drop_rate rrse bd_rate minADE fairness_gap ilniqe learners/default_policy/vf_loss
    negative_likelihood_ratio neg_elbo 1-acc loss_ctc cross_entropy val_binary_crossentropy""".split()  # noqa: SIM905
LARGER = """acc acc1 test_acc1 top5 val/top_1 accuracy val/accuracy valAcc test_accuracy_epoch f1 F1Score val/f1_macro
    auc ROC_AUC auroc mAP mAP_50 bbox_mAP AP50 bbox/APs bbox/AP-airplane r2 r2_score R² precision precision@10 recall_10
    iou mIoU return train/return episode_reward bleu BLEU-4 rougeL success_rate neg_mean_squared_error neg_log_loss
    log_likelihood explained_variance test_score samples_per_second tokens_per_sec throughput fps pass@1 ndcg@10
    cls_accuracy
    metrics/mAP50-95(B) metrics/recall(M) metrics/accuracy_top1 mAP@[.5:.95] AR@100 AR_maxDets=100 coco/bbox_mAP_l
    fitness sem_seg/mIoU panoptic_seg/PQ IDF1 HOTA MOTA NDS PCKh KITTI/Car_3D_AP40_hard d2 delta_1
    rollout/ep_rew_mean charts/episodic_return env_runners/episode_return_mean rewards/margins objective/scores
    charts/SPS losses/explained_variance time/fps human_normalized_score
    acc_norm,none t_a/acc_norm exact_match,flexible-extract mmlu_anatomy humaneval pass_at_10 length_controlled_winrate
    chrF++ COMET UAS spBLEU faithfulness eval_mean_token_accuracy eval_squad_f1
    val/ScaleInvariantSignalDistortionRatio val/WordInfoPreserved val_peak_signal_noise_ratio MulticlassFBetaScore
    val_neg_negative_likelihood_ratio d2_absolute_error_score neg_max_error v_measure_score
    PESQ STOI SI-SDR SDRi DNSMOS_OVRL SECS-similarity valid_0's_auc test/PFound eval-aucpr validation_0-ndcg@5
    R@1 hits@10 rank-5 t2i_R1 MRR inverse_harmonic_mean_rank adjusted_mean_rank_index brier_skill_score
    MB/s req/s GFLOPS speedup line_coverage cache_hit_rate samples_per_joule 1-err lddt GDT-HA loo elpd_waic
    default_policy/learner_stats/vf_explained_var val_adjusted_mutual_info clip_acc da/a1 codebleu recalls
    infraction_penalty soft_spl clip_iqa enrichment_factor lift@10 cmc1
    error_reduction loss_improvement non_toxicity win_loss_ratio survival_time
    precision_at_fixed_recall F1:use_weights=true""".split()  # noqa: SIM905
NEITHER = """lr train_lr learning_rate epoch step iteration global_step grad_norm gradient_norm memory gpu_mem EMA_rate
    n_parameters episodes train/length _timestamp eta_seconds acc_std reward_std loss_scale weight_decay timestep
    entropy variance kl foo temperature batch_size top pass x 1 data_time batch_time
    loss_D G_loss disc_loss generator_loss adv_loss errG policy_loss losses/policy_loss train/actor_loss
    policy_gradient_loss alpha_loss train/entropy_loss losses/entropy losses/approx_kl train/clip_fraction objective/kl
    objective/non_score_reward rewards/rejected logps/chosen logits/rejected rollout/ep_len_mean time/total_timesteps
    acc_stderr,none exact_match_stderr rougeL_diff std_test_score acc_sem Coverage[0.9] mia_auc rouge_std
    standard_error acc_se margin_of_error actor/kl_loss actor/pg_loss
    img_size dropout_rate sample_rate top_k total_flos test/ERR err@10 tokens_per_batch diversity confusion_matrix
    clip_value time_this_iter_s time_since_restore latency/q1 acc/q3
    log_score mean_bias_error gp_loss learners/default_policy/policy_loss
    """.split()  # noqa: SIM905


@pytest.mark.parametrize("name", SMALLER)
def test_smaller_is_better(name):
    assert infer_direction(name) == "min"


@pytest.mark.parametrize("name", LARGER)
def test_larger_is_better(name):
    assert infer_direction(name) == "max"


@pytest.mark.parametrize("name", NEITHER)
def test_the_name_does_not_say(name):
    assert infer_direction(name) is None


@pytest.mark.parametrize("metric", ["l1", "l2", "auc", "binary_logloss"])
@pytest.mark.parametrize("data", ["valid_0", "valid_1", "training", "my data"])
def test_the_data_before_the_metric_of_lightgbm_changes_nothing(data, metric):
    assert infer_direction(f"{data}'s {metric}") == infer_direction(metric) is not None


def test_a_word_inside_another_is_not_found():
    assert infer_direction("glossary") is None
    assert infer_direction("accident") is None
    assert infer_direction("mapping") is None


@pytest.mark.parametrize("name", ["BM_SameTimes/iterations", "BM_map_insert/iterations", "test_f1/rounds"])
def test_how_often_something_was_done_is_no_result_whatever_it_is_called(name):
    assert infer_direction(name) is None
    assert not is_goal(name)


def test_counters_and_costs_are_no_goals():
    names = ("lr", "epoch", "grad_norm", "time", "episodes", "train/length", "42", "loss_D", "peak_memory_mb")
    assert [name for name in names if is_goal(name)] == []
    assert is_goal("loss")
    assert is_goal("my_own_metric")


def test_every_scorer_of_scikit_learn_is_better_when_larger():
    metrics = pytest.importorskip("sklearn.metrics")
    for name in metrics.get_scorer_names():
        assert infer_direction(name) == "max", name
        assert infer_direction(f"val_{name}") == "max", name
        if name.startswith("neg_"):
            assert infer_direction(name.removeprefix("neg_")) == "min", name


def test_no_library_contradicts_another():
    assert not metric_facts.HIGHER & metric_facts.LOWER
    assert not (metric_facts.HIGHER | metric_facts.LOWER) & metric_facts.NEITHER


@given(st.sampled_from([*SMALLER, *LARGER]), st.sampled_from(["val/", "test_", "eval/", "train ", "metrics/val/"]))
def test_where_it_was_measured_changes_no_direction(name, phase):
    if "/" not in name and "-" not in name and "@" not in name and "=" not in name:
        assert infer_direction(phase + name) == infer_direction(name)


@given(
    st.text(max_size=60) | st.sampled_from(["one-", "1-a/", "neg_", "a.", "at@", "p99/"]).map(lambda part: part * 2_000)
)
def test_any_name_is_answered(name):
    assert infer_direction(name) in {"min", "max", None}
    assert is_goal(name) in {True, False}
