"""What the name of a metric says: its direction, its phase, and whether it is a goal at all.

A name is split into lower-case words at ``/ _ - . @ :``, spaces, brackets and camelCase humps, and the words are looked
up. A direction found this way is a guess: pages mark it "inferred", and the configuration wins over it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from unicodedata import normalize

from xreport.config import Direction

_LOSS = frozenset({"loss", "losses", "nll", "xent", "crossentropy", "objective"})
_ERRORS = frozenset(
    """err error errors mse rmse mae mape smape mase rmsle msle medae rmsd wer cer ter per fid kid fvd lpips ece brier
    perplexity ppl bpc bpb bpd bpp epe chamfer hausdorff regret penalty violations cost fpr fnr eer misclassification
    collisions deviance aic bic inertia hallucination""".split()  # noqa: SIM905 - a list of words reads best as one
)
_DETECTION = frozenset({"map", "ap", "maps", "aps", "apm", "apl"})
_HEADLINES = frozenset(
    """acc accuracy bacc f1 fbeta fscore auc auroc auprc roc r2 iou miou fwiou dice jaccard bleu sacrebleu chrf rouge
    meteor cider return returns reward rewards success win winrate psnr ssim ndcg mrr mcc kappa em exact""".split()  # noqa: SIM905
)
_OTHER_SCORES = frozenset(
    """precision recall sensitivity specificity tpr tnr hit hits correlation corr pearson pearsonr spearman spearmanr
    kendalltau likelihood loglik loglikelihood logp logprob elbo silhouette calinski ari nmi ami purity homogeneity
    completeness pq coverage variance profit sharpe elo correct""".split()  # noqa: SIM905
)
_NUMBERED = frozenset({"top", "pass"})
"""Scores only with a number behind them: top5, pass@1."""
_WEAK_SCORES = frozenset({"score", "scores"})
_COSTS = frozenset({"time", "times", "latency", "duration", "seconds", "runtime", "delay", "ms", "energy", "flops"})
_RATES = frozenset({"throughput", "fps", "qps", "ips", "tps", "mfu"})
_MONITORS = frozenset(
    """lr lrs learning grad grads gradient gradients norm memory mem vram ram scale weight weights std stddev sem
    momentum beta betas eta timestamp walltime elapsed uptime parameters params nparams flos temperature epsilon
    dropout entropy clip clipfrac gpu cpu util utilization watts length lengths timestep timesteps target""".split()  # noqa: SIM905
)
_COUNTERS = frozenset(
    """epoch epochs step steps iter iters iteration iterations batch batches episode episodes samples tokens frames
    count num n total index id size ema rate fraction ratio""".split()  # noqa: SIM905
)
_HOW_OFTEN = frozenset({"iterations", "iters", "rounds", "count", "counts", "repetitions", "calls"})
"""Last parts of names of counts, whatever was counted: ``BM_map_insert/iterations`` is no score of a map."""
_TRAINING = 4
_PHASES = {
    **dict.fromkeys(("val", "valid", "validation", "dev", "holdout", "cv"), 0),
    **dict.fromkeys(("eval", "evaluation", "evaluator"), 1),
    **dict.fromkeys(("test", "testing"), 2),
    **dict.fromkeys(("train", "training", "trn", "fit"), _TRAINING),
}
_NO_PHASE = 3
SYSTEM = "system/"
"""What names of system metrics begin with."""
_UNIT_OF_TIME = frozenset({"s", "sec", "secs", "second", "seconds", "min", "minute", "hour"})

_MINIMISED = _LOSS | _ERRORS
_MAXIMISED = _DETECTION | _HEADLINES | _OTHER_SCORES
_STRONG = _MINIMISED | _MAXIMISED
_WEAK = _WEAK_SCORES | _COSTS | _RATES
_KNOWN = _STRONG | _WEAK | _MONITORS | _COUNTERS | _PHASES.keys()

_SEPARATORS = re.compile(r"[\s/_\-.@:()\[\]{}|,=<>+*%]+")
_HUMPS = re.compile(r"[A-Z]+(?=[A-Z][a-z])\d*|[A-Z]?[a-z]+\d*|[A-Z]+\d*|\d+")


@lru_cache(maxsize=65536)
def words(name: str) -> tuple[str, ...]:
    """Return the words of a metric name: ``bbox_mAP_50`` → bbox, map, 50; ``valF1Score`` → val, f1, score."""
    found: list[str] = []
    for part in _SEPARATORS.split(normalize("NFKC", name)):
        whole = _known(part)
        humps = [whole] if whole else _HUMPS.findall(part) or [part]
        found += [_known(hump) or hump.lower() for hump in humps if hump]
    return tuple(found)


def _known(text: str) -> str:
    """Return the listed word that text is, with or without the digits at its end (acc1, top5), or ``""``."""
    lower = text.lower()
    if lower in _KNOWN:
        return lower
    stem = lower.rstrip("0123456789")
    if stem in _STRONG:
        return stem
    return "score" if stem in _NUMBERED and stem != lower else ""


def infer_direction(name: str) -> Direction | None:
    """Return whether smaller or larger values of a metric of this name are better, or None when the name does not say.

    A loss or error wins over every other word (``acc_loss``); else the last telling word does (``map_recall``); words
    that tell less ("score", "time") count only where none tells more (``fid_score``). A leading "neg" turns it around.
    """
    parts = words(name)
    if "per" in parts[1:] and not _STRONG.intersection(parts[: parts.index("per", 1)]):
        return _of_rate(parts)
    if _is_monitor(parts) or _is_count(name):
        return None
    if _is_confusion(parts):
        return "min"
    direction = _of_words(parts)
    return _opposite(direction) if direction and _is_negated(parts) else direction


def _of_words(parts: tuple[str, ...]) -> Direction | None:
    parts = _informative(parts)
    if _LOSS.intersection(parts) or {"error", "errors", "err"}.intersection(parts):
        return "min"
    for word in reversed(parts):
        if word in _STRONG:
            return "min" if word in _MINIMISED else "max"
    for word in reversed(parts):
        if word in _WEAK:
            return "min" if word in _COSTS else "max"
    return "max" if any(a in _NUMBERED and b.isdigit() for a, b in pairwise(parts)) else None


def _informative(parts: tuple[str, ...]) -> tuple[str, ...]:
    """Drop words that mean something else beside their neighbour: only *explained* variance is a score."""
    kept = [word for before, word in pairwise(("", *parts)) if word != "variance" or before == "explained"]
    return tuple(word for place, word in enumerate(kept) if word != "per" or place == 0)


def _of_rate(parts: tuple[str, ...]) -> Direction | None:
    """``samples_per_second`` → max (throughput), ``time_per_step`` → min, anything else per something → None."""
    place = parts.index("per", 1)
    if _UNIT_OF_TIME.intersection(parts[place + 1 :]):
        return "max"
    return "min" if _COSTS.intersection(parts[:place]) else None


def _is_monitor(parts: tuple[str, ...]) -> bool:
    """Whether the name is of something watched, not aimed at: a learning rate, a norm, a standard deviation."""
    return bool(_MONITORS.intersection(parts)) or any(pair == ("time", "step") for pair in pairwise(parts))


def _is_count(name: str) -> bool:
    """Whether the name is of how often something was done: what stands behind its last slash says so."""
    above, _, last = name.rpartition("/")
    return bool(above) and last.lower() in _HOW_OFTEN


def _is_confusion(parts: tuple[str, ...]) -> bool:
    return any(a == "false" and b.rstrip("s") in {"negative", "positive", "alarm"} for a, b in pairwise(parts))


def _is_negated(parts: tuple[str, ...]) -> bool:
    places = [place for place, word in enumerate(parts) if word in {"neg", "negative", "minus"}]
    return bool(places) and any(word in _STRONG | _WEAK for word in parts[places[0] + 1 :])


def _opposite(direction: Direction) -> Direction:
    return "max" if direction == "min" else "min"


def is_system(name: str) -> bool:
    """Whether the name is of a measurement of the machine: watched beside the run, never a result of it."""
    return name.startswith(SYSTEM)


def is_goal(name: str) -> bool:
    """Whether a metric of this name could be something to optimise: not a counter, a learning rate, a norm, a time."""
    parts = words(name)
    if is_system(name) or _is_monitor(parts) or _is_count(name) or is_cost(name):
        return False
    return any(word not in _COUNTERS and word not in _PHASES and not word.isdigit() for word in parts)


def is_cost(name: str) -> bool:
    """Whether the name is of a time or a rate: worth watching, but never the goal unless configured."""
    parts = words(name)
    return not _STRONG.intersection(_informative(parts)) and bool((_COSTS | _RATES | {"per"}).intersection(parts))


def phase_order(name: str) -> int:
    """Return 0 for validation, then evaluation, test, no phase, 4 for training: what selects a model comes first."""
    return min((_PHASES[word] for word in words(name) if word in _PHASES), default=_NO_PHASE)


def is_training(name: str) -> bool:
    """Whether the name says that the metric was measured on what was trained on: the better, the more was memorised."""
    return phase_order(name) == _TRAINING


def headline_order(name: str) -> int:
    """Return 0 and 1 for what titles are made of (mAP, accuracy, F1, AUC, R²), 2 for others, 3 for losses, 4 for costs.

    Detection scores lead: where mAP is logged, a plain "acc" beside it is that of a training batch.
    """
    if is_cost(name):
        return 4
    parts = words(name)
    if _LOSS.intersection(parts):
        return 3
    if _ERRORS.intersection(parts):
        return 2
    return 0 if _DETECTION.intersection(parts) else 1 if _HEADLINES.intersection(parts) else 2


def detail_order(name: str) -> int:
    """Return how many words narrow the metric down: ``total_loss`` and ``loss`` come before ``loss_cls``."""
    return sum(word not in _PHASES and word not in {"total", "overall", "mean", "avg"} for word in words(name))
