"""What a run is called that has no name of its own: after its file, and the folders that say something."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from xreport.text.folder_words import DULL, is_date

_SUFFIXES = (
    ".jsonl", ".ndjson", ".json", ".txt", ".log", ".csv", ".tsv", ".parquet", ".out", ".err",
)  # fmt: skip
_DULL_FILES = {
    "metrics", "metric", "log", "logs", "scalars", "scalar", "history", "results", "result", "progress", "train",
    "training", "output", "out", "stats", "events", "vis_data", "training_log", "train_log", "log_history", "data",
}  # fmt: skip
_DULL_WORDS = _DULL_FILES | {
    "all", "best", "curve", "curves", "epoch", "eval", "evaluation", "final", "last", "loss", "losses", "score",
    "scores", "state", "step", "test", "trainer", "val", "valid", "validation", "vis",
}  # fmt: skip
"""Words of which the names of logs are made that say nothing: ``progress_log``, ``train_metrics``."""


def name_bare_runs(paths: Sequence[str], roots: Sequence[str]) -> list[str]:
    """Return a name for each bare log: its file name, with as many of its folders as tell it from the others.

    Args:
        paths: Source-relative.
        roots: The name of the source folder of each.
    """
    ways = [_way(path, root) for path, root in zip(paths, roots, strict=True)]
    taken = [1 if own else len(way) for way, own in ways]
    for _ in range(max((len(way) for way, _ in ways), default=0)):
        names = [_join(way, count) for (way, _), count in zip(ways, taken, strict=True)]
        counts = Counter(names)
        longer = [
            count + 1 if counts[name] > 1 and count < len(way) else count
            for name, count, (way, _) in zip(names, taken, ways, strict=True)
        ]
        if longer == taken:
            break
        taken = longer
    names = [_join(way, count) for (way, _), count in zip(ways, taken, strict=True)]
    counts = Counter(names)
    # What is still equal are logs with dull names side by side.
    return [
        name if counts[name] == 1 else f"{name}/{path.split('/')[-1]}" for name, path in zip(names, paths, strict=True)
    ]


def own_name(path: str, root: str) -> str:
    """Return the shortest name of a bare log: that of its file, or its folders; other logs have no say in it."""
    way, own = _way(path, root)
    return _join(way, 1 if own else len(way))


def telling_stem(file: str) -> str:
    """Return the name of a log without its suffix, and without words that say no more than that it is a log.

    These are left out where nothing or a date is left: ``train_metrics`` says nothing, ``results_2026-11-23`` a date.
    """
    stem = _stem(file)
    rest = stem
    while rest:
        word, _, after = re.split(r"([-_. ])", rest, maxsplit=1) if re.search(r"[-_. ]", rest) else (rest, "", "")
        if word.lower() not in _DULL_WORDS:
            break
        rest = after
    return rest if not rest or is_date(rest) else stem


def _way(path: str, root: str) -> tuple[list[str], bool]:
    """The names that say something, and whether the file's own is one of them."""
    *folders, file = path.split("/")
    telling = [folder for folder in folders if folder.lower() not in DULL]
    stem = _stem(file)
    if stem.lower() not in _DULL_FILES:
        return [*telling, stem], True
    return telling or [root], False


def _stem(file: str) -> str:
    stem = file
    while stem.lower().endswith(_SUFFIXES) and "." in stem[1:]:
        stem = stem[: stem.rindex(".")]
    return stem


def _join(way: list[str], count: int) -> str:
    return "/".join(way[-count:])
