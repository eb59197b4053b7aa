"""Whatever the bytes: no traceback, no hang, no claim of ours that fails, and other runs stay what they are."""

import importlib.util
import random
import time

import pytest
from lacking import lacks
from made_logs import MADE, neptune, points, read, trackio_parquet, tsv, write
from mutated import mutate
from test_guild import GUILD
from test_swanlab import SWANLAB
from written_logs import OPTUNA, OPTUNA_DATABASE, RAY

ODD = [
    b"",
    b"\0",
    b"\xff",
    b"[" * 60,
    b"{",
    b'"',
    b"NaN",
    b"-Infinity",
    b"1e999",
    b"9" * 500,
    b"null",
    b",",
    b"\r\n",
    b"\t",
]
FORMATS = MADE | {"optuna": OPTUNA, "optuna-database": OPTUNA_DATABASE, "ray": RAY, "guild": GUILD, "swanlab": SWANLAB}
BESIDE = {"other/dvclive/plots/metrics/x.tsv": tsv("x", (0, 1.5))}


def damage(folder, contents, seeds):
    begun = time.monotonic()
    write(folder, contents | BESIDE)
    for seed in seeds:
        chance = random.Random(seed)
        name = chance.choice(sorted(contents))
        collection = read(folder, {name: mutate(contents[name], chance, ODD, (1, 1, 2, 8, 40))})
        write(folder, {name: contents[name]})
        mistakes = [
            issue for issue in collection.issues if "mistake of xreport" in issue.what or "importer " in issue.where
        ]
        assert mistakes == [], (seed, name)
        assert all(issue.what and issue.fix and issue.where for issue in collection.issues), seed
        others = [points(run, "x") for run in collection.runs if run.sources[0].path == "other/dvclive"]
        assert others == [[(0, 1.5)]], seed
    assert time.monotonic() - begun < 10 + len(seeds)


@pytest.mark.parametrize("name", FORMATS)
def test_damaged_files_are_issues(tmp_path, name):
    damage(tmp_path / "s", FORMATS[name], range(12))


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMATS)
def test_many_damaged_files_are_issues(tmp_path, name):
    damage(tmp_path / "s", FORMATS[name], range(100, 400))


@pytest.mark.slow
@pytest.mark.parametrize("made", [neptune, trackio_parquet])
def test_many_damaged_parquet_files_are_issues(tmp_path, made):
    if importlib.util.find_spec("pyarrow") is None:
        lacks("pyarrow")
    damage(tmp_path / "s", made(), range(300))
