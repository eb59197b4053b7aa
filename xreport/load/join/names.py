"""What a run is called that has no name of its own: after its file, and the folders that say something."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_SUFFIXES = (
    ".jsonl", ".ndjson", ".json", ".txt", ".log", ".csv", ".tsv", ".parquet", ".out", ".err",
)  # fmt: skip
_DULL_FILES = {
    "metrics", "metric", "log", "logs", "scalars", "scalar", "history", "results", "result", "progress", "train",
    "training", "output", "out", "stats", "events", "vis_data", "training_log", "train_log", "log_history", "data",
}  # fmt: skip
_DULL_FOLDERS = {
    "log", "logs", "logdir", "logdirs", "output", "outputs", "out", "run", "runs", "result", "results", "exp", "exps",
    "experiment", "experiments", "work_dir", "work_dirs", "workdir", "save", "saves", "saved", "checkpoint",
    "checkpoints", "ckpt", "vis_data", "tb", "data", "train", "training", "metrics", "lightning_logs",
    "tb_logs", "tensorboard", "multirun",
}  # fmt: skip
"""Names that a thousand projects give to folders: they say nothing."""


_COUNTED = re.compile(r"\d+|version_\d+|checkpoint-\d+|\d{4}-\d\d-\d\d|\d\d-\d\d-\d\d|\d{8}_\d{6}|exp\d+|train\d+")
"""Folders that a tool makes for each run: they tell runs apart, and name no project."""


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


def project_of(path: str, root: str) -> str:
    """Return the first folder under the source that says something, else the source folder's name."""
    folders = path.split("/")[:-1]
    # A file of several runs stands where a folder would.
    telling = (folder for folder in folders if folder.lower() not in _DULL_FOLDERS and _stem(folder) == folder)
    return next((folder for folder in telling if not _COUNTED.fullmatch(folder)), root)


def _way(path: str, root: str) -> tuple[list[str], bool]:
    """The names that say something, and whether the file's own is one of them."""
    *folders, file = path.split("/")
    telling = [folder for folder in folders if folder.lower() not in _DULL_FOLDERS]
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
