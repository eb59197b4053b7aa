"""Trains with XGBoost and LightGBM, and says what they say of it; the last training fails, and the script with it."""

import json

import lightgbm
import numpy as np
import xgboost
from sklearn.datasets import load_breast_cancer

import xreport
from xreport.integrations.lightgbm import XReportCallback as LightgbmCallback
from xreport.integrations.xgboost import XReportCallback as XgboostCallback

x, y = load_breast_cancer(return_X_y=True)
said = {}


def with_xgboost():
    train, test = xgboost.DMatrix(x[:400], y[:400]), xgboost.DMatrix(x[400:], y[400:])
    params = {"objective": "binary:logistic", "eta": 0.3, "eval_metric": ["logloss", "error@0.7"], "nthread": 1}
    sets, results = [(train, "train"), (test, "test")], {}
    ours = XgboostCallback("own", params=params, seed=5)
    options = {"num_boost_round": 40, "evals": sets, "verbose_eval": False}
    stop = {"early_stopping_rounds": 3}
    booster = xgboost.train(params, train, evals_result=results, callbacks=[ours], **stop, **options)
    best = {"best_iteration": booster.best_iteration, "best_score": float(booster.best_score)}
    said["xgboost"] = {"id": ours.run.id, "results": results, "best": best}

    more = {}
    with xreport.init("continued") as run:
        callbacks = [XgboostCallback(run)]
        xgboost.train(
            params, train, 2, sets, verbose_eval=False, xgb_model=booster, evals_result=more, callbacks=callbacks
        )
    said["continued"] = {"id": run.id, "results": more}

    crossed = XgboostCallback("crossed")
    frame = xgboost.cv(params, train, 5, nfold=3, seed=1, callbacks=[crossed], as_pandas=False)
    said["crossed"] = {
        "id": crossed.run.id,
        "results": {key: list(map(float, column)) for key, column in frame.items()},
    }

    fitted = XgboostCallback("fitted")
    model = xgboost.XGBClassifier(n_estimators=3, callbacks=[fitted], n_jobs=1)
    model.fit(x[:400], y[:400], eval_set=[(x[400:], y[400:])], verbose=False)
    said["fitted"] = {"id": fitted.run.id, "results": model.evals_result()}
    return params, train


def with_lightgbm():
    train = lightgbm.Dataset(x[:400], y[:400], free_raw_data=False)
    test = train.create_valid(x[400:], y[400:])
    params = {"objective": "binary", "metric": ["binary_logloss", "auc"], "verbose": -1, "num_threads": 1}
    results = {}
    with xreport.init("lightgbm", params={"objective": "mine"}) as run:
        callbacks = [
            lightgbm.record_evaluation(results),
            lightgbm.early_stopping(2, verbose=False),
            LightgbmCallback(run),
        ]
        booster = lightgbm.train(params, train, 60, [train, test], ["train", "test"], callbacks=callbacks)
    said["lightgbm"] = {"id": run.id, "results": results, "best": booster.best_iteration, "params": params}

    with xreport.init("lightgbm-cv") as run:
        crossed = lightgbm.cv(params, train, 4, nfold=3, callbacks=[LightgbmCallback(run)], seed=1)
    said["lightgbm_cv"] = {"id": run.id, "results": {key: list(map(float, column)) for key, column in crossed.items()}}

    with xreport.init("lightgbm-sklearn") as run:
        model = lightgbm.LGBMClassifier(n_estimators=3, verbose=-1, n_jobs=1)
        model.fit(x[:400], y[:400], eval_set=[(x[400:], y[400:])], callbacks=[LightgbmCallback(run)])
    said["lightgbm_sklearn"] = {"id": run.id, "results": model.evals_result_}


class Stop(xgboost.callback.TrainingCallback):
    def after_iteration(self, model, epoch, evals_log):
        if epoch == 2:
            raise ValueError("enough")
        return False


np.random.seed(0)  # noqa: NPY002 -- what cv of XGBoost shuffles with
params, train = with_xgboost()
with_lightgbm()
print(json.dumps(said), flush=True)
xgboost.train(params, train, 5, [(train, "train")], verbose_eval=False, callbacks=[XgboostCallback("uncaught"), Stop()])
