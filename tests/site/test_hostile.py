"""Whatever is logged stays text, with the content security policy and without it."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import payloads
import pytest
from building import build
from test_links import broken_links
from watch import INIT, watched

POLICY = re.compile(r'<meta http-equiv="?Content-Security-Policy"?[^>]*>', re.IGNORECASE)
WAV = "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA="
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def objects(payload: str) -> list[dict[str, object]]:
    """Records of logged objects that carry the payload in every field."""
    line = {"name": payload, "x": [0, 1], "y": [0, 1], "area": payload}
    return [
        {"type": "audio", "key": payload, "caption": payload, "media_type": payload, "base64": WAV},
        {"type": "table", "key": payload, "columns": [payload, "x"], "rows": [[payload, {payload: payload}]]},
        {"type": "histogram", "key": payload, "edges": [0, 1, 2], "counts": [1, 2], "step": payload},
        {"type": "curve", "key": payload, "kind": payload, "x_label": payload, "y_label": payload, "lines": [line] * 2},
        {"type": "confusion", "key": payload, "labels": [payload, payload], "counts": [[1, 2], [3, 4]]},
        {"type": "text", "key": payload, "text": payload},
        {"type": "text", "key": "code diff", "text": payload},
        {"type": "histogram", "key": f"{payload} damaged", "edges": payload, "counts": payload},
    ]


def write_run(runs: Path, number: int, payload: str) -> None:
    """Write a journal that carries the payload in every field."""
    run = f"hostile-{number:03}"
    own = f"{payload} {number}"
    start = {
        "xreport": 1, "type": "start", "run": run, "writer": f"{number:016x}", "time": 1_790_000_000 + number,
        "project": payload if number % 16 == 0 else "hostile", "name": own, "algorithm": payload, "group": payload,
        "owner": payload, "seed": number, "tags": [payload, "x"],
        "notes": f"{payload}\n\n[{payload}]({payload}) ![{payload}]({payload}) <{payload}>\n\n"
        f"# {payload}\n\n```{payload}\nx",
        "params": {payload: payload, "nested": {payload: 1}, "lr": number},
        "data": [{"name": payload if number % 16 == 0 else "d", "role": payload, "version": payload, "uri": payload}],
        "environment": {"commit": payload, "dirty": True, "script": payload, "python": payload, "platform": payload,
                        "packages": {payload: payload}, "hardware": {payload: payload}},
    }  # fmt: skip
    records: list[object] = [start]
    records += [
        {
            "step": step,
            "time": 1_790_000_000 + step,
            "metrics": {payload: step, "val/acc": step / 9, f"{payload}/x": 1 / (step + 1)},
        }
        for step in range(4)
    ]
    records += [
        {"type": "summary", "values": {payload: payload, "verdict": payload}},
        {"type": "artifact", "path": payload, "role": payload, "bytes": 3, "sha256": payload},
        {"type": "image", "key": payload, "caption": payload, "media_type": "image/png", "base64": PNG},
        {"type": "artifact", "path": payload, "role": "input", "sha256": f"{number // 2:064x}"},
        {"type": "artifact", "path": payload, "role": "output", "sha256": f"{number // 2:064x}"},
        {"type": "metric", "key": "val/acc", "unit": payload, "goal": 1, "step_metric": payload},
        *objects(payload),
        {"type": "console", "text": payload, "stream": "stderr"},
        {"type": "console", "text": payload, "stream": payload},
        {
            "type": "end",
            "time": 1_790_000_009,
            "status": "failed" if number % 3 == 0 else "finished",
            "error": payload,
            "traceback": payload,
        },
    ]
    folder = runs / run
    folder.mkdir(parents=True)
    lines = [json.dumps(record) for record in records]
    (folder / f"{number:016x}.jsonl").write_text("\n".join([*lines, "{" + payload.replace("\n", " ")]) + "\n")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("hostile")
    for number, payload in enumerate(payloads.ALL):
        write_run(base / "runs", number, payload)
    report = build(base / "runs", base / "site", jobs=2)
    assert report.runs == len(payloads.ALL)
    return base / "site"


def test_every_payload_is_on_the_site_as_text(hostile: Path) -> None:
    exported = json.loads((hostile / "data" / "runs.json").read_text())
    names = {run["name"] for run in exported["runs"]}
    assert names == {f"{payload} {number}" for number, payload in enumerate(payloads.ALL)}


def test_links_hold_on_a_hostile_site(hostile: Path) -> None:
    assert broken_links(hostile) == []


def test_no_script_no_handler_and_no_script_address_comes_from_data(hostile: Path) -> None:
    for page in hostile.rglob("*.html"):
        html = page.read_text(encoding="utf-8")
        # The code may stand there as text, or in a quoted attribute; never inside a tag that it made itself.
        assert f"<script>{payloads.CODE}" not in html, page
        assert not re.search(r"<[a-z]+[^<>\"]*\son\w+=\s*['\"]?window\.fired", html), page
        assert not re.search(r"(?:href|src)=[\"']?\s*(?:javascript|data:text)", html, re.IGNORECASE), page


@pytest.mark.browser
def test_the_payloads_do_fire_where_nothing_is_escaped(chromium) -> None:
    context = chromium.new_context()
    context.add_init_script(INIT)
    page = context.new_page()
    silent = []
    for payload in map(payloads.fill, payloads.FIRES):
        page.set_content(f"<!doctype html><title>x</title><main>{payload}</main>")
        try:
            page.wait_for_function("() => window.fired > 0", timeout=1500)
        except Exception:  # noqa: BLE001 - any failure to fire counts
            silent.append(payload)
    context.close()
    assert len(silent) <= len(payloads.FIRES) * 0.1, silent


@pytest.fixture(scope="module")
def unguarded(hostile: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hostile site without its policy: nothing but the escaping stops what was logged."""
    site = tmp_path_factory.mktemp("unguarded") / "site"
    shutil.copytree(hostile, site)
    for page in site.rglob("*.html"):
        html, count = POLICY.subn("", page.read_text(encoding="utf-8"))
        assert count == 1, f"{page} has no policy to remove"
        page.write_text(html, encoding="utf-8")
    return site


def nothing_fires(chromium, site: Path, pages: list[Path]) -> None:
    """Open pages of a site, compare some of its runs, and search."""
    base = f"{site.as_uri()}/"
    with watched(chromium, base, viewport={"width": 1280, "height": 900}) as watch:
        for page in pages:
            watch.visit(base + page.relative_to(site).as_posix(), settle=60)
        slugs = [page.stem for page in sorted((site / "runs").glob("*.html"))[:20]]
        watch.visit(f"{base}compare.html#runs={','.join(slugs)}", settle=500)
        box = watch.page.locator("input[data-xr-search]").first
        for words in ("script", "onerror", "hostile"):
            box.fill(words)
            watch.page.locator("[role=option]").first.wait_for()
            watch.page.wait_for_timeout(200)
            watch.note()
        watch.clean()


PARTS = 4


@pytest.mark.browser
@pytest.mark.parametrize("part", [0, *(pytest.param(part, marks=pytest.mark.slow) for part in range(1, PARTS))])
def test_nothing_fires_on_any_page_without_its_policy(chromium, unguarded: Path, part: int) -> None:
    """In parts, for processes to share."""
    nothing_fires(chromium, unguarded, sorted(unguarded.rglob("*.html"))[part::PARTS])


@pytest.mark.browser
@pytest.mark.parametrize("part", [0, *(pytest.param(part, marks=pytest.mark.slow) for part in range(1, PARTS))])
def test_nothing_fires_and_nothing_is_tried_on_any_page(chromium, hostile: Path, part: int) -> None:
    """With its policy a page tells of what was tried: the first part has every kind of page and a few runs."""
    pages = sorted(hostile.rglob("*.html"))
    runs = [page for page in pages if page.parent.name == "runs"]
    others = [page for page in pages if page.parent.name != "runs"]
    parts = [[*others, *runs[::8]], *([run for at, run in enumerate(runs) if at % 8][n::3] for n in range(3))]
    nothing_fires(chromium, hostile, parts[part])
