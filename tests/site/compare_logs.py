"""Logs of 60 runs to compare: 12 configurations of 5 seeds; nested params, objects, environments, data that changed."""

from __future__ import annotations

import base64
import json
import math
import random
import struct
import zlib
from pathlib import Path

CONFIGURATIONS = 12
SEEDS = 5
T = 1_790_000_000
HOSTILE = '<img src=x onerror="window.fired=1">|`a`'
REPOSITORY = "https://example.org/lab/code"


def png(shade: int) -> str:
    """Return 16 × 16 pixels of a pattern that depends on a shade, as base64."""
    rows = b"".join(b"\0" + bytes((x * 16 + y * shade) % 256 for x in range(16)) for y in range(16))
    chunks = ((b"IHDR", struct.pack(">IIBBBBB", 16, 16, 8, 0, 0, 0, 0)), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    body = b"".join(
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in chunks
    )
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + body).decode()


def name_of(configuration: int, seed: int) -> str:
    """Return the name and id of a run; links of older sites call it so, too."""
    return f"c{configuration}-s{seed}"


def names() -> list[str]:
    """Return all runs, in the order of configurations and seeds."""
    return [name_of(configuration, seed) for configuration in range(CONFIGURATIONS) for seed in range(SEEDS)]


def write_logs(folder: Path) -> Path:
    """Write the logs and a configuration; configuration 0 and 1 differ by chance alone, 2 is clearly worse."""
    random.seed(5)
    primary = '[metrics]\n"val/acc" = { direction = "max", primary = true }\n'
    (folder / "xreport.toml").write_text(f'title = "Compared"\nrepository = "{REPOSITORY}"\n{primary}')
    for configuration in range(CONFIGURATIONS):
        for seed in range(SEEDS):
            _write(folder / "runs", configuration, seed)
    return folder


def _write(runs: Path, configuration: int, seed: int) -> None:
    name = name_of(configuration, seed)
    start = {
        "xreport": 1, "type": "start", "run": name, "writer": "1" * 16, "time": T + 100 * configuration + seed,
        "project": "zoo", "name": name, "algorithm": "net", "seed": seed,
        "params": {
            "model": {"depth": 2 + configuration, "width": 64, "act": "relu"},
            "optim": {"lr": 10.0 ** -(1 + configuration % 4), "schedule": {"kind": "cosine", "warmup": configuration}},
            "note": HOSTILE,
        },
        "data": [{"name": "zoo-v2", "role": "train", "sha256": ("ab" if configuration < 2 else "cd") * 32}],
        "environment": {
            "commit": f"{'c0ffee' if configuration == 0 else 'facade'}1234567890", "dirty": configuration == 1,
            "python": "3.12.1" if configuration else "3.11.7", "platform": "linux-x86_64",
            "packages": {"numpy": f"2.{configuration}.0", "torch": "2.13.0"}, "hardware": {"cpus": 8, "gpu": "T4"},
        },
    }  # fmt: skip
    level = {0: 0.90, 1: 0.9005}.get(configuration, 0.85 - configuration / 100)
    final = level + 0.01 * math.sin(1.7 * seed) + random.uniform(-0.002, 0.002)
    records: list[dict[str, object]] = [_point(step, final, configuration) for step in range(40)]
    if configuration < 4:
        records += _objects(configuration, seed)
    records.append({"type": "end", "time": T + 500, "status": "finished"})
    path = runs / name / f"{'1' * 16}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(record) + "\n" for record in (start, *records)))


def _point(step: int, final: float, configuration: int) -> dict[str, object]:
    accuracy = final * (1 - math.exp(-(step + 1) / 8)) / (1 - math.exp(-5))
    loss = 2 * math.exp(-step / 15) + configuration / 50
    return {"step": step, "time": T + step, "metrics": {"val/acc": accuracy, "loss": loss}}


def _objects(configuration: int, seed: int) -> list[dict[str, object]]:
    steps = [0, 10, 20, 30] if configuration != 1 else [0, 12, 39]
    rows = [
        [n, f"word {n}" if n != 4 else None, round(n * n / 7 + (configuration if n % 3 == 0 else 0), 3)]
        for n in range(5)
    ]
    text = ["def f(x):", "    y = x", f"    return y + {configuration}", HOSTILE, "# end"]
    line = {"name": "a", "x": [0, 0.2, 1], "y": [0, 0.9 - configuration / 10, 1], "area": 0.9 - configuration / 10}
    shades = {step: step + 3 * configuration + seed for step in steps}
    edges = [n / 10 for n in range(11)]
    counts = [abs(n - 5) + configuration for n in range(10)]
    table = {"columns": ["id", "word", "score"], "rows": rows[configuration % 2 :]}
    return [
        *({"type": "image", "key": "samples", "step": at, "base64": png(shade)} for at, shade in shades.items()),
        {"type": "table", "key": "predictions", "step": 30, **table},
        {"type": "histogram", "key": "weights", "step": 30, "edges": edges, "counts": counts},
        {"type": "curve", "key": "roc", "kind": "roc", "step": 30, "x_label": "x", "y_label": "y", "lines": [line]},
        {"type": "text", "key": "code diff", "text": "\n".join(text)},
    ]
