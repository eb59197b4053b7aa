"""Logs with one tool, and prints what its own reader says. Run by the Python that has the tools.

Usage: log_with_trackers.py TOOL FOLDER
"""

import contextlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

os.environ |= {"DVC_NO_ANALYTICS": "1", "HF_HUB_OFFLINE": "1", "TRACKIO_TELEMETRY": "0"}
VALUES = [1.0, 1 / 3, 0.1 + 0.2, 1e-300, 5e-324, float("nan"), float("inf"), -0.0, 2**53]


def dvclive(folder):
    import numpy as np
    from dvclive import Live
    from dvclive.utils import parse_metrics

    live = Live(str(folder / "dvclive"), save_dvc_exp=False, dvcyaml=None, report=None)
    with live:
        live.log_params({"lr": 0.1, "model": {"depth": 3}, "seed": 7})
        for value in VALUES:
            live.log_metric("train/loss", value, timestamp=True)
            live.log_metric("acc", np.float32(value))
            live.log_metric("mixed", value, timestamp=live.step % 2 == 1)
            live.next_step()
        live.log_metric("final", 3, plot=False)
        live.log_image("im.png", np.zeros((4, 4, 3), dtype="uint8"))
        live.log_sklearn_plot("confusion_matrix", [0, 1, 1], [0, 1, 0])
    history, latest = parse_metrics(live)
    names = {path: str(Path(path).relative_to(folder / "dvclive/plots/metrics").with_suffix("")) for path in history}
    return {
        "history": {
            names[path]: [[row.get("timestamp"), row["step"], row[names[path].rpartition("/")[2]]] for row in rows]
            for path, rows in history.items()
            if names[path] != "mixed"
        },
        "mixed": VALUES,  # DVCLive's own reader takes the times of some rows for steps
        "final": latest["final"],
    }


def trackio(folder):
    os.environ["TRACKIO_DIR"] = str(folder)
    import trackio
    from trackio.sqlite_storage import SQLiteStorage

    for name in ("one", "two"):
        trackio.init(project="wine", name=name, config={"lr": 0.1, "deep": {"a": 1}, "seed": 3})
        for step, value in enumerate(VALUES):
            trackio.log({"train/loss": value, "n": step, "word": "w"}, step=step)
        trackio.log({"t": trackio.Table(data=[[1, 2]], columns=["a", "b"]), "h": trackio.Histogram([1, 2, 3])})
        trackio.finish()
    SQLiteStorage._dataset_import_attempted = True
    SQLiteStorage.export_to_parquet()
    (folder / "tables").mkdir()
    for path in folder.glob("*.parquet"):
        path.rename(folder / "tables" / path.name)
    return {
        record["name"]: {
            "id": record["id"],
            "logs": SQLiteStorage.get_logs("wine", record["name"]),
            "config": SQLiteStorage.get_run_config("wine", record["name"]),
        }
        for record in SQLiteStorage.get_run_records("wine")
    }


def sacred(folder):
    import numpy as np
    from sacred import Experiment
    from sacred.observers import FileStorageObserver
    from sacred.serializer import restore

    for bad in (False, True):
        experiment = Experiment("wine", save_git_info=False)
        experiment.observers.append(FileStorageObserver(str(folder)))
        experiment.add_config({"lr": 0.1, "deep": {"a": [1, 2]}, "array": np.arange(3), "seed": 42})

        @experiment.main
        def main(_run, bad=bad):
            for step, value in enumerate(VALUES):
                _run.log_scalar("train.loss", value, step)
            _run.info["best"] = np.float64(0.3)
            if bad:
                raise ValueError("bad")
            return 0.9

        with contextlib.suppress(ValueError):
            experiment.run()
    found = {}
    for path in sorted(folder.glob("[0-9]*")):
        metrics, run = (json.loads((path / name).read_text()) for name in ("metrics.json", "run.json"))
        config = restore(json.loads((path / "config.json").read_text()))
        found[f"wine-{path.name}"] = {
            "values": metrics["train.loss"]["values"],
            "steps": metrics["train.loss"]["steps"],
            "status": run["status"],
            "array": [int(one) for one in config["array"]],
        }
    return found


def codecarbon(folder):
    from codecarbon import OfflineEmissionsTracker

    tracker = OfflineEmissionsTracker(
        country_iso_code="FRA", project_name="wine", output_dir=str(folder), experiment_id="abc", log_level="critical"
    )
    tracker.start()
    sum(range(10**6))
    tracker.stop()
    return dict(tracker.final_emissions_data.values)


def pytest_benchmark(folder):
    (folder / "test_b.py").write_text(
        "import pytest\n@pytest.mark.parametrize('n', [1, 10])\n"
        "def test_sum(benchmark, n):\n    benchmark.extra_info['k'] = n\n    benchmark(sum, range(n))\n"
    )
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--benchmark-save=x",
        "--benchmark-max-time=0.05",
    ]
    command += [f"--benchmark-storage=file://{folder}/store", "--benchmark-save-data", str(folder / "test_b.py")]
    # Benchmarks are off in what looks like a part of a distributed run.
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    subprocess.run(command, check=True, capture_output=True, cwd=folder, env=environment)
    from pytest_benchmark.logger import Logger
    from pytest_benchmark.storage.file import FileStorage

    storage = FileStorage(str(folder / "store"), Logger(0))
    return {one["fullname"]: one["stats"] for _, found in storage.load() for one in found["benchmarks"]}


def asv(folder):
    """What asv reads of the results in a folder, after bringing them to its present format in a copy."""
    from asv.results import Results, iter_results, iter_results_paths
    from asv.util import UserError

    new = folder.parent / "new"
    shutil.copytree(folder, new)
    for root, name, _ in iter_results_paths(str(new)):
        with contextlib.suppress(UserError, KeyError):
            Results.update(str(Path(root, name)))
    found = {}
    for result in iter_results(str(new)):
        name = Path(result._filename).stem
        found[name] = {
            key: [result.get_result_params(key), result.get_result_value(key, result.get_result_params(key))]
            for key in result.get_all_result_keys()
        }
    return found


def asv_run(folder):
    """Measures a benchmark of its own, then says what asv reads of it."""
    (folder / "benchmarks").mkdir()
    (folder / "benchmarks" / "__init__.py").touch()
    (folder / "benchmarks" / "b.py").write_text(
        "class S:\n    params = [[1, 2], ['a', 'b']]\n"
        "    def setup(self, n, k):\n        if (n, k) == (2, 'b'):\n            raise NotImplementedError\n"
        "    def track_n(self, n, k):\n        if (n, k) == (1, 'b'):\n            raise ValueError\n"
        "        return n / 3\n"
    )
    conf = {"version": 1, "project": "wine", "repo": ".", "branches": ["HEAD"], "environment_type": "existing"}
    (folder / "asv.conf.json").write_text(json.dumps(conf | {"results_dir": "results"}))
    git = ["git", "-C", str(folder), "-c", "user.email=a@example.org", "-c", "user.name=a"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "x"]):
        subprocess.run([*git, *command], check=True)
    head = subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True).stdout.strip()
    tool = [sys.executable, "-m", "asv"]
    environment = os.environ | {"HOME": str(folder)}
    more = {"cwd": folder, "env": environment, "capture_output": True}
    subprocess.run([*tool, "machine", "--yes", "--machine", "box"], check=True, **more)
    # Its exit code says that a benchmark failed, as one is to.
    tool += ["run", "--machine", "box", f"--python={sys.executable}", "--quick", f"--set-commit-hash={head}"]
    subprocess.run(tool, check=False, **more)
    return {"commit": head, "results": next(iter(asv(folder / "results").values()))}


if __name__ == "__main__":
    where = Path(sys.argv[2])
    where.mkdir(parents=True, exist_ok=True)
    print(json.dumps(globals()[sys.argv[1]](where)))
