"""The vocabulary of metric names: what the words in them mean. The one home of these lists; standard library only."""

from __future__ import annotations

from typing import Final

LOSS: Final = frozenset({"loss", "losses", "nll", "xent", "crossentropy", "objective"})
ERRORS: Final = frozenset(
    """err error errors mse rmse mae mape smape mase rmsle msle medae rmsd wer cer ter per fid kid fvd lpips ece brier
    perplexity ppl bpc bpb bpd bpp epe chamfer hausdorff regret penalty violations cost fpr fnr eer misclassification
    collisions deviance aic bic inertia hallucination""".split()  # noqa: SIM905 - a list of words reads best as one
)
DETECTION: Final = frozenset({"map", "ap", "maps", "aps", "apm", "apl"})
HEADLINES: Final = frozenset(
    """acc accuracy bacc f1 fbeta fscore auc auroc auprc roc r2 iou miou fwiou dice jaccard bleu sacrebleu chrf rouge
    meteor cider return returns reward rewards success win winrate psnr ssim ndcg mrr mcc kappa em exact""".split()  # noqa: SIM905
)
OTHER_SCORES: Final = frozenset(
    """precision recall sensitivity specificity tpr tnr hit hits correlation corr pearson pearsonr spearman spearmanr
    kendalltau likelihood loglik loglikelihood logp logprob elbo silhouette calinski ari nmi ami purity homogeneity
    completeness pq coverage variance profit sharpe elo correct""".split()  # noqa: SIM905
)
NUMBERED: Final = frozenset({"top", "pass"})
"""Scores only with a number behind them: top5, pass@1."""
WEAK_SCORES: Final = frozenset({"score", "scores"})
COSTS: Final = frozenset(
    {"time", "times", "latency", "duration", "seconds", "runtime", "delay", "ms", "energy", "flops"}
)
RATES: Final = frozenset({"throughput", "fps", "qps", "ips", "tps", "mfu"})
MONITORS: Final = frozenset(
    """lr lrs learning grad grads gradient gradients norm memory mem vram ram scale weight weights std stddev sem
    momentum beta betas eta timestamp walltime elapsed uptime parameters params nparams flos temperature epsilon
    dropout entropy clip clipfrac gpu cpu util utilization watts length lengths timestep timesteps target""".split()  # noqa: SIM905
)
COUNTERS: Final = frozenset(
    """epoch epochs step steps iter iters iteration iterations batch batches episode episodes samples tokens frames
    count num n total index id size ema rate fraction ratio""".split()  # noqa: SIM905
)
HOW_OFTEN: Final = frozenset({"iterations", "iters", "rounds", "count", "counts", "repetitions", "calls"})
"""Last parts of names of counts, whatever was counted: ``BM_map_insert/iterations`` is no score of a map."""
UNIT_OF_TIME: Final = frozenset({"s", "sec", "secs", "second", "seconds", "min", "minute", "hour"})

OF_TRAININGS: Final = LOSS - {"xent", "crossentropy", "objective"} | frozenset(
    """acc accuracy auc f1 lr mse rmse mae elbo ppl perplexity bleu rouge wer cer iou miou map psnr ssim fid ndcg reward
    return regret""".split()  # noqa: SIM905
)
"""What a training logs, and data sets do not hold: not "error", "score", and no word of everyday language."""
