"""Logs that other projects wrote, built as they are: the numbers on the site are the numbers in the files."""

from __future__ import annotations

import base64
import json
import math
import re
import struct
from pathlib import Path

import pytest
from building import build
from test_links import broken_links


@pytest.fixture(scope="module")
def site(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("repvit") / "site"
    report = build(shared_data / "repvit", out, jobs=1)
    assert report.issues == ()
    return out


def exported(site: Path) -> dict[str, dict]:
    """Return the runs of ``data/runs.json`` by name."""
    return {run["name"]: run for run in json.loads((site / "data" / "runs.json").read_text())["runs"]}


def drawn(site: Path, slug: str) -> dict[str, list[float]]:
    """Return the values that the browser draws, by metric."""
    script = (site / "data" / "curves" / f"{slug}.js").read_text()
    content = json.loads(re.search(r"\]=(\{.*\});", script, re.DOTALL)[1])
    curves = {}
    for one in content["series"]:
        if "f4" in one:
            raw = base64.b64decode(one["f4"])
            curves[one["metric"]] = list(struct.unpack(f"<{len(raw) // 4}f", raw))
        elif "levels" in one:
            curves[one["metric"]] = [v for v, n in zip(one["levels"], one["counts"], strict=True) for _ in range(n)]
        else:
            curves[one["metric"]] = one["values"]
    return curves


@pytest.mark.parametrize("name", ["repvit_m0_9_distill_300e", "repvit_m1_0_distill_300e", "repvit_m2_3_distill_300e"])
def test_a_deit_log_is_on_the_site_value_by_value(site: Path, shared_data: Path, name: str) -> None:
    lines = (shared_data / "repvit" / "logs" / f"{name}.txt").read_text().splitlines()
    logged = [json.loads(line) for line in lines]
    run = exported(site)[name]
    for metric in ("train_loss", "test_loss", "test_acc1", "test_acc5", "train_lr"):
        values = [record[metric] for record in logged]
        summary = run["summary"][metric]
        assert summary["n"] == len(values)
        assert summary["last"] == values[-1]
        assert (summary["min"], summary["max"]) == (min(values), max(values))
        assert math.isclose(summary["mean"], math.fsum(values) / len(values), rel_tol=1e-12)
        shown = drawn(site, run["slug"])[metric]
        assert all(math.isclose(a, b, rel_tol=1e-6) for a, b in zip(shown, values, strict=True))
    assert run["summary"]["test_acc1"]["best"] == max(record["test_acc1"] for record in logged)


def test_an_mmdetection_log_keeps_train_and_val_apart(site: Path, shared_data: Path) -> None:
    lines = (shared_data / "repvit" / "detection" / "logs" / "repvit_m1_1_coco.json").read_text().splitlines()
    logged = [json.loads(line) for line in lines]
    val = [record["bbox_mAP"] for record in logged if record.get("mode") == "val"]
    train = [record["loss"] for record in logged if record.get("mode") == "train"]
    summary = exported(site)["repvit_m1_1_coco"]["summary"]
    assert (summary["val/bbox_mAP"]["n"], summary["val/bbox_mAP"]["last"]) == (len(val), val[-1])
    assert (summary["train/loss"]["n"], summary["train/loss"]["min"]) == (len(train), min(train))


def test_the_links_of_a_site_of_bare_logs_hold(site: Path) -> None:
    assert broken_links(site) == []


@pytest.mark.slow
def test_every_folder_of_real_logs_builds(shared_data: Path, tmp_path: Path) -> None:
    report = build(shared_data, tmp_path / "site", jobs=2)
    assert report.runs >= 60
    names = exported(tmp_path / "site")
    assert "dreamer-gc/logdir/fetch-reach-v1/dreamer/1" in names
