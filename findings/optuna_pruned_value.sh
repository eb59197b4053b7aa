#!/usr/bin/env bash
# Optuna stops a trial early when its intermediate results are bad: the objective raises TrialPruned and returns nothing.
#
# One would guess that such a trial has no value, in the study and in the table that trials_dataframe makes of it; and that of two reports of one
# step the later one counts, as in every tracker.
#
# What happens instead (optuna 5.0.0, study/_tell.py): a pruned trial gets as its value what was reported at its highest step, even if it was reported
# before others. In the column "value" it stands among the results of whole trainings, and sorted by it a trial that was pruned can be
# the first, while study.best_trial, which looks at the state, is another. Where that report was NaN the cell is empty. Of several
# reports of one step the first counts, with a warning.
#
# Whoever ranks the rows of trials.csv must leave out those whose state is not COMPLETE: a value after one epoch of a noisy metric is
# no result of a training.

set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -qq --disable-pip-version-check 'optuna==5.0.0' 'pandas==2.3.3'
export HOME="$work"

cat > try.py <<'PY'
import math
import warnings

import optuna

warnings.simplefilter("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)


def objective(trial):
    if trial.number == 0:
        return 0.5
    if trial.number == 1:
        trial.report(0.9, step=1)
        trial.report(0.1, step=20)
        trial.report(0.7, step=10)
        trial.report(0.8, step=20)
    if trial.number == 2:
        trial.report(0.2, step=1)
        trial.report(math.nan, step=2)
    raise optuna.TrialPruned


study = optuna.create_study(direction="minimize")
study.optimize(objective, n_trials=3)
table = study.trials_dataframe(attrs=("number", "value", "state"))
first = int(table.sort_values("value").iloc[0]["number"])
print("optuna", optuna.__version__)
print(table.to_csv(index=False), end="")
print("reports of trial 1:", study.trials[1].intermediate_values)
print(f"best_trial is {study.best_trial.number}, first by value is {first}")
assert table["state"].tolist() == ["COMPLETE", "PRUNED", "PRUNED"]
assert table["value"].tolist()[:2] == [0.5, 0.1] and math.isnan(table["value"][2])
assert study.trials[1].intermediate_values == {1: 0.9, 20: 0.1, 10: 0.7}
assert (study.best_trial.number, first) == (0, 1)
print("as described")
PY
venv/bin/python try.py
