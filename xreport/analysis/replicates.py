"""Replicates: runs of equal fingerprint, the only thing that is averaged."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache

from xreport.analysis.labels import Configured, labels
from xreport.analysis.levels import typed, varying_levels
from xreport.analysis.param_order import param_order
from xreport.analysis.tasks import Task
from xreport.format.records import Scalar
from xreport.model import Run
from xreport.settings import Config
from xreport.text import natural_key, short_hash, slugify

_SEED_NAMES = frozenset(
    """seed random_seed randomseed random_state randomstate rng_seed np_seed numpy_seed
    torch_seed""".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Replicates:
    """Runs of one configuration that differ in nothing but the seed and ignored params.

    Attributes:
        fingerprint: Hash of task, algorithm, params and data.
        slug: Anchor of the configuration, unique in the site: other configurations have no say in it.
        label: Short and human: what tells it from the other configurations of the task.
        runs: Sorted by (seed, start, id).
    """

    fingerprint: str
    slug: str
    label: str
    task_key: str
    algorithm: str
    runs: tuple[Run, ...]


def seed_of(run: Run) -> int | None:
    """Return the seed of a run: the one logged as such, else the one that its params name (``random_state = 3``)."""
    if run.seed is not None:
        return run.seed
    named = {value for key, value in run.params.items() if _names_seed(key) and type(value) is int}
    return named.pop() if len(named) == 1 else None


def counted_params(run: Run, ignore: tuple[str, ...]) -> dict[str, Scalar]:
    """Return the params that tell configurations apart: neither ignored nor the seed under its usual names.

    ``seed`` never counts; ``random_state`` and the like do unless they hold the run's seed: a fixed seed of the data
    split is part of the configuration.
    """
    seed = seed_of(run)
    return {
        key: value
        for key, value in run.params.items()
        if key != "seed" and not (_names_seed(key) and value == seed) and not _is_ignored(key, ignore)
    }


@lru_cache(maxsize=65536)
def _names_seed(key: str) -> bool:
    return key.rpartition(".")[2].lower() in _SEED_NAMES


@lru_cache(maxsize=65536)
def _is_ignored(key: str, ignore: tuple[str, ...]) -> bool:
    return any(fnmatchcase(key, pattern) for pattern in ignore)


def fingerprint(run: Run, task_key: str, ignore: tuple[str, ...] = ()) -> str:
    """Return the hash of what must be equal for two runs to be averaged: task, algorithm, params and data.

    Values of different type are different params, 1 and 1.0 too: scikit-learn takes ``max_features=1`` as one feature
    and ``1.0`` as all. A run that logged neither algorithm nor params nor seed (a bare file) says nothing of its
    configuration; it stands alone, as averaging unlike runs is worse than not averaging like ones.
    """
    params = [[key, *typed(value)] for key, value in sorted(counted_params(run, ignore).items())]
    data = sorted([source.role, source.name, source.sha256 or source.version] for source in run.data)
    unknown = not run.algorithm and not run.params and run.seed is None
    parts = [task_key, run.algorithm, params, data, run.id if unknown else ""]
    return short_hash(json.dumps(parts, ensure_ascii=True), 16)


def group_replicates(
    task: Task, config: Config, scores: Mapping[str, float] | None = None
) -> tuple[tuple[Replicates, ...], tuple[str, ...]]:
    """Return the configurations of a task, in the order of their labels, and their params, those that matter first.

    Args:
        task: Its runs.
        config: Which params do not count.
        scores: What runs are ranked by, by their ids: params that explain it matter.
    """
    members: dict[str, list[Run]] = {}
    for run in task.runs:
        members.setdefault(fingerprint(run, task.key, config.ignore), []).append(run)
    for runs in members.values():
        runs.sort(key=_run_order)
    found = {
        key: Configured(tuple(runs), counted_params(runs[0], config.ignore), _only_seed(runs))
        for key, runs in sorted(members.items())
    }
    families: dict[str, list[Mapping[str, Scalar]]] = {}
    for item in found.values():
        families.setdefault(item.algorithm, []).append(item.params)
    varying = {algorithm: varying_levels(params) for algorithm, params in families.items()}
    of_all = [item.params for item in found.values()]
    order = param_order(
        next(iter(varying.values())) if len(varying) == 1 else varying_levels(of_all),
        [len(item.runs) for item in found.values()],
        [_mean_score(item.runs, scores or {}) for item in found.values()],
    )
    names = labels(found, varying, order)
    replicates = tuple(
        Replicates(
            fingerprint=key,
            slug=f"{slugify(item.algorithm, 'configuration')}-{key[:10]}",
            label=names[key],
            task_key=task.key,
            algorithm=item.algorithm,
            runs=item.runs,
        )
        for key, item in sorted(found.items(), key=lambda pair: (natural_key(names[pair[0]]), pair[0]))
    )
    return replicates, tuple(filter(set().union(*varying.values()).__contains__, order))


def _only_seed(runs: Sequence[Run]) -> int | None:
    seeds = {seed_of(run) for run in runs}
    return seeds.pop() if len(seeds) == 1 else None


def _mean_score(runs: Sequence[Run], scores: Mapping[str, float]) -> float | None:
    given = [scores[run.id] for run in runs if run.id in scores]
    return sum(given) / len(given) if given else None


def _run_order(run: Run) -> tuple[bool, int, float, str]:
    seed = seed_of(run)
    return (seed is None, seed or 0, run.started or 0.0, run.id)
