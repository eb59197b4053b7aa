"""Searches with one tool, and prints what its own reader says. Run by the Python that has the tools.

Usage: log_with_tuners.py TOOL FOLDER
"""

import json
import math
import os
import sys
import warnings
from pathlib import Path

os.environ |= {"RAY_USAGE_STATS_ENABLED": "0", "RAY_AIR_NEW_OUTPUT": "0", "RAY_raylet_start_wait_time_s": "300"}
warnings.filterwarnings("ignore")
CHOICES = ["a", None, 2, True, 0.5]


def optuna(folder):
    """Fill a journal and a database with the same studies; say what Optuna reads of both."""
    import optuna
    from optuna.storages import JournalStorage
    from optuna.storages.journal import JournalFileBackend

    optuna.logging.set_verbosity(optuna.logging.CRITICAL)
    found = {}
    for name, storage in (
        ("journal", JournalStorage(JournalFileBackend(str(folder / "studies.log")))),
        ("database", optuna.storages.RDBStorage(f"sqlite:///{folder}/studies.db")),
    ):
        _studies(optuna, storage)
        found[name] = [_study(one) for one in map(_loaded(optuna, storage), optuna.get_all_study_names(storage))]
    return found


def _loaded(optuna, storage):
    return lambda name: optuna.load_study(study_name=name, storage=storage)


def _studies(optuna, storage):
    distributions = optuna.distributions
    study = optuna.create_study(
        study_name="digits", direction="maximize", storage=storage, sampler=optuna.samplers.RandomSampler(seed=1)
    )
    study.set_metric_names(["accuracy"])
    study.set_user_attr("about", "a study")
    study.enqueue_trial({"x": 0.25})

    def objective(trial):
        x = trial.suggest_float("x", 0, 1)
        trial.suggest_int("n", 1, 9, log=True)
        trial.suggest_categorical("c", CHOICES)
        for at in range(3):
            trial.report([x + at, math.nan, math.inf, -math.inf][(trial.number + at) % 4], at * 10)
        trial.set_user_attr("note", {"a": [1, 2]})
        if trial.number == 1:
            raise optuna.TrialPruned
        if trial.number == 2:
            raise ValueError("bad")
        return {3: math.inf, 4: math.nan}.get(trial.number, x)

    study.optimize(objective, n_trials=7, catch=(ValueError,))
    study.ask()
    study.enqueue_trial({"x": 0.75})
    given = {"x": 0.1, "n": 3, "c": None}
    kinds = {"x": distributions.FloatDistribution(0, 1), "n": distributions.IntDistribution(1, 9, log=True)}
    kinds["c"] = distributions.CategoricalDistribution(CHOICES)
    study.add_trial(
        optuna.trial.create_trial(
            params=given, distributions=kinds, value=0.5, intermediate_values={3: 1.0, 4: math.inf}, user_attrs={"k": 1}
        )
    )
    two = optuna.create_study(
        study_name="two",
        directions=["minimize", "maximize"],
        storage=storage,
        sampler=optuna.samplers.NSGAIISampler(seed=1, constraints_func=lambda trial: (trial.params["y"] - 0.5,)),
    )
    two.optimize(lambda trial: (trial.suggest_float("y", 0, 1), trial.params["y"] * 2), n_trials=4)
    gone = optuna.create_study(study_name="gone", storage=storage)
    gone.optimize(lambda trial: trial.suggest_float("z", 0, 1), n_trials=1)
    optuna.delete_study(study_name="gone", storage=storage)
    last = optuna.create_study(study_name="last", storage=storage)
    last.optimize(lambda trial: trial.suggest_float("z", 0, 1), n_trials=2)


def _study(study):
    best = None if len(study.directions) > 1 else study.best_trial.number
    return {
        "name": study.study_name,
        "directions": [one.name for one in study.directions],
        "best": best,
        "trials": [
            {
                "number": one.number,
                "state": one.state.name,
                "params": one.params,
                "values": one.values,
                "steps": sorted(one.intermediate_values.items()),
                "user": one.user_attrs,
                "constraints": one.system_attrs.get("constraints", []),
            }
            for one in study.trials
        ],
    }


def ray(folder):  # noqa: C901 - what is trained is told within
    """Three experiments: one that may fail, one whose trial fails at once, one that is retried."""
    import ray
    from ray import tune

    ray.init(num_cpus=1, include_dashboard=False, log_to_driver=False, object_store_memory=100 << 20)
    losses = [1.0, math.nan, math.inf, 0.25]

    def train(config):
        import tempfile

        for at, loss in enumerate(losses):
            if config["lr"] > 0.1 and at == 2:
                raise ValueError("bad data in /home/ada/wine.csv")
            with tempfile.TemporaryDirectory() as place:
                Path(place, "weights.bin").write_bytes(b"123")
                checkpoint = tune.Checkpoint.from_directory(place) if at == 3 else None
                tune.report({"loss": loss * config["lr"], "nest": {"acc": at}, "word": "w"}, checkpoint=checkpoint)

    def at_once(config):
        if config["lr"] > 0.1:
            raise RuntimeError("at once")
        tune.report({"loss": 1.0})

    class Retried(tune.Trainable):
        def setup(self, config):
            self.at = 0

        def step(self):
            self.at += 1
            if self.at == 3 and not (folder / "once").exists():
                (folder / "once").touch()
                raise ValueError("once")
            return {"score": self.at, "done": self.at >= 5}

        def save_checkpoint(self, place):
            Path(place, "at").write_text(str(self.at))

        def load_checkpoint(self, place):
            self.at = int(Path(place, "at").read_text())

    lr = {"lr": tune.grid_search([0.1, 0.2])}
    more = {"opt": {"name": "sgd"}, "layers": [1, 2], "data": "/home/ada/wine.csv", "seed": 7}
    by = tune.TuneConfig(metric="loss", mode="min")
    kept = {"checkpoint_config": tune.CheckpointConfig(checkpoint_frequency=1)}
    grids = {}
    for name, trainable, space, config, given in (
        ("wine", train, lr | more, by, {}),
        ("never", at_once, lr, by, {}),
        ("retried", Retried, {"a": 1}, None, kept | {"failure_config": tune.FailureConfig(max_failures=2)}),
    ):
        run = tune.RunConfig(storage_path=str(folder), name=name, verbose=0, **given)
        grids[name] = tune.Tuner(trainable, param_space=space, tune_config=config, run_config=run).fit()
    return {
        name: {
            Path(one.path).name: {
                "failed": one.error is not None,
                "last": (one.metrics or {}).get("training_iteration", 0),
                "config": one.config,
                "rows": _rows(one.metrics_dataframe),
            }
            for one in grid
        }
        for name, grid in grids.items()
    }


def _rows(frame):
    """The steps of a trial that Ray reads; it makes an empty table of one that failed at once."""
    return [] if frame is None or "training_iteration" not in frame else frame["training_iteration"].tolist()


if __name__ == "__main__":
    where = Path(sys.argv[2])
    where.mkdir(parents=True, exist_ok=True)
    print(json.dumps(globals()[sys.argv[1]](where)))
