"""Samples of MLflow's two kinds of store."""

import json
import sqlite3

from format_samples import sample
from made_stores import Store, T, rich

TABLE = json.dumps({"columns": ["a"], "data": [[1]]})


def _full() -> Store:
    store = rich()
    run = store.runs[0]
    run["artifacts"] |= {"t.json": TABLE, "note.txt": "text"}
    run["metrics"]["system/cpu"] = [(T, 1, 0)]
    return store


@sample("MLflow, file store", importer="mlflow")
def write_files(folder):
    _full().write_files(folder / "mlruns")


@sample("MLflow, SQLite", importer="mlflow")
def write_database(folder):
    folder.mkdir(parents=True, exist_ok=True)
    store = _full()
    for run in store.runs:  # not the runs of the other sample
        run["id"] = f"1{run['id'][1:]}"
    path = store.write_database(folder / "mlflow.db")
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE model_versions (name, version, run_id, current_stage)")
    connection.execute("INSERT INTO model_versions VALUES ('wine', 3, ?, 'Production')", (store.runs[0]["id"],))
    connection.commit()
    connection.close()
