"""Logged objects on the built site: their script, their files, their page, and what rebuilds when they change."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from addresses import slug_of
from building import build
from test_determinism import tree_hash
from test_hostile import PNG, WAV
from test_links import broken_links
from watch import watched

SHA = "ab" * 32
T = 1_790_000_000


def journal(runs: Path, name: str, *records: dict[str, object], attempt: int = 1) -> Path:
    """Write a journal of a run of this name; of a further attempt one more."""
    start = {"xreport": 1, "type": "start", "run": name, "writer": f"{attempt:016x}", "time": T + 1000 * attempt,
             "attempt": attempt, "project": "p", "name": name}  # fmt: skip
    end = {"type": "end", "time": T + 1000 * attempt + 500, "status": "finished"}
    path = runs / name / f"{attempt:016x}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(record) + "\n" for record in (start, *records, end)))
    return path


def everything() -> list[dict[str, object]]:
    return [
        {"type": "image", "key": "samples", "step": 0, "caption": "a", "base64": PNG},
        {"type": "image", "key": "samples", "step": 5, "caption": "b", "base64": PNG},
        {"type": "table", "key": "t", "step": 3, "columns": ["a", "b"], "rows": [[1, "NaN"], [None, True]], "count": 9},
        {"type": "histogram", "key": "weights", "step": 0, "edges": [0, 0.5, 1], "counts": [3, 4]},
        {"type": "curve", "key": "roc", "kind": "roc", "step": 1, "x_label": "x", "y_label": "y",
         "lines": [{"name": "a", "x": [0, 1], "y": ["NaN", 1], "area": 0.5}, {"name": "b", "x": [0], "y": [1]}]},
        {"type": "confusion", "key": "cm", "step": 1, "labels": ["p", "q"], "counts": [[5, 1], [0, 4]]},
        {"type": "text", "key": "story", "text": "once </pre> upon"},
        {"type": "audio", "key": "speech", "step": 2, "caption": "s", "base64": WAV},
        {"type": "console", "text": "warning\n", "stream": "stderr"},
    ]  # fmt: skip


def script(site: Path, name: str) -> dict[str, object]:
    slug = slug_of(site, name)
    text = (site / "data" / "logged" / f"{slug}.js").read_text()
    head, _, payload = text.partition("]=")
    assert json.loads(head.rpartition("[")[2]) == f"logged/{slug}"
    return json.loads(payload.rstrip().rstrip(";").replace(f"media/{slug}/", "media/full/"))


def page(site: Path, name: str) -> str:
    return (site / "runs" / f"{slug_of(site, name)}.html").read_text()


def artifacts_of(site: Path, name: str) -> list[tuple[str, list[str]]]:
    """What the shard of a run says of its artifacts."""
    slug = slug_of(site, name)
    (text,) = [text for path in (site / "data/changes").iterdir() if f'"{slug}":' in (text := path.read_text())]
    told = json.loads(text.partition("]=")[2].rstrip().rstrip(";"))["runs"][slug]
    return [(one["relation"], [other for other, _ in one["runs"]]) for one in told["artifacts"]]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tmp_path = tmp_path_factory.mktemp("everything")
    runs = tmp_path / "runs"
    journal(runs, "full", *everything())
    journal(runs, "bare", {"step": 0, "metrics": {"acc": 1}})
    build(runs, tmp_path / "site", jobs=1)
    return tmp_path / "site"


def test_the_script_says_everything(site: Path) -> None:
    assert script(site, "full") == {"items": [
        {"key": "samples", "kind": "image", "steps": [
            {"step": 0, "href": "../media/full/0.png", "caption": "a"},
            {"step": 5, "href": "../media/full/1.png", "caption": "b"}]},
        {"key": "t", "kind": "table", "steps": [
            {"step": 3, "columns": ["a", "b"], "rows": [[1, "NaN"], [None, True]], "count": 9}]},
        {"key": "weights", "kind": "histogram", "steps": [{"step": 0, "edges": [0, 0.5, 1], "counts": [3, 4]}]},
        {"key": "roc", "kind": "curve", "curve": "roc", "steps": [{"step": 1, "x_label": "x", "y_label": "y", "lines": [
            {"name": "a", "x": [0, 1], "y": ["NaN", 1], "area": 0.5},
            {"name": "b", "x": [0], "y": [1], "area": None}]}]},
        {"key": "cm", "kind": "confusion", "steps": [{"step": 1, "labels": ["p", "q"], "counts": [[5, 1], [0, 4]]}]},
        {"key": "story", "kind": "text", "steps": [{"step": None, "text": "once </pre> upon"}]},
        {"key": "speech", "kind": "audio", "steps": [{"step": 2, "href": "../media/full/2.wav", "caption": "s"}]},
    ]}  # fmt: skip
    assert len(list((site / "data" / "logged").iterdir())) == 1


def test_the_page_has_a_figure_per_key_and_links_hold(site: Path) -> None:
    html = page(site, "full")
    assert f'data-xr-logged-of="{slug_of(site, "full")}"' in html
    found = re.findall(r'<figure class="xr-logged" data-xr-logged="([^"]*)" data-xr-kind="([^"]*)"', html)
    assert found == [(item["key"], item["kind"]) for item in script(site, "full")["items"]]
    assert html.index('id="logged"') < html.index('id="console"')
    assert "media-src 'self'" in html
    assert broken_links(site) == []
    assert "data-xr-logged" not in page(site, "bare")


def test_lineage_and_attempts_rebuild_what_names_them(tmp_path: Path) -> None:
    runs, out = tmp_path / "runs", tmp_path / "site"
    journal(runs, "maker", {"type": "artifact", "path": "m", "sha256": SHA, "role": "output"})
    journal(runs, "user", {"type": "artifact", "path": "in", "sha256": SHA, "role": "input"}, *everything())
    journal(runs, "alone", {"step": 0, "metrics": {"acc": 1}})
    build(runs, out, jobs=1)
    assert artifacts_of(out, "maker") == [("used by", ["user"])]
    assert artifacts_of(out, "user") == [("made by", ["maker"])]
    before = page(out, "maker")
    journal(runs, "second", {"type": "artifact", "path": "in", "sha256": SHA, "role": "input"})
    journal(runs, "user", {"type": "text", "key": "new", "step": 1, "text": "x"}, attempt=2)
    build(runs, out, jobs=1)
    build(runs, tmp_path / "fresh", jobs=1)
    assert sorted(artifacts_of(out, "maker")[0][1]) == ["second", "user"]
    assert page(out, "maker") == before
    assert [item["key"] for item in script(out, "user")["items"]][-1] == "new"
    assert tree_hash(out) == tree_hash(tmp_path / "fresh")


def test_what_runs_say_of_metrics_reaches_the_table_and_the_issues(tmp_path: Path) -> None:
    runs, out = tmp_path / "runs", tmp_path / "site"
    for name, way in (("a", "max"), ("b", "max"), ("c", "min")):
        hint = {"type": "metric", "key": "kl*", "direction": way, "unit": "nats", "step_metric": "epoch", "goal": 0.5}
        journal(runs, name, hint, *({"step": s, "metrics": {"kl": s, "system/cpu": 50}} for s in range(3)))
    report = build(runs, out, jobs=1)
    assert [issue.what for issue in report.issues] == [
        "runs disagree on its direction: max (2 runs), min (1 run); max is used"
    ]
    columns = json.loads((out / "data" / "runs.js").read_text().partition("]=")[2].rstrip().rstrip(";"))["columns"]
    kl = next(column for column in columns if column["key"] == "kl:last")
    assert (kl["unit"], kl["direction"], kl["shown"]) == ("nats", "max", True)
    assert not any(column["shown"] for column in columns if column["key"].startswith("system/"))
    html = page(out, "a")
    assert 'data-xr-step-metric="epoch"' in html
    assert "goal 0.5 nats reached" in html
    assert "1 curve of the machine" in html
    assert 'id="machines"' in (out / "review.html").read_text()


@pytest.mark.browser
def test_sounds_and_images_load_under_the_policy(chromium, site: Path) -> None:
    base = f"{site.as_uri()}/"
    with watched(chromium, base, viewport={"width": 360, "height": 800}) as watch:
        watch.visit(f"{base}runs/{slug_of(site, 'full')}.html", settle=300)
        page = watch.page
        for figure in page.locator("figure[data-xr-logged]").all():
            figure.scroll_into_view_if_needed()  # what is far away is not loaded yet
        page.locator("audio").first.evaluate("a => { a.preload = 'auto'; a.load(); }")
        page.wait_for_function("() => document.querySelector('audio').readyState > 0")
        page.wait_for_function("() => document.querySelector('[data-xr-logged=samples] img')?.naturalWidth > 0")
        assert page.evaluate("[...document.images].filter(i => i.complete).every(i => i.naturalWidth > 0)")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        watch.clean()
