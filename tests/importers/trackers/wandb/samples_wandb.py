"""Samples of W&B: the folder of a run, and what the web pages and the API export."""

import csv
import json

from format_samples import put, sample
from wandb_writer import USE_ARTIFACT, artifact, end, history, log, message, metric, record, run, stats, summary

AT = "wandb/run-20231106_034002-abcd1234"
GIF = b"GIF89a\x01\x00\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x00;"
WAV = b"RIFF\x24\0\0\0WAVEfmt "


@sample("W&B run folder", importer="wandb")
def write_run(folder):
    media = {
        "media/images/i_5_0123456789abcdef.gif": GIF,
        "media/audio/s_5_0123456789abcdef.wav": WAV,
        "media/table/t_5_0123456789abcdef.table.json": json.dumps({"columns": ["a"], "data": [[1]]}).encode(),
    }
    kinds = {"i": "image-file", "s": "audio-file", "t": "table-file"}
    row = {key: {"_type": kinds[key], "path": path} for key, path in zip(kinds, media, strict=True)}
    row["h"] = {"_type": "histogram", "values": [1], "bins": [0, 1]}
    first = run(params={"lr": 0.1, "seed": 1}, group="g", name="first", notes="n", tags=("a",), commit="4f2a")
    later = log(
        run(params={"lr": 0.1, "seed": 1}, group="g", name="first", time=1.8e9, resumed=True),
        record(USE_ARTIFACT, message((2, "dataset"), (3, "wine:v1"))),
        metric("loss", chosen=(1,)),
        *(history({"loss": 1 / (at + 1), "verdict": "ok"}, 5 * at) for at in range(1, 4)),
        history(row, 20),
        stats({"cpu": 1}, 1.8e9),
        summary({"best": 0.9}),
        artifact("m", "model", {"w.bin": 3}),
        end(1),
    )
    put(folder / AT / "run-abcd1234.wandb", log(first, history({"loss": 2}, 0)))
    again = folder / "wandb" / "run-20231107_034002-abcd1234"
    put(again / "run-abcd1234.wandb", later)
    put(again / "files" / "wandb-metadata.json", {"python": "3.12", "os": "Linux"})
    put(again / "files" / "output.log", "done\n")
    for path, data in media.items():
        put(again / "files" / path, data)


@sample("W&B exported CSV", importer="wandb")
def write_csv(folder):
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "wandb_export_runs.csv").open("w", newline="") as file:
        names = [
            "Name",
            "State",
            "Notes",
            "User",
            "Tags",
            "Created",
            "Runtime",
            "Group",
            "Commit",
            "lr",
            "seed",
            "best_acc",
        ]
        row = ["first", "finished", "n", "", "a", "2023-11-05T12:01:54.000Z", "60", "g", "4f2a", "0.1", "1", "0.9"]
        csv.writer(file).writerows([names, row])
    with (folder / "wandb_export_chart.csv").open("w", newline="") as file:
        names = ["Step", "first - loss", "first - loss__MIN", "first - loss__MAX"]
        csv.writer(file).writerows([names, *([str(5 * at), "1", "1", "1"] for at in range(3))])


ROWS = [{"_step": 5 * at, "_timestamp": 1.7e9 + at, "loss": 1 / (at + 1), "verdict": "ok"} for at in range(3)]


@sample("W&B history, JSON", importer="wandb")
def write_json(folder):
    row = {"_step": 20, "h": {"_type": "histogram", "values": [1], "bins": [0, 1]}}
    put(folder / "abcd1234_history.json", [*ROWS, row])


@sample("W&B history, Parquet", importer="wandb", needs="pyarrow")
def write_parquet(folder):
    import pyarrow as pa
    from pyarrow import parquet

    (folder / "run-abcd1234-history").mkdir(parents=True)
    parquet.write_table(pa.Table.from_pylist(ROWS), folder / "run-abcd1234-history" / "0000.parquet")
