"""Files in a folder, read as a build reads them."""

from pathlib import Path

from xreport.load import load
from xreport.settings import Config

MISTAKE = "by a mistake of xreport"


def put(folder: Path, files: dict) -> Path:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return folder


def read_all(*sources: Path, imports=()):
    collection = load(sources, now=2e9, config=Config(root=sources[0].parent, imports=tuple(imports)), jobs=1)
    wrong = [one for one in collection.issues if MISTAKE in one.what or one.where.startswith("importer ")]
    assert not wrong, wrong
    return collection


def read_files(folder: Path, files: dict, imports=()):
    return read_all(put(folder, files), imports=imports)


def one(folder: Path, files: dict, imports=()):
    collection = read_files(folder, files, imports)
    (run,) = collection.runs
    return run


def points(run, name):
    series = run.series[name]
    return list(zip(series.steps.tolist(), series.values.tolist(), strict=True))


def whats(collection):
    return [issue.what for issue in collection.issues]
