"""A run page with objects of every kind, as the browser finds it: made from a page of the example."""

from __future__ import annotations

import base64
import html
import io
import json
import math
import re
import shutil
import wave
from pathlib import Path

from xreport.text import data_script

HOSTILE = '<img src=x onerror="window.fired=1">'
"""A key, a cell, a label, a text that must stay text."""

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
STEPS = [0, 10, 20, 30]


def sound() -> bytes:
    """Return a tenth of a second of 440 Hz, as WAV."""
    target = io.BytesIO()
    with wave.open(target, "wb") as made:
        made.setparams((1, 1, 8000, 0, "NONE", ""))
        made.writeframes(bytes(128 + round(60 * math.sin(2 * math.pi * 440 * n / 8000)) for n in range(800)))
    return target.getvalue()


def items(slug: str) -> list[dict]:
    """Return one item of every kind, in the form of the data script."""
    roc = [{"name": f"class {n}", "x": [0, 0.2, 1], "y": [0, 0.6 + n / 10, 1], "area": 0.7 + n / 20} for n in range(3)]
    words = ["cat", "dog", HOSTILE]
    return [
        {
            "key": "samples",
            "kind": "image",
            "steps": [{"step": s, "href": f"../media/{slug}/{s}.png", "caption": f"made at {s}"} for s in STEPS],
        },
        {
            "key": "predictions",
            "kind": "table",
            "steps": [
                {
                    "step": step,
                    "columns": ["id", "word", "score"],
                    "rows": [[n, words[n % 3], "NaN" if n == 7 else n * n / (step + 1)] for n in range(150)],
                    "count": 5000,
                }
                for step in (9, 30)
            ],
        },
        {
            "key": "weights",
            "kind": "histogram",
            "steps": [
                {
                    "step": s,
                    "edges": [n / 10 - 1 for n in range(21)],
                    "counts": [round(900 * math.exp(-(((n - 10) / (2 + s / 6)) ** 2))) for n in range(20)],
                }
                for s in STEPS
            ],
        },
        {"key": "roc", "kind": "curve", "curve": "roc", "steps": [{"step": 30, "lines": roc}]},
        {
            "key": "cm",
            "kind": "confusion",
            "steps": [{"step": s, "labels": words, "counts": [[s, 2, 0], [1, 9, 1], [0, 3, 6]]} for s in STEPS],
        },
        {
            "key": "many classes",
            "kind": "confusion",
            "steps": [
                {
                    "step": 30,
                    "labels": [f"c{n}" for n in range(60)],
                    "counts": [
                        [40 if row == column else (row * column) % 7 for column in range(60)] for row in range(60)
                    ],
                }
            ],
        },
        {"key": HOSTILE, "kind": "text", "steps": [{"step": s, "text": f"{HOSTILE} at {s}\n" * 3} for s in STEPS]},
        {
            "key": "speech",
            "kind": "audio",
            "steps": [{"step": s, "href": f"../media/{slug}/tone.wav", "caption": f"take {s}"} for s in (0, 30)],
        },
        {"key": "damaged", "kind": "confusion", "steps": [{"step": 1}]},
    ]


def add_logged(site: Path, slug: str) -> None:
    """Give a run of a built site the objects, their files and their section."""
    page = site / "runs" / f"{slug}.html"
    found = items(slug)
    media = site / "media" / slug
    media.mkdir(parents=True, exist_ok=True)
    for step in STEPS:
        (media / f"{step}.png").unlink(missing_ok=True)
        (media / f"{step}.png").write_bytes(PIXEL)
    (media / "tone.wav").write_bytes(sound())
    (site / "data" / "logged").mkdir(parents=True, exist_ok=True)
    script = data_script(f"logged/{slug}", json.dumps({"items": found}).encode())
    (site / "data" / "logged" / f"{slug}.js").write_bytes(script)
    figures = "".join(
        f'<figure class="xr-logged" data-xr-logged="{html.escape(one["key"])}" data-xr-kind="{one["kind"]}">'
        f'<figcaption>{html.escape(one["key"])}</figcaption><p class="xr-static">static</p>'
        f'<p class="xr-muted">step 30, the last of 4 steps shown, 1,234 logged</p></figure>'
        for one in found
    )
    section = (
        f'<section class="xr-section" data-xr-logged-of="{slug}"><h2 id="logged">Logged</h2>'
        f'<div class="xr-objects">{figures}</div></section>'
    )
    text = page.read_text("utf-8")
    text = re.sub(r'<section class="xr-section" data-xr-logged-of=.*?</section>', "", text, flags=re.DOTALL)
    text = text.replace('<h2 id="metrics">', f'{section}\n<h2 id="metrics">', 1)
    text = text.replace(
        '<h2 id="files">',
        '<details class="xr-details" id="tail"><summary>Console</summary>'
        f'<pre class="xr-text">{"a line of the console<br>" * 200}</pre></details><h2 id="files">',
        1,
    )
    if "media-src" not in text:
        text = text.replace("font-src 'self';", "font-src 'self'; media-src 'self';", 1)
    assert section in text
    page.unlink()  # files of a site may be hard links
    page.write_text(text, "utf-8")


def copy_site(example: Path, out: Path) -> Path:
    """Copy a built site, to change it."""
    return Path(shutil.copytree(example, out))
