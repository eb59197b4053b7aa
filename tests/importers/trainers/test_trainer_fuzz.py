"""Damaged logs of all formats: no traceback, no hang, and no run that the format does not tell of."""

import json
import random
import time

import pytest
from claimed_logs import put, read_all
from mutated import mutate
from test_catboost_logs import CATBOOST
from test_csv_logs import LIGHTNING, MONITOR, SB3, ULTRALYTICS
from test_trainer_documents import LM_EVAL, mlperf, state
from test_trial_tables import CONSOLE, LONG, MLFLOW, OPTUNA, RULE, SKLEARN, TRIALS

from xreport.settings import ImportRule

SCALARS = "".join(
    json.dumps({"loss": 1 / at, "iter": at, "epoch": 1, "step": at}) + "\n" for at in range(1, 9)
) + '{"coco/mAP": 0.5, "step": 1}\n'  # fmt: skip
FORMATS = {
    "lightning": {"metrics.csv": LIGHTNING, "hparams.yaml": "lr: 0.1\nnet: !!python/name:a.b ''\nx: &a [1]\ny: *a\n"},
    "rl": {"progress.csv": SB3, "0.monitor.csv": MONITOR + "1.0,10,1.0,True\n3.0,30,3.0,False\n",
           "1.monitor.csv": MONITOR + "2.0,20,2.0,True\n"},
    "ultralytics": {"results.csv": ULTRALYTICS, "args.yaml": "lr0: 0.1\nseed: 1\n"},
    "plain": {"log.csv": "step,loss,note\n" + "".join(f"{at},{1 / at!r},n\n" for at in range(1, 30))},
    "tables": {"cv.csv": SKLEARN, "study.csv": OPTUNA, "mlflow.csv": MLFLOW, "long.csv": LONG,
               "hiplot.csv": "uid,from_uid,lr,epoch,loss\na,,0.1,1,0.5\nb,a,0.1,2,0.4\nc,,0.2,1,0.6\n"},
    "named": {"t.csv": TRIALS, "t.json": json.dumps([{"lr": 0.1, "loss": 0.5}, {"lr": 0.2}]), "job.out": CONSOLE},
    "transformers": {"out/trainer_state.json": state(5), "out/checkpoint-20/trainer_state.json": state(2),
                     "out/all_results.json": '{"eval_loss": 0.5}', "out/config.json": '{"model_type": "bert"}'},
    "mmengine": {"w/vis_data/scalars.json": SCALARS, "w/vis_data/config.py": "lr = 0.1\nm = dict(a=[1, 2], b=-1)\n"},
    "detectron2": {"metrics.json": '{"iteration": 1, "loss": 0.5}\n{"iteration": 2, "loss": 0.25}\n',
                   "config.yaml": "SOLVER:\n  LR: 0.1\n"},
    "catboost": CATBOOST,
    "lm-eval": {"results_a.json": json.dumps(LM_EVAL)},
    "mlperf": {"result_0.txt": mlperf()},
    "hydra": {".hydra/config.yaml": "lr: 0.1\nd: {e: [1, 2]}\nseed: 1\n", ".hydra/overrides.yaml": "- lr=0.1\n",
              "log.csv": "step,loss\n1,0.5\n2,0.4\n"},
}  # fmt: skip
RULES = {
    "named": [
        RULE,
        ImportRule(("t.csv",), "long", run="name", step="width"),
        ImportRule(("t.json",), metrics=("loss",)),
    ],
}
ODD = [
    b"", b"\0", b"\0" * 40, b"\xff\xfe", b"\xef\xbb\xbf", b"{", b"[" * 99, b'"', b'"' * 3, b"NaN", b"1e999", b"-", b",",
    b";", b"\t", b"\r", b"\r\n", b"\n", b"\n\n", b"9" * 500, b"9" * 25, b"nan", b"0,5", b"'", b"\\", b"\\ud800",
    "é損".encode(), b"\x1b[31m", b"step", b"epoch", b":::MLLOG ", b"null", b"[]", b"{}", b"true", b"&a [*a]", b"#",
    b"1_0", b"!!python/object/apply:os.system [x]", b"-1", b"0.5", b"1e308", b"99999999999999999999",
]  # fmt: skip


@pytest.mark.parametrize("name", FORMATS)
def test_damage_raises_nothing_and_ends(tmp_path, name):
    try_damage(tmp_path, name, range(25))


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMATS)
def test_much_damage_raises_nothing_and_ends(tmp_path, name):
    try_damage(tmp_path, name, range(1000, 1250))


def try_damage(folder, name, seeds):
    files = {path: text.encode() if isinstance(text, str) else text for path, text in FORMATS[name].items()}
    rows = 3 * sum(data.count(b"\n") + data.count(b"\r") + 2 for data in files.values()) + 200
    for seed in seeds:
        chance = random.Random(f"{name}{seed}")
        path = chance.choice(list(files))
        put(folder / "x", files | {path: mutate(files[path], chance, ODD)})
        begun = time.monotonic()
        collection = read_all(folder / "x", imports=RULES.get(name, ()))  # asserts that nothing was raised
        assert time.monotonic() - begun < 20, (name, seed)
        assert len(collection.runs) <= rows, (name, seed)
        for issue in collection.issues:
            assert issue.what, (name, seed)
            assert issue.fix, (name, seed)
            assert issue.where, (name, seed)
        for run in collection.runs:
            for series in run.series.values():
                assert series.steps.shape == series.values.shape == series.times.shape, (name, seed)
            for source in run.sources:
                assert source.rejected >= 0, (name, seed)
                assert source.pending >= 0, (name, seed)
