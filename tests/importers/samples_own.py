"""Samples of what xreport itself reads file by file."""

import base64
import json

from format_samples import put, sample

GIF = b"GIF89a\x01\x00\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x00;"
WAV = b"RIFF\x24\0\0\0WAVEfmt "
T = 1.7e9


@sample("xreport journal", importer="journal")
def write_journal(folder):
    start = {
        "xreport": 1, "type": "start", "run": "r1", "writer": "0" * 16, "attempt": 2, "time": T, "project": "wine",
        "name": "first", "params": {"lr": 0.1}, "algorithm": "svm", "data": [{"name": "wine", "role": "train"}],
        "group": "g", "seed": 1, "owner": "Ada", "tags": ["a"], "notes": "n", "parent": "r0",
        "environment": {"commit": "4f2a", "python": "3.12"},
    }  # fmt: skip
    of = {"key": "k", "step": 5, "time": T}
    records = [
        start,
        {"type": "metric", "key": "loss", "direction": "min"},
        *({"step": 5 * at, "time": T + at, "metrics": {"loss": 1 / (at + 1), "system/cpu": 1}} for at in range(3)),
        {"type": "artifact", "path": "w.bin", "bytes": 3},
        {"type": "image", **of, "media_type": "image/gif", "base64": base64.b64encode(GIF).decode()},
        {"type": "table", **of, "columns": ["a"], "rows": [[1]]},
        {"type": "histogram", **of, "edges": [0, 1], "counts": [2]},
        {"type": "curve", **of, "kind": "roc", "x_label": "x", "y_label": "y", "lines": []},
        {"type": "confusion", **of, "labels": ["a"], "counts": [[1]]},
        {"type": "text", **of, "text": "t"},
        {"type": "audio", **of, "media_type": "audio/wav", "base64": base64.b64encode(WAV).decode()},
        {"type": "console", "text": "done", "stream": "stdout"},
        {"type": "summary", "values": {"best": 0.9, "verdict": "ok"}},
        {"type": "end", "time": T + 9, "status": "finished"},
    ]
    put(folder / "r1" / f"{'0' * 16}.jsonl", "".join(json.dumps(record) + "\n" for record in records))


@sample("JSON lines", importer="jsonl")
def write_lines(folder):
    lines = [{"epoch": 5 * at, "time": T + at, "loss": 1 / (at + 1), "verdict": "ok", "seed": 1} for at in range(3)]
    settings = {"lr": 0.1, "opt": "adam", "layers": 3}
    put(folder / "metrics.jsonl", "".join(json.dumps(line) + "\n" for line in [settings, *lines]))
