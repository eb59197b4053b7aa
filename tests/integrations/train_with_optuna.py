"""Optimises with Optuna, and says what its studies say."""

import json

import optuna

from xreport.integrations.optuna import XReportCallback


def objective(trial):
    x = trial.suggest_float("x", -10, 10)
    kind = trial.suggest_categorical("kind", ["a", "b", None])
    trial.set_user_attr("lucky", kind == "a")
    if trial.number == 3:
        raise ValueError("enough")
    for step in (0, 10, 20):
        trial.report(x * x + 20 - step, step)
        if trial.number == 4:
            raise optuna.TrialPruned
    return x * x


def two(trial):
    x = trial.suggest_int("x", 0, 9)
    return x / 3, -x / 7


def describe(study):
    return [
        {
            "name": f"trial-{trial.number}",
            "params": trial.params,
            "values": trial.values,
            "intermediate": sorted(trial.intermediate_values.items()),
            "state": trial.state.name,
            "attributes": trial.user_attrs,
            "seconds": trial.duration.total_seconds(),
        }
        for trial in study.trials
    ]


optuna.logging.set_verbosity(optuna.logging.ERROR)
one = optuna.create_study(study_name="one", sampler=optuna.samplers.RandomSampler(seed=0))
ours = XReportCallback("one", params={"shared": 1}, tags="first", capture=False)
one.optimize(objective, n_trials=8, n_jobs=2, catch=(ValueError,), callbacks=[ours])

several = optuna.create_study(study_name="several", directions=["minimize", "maximize"])
several.set_metric_names(["cost", "gain"])
several.optimize(two, n_trials=3, callbacks=[XReportCallback("several", group="mine", capture=False)])
print(json.dumps({"one": describe(one), "several": describe(several)}))
