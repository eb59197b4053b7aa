"""Samples of trainers' own logs: the files that their tests damage."""

from format_samples import put, sample
from test_trainer_fuzz import FORMATS

NAMES = {
    "lightning": ("Lightning, metrics.csv", "csv"),
    "rl": ("stable-baselines3, progress and monitors", "csv"),
    "ultralytics": ("Ultralytics, results.csv", "csv"),
    "plain": ("CSV whose step counts up", "csv"),
    "tables": ("tables of trials (scikit-learn, Optuna, HiPlot, MLflow)", "csv"),
    "transformers": ("Hugging Face, trainer_state.json", "transformers"),
    "mmengine": ("mmengine, scalars.json", "mmengine"),
    "detectron2": ("detectron2, metrics.json", "detectron2"),
    "catboost": ("CatBoost, catboost_info", "catboost"),
    "lm-eval": ("lm-evaluation-harness", "lm-eval"),
    "mlperf": ("MLPerf", "mlperf"),
}


def _register(key, name, importer):
    @sample(name, importer=importer)
    def write(folder):
        for path, content in FORMATS[key].items():
            put(folder / path, content)


for one, (title, reader) in NAMES.items():
    _register(one, title, reader)
