"""Samples of other trackers and of benchmarks: the files that their tests read."""

from format_samples import put, sample
from made_logs import MADE, neptune
from test_guild import GUILD
from test_swanlab import SWANLAB
from written_logs import OPTUNA, OPTUNA_DATABASE, RAY

FORMATS = {
    "dvclive": "DVCLive",
    "sacred": "Sacred, FileStorageObserver",
    "codecarbon": "CodeCarbon, emissions.csv",
    "asv": "asv",
    "pytest-benchmark": "pytest-benchmark, storage",
    "gbench": "Google Benchmark, JSON",
    "gha-benchmark": "github-action-benchmark",
    "hyperfine": "hyperfine, JSON",
    "trackio": "Trackio, SQLite",
}


def _register(importer, name):
    @sample(name, importer=importer)
    def write(folder):
        for path, content in MADE[importer].items():
            put(folder / path, content)


for one, title in FORMATS.items():
    _register(one, title)


@sample("Neptune, exported Parquet", importer="neptune", needs="pyarrow")
def write_neptune(folder):
    for path, content in neptune().items():
        put(folder / path, content)


@sample("Optuna, journal file", importer="optuna")
def write_optuna(folder):
    for path, content in OPTUNA.items():
        put(folder / path, content)


@sample("Optuna, SQLite", importer="optuna")
def write_optuna_database(folder):
    for path, content in OPTUNA_DATABASE.items():
        put(folder / path, content)


@sample("Ray Tune, RLlib", importer="ray")
def write_ray(folder):
    for path, content in RAY.items():
        put(folder / path, content)


@sample("Guild AI, runs", importer="guild")
def write_guild(folder):
    for path, content in GUILD.items():
        put(folder / path, content)


@sample("SwanLab, run folders", importer="swanlab")
def write_swanlab(folder):
    for path, content in SWANLAB.items():
        put(folder / path, content)
