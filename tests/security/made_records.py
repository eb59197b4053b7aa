"""A run with every kind of record and every field of the record format."""

from __future__ import annotations

import base64
from typing import Any

GIF = base64.b64encode(b"GIF89a\x01\x00\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x00;").decode()
WAV = base64.b64encode(b"RIFF\x24\0\0\0WAVEfmt ").decode()
BEGUN = 1_794_000_000.0
SHA = "6be6b1203f3d51df0b553a70e57b8a723cd405683958204f96d23d7cd6aea659"


def records(number: int, *, attempt: int = 1) -> list[dict[str, Any]]:
    """Return the records of one writer. Its number decides on params, scores, seed, and how it ended."""
    begun = BEGUN + 10 * number
    at = {"time": begun + 1}
    of = {"step": 5, "time": begun + 2}
    writer = f"{number:015x}{attempt}"
    return [
        {
            "xreport": 1, "type": "start", "run": f"run-{number}", "writer": writer, "attempt": attempt, "time": begun,
            "project": "wine", "name": f"run {number}", "algorithm": "svm", "group": "g", "seed": number % 5,
            "params": {"lr": 0.1 * (1 + number % 3), "net": {"depth": number % 2, "kind": "a"}, "flags": [1, True]},
            "data": [{"name": "wine", "role": "train", "uri": "s3://x", "version": "1", "sha256": SHA}],
            "owner": "Ada", "tags": ["a", "b"], "notes": "# Note\n\n- one", "parent": "run-0" if number else "",
            "rank": 0, "forked_from": "", "continues": "",
            "environment": {
                "commit": "4f2a0c1d9b", "dirty": False, "script": "train.py", "python": "3.12", "platform": "linux",
                "packages": {"numpy": "2.4.6"}, "hardware": {"cpus": 8, "gpus": ["a"]}, "energy_kwh": 1.5, "cost": 2,
            },
        },
        {"type": "metric", "key": "val/acc", "direction": "max", "unit": "%", "goal": 95, "step_metric": "epoch"},
        {"type": "metric", "key": "train/*", "direction": "min"},
        *(
            {
                "step": step, "time": begun + step, "given_step": 0.5,
                "metrics": {
                    "val/acc": 0.5 + number / 997 + step / 99, "train/loss": 1 / (step + 1), "epoch": step // 2,
                    "system/cpu": 50, "system/gpu.0.power_watts": 200,
                },
            }
            for step in range(4)
        ),
        {"type": "update", **at, "params": {"lr2": 0.05}, "environment": {"dirty": True}, "group": "h"},
        {"type": "note", **at, "notes": "more", "tags": ["c"]},
        {"type": "artifact", **of, "path": "w.pt", "bytes": 3, "sha256": SHA, "role": "input", "caption": "c"},
        {"type": "artifact", **of, "path": "m.pt", "bytes": 9, "sha256": f"{number:064x}", "role": "output"},
        {"type": "image", **of, "key": "i", "caption": "c", "media_type": "image/gif", "base64": GIF},
        {"type": "audio", **of, "key": "s", "caption": "c", "media_type": "audio/wav", "base64": WAV},
        {"type": "table", **of, "key": "t", "columns": ["a", "b"], "rows": [[1, "x"], [2.5, None]], "count": 10},
        {"type": "histogram", **of, "key": "h", "edges": [-1, 0, 1.5], "counts": [2, 3], "non_finite": 1},
        {"type": "curve", **of, "key": "c", "kind": "roc", "x_label": "x", "y_label": "y",
         "lines": [{"name": "cat", "x": [0, 0.5, 1], "y": [0, 0.8, 1], "area": 0.8}]},
        {"type": "confusion", **of, "key": "m", "labels": ["cat", "dog"], "counts": [[5, 1], [0, 4]]},
        {"type": "text", **of, "key": "x", "text": "Once"},
        {"type": "console", **at, "stream": "stderr", "text": "Epoch 3\n"},
        {"type": "fact", "values": {"verdict": "ok", "n": 3}},
        {"type": "summary", **at, "values": {"test/acc": 0.9 + number / 9973, "verdict": "good", "d": {"e": 1}}},
        {"type": "sync", **at, "count": 4, "bytes": 1207, "crc32": 2837465019, "dropped": 0},
        {"type": "sync_failed", **at, "writer": "9d2f7c61a05e84b3", "error": "Input/output error"},
        {
            "type": "end", "time": begun + 60, "status": "failed" if number % 3 == 1 else "finished", "writer": writer,
            "error": "ValueError: x", "traceback": "train.py:12 in main", "dropped": 1, "count": 6, "bytes": 1502,
            "crc32": 305419896,
        },
    ]  # fmt: skip
