"""Small logs of other tools, made by code: what each of them writes, file by file."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from xreport.load import load
from xreport.settings import Config

NOW = 1_763_900_000.0
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
STAMP = "2025-11-13T02:13:20"
T = 1_763_000_000.0


def document(value, **more) -> bytes:
    return json.dumps(value, indent=2, **more).encode()


def tsv(name, *rows, times=False) -> bytes:
    header = ["timestamp", "step", name] if times else ["step", name]
    return "".join("\t".join(map(str, row)) + "\n" for row in (header, *rows)).encode()


DVCLIVE = {
    "exp/dvclive/plots/metrics/train/loss.tsv": tsv("loss", (1000 * T, 0, 1.0), (1000 * T + 500, 1, 0.1), times=True),
    "exp/dvclive/plots/metrics/acc.tsv": tsv("acc", (0, "nan"), (1, "inf"), (1, 0.30000000000000004)),
    "exp/dvclive/plots/metrics/word.tsv": tsv("word", (0, "a"), (1, "b")),
    "exp/dvclive/plots/images/samples/3.png": PNG,
    "exp/dvclive/plots/images/im.png": PNG,
    "exp/dvclive/plots/sklearn/cm.json": document(
        [{"actual": "0", "predicted": "0"}, {"actual": "1", "predicted": "0"}, {"actual": "1", "predicted": "1"}]
    ),
    "exp/dvclive/plots/sklearn/roc.json": document(
        [{"fpr": 0.0, "tpr": 0.0, "threshold": 1.5}, {"fpr": 1.0, "tpr": 1.0, "threshold": 0.5}]
    ),
    "exp/dvclive/plots/custom/mine.json": document([{"x": 1, "y": 2}, {"x": 2}]),
    "exp/dvclive/metrics.json": document({"train": {"loss": 0.1}, "acc": 0.3, "step": 1, "final": 3, "bad": "nan"}),
    "exp/dvclive/params.yaml": b"lr: 0.1\nseed: 7\nmodel:\n  depth: 3\n",
    "exp/dvclive/report.md": b"# DVC Report\n",
}

SACRED = {
    "sacred/1/run.json": document(
        {
            "artifacts": ["model.bin", "plot.png"],
            "command": "main",
            "experiment": {
                "base_dir": "/home/ada/wine",
                "dependencies": ["numpy==2.4.6"],
                "mainfile": "train.py",
                "name": "wine",
                "repositories": [{"url": "git@example.org:ada/wine.git", "commit": "4f2a0c", "dirty": True}],
                "sources": [["train.py", "_sources/train_0123.py"]],
            },
            "fail_trace": ["Traceback:\n", '  File "/home/ada/wine/train.py", line 12, in main\n', "ValueError: bad\n"],
            "heartbeat": "2025-11-13T02:13:24",
            "host": {
                "ENV": {"TOKEN": "s3cr3t"},
                "cpu": "Some CPU",
                "hostname": "adas-laptop",
                "os": ["Linux", "Linux-6.1"],
                "python_version": "3.11.7",
            },
            "meta": {"command": "main", "options": {"--comment": "first try"}},
            "resources": [["/home/ada/data.csv", "sacred/_resources/data_00112233445566778899aabbccddeeff.csv"]],
            "result": {"py/object": "numpy.float64", "dtype": "float64", "value": 0.9},
            "start_time": STAMP,
            "status": "FAILED",
            "stop_time": "2025-11-13T02:13:25",
        }
    ),
    "sacred/1/config.json": document(
        {
            "lr": 0.1,
            "seed": 42,
            "arr": {"dtype": "int64", "py/object": "numpy.ndarray", "values": [1, 2]},
            "d": {"k": 1},
        }
    ),
    "sacred/1/metrics.json": document(
        {
            "loss": {"steps": [0, 1], "timestamps": [f"{STAMP}.5", f"{STAMP}.75"], "values": [1.0, float("nan")]},
            "np": {"steps": [3], "timestamps": [STAMP], "values": [{"py/object": "numpy.float32", "value": 0.1}]},
        }
    ),
    "sacred/1/info.json": document({"best": 3, "note": "n"}),
    "sacred/1/cout.txt": b"hello\n",
    "sacred/1/model.bin": b"12345",
    "sacred/1/plot.png": PNG,
    "sacred/_sources/train_0123.py": b"print()\n",
}

COLUMNS = [
    "timestamp",
    "project_name",
    "run_id",
    "experiment_id",
    "duration",
    "emissions",
    "emissions_rate",
    "cpu_power",
    "gpu_power",
    "ram_power",
    "cpu_energy",
    "gpu_energy",
    "ram_energy",
    "energy_consumed",
    "water_consumed",
    "country_name",
    "country_iso_code",
    "region",
    "cloud_provider",
    "cloud_region",
    "os",
    "python_version",
    "codecarbon_version",
    "cpu_count",
    "cpu_model",
    "gpu_count",
    "gpu_model",
    "longitude",
    "latitude",
    "ram_total_size",
    "tracking_mode",
    "on_cloud",
    "pue",
]


def emissions(*rows, columns=COLUMNS) -> bytes:
    known = {
        "timestamp": STAMP, "project_name": "wine", "run_id": "tracker-1", "experiment_id": "", "duration": 10.5,
        "emissions": 0.25, "energy_consumed": 0.5, "cpu_energy": 0.125, "gpu_energy": 0.25, "ram_energy": 0.125,
        "country_name": "France", "python_version": "3.11.7", "cpu_count": 2, "cpu_model": "Some CPU",
        "longitude": 2.35, "latitude": 48.85, "ram_total_size": 23.5,
    }  # fmt: skip
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for row in rows or ({},):
        writer.writerow(known | row)
    return out.getvalue().encode()


CODECARBON = {"cc/emissions.csv": emissions({}, {"run_id": "tracker-2", "timestamp": "2025-11-13T03:00:00"})}

ASV = {
    "asv/results/box/machine.json": document({"arch": "x86_64", "cpu": "C", "machine": "box", "version": 1}),
    "asv/results/benchmarks.json": document(
        {
            "b.time_a": {"name": "b.time_a", "params": [["1", "2"]], "type": "time", "unit": "seconds"},
            "b.track_x": {"name": "b.track_x", "param_names": [], "params": [], "type": "track", "unit": "things"},
            "version": 2,
        }
    ),
    "asv/results/box/4f2a0c1d-env.json": document(
        {
            "commit_hash": "4f2a0c1d9b", "env_name": "env", "date": 1000 * T,
            "params": {"arch": "x86_64", "cpu": "C", "machine": "box", "ram": "8", "python": "3.11", "numpy": "2"},
            "python": "3.11", "requirements": {"numpy": "2"}, "env_vars": {"X": "1"},
            "result_columns": ["result", "params", "version", "started_at", "duration", "stats_ci_99_a",
                               "stats_ci_99_b",
                               "stats_q_25", "stats_q_75", "stats_number", "stats_repeat", "samples", "profile"],
            "results": {
                "b.time_a": [[1e-7, None], [["1", "'two'"]], "v", 1, 2.0, [9e-8, None], [1.1e-7, None], [1e-7, None],
                             [1.2e-7, None]],
                "b.track_x": [[42]],
                "b.skipped": [[float("nan")], []],
            },
            "durations": {}, "version": 2,
        }
    ),
    "asv/results/box/5e5e5e5e-env.json": document(
        {
            "commit_hash": "5e5e5e5e00", "date": 1000 * T + 60_000, "params": {"machine": "box", "numpy": "2"},
            "python": "3.11", "requirements": {"numpy": "2"},
            "results": {"b.time_a": {"params": [["1", "2"]], "result": [2e-7, 3e-7],
                                     "stats": [{"ci_99": [1e-7, 3e-7], "q_25": 1, "q_75": 2}, None]},
                        "b.track_x": 41, "b.failed": None},
            "version": 1,
        }
    ),
}  # fmt: skip

PYTEST = {
    "store/Linux-CPython-3.11-64bit/0001_4f2a0c1d9b00_20251113_021320.json": document(
        {
            "machine_info": {"node": "adas-laptop", "machine": "x86_64", "system": "Linux", "python_version": "3.11.7",
                             "cpu": {"brand_raw": "Some CPU", "count": 2}},
            "commit_info": {"id": "4f2a0c1d9b00", "dirty": False, "branch": "main", "project": "wine",
                            "author_time": STAMP},
            "benchmarks": [
                {"group": None, "name": "test_a[1]", "fullname": "t.py::test_a[1]", "extra_info": {"k": 1, "l": [1]},
                 "options": {}, "stats": {"min": 1e-7, "max": 3e-7, "mean": 2.0000000000000002e-07, "stddev": 1e-8,
                                          "rounds": 3, "iterations": 10, "ops": 5e6, "outliers": "1;0",
                                          "data": [1e-7, 2e-7, 3e-7]}},
            ],
            "datetime": f"{STAMP}.5+00:00", "version": "5.3.1",
        }
    ),
}  # fmt: skip

GBENCH = {
    "g/run.json": document(
        {
            "context": {"date": "2025-11-13T04:13:20+02:00", "host_name": "adas-laptop",
                        "executable": "/home/ada/bench",
                        "num_cpus": 4, "mhz_per_cpu": 2700, "library_build_type": "release", "compiler": "gcc"},
            "benchmarks": [
                {"name": "BM_A/8", "run_type": "iteration", "repetition_index": 0, "iterations": 9, "real_time": 2.5,
                 "cpu_time": 2.25, "time_unit": "us", "items_per_second": 1e6, "hits": 3},
                {"name": "BM_A/8", "run_type": "iteration", "repetition_index": 1, "iterations": 9, "real_time": 3.5,
                 "cpu_time": 3.25, "time_unit": "us"},
                {"name": "BM_A/8_stddev", "run_type": "aggregate", "aggregate_name": "stddev", "real_time": 0.5,
                 "cpu_time": 0.5, "time_unit": "us"},
                {"name": "BM_Bad", "run_type": "iteration", "error_occurred": True, "error_message": "no file"},
            ],
        }
    ),
}  # fmt: skip


def data_js(*entries, suite="Rust") -> bytes:
    value = {"lastUpdate": 1, "repoUrl": "https://example.org/ada/wine", "entries": {suite: list(entries)}}
    return b"window.BENCHMARK_DATA = " + document(value)


def entry(commit, *benches, tool="cargo", date=1000 * T):
    author = {"name": "Ada", "email": "ada@example.org"}
    told = {"author": author, "id": commit, "message": "m", "timestamp": STAMP, "url": "https://example.org/c"}
    return {"commit": told, "date": date, "tool": tool, "benches": list(benches)}


GHA = {
    "dev/bench/data.js": data_js(
        entry("4f2a0c1d9b", {"name": "fib", "value": 135, "range": "± 24", "unit": "ns/iter"}),
        entry("4f2a0c1d9b", {"name": "fib", "value": 136, "unit": "ns/iter"}, date=1000 * T + 1),
        entry("5e5e5e5e00", {"name": "fib", "value": "134.5", "unit": "ns/iter", "extra": "x"}, date=1000 * T + 2),
    ),
    "dev/custom.json": document([{"name": "load", "unit": "ops/s", "value": 5, "range": 0.5}]),
}

HYPERFINE = {
    "h/times.json": (Path(__file__).parents[1] / "written" / "hyperfine1" / "version_1.json").read_bytes(),
}


def trackio(ids=True) -> bytes:
    """A database of Trackio, of versions that know runs by ids or by names only."""
    base = sqlite3.connect(":memory:")
    id_ = "run_id TEXT NOT NULL," if ids else ""
    base.executescript(f"""
      CREATE TABLE metrics (id INTEGER PRIMARY KEY, {id_} timestamp TEXT, run_name TEXT, step INTEGER, metrics TEXT);
      CREATE TABLE configs (id INTEGER PRIMARY KEY, {id_} run_name TEXT, config TEXT, created_at TEXT);
      CREATE TABLE system_metrics (id INTEGER PRIMARY KEY, {id_} timestamp TEXT, run_name TEXT, metrics TEXT);
      CREATE TABLE alerts (id INTEGER PRIMARY KEY, {id_} timestamp TEXT, run_name TEXT, title TEXT, text TEXT,
        level TEXT, step INTEGER);
      CREATE TABLE traces (id TEXT);
    """)
    own = ("a" * 32,) if ids else ()
    rows = [
        (0, {"loss": 1.0, "bad": "NaN", "word": "w"}),
        (1, {"loss": 0.1, "bad": "-Infinity", "n": 3}),
        (1, {"t": {"_type": "trackio.table", "_value": [{"a": 1, "b": "x"}]},
             "h": {"_type": "trackio.histogram", "bins": [0, 1, 2], "values": [3, 4]},
             "i": {"_type": "trackio.image", "file_path": "wine/r/0/i.png", "caption": "c"},
             "v": {"_type": "trackio.video", "file_path": "wine/r/0/v.mp4"}}),
    ]  # fmt: skip
    for at, (step, values) in enumerate(rows):
        row = (*own, f"2025-11-13T02:13:2{at}+00:00", "r", step, json.dumps(values).encode())
        base.execute(f"INSERT INTO metrics VALUES (NULL, {', '.join('?' * len(row))})", row)
    config = {"lr": 0.1, "seed": 3, "_Username": "ada", "_Created": f"{STAMP}+00:00", "_Group": "g"}
    row = (*own, "r", json.dumps(config), STAMP)
    base.execute(f"INSERT INTO configs VALUES (NULL, {', '.join('?' * len(row))})", row)
    row = (*own, "2025-11-13T02:13:25+00:00", "r", json.dumps({"cpu": 0.5}))
    base.execute(f"INSERT INTO system_metrics VALUES (NULL, {', '.join('?' * len(row))})", row)
    row = (*own, f"{STAMP}+00:00", "r", "Spike", "loss rose", "warn", 1)
    base.execute(f"INSERT INTO alerts VALUES (NULL, {', '.join('?' * len(row))})", row)
    base.execute("INSERT INTO traces VALUES ('x')")
    base.commit()
    return base.serialize()


TRACKIO = {"trackio/wine.db": trackio(), "trackio/media/wine/r/0/i.png": PNG, "trackio/wine.lock": b""}


def parquet(rows, schema=None) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), out)
    return out.getvalue()


def trackio_parquet() -> dict[str, bytes]:
    own = {"x": None, "id": 1, "run_id": "b" * 32, "run_name": "r"}
    rows = [own | {"timestamp": f"{STAMP}+00:00", "step": at, "loss": 1 / (at + 1)} for at in range(3)]
    return {
        "tp/wine.parquet": parquet([*rows, own | {"timestamp": None, "step": 3, "loss": None, "x": 2}]),
        "tp/wine_configs.parquet": parquet([own | {"created_at": STAMP, "lr": 0.5, "_Username": "ada"}]),
        "tp/wine_system.parquet": parquet([own | {"timestamp": f"{STAMP}+00:00", "cpu": 0.5}]),
    }


def footer(*names) -> bytes:
    """A file whose end looks like that of Parquet with these columns."""
    schema = b"".join(bytes((len(name),)) + name.encode() for name in names)
    return b"PAR1" + schema + len(schema).to_bytes(4, "little") + b"PAR1"


def neptune() -> dict[str, bytes]:
    import pyarrow as pa

    schema = pa.schema(
        [
            ("project_id", pa.string()), ("run_id", pa.string()), ("attribute_path", pa.string()),
            ("attribute_type", pa.string()), ("step", pa.decimal128(18, 6)),
            ("timestamp", pa.timestamp("ms", tz="UTC")),
            ("int_value", pa.int64()), ("float_value", pa.float64()), ("string_value", pa.string()),
            ("bool_value", pa.bool_()), ("datetime_value", pa.timestamp("ms", tz="UTC")),
            ("string_set_value", pa.list_(pa.string())), ("file_value", pa.struct([("path", pa.string())])),
            ("histogram_value", pa.struct([("type", pa.string()), ("edges", pa.list_(pa.float64())),
                                           ("values", pa.list_(pa.float64()))])),
        ]
    )  # fmt: skip
    when = datetime.fromtimestamp(T, UTC)

    def row(path, kind, **more):
        return {"project_id": "ada/wine", "run_id": "WIN-1", "attribute_path": path, "attribute_type": kind} | more

    one = [
        row("sys/name", "string", string_value="first"),
        row("sys/creation_time", "datetime", datetime_value=when),
        row("sys/modification_time", "datetime", datetime_value=datetime.fromtimestamp(T + 60, UTC)),
        row("sys/owner", "string", string_value="ada"),
        row("sys/tags", "string_set", string_set_value=["best"]),
        row("sys/failed", "bool", bool_value=False),
        row("sys/state", "string", string_value="Inactive"),
        row("parameters/lr", "float", float_value=0.1),
        row("parameters/seed", "int", int_value=5),
        row("parameters/model/depth", "int", int_value=3),
        *(
            row("train/loss", "float_series", step=Decimal(at), timestamp=when, float_value=1 / (at + 1))
            for at in range(3)
        ),
    ]
    two = [
        row("train/loss", "float_series", step=Decimal(3), timestamp=when, float_value=float("nan")),
        *(row("half", "float_series", step=Decimal(at) / 2, float_value=float(at)) for at in range(3)),
        row("monitoring/cpu", "float_series", step=Decimal(0), float_value=5.0),
        row("log", "string_series", step=Decimal(0), string_value="a"),
        row("log", "string_series", step=Decimal(1), string_value="b"),
        row("w", "histogram_series", step=Decimal(2),
            histogram_value={"type": "COUNTING", "edges": [0.0, 1.0, 2.0], "values": [1.0, 4.0]}),
        row("model", "file", file_value={"path": "ada/model.bin"}),
    ]  # fmt: skip
    return {
        "nep/ada_wine-01/WIN-1-02_part_0.parquet": parquet(one, schema),
        "nep/ada_wine-01/WIN-1-02_part_1.parquet": parquet(two, schema),
    }


MADE = {
    "dvclive": DVCLIVE, "sacred": SACRED, "codecarbon": CODECARBON, "asv": ASV, "pytest-benchmark": PYTEST,
    "gbench": GBENCH, "gha-benchmark": GHA, "hyperfine": HYPERFINE, "trackio": TRACKIO,
}  # fmt: skip
"""By importer; those that need pyarrow are made by functions."""


def write(folder: Path, contents: dict[str, bytes]) -> Path:
    for name, data in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def read(folder: Path, contents: dict[str, bytes] | None = None, **more):
    """Read a folder as a build does, in this process."""
    write(folder, contents or {})
    return load([folder], now=NOW, config=Config(root=folder), jobs=1, **more)


def points(run, name):
    one = run.series[name]
    return list(zip(one.steps.tolist(), one.values.tolist(), strict=True))


def images(run):
    """Key, step, caption and bytes of every image that a run logged."""
    items = [item for item in run.logged if item.kind == "image"]
    return [(item.key, one.step, one.caption, one.content) for item in items for one in item.steps]
