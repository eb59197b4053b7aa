"""Names of metrics whose direction their own libraries state, and short names that mean something only alone.

These are facts, each list with its source. A name is compared without case, separators and digits of variants
(``StructuralSimilarityIndexMeasure`` is ``structural_similarity_index_measure``), and says more than the words in it:
a ranked probability *score* is better when smaller. Standard library only.
"""

from __future__ import annotations

from typing import Final, Literal

_HIGHER: Final = {
    # torchmetrics 1.9: `higher_is_better` of every class that states one, without Binary, Multiclass and Multilabel.
    "torchmetrics": """
        ARNIQA AUROC Accuracy AveragePrecision BERTScore BLEUScore CHRFScore CLIPImageQualityAssessment CLIPScore
        CalinskiHarabaszScore ClusterAccuracy CohenKappa CompleteIntersectionOverUnion CompletenessScore
        ComplexScaleInvariantSignalNoiseRatio ConcordanceCorrCoef CosineSimilarity CramersV CriticalSuccessIndex
        DeepNoiseSuppressionMeanOpinionScore DiceScore DistanceIntersectionOverUnion DunnIndex ExactMatch
        ExplainedVariance F1Score FBetaScore FleissKappa FowlkesMallowsIndex GeneralizedDiceScore
        GeneralizedIntersectionOverUnion HomogeneityScore InceptionScore IntersectionOverUnion JaccardIndex LogAUC
        MatthewsCorrCoef MeanAveragePrecision MeanIoU ModifiedPanopticQuality
        MultiScaleStructuralSimilarityIndexMeasure MutualInfoScore NonIntrusiveSpeechQualityAssessment
        PanopticQuality PeakSignalNoiseRatio PeakSignalNoiseRatioWithBlockedEffect PearsonsContingencyCoefficient
        PerceptualEvaluationSpeechQuality Precision QualityWithNoReference R2Score ROUGEScore
        RankingAveragePrecision Recall RetrievalAUROC RetrievalHitRate RetrievalMAP RetrievalMRR
        RetrievalNormalizedDCG RetrievalPrecision RetrievalRPrecision RetrievalRecall SQuAD SacreBLEUScore
        ScaleInvariantSignalDistortionRatio ScaleInvariantSignalNoiseRatio ShortTimeObjectiveIntelligibility
        SignalDistortionRatio SignalNoiseRatio SourceAggregatedSignalDistortionRatio SpatialCorrelationCoefficient
        SpearmanCorrCoef SpeechReverberationModulationEnergyRatio StructuralSimilarityIndexMeasure TheilsU
        TschuprowsT UniversalImageQualityIndex VMeasureScore VideoMultiMethodAssessmentFusion
        VisualInformationFidelity
    """,
    # torchmetrics: classes that state None or the wrong way; as their own documentation describes them.
    "torchmetrics, as documented": """
        KendallRankCorrCoef PearsonCorrCoef NegativePredictiveValue Specificity Sensitivity
        NormalizedMutualInfoScore AdjustedMutualInfoScore AdjustedRandScore RandScore RandIndex
        AreaUnderTheReceiverOperatingCharacteristicCurve TruePositiveRate TrueNegativeRate PositivePredictiveValue
        DiagnosticOddsRatio WordInfoPreserved
    """,
    # scikit-learn 1.9: get_scorer_names(); all scorers are better when larger. Those with neg_ are turned around.
    "scikit-learn": """
        accuracy adjusted_mutual_info_score adjusted_rand_score average_precision balanced_accuracy
        completeness_score d2_absolute_error_score d2_brier_score d2_log_loss_score explained_variance f1
        fowlkes_mallows_score homogeneity_score jaccard matthews_corrcoef mutual_info_score
        normalized_mutual_info_score positive_likelihood_ratio precision r2 rand_score recall roc_auc
        top_k_accuracy v_measure_score d2_pinball_score d2_tweedie_score adjusted_mutual_info adjusted_rand
        normalized_mutual_info
    """,
    # CatBoost 1.2 ("maximized" in its list of metrics), LightGBM 4 and XGBoost 3 (documentation of `metric`).
    "boosting": """
        PFound QueryAUC QueryAverage NormalizedGini Kappa WKappa TotalF1 LogLikelihoodOfPrediction auc_mu aucpr
        ams interval_regression_accuracy BalancedAccuracy
    """,
    "Keras": "binary_io_u one_hot_io_u mean_io_u one_hot_mean_io_u true_positives true_negatives dice_coef",
    # Hugging Face evaluate, sacrebleu, lm-evaluation-harness, TRL.
    "language": """
        corr_coef acc_norm acc_mutual_info bert_score move_score mover_score bart_score google_bleu exact_match
        matthews_correlation mean_token_accuracy rewards_margins objective_scores answer_relevancy
        context_relevancy answer_correctness math_verify length_controlled_win_rate length_controlled_winrate
        frugal_score meteor_score speaker_similarity sim_o
    """,
    # COCO, detectron2, MMDetection, nuScenes, MOTChallenge.
    "detection": """
        aacc macc mdice mfscore mprecision mrecall panoptic_quality f_measure s_measure e_measure
        threshold_accuracy clip_i clip_t dino_i average_recall mean_average_recall
    """,
    "reinforcement learning": """
        episodic_return losses_explained_variance explained_var ep_ret goal_reached distance_travelled
        distance_traveled distance_covered
        time_alive survival_time win_loss win_loss_ratio lap_rate mean_utility human_normalized_score
    """,
    "clustering, knowledge graphs": """
        adjusted_mean_rank_index adjusted_geometric_mean_rank_index inverse_harmonic_mean_rank
        inverse_geometric_mean_rank inverse_arithmetic_mean_rank inverse_median_rank mean_reciprocal_rank
        relative_information_gain
    """,
    # CodeBLEU, distinct-n (Li et al. 2016), trec_eval.
    "generation, retrieval": "code_bleu distinct_1 distinct_2 distinct_3 bpref",
    "forecasting, hydrology": "kling_gupta nash_sutcliffe skill_score r_squared fractions_skill_score",
    # CARLA multiplies its score by the penalty (1: no infraction); Habitat's measures of navigation.
    "driving, navigation": "infraction_penalty spl soft_spl ndtw sdtw",
    # pyiqa lists which of its models are better when larger.
    "image quality": "clip_iqa maniqa topiq nima nrqm hyperiqa dbcnn",
    "drug discovery, proteins": "enrichment_factor bedroc sequence_recovery amino_acid_recovery information_ratio",
    "sciences": """
        concordance_index c_index c_statistic elpd elpd_loo elpd_waic tm_score gdt_ts gdt_ha drug_likeness
        backward_transfer forward_transfer alignment_score sap_score v_measure dci_disentanglement
        mutual_information_gap effective_sample_size information_coefficient rank_ic
    """,
    # What benchmarks of programs call how much was covered.
    "coverage": """
        line_coverage code_coverage branch_coverage test_coverage statement_coverage function_coverage
        coverage_percent catalog_coverage item_coverage
    """,
    "system": """
        hit_rate hit_ratio cache_hits clock_rate scaling_efficiency acceptance_rate resolved_rate solve_rate
        solved_rate pass_rate completion_rate detection_rate
    """,
}

_LOWER: Final = {
    "torchmetrics": """
        CalibrationError CharErrorRate ContinuousRankedProbabilityScore CoverageError
        DeepImageStructureAndTextureSimilarity EditDistance ErrorRelativeGlobalDimensionlessSynthesis
        ExtendedEditDistance FrechetInceptionDistance HammingDistance HausdorffDistance HingeLoss
        JensenShannonDivergence KLDivergence KernelInceptionDistance LearnedPerceptualImagePatchSimilarity
        LipVertexError LogCoshError MatchErrorRate MeanAbsoluteError MeanAbsolutePercentageError MeanSquaredError
        MeanSquaredLogError MemorizationInformedFrechetInceptionDistance MinkowskiDistance
        NormalizedRootMeanSquaredError Perplexity ProcrustesDisparity RankingLoss RelativeAverageSpectralError
        RelativeSquaredError RetrievalFallOut RootMeanSquaredErrorUsingSlidingWindow SpatialDistortionIndex
        SpectralAngleMapper SymmetricMeanAbsolutePercentageError TotalVariation TranslationEditRate
        WeightedMeanAbsolutePercentageError WordErrorRate WordInfoLost
    """,
    "torchmetrics, as documented": """
        DaviesBouldinScore DaviesBouldin InfoLM PerceptualPathLength SpectralDistortionIndex TweedieDevianceScore
        EER
    """,
    # scikit-learn 1.9: what its scorers negate, and what its searches tell of a candidate.
    "scikit-learn": """
        brier_score log_loss max_error mean_absolute_error mean_absolute_percentage_error mean_gamma_deviance
        mean_poisson_deviance mean_squared_error mean_squared_log_error median_absolute_error
        negative_likelihood_ratio root_mean_squared_error root_mean_squared_log_error rank_test_score pinball_loss
    """,
    "boosting": """
        logloss mlogloss binary_logloss multi_logloss merror multi_error binary_error mphe nloglik poisson_nloglik
        gamma_nloglik cox_nloglik aft_nloglik tweedie_nloglik quantile huber poisson tweedie kullback_leibler
        MultiClass CrossEntropy PairLogit PairLogitPairwise YetiRank LogLinQuantile QuerySoftMax ZeroOneLoss Lq
    """,
    # RLlib's losses of a policy named so, whose critic and whole loss are no surrogates.
    "reinforcement learning": "vf_loss default_policy_total_loss",
    "driving": "min_ade min_fde off_road_rate overlap_rate",
    "image quality": "ilniqe fd_dinov2",
    "Keras": """
        kl_divergence kullback_leibler_divergence logcosh log_cosh squared_hinge categorical_hinge hinge
        false_positives false_negatives binary_crossentropy sparse_categorical_crossentropy
        categorical_crossentropy
    """,
    "language": """
        negative_log_likelihood neg_log_likelihood bits_per_byte bits_per_char bits_per_dim bits_per_character
        self_bleu attack_success_rate refusal_error cost_return
    """,
    "vision": """
        hausdorff95 absolute_relative abs_rel sq_rel average_surface_distance avg_surface_distance
        average_symmetric_surface_distance sliced_wasserstein end_point_error log_average_miss_rate rel_l2
        relative_l2 clip_loss clip_fid clip_mmd abs_diff abs_relative_difference ned normalized_edit_distance
        bd_rate delta_e ciede2000 cd_l1 cd_l2
    """,
    # Of KITTI's outliers of optical flow, which RAFT writes with the digit one: no F1 score.
    "optical flow": """
        fl_all fl_bg fl_fg f1_all f1_bg f1_fg kitti_f1 kitti_fl
    """,
    "speech": "mel_cepstral_distortion min_dcf min_t_dcf real_time_factor diarization_error_rate confusion_error",
    "forecasting": """
        wql weighted_quantile_loss mean_w_quantile_loss interval_width interval_score winkler_score energy_score
        rps_score ranked_probability_score mean_weighted_sum_quantile_loss
    """,
    "fairness, calibration": """
        demographic_parity_difference equalized_odds_difference equal_opportunity_difference
        statistical_parity_difference equal_opportunity_diff fairness_gap generalization_gap
        gap_to_optimal optimality_gap bias_score
        miscalibration_area gini_index
    """,
    "knowledge graphs, recommenders": """
        mean_rank median_rank arithmetic_mean_rank geometric_mean_rank harmonic_mean_rank
        adjusted_arithmetic_mean_rank avg_rank average_rank
    """,
    "sciences": """
        sa_score synthetic_accessibility max_drawdown privacy_loss carbon_footprint free_energy time_to_solution
        wall_time mean_absolute_deviation median_absolute_deviation vina_score docking_score binding_energy
        xie_beni conservation_violation
    """,
    "system": """
        false_positive_rate false_negative_rate false_alarm false_alarm_rate false_discovery_rate false_positive
        false_negative false_alarms false_accept_rate false_reject_rate binary_size file_size bundle_size
        package_size false_omission_rate page_faults cache_misses cold_start code_size
        drop_rate loss_rate packet_loss
    """,
    # Lighthouse, Web Vitals.
    "web pages": """
        first_contentful_paint largest_contentful_paint cumulative_layout_shift total_blocking_time speed_index
        first_meaningful_paint interaction_to_next_paint first_input_delay
    """,
}

_NEITHER: Final = {
    "torchmetrics": "GroupStatRates StatScores ConfusionMatrix PrecisionRecallCurve BinaryFairness Fairness",
    # Parts of a game of two, steps of an optimiser: their values say how it goes, not how well.
    "adversaries": """
        err_d err_g gp_loss d_real d_fake scores_fake scores_real real_score fake_score r1_penalty gradient_penalty
    """,
    # Stable-Baselines3, CleanRL, RLlib, TRL: what they log of the optimiser beside the rewards.
    "reinforcement learning": """
        policy_gradient_loss entropy_loss alpha_loss ent_coef_loss clip_frac clip_fraction clip_range clip_ratio
        ent_coef kl_coeff kl_coef approx_kl old_approx_kl rewards_rejected exploration_rate ep_len episode_len
        episodic_length logps logits log_pi q_vals v_vals qf1_values qf2_values q_values time_elapsed time_total
        importance_ratio zero_std non_score_reward losses_entropy losses_kl ep_len_mean cost_limit
        time_this_iter time_since_restore
    """,
    # Some add the logarithm, others its negative.
    "either sign": "log_score",
    "pytest-benchmark": "hd15iqr ld15iqr iqr",
    "statistics": """
        standard_error standard_deviation margin_of_error error_bar error_bars stop_loss kl_penalty
    """,
    "language": "length_penalty brevity_penalty likelihood_diff gen_len perplexity_std",
    # Conformal prediction aims at a coverage, and attacks on privacy at a half.
    "aims at a value": "coverage mia attack_auc attack_acc attack_accuracy mean_bias_error",
    "optimisation": """
        model_gflops batch_time data_time iter_time weight_decay scale_factor l1_ratio l1_norm l2_norm l1_reg
        l2_reg l2_loss_weight loss_scale loss_weight noise_multiplier sample_rate dropout_rate forget_rate
        learning_rate warmup_rate clip_rate clip_value clip_coef clip_low clip_high
    """,
}


def joined(name: str) -> str:
    """Return a name as these lists are compared: lower-case letters and digits only."""
    return "".join(filter(str.isalnum, name.lower()))


def _named(lists: dict[str, str]) -> frozenset[str]:
    return frozenset(joined(name) for names in lists.values() for name in names.split())


HIGHER: Final = _named(_HIGHER)
LOWER: Final = _named(_LOWER)
NEITHER: Final = _named(_NEITHER)
LONGEST: Final = 9
"""At most so many words make one of these names."""

ALONE: Final[dict[str, Literal["min", "max"]]] = {
    # Only where nothing else stands in the last part of the name: as parts of other names they mean something else.
    **dict.fromkeys(
        """
        is sq rq pq ks d1 d2 d3 delta1 delta2 delta3 mc mc1 mc2 ess loo hv mig ptm iptm bwt fwt dsc nsd las uas
        sdr sir sar snr mos nse kge rig hr lift secs npv ppv tp tn sps rsum gmean acc3 ar csi pck ic cka ismean
        hps hpsv2 sqth sqst rqth rqst ops ipc mt idp idr oa mda ctr cvr amri wip roi pnl cagr
        a1 a2 a3 sap snn pcc segsnr rating pod fss minp froc somersd
    """.split(),  # noqa: SIM905
        "max",
    ),
    **dict.fromkeys(
        """
        mr mdr mnr fp fn fair nd gd igd igdplus d1all l1 l2 rtf owa mcd der jer asd assd
        msd rvd emd cd hd hd95 ate rpe rre ace mce ece sce crps wql log10 loglik10 msis vi ml medr meanr amr psi
        lsd llr wss sad voe pinaw uce cycles instructions frr ids idsw frag irmse imae niqe piqe dists
        maape rrse ibs avd conn looic fails far ade fde kld tre irmsd
    """.split(),  # noqa: SIM905
        "min",
    ),
}  # fmt: skip

NUMBERED_ALONE: Final = frozenset("p r hr h pre rank delta t2vr v2tr t2ir i2tr t2i i2t txtr imgr cmc lift f".split())  # noqa: SIM905
"""Abbreviations that mean something alone with a number behind them: R@1, P@10, rank-1."""

SUITES: Final = ("agieval", "bbh", "bigbench", "blimp", "ceval", "cmmlu", "mmlu", "truthfulqa")
"""Benchmarks of many parts, whose names begin so: ``mmlu_abstract_algebra``."""

BENCHMARKS: Final = frozenset(
    # Tasks of lm-evaluation-harness, OpenCompass and model cards: a number beside one is how much was right.
    """
        alpaca gsm8k hellaswag mmlu mmlupro mmmu humaneval humanevalplus mbpp mbppplus arc arcchallenge arceasy
        arcc arce boolq winogrande piqa siqa truthfulqa truthfulqamc1 truthfulqamc2 openbookqa obqa bbh mtbench
        alpacaeval arenahard livecodebench triviaqa ifeval lambada lambadaopenai commonsenseqa csqa math500 gpqa
        gpqadiamond musr agieval ceval cmmlu mathqa sciq squad squadv2 glue superglue mnli qnli qqp sst2 mrpc rte
        cola stsb copa wic wsc multirc aime aime24 aime25 swebench swebenchverified simpleqa mathvista docvqa
        chartqa textvqa vqav2 okvqa gqa mme mmbench seedbench pope scienceqa longbench ruler naturalquestions
        nqopen webqs hotpotqa mgsm xcopa xnli toxigen bigbench bigcodebench evalplus ds1000 codexglue beir mteb
    """.split()  # noqa: SIM905
)
