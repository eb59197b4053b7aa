"""The vocabulary of metric names: what the words in them mean. The one home of these lists; standard library only.

Names of several words whose direction a library states are in `xreport.text.metric_facts`.
"""

from __future__ import annotations

from typing import Final

LOSS: Final = frozenset({"loss", "losses", "nll", "xent", "crossentropy"})
OF_ERROR: Final = frozenset({"err", "error", "errors", "mistakes"})
ERRORS: Final = OF_ERROR | frozenset(
    """
        mse rmse mae mape smape mase rmsle msle medae rmsd rmspe nrmse nmae wape wmape rmsse wrmsse mdape rmae
        msis wer cer ter hter per der jer fid sfid kid fvd fad cmmd mmd lpips dists niqe brisque piqe ece ace
        smece brier perplexity ppl bpc bpb bpd bpp epe aepe chamfer hausdorff regret penalty violation violations
        cost fpr fnr eer misclassification misclassified collision collisions crash crashes deviance aic bic waic
        inertia hallucination hallucinations crps wql silog mpjpe mpvpe pampjpe nmpjpe mate mase maoe mave maae
        pve assd asd hd95 emd mcd dcf mindcf rtf asr lamr nme idsw bouldin forgetting distance divergence
        distortion disparity discrepancy hamming hinge pinball logloss nloglik logcosh toxicity harmfulness
        wasserstein sinkhorn residual residuals failure failures failed failing timeout timeouts missed misses
        miss dropped emissions emission co2 carbon igd drawdown volatility incorrect wrong bug bugs
        vulnerabilities rejections faults overshoot jerk jitter ergas rpe ate ape rre unfairness leakage dtw amotp
        nelbo fcd mer wil fdr intransigence warnings
    """.split()  # noqa: SIM905 - a list of words reads best as one
)
DETECTION: Final = frozenset({"map", "ap", "maps", "aps", "apm", "apl", "map3d", "ap3d", "maph"})
HEADLINES: Final = frozenset(
    """
        acc accuracy accuracies bacc macc aacc f1 fbeta fscore mfscore auc auroc auprc aucpr prauc roc r2 iou miou
        fwiou biou dice mdice jaccard bleu sacrebleu chrf rouge rougel rougelsum meteor cider return returns
        reward rewards rew success successes win wins winrate psnr ssim msssim ndcg mrr mcc kappa qwk em exact
    """.split()  # noqa: SIM905
)
OTHER_SCORES: Final = frozenset(
    """
        precision prec recall sensitivity specificity tpr tnr ppv npv hit hits correlation corr corrcoef
        correlations pearson pearsonr spearman spearmanr kendall kendalltau matthews likelihood loglik
        loglikelihood logprob elbo silhouette calinski ari nmi ami purity homogeneity completeness pq profit
        sharpe sortino calmar elo correct correctness passed solved dcg idf1 hota mota motp amota deta assa nds
        mar ar lddt plddt dockq qed comet bleurt bertscore clipscore mauve spice sari nist las uas bleu1 bleu2
        bleu3 bleu4 vmaf vif fsim musiq pesq stoi estoi utmos nisqa dnsmos csig cbak covl mos sisnr sisdr sdri sdr
        sisnri sisdri snri sdri snr sir sar gini gmean ks kge nse fitness utility quality similarity sim
        disentanglement modularity validity uniqueness hypervolume faithfulness groundedness helpfulness coherence
        fluency relevance relevancy agreement informedness youden concordance rsquared adjr2 dsc nsd wup pckh pck
        speedup informativeness identifiability gauc aupr oks hmean skill dunn visqol cmos smos compliance
        consistency match trustworthiness intelligibility naturalness robustness plausibility satisfaction
        aesthetic aesthetics
    """.split()  # noqa: SIM905
)
NUMBERED: Final = frozenset({"top", "pass"})
"""Scores only with a number behind them: top5, pass@1."""
WEAK_SCORES: Final = frozenset({"score", "scores", "points"})
UNITS_OF_TIME: Final = frozenset({"ns", "us", "µs", "ms", "msec", "usec", "nsec", "sec", "secs", "seconds"})
COSTS: Final = UNITS_OF_TIME | frozenset(
    """
        time times latency latencies duration durations runtime delay energy kwh joules ttft tpot itl rss allocs
        allocations
    """.split()  # noqa: SIM905
)
RATES: Final = frozenset(
    """
        throughput fps qps ips tps rps sps rtfx iops mfu hfu bandwidth goodput gbps mbps gflops tflops mflops
        pflops gigaflops teraflops
    """.split()  # noqa: SIM905
)
MEMORY: Final = frozenset({"memory", "mem", "vram", "ram", "heap"})
"""Costs where a word beside them says that it is how much was needed."""
OF_NEED: Final = frozenset(
    """
        peak max allocated reserved usage used footprint consumption mb mib gb gib kb kib bytes
    """.split()  # noqa: SIM905
)
MONITORS: Final = frozenset(
    """
        lr lrs grad grads gradient gradients norm memory mem vram ram std stds stddev stdev stderr momentum beta
        betas eta timestamp walltime elapsed uptime parameters params param nparams flos util utilization
        clipfrac diff difference timestep timesteps dropout watts
    """.split()  # noqa: SIM905
)
"""Watched, never aimed at, whatever else the name says."""
AT_END: Final = frozenset({"sem", "se", "sd", "q1", "q3"})
"""Watched where the name ends with it: the standard error ``acc_sem``, not semantic segmentation (``sem_seg/iou``); a
quartile."""
GAINS: Final = frozenset({"improvement", "gain", "gains", "uplift"})
DROPS: Final = frozenset({"reduction", "decrease", "drop", "degradation"})
"""At the end of a name: of something good it is bad (``acc_drop``), of something bad good (``error_reduction``)."""
WATCHED: Final = frozenset(
    """
        entropy scale weight weights epsilon eps temperature temp length lengths len target targets gap margin
        threshold variance var alpha gamma sigma lambda multiplier patience ci interval width height bias kl
        approxkl prevalence support decay logits logps available free
    """.split()  # noqa: SIM905
)
"""Watched too, but an error or a loss of them is one: ``temperature_rmse``."""
COUNTERS: Final = frozenset(
    """
        epoch epochs step steps iter iters iteration iterations batch batches episode episodes samples tokens
        frames count num n total index id size ema rate fraction ratio cpu gpu
    """.split()  # noqa: SIM905
)
HOW_OFTEN: Final = frozenset({"iterations", "iters", "rounds", "count", "counts", "repetitions", "calls"})
"""Last parts of names of counts, whatever was counted: ``BM_map_insert/iterations`` is no score of a map."""
UNIT_OF_TIME: Final = frozenset({"s", "sec", "secs", "second", "seconds", "min", "minute", "hour", "h"})
"""What throughput is measured over."""
OF_EFFICIENCY: Final = frozenset({"watt", "watts", "joule", "joules", "kwh", "dollar", "usd"})
SPENT: Final = COSTS | {"bytes", "b", "kb", "mb", "flops", "instructions", "cycles"}
"""What is better the less of it a piece of work takes: ``ns/op``, ``time_per_token``."""
ADVERSARIES: Final = frozenset(
    """
        disc discriminator gen generator adv adversarial gan policy actor pg alpha temperature fake real d g pi
    """.split()  # noqa: SIM905
)
"""Beside "loss": the loss of a player in a game, or a surrogate of an optimiser, whose value says nothing alone."""

OF_TRAININGS: Final = LOSS - {"xent", "crossentropy"} | frozenset(
    """
        acc accuracy auc f1 lr mse rmse mae elbo ppl perplexity bleu rouge wer cer iou miou map psnr ssim fid ndcg
        reward return regret
    """.split()  # noqa: SIM905
)
"""What a training logs, and data sets do not hold: not "error", "score", and no word of everyday language."""
