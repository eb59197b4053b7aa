"""By which metric a tool itself ranks its runs: a fact of the tool, which beats any guess from names."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from xreport.importers.kit.protocol import Record

_RANKED_BY: Final[dict[str, tuple[str, ...]]] = {
    # What `EvalCallback` keeps its best model by; without one, the mean of the last 100 episodes in its own table.
    "stable-baselines3": ("eval/mean_reward", "rollout/ep_rew_mean"),
    # `fitness`: of boxes, of masks where there are no boxes, of classes, and as YOLOv5 called it.
    "ultralytics": (
        "metrics/mAP50-95(B)", "metrics/mAP50-95(M)", "metrics/accuracy_top1", "metrics/mAP_0.5:0.95",
    ),
}  # fmt: skip
"""By the name of the tool: the first of these that was logged. All are better when larger."""


def main_metric(tool: str, names: Collection[str]) -> Iterator[Record]:
    """Yield what is to be said of the metric by which a tool ranks, if it is one of these names."""
    for name in _RANKED_BY.get(tool, ()):
        if name in names:
            yield {"type": "metric", "key": name, "direction": "max", "primary": True}
            return
