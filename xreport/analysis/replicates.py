"""Replicates: runs of equal fingerprint, the only thing that is averaged."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache

from xreport.analysis.labels import labels
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
        label: Short and human: the algorithm and the params that differ within the task.
        params: Of the params that count, those that vary among the configurations of the task and algorithm.
        runs: Sorted by (seed, start, id).
    """

    fingerprint: str
    slug: str
    label: str
    task_key: str
    algorithm: str
    params: Mapping[str, Scalar]
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


def typed(value: Scalar) -> tuple[str, str]:
    """Return a value as a pair that is equal only for values of equal type; NaN equals NaN."""
    return type(value).__name__, repr(value)


def group_replicates(task: Task, config: Config) -> tuple[Replicates, ...]:
    """Return the configurations of a task, in the order of their labels."""
    members: dict[str, list[Run]] = {}
    for run in task.runs:
        members.setdefault(fingerprint(run, task.key, config.ignore), []).append(run)
    for runs in members.values():
        runs.sort(key=_run_order)
    params = {key: counted_params(runs[0], config.ignore) for key, runs in members.items()}
    varying = _varying(members, params)
    shown = {key: {name: params[key][name] for name in varying[key] if name in params[key]} for key in members}
    names = labels({key: (tuple(runs), shown[key]) for key, runs in members.items()})
    return tuple(
        Replicates(
            fingerprint=key,
            slug=f"{slugify(members[key][0].algorithm, 'configuration')}-{key[:10]}",
            label=names[key],
            task_key=task.key,
            algorithm=members[key][0].algorithm,
            params=shown[key],
            runs=tuple(members[key]),
        )
        for key in sorted(members, key=lambda key: (natural_key(names[key]), key))
    )


def _run_order(run: Run) -> tuple[bool, int, float, str]:
    seed = seed_of(run)
    return (seed is None, seed or 0, run.started or 0.0, run.id)


def _varying(members: Mapping[str, list[Run]], params: Mapping[str, Mapping[str, Scalar]]) -> dict[str, list[str]]:
    """By fingerprint: the params that differ among the configurations of its algorithm, sorted."""
    peers: dict[str, list[str]] = {}
    for key, runs in members.items():
        peers.setdefault(runs[0].algorithm, []).append(key)
    varying = {}
    for keys in peers.values():
        names = sorted({name for key in keys for name in params[key]}, key=lambda name: (natural_key(name), name))
        differ = [name for name in names if len({_value(params[key], name) for key in keys}) > 1]
        varying.update(dict.fromkeys(keys, differ))
    return varying


def _value(params: Mapping[str, Scalar], name: str) -> tuple[str, str] | None:
    return typed(params[name]) if name in params else None
