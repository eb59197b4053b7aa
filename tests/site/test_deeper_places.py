"""In a large task the page of a run goes from shard to deeper shard until one tells where its run stands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from addresses import slug_of
from building import build
from watch import watched

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", params=[0, 32], ids=["every level", "one level"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("deep")
    for number, loss in enumerate([0.3, 0.1, 0.2]):
        start = {"xreport": 1, "type": "start", "run": f"r{number}", "writer": f"{number:016x}", "attempt": 1}
        records = [
            start | {"time": 1.0 + number, "project": "p", "name": f"r{number}", "params": {"lr": number}},
            *({"step": step, "metrics": {"loss": loss + 1 / step}} for step in (1, 2, 100)),
            {"type": "end", "time": 9.0, "status": "finished"},
        ]
        (folder / "runs" / f"r{number}").mkdir(parents=True)
        text = "".join(json.dumps(record) + "\n" for record in records)
        (folder / "runs" / f"r{number}" / f"{number:016x}.jsonl").write_text(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("xreport.pages.run.places.SHARD_RUNS", request.param)
        build(folder / "runs", folder / "site", jobs=1)
    return folder / "site"


def test_its_rank_its_colour_and_its_changes_are_found(chromium, site: Path) -> None:
    with watched(chromium, site.as_uri()) as watch:
        watch.visit((site / "runs" / f"{slug_of(site, 'r2')}.html").as_uri())
        page = watch.page
        page.get_by_text("2 of 3", exact=True).wait_for()
        page.locator("[data-xr-changes]", has_text="Against the best run").wait_for()
        assert page.locator("h1 [data-xr-dot]").get_attribute("data-xr-color") == "2"
        page.locator(".xr-plot canvas").first.wait_for()
        watch.clean()
