"""No number, no query and no long list keeps a page from opening."""

from __future__ import annotations

import json
import math
import time
from pathlib import Path
from urllib.parse import quote

import pytest
from addresses import slug_of
from proofs import proof

from xreport.pages.limits import LARGEST_PAGE
from xreport.pipeline import build_report
from xreport.settings import read_config

MAX = 1.7976931348623157e308
LEAST = 5e-324
NOW = 1_795_000_000.0
START = 1_790_000_000.0
OPEN_S = 20
"""Seconds in which a page is open and was scrolled through, on a busy machine; they took minutes, or never ended."""
HEAP = 100e6
LARGEST_HTML = LARGEST_PAGE + 500_000
"""Bytes of a page with its frame."""


def near(value: float, steps: int = 1) -> float:
    for _ in range(steps):
        value = math.nextafter(value, math.inf)
    return value


SERIES: dict[str, list[float | str]] = {
    "ulp": [0.1, near(0.1)] * 3, "ulp of 1e300": [1e300, near(1e300)] * 3, "neighbours": [2.0**53, 2.0**53 + 2] * 3,
    "ends": [-1.7e308, 1.7e308] * 3, "largest": [MAX] * 6, "least": [LEAST, 2 * LEAST] * 3, "constant": [3.25] * 6,
    "least to largest": [LEAST, MAX] * 3, "zero": [0.0] * 6, "nan": ["NaN"] * 6, "inf": ["Infinity", "-Infinity"] * 3,
    "mixed": [1e-300, "NaN", -1e300, 0, "Infinity", 1], "epoch": [-1.7e308, -1e308, 0, 1e308, 1.6e308, 1.7e308],
    "epoch/ulp": [near(1.0, step) for step in range(6)],
}  # fmt: skip


def write(runs: Path, name: str, start: dict[str, object], records: list[dict[str, object]]) -> None:
    head = {"xreport": 1, "type": "start", "run": name, "writer": f"{len(name):016x}", "time": START, "name": name}
    end = {"type": "end", "time": START + 60, "status": "finished"}
    lines = [json.dumps(record) for record in ({"project": "odd", **head, **start}, *records, end)]
    (runs / name).mkdir(parents=True)
    (runs / name / f"{len(name):016x}.jsonl").write_text("\n".join(lines) + "\n")


def odd_run(runs: Path, number: int) -> None:
    edges = [near(0.1, step) for step in range(6)]
    points = {"name": "line", "x": [-1.7e308, 0, 1.7e308], "y": [0.1, near(0.1), 0.1]}
    records: list[dict[str, object]] = []
    for step in range(6):
        metrics = {name: values[step] for name, values in SERIES.items()} | {"val/acc": 0.5 + step / 20 + number / 100}
        metrics |= {"score/ends": [-1.7e308, 1.7e308][number % 2], "score/ulp": [0.1, near(0.1)][number % 2]}
        records.append({"step": step, "time": START + step, "metrics": metrics})
    records += [
        {"step": step, "time": START, "metrics": {"far steps": step / 2}} for step in (-(2**63), 0, 1, 2**63 - 1)
    ]
    records += [
        {"step": at, "time": time, "metrics": {"far times": at}} for at, time in enumerate((0, 1e9, 9e11, 1e17))
    ]
    records += [
        {"type": "histogram", "key": "ulp", "edges": edges, "counts": [1, 2, 3, 4, 5]},
        {"type": "histogram", "key": "ends", "edges": [-MAX, -1e308, 0, 1e308, MAX], "counts": [1e308, MAX, MAX, 1]},
        {"type": "histogram", "key": "least", "edges": [0, LEAST, 2 * LEAST], "counts": [1, 2]},
        {"type": "confusion", "key": "counts", "labels": ["a", "b"], "counts": [[MAX, MAX], [1e308, 5]]},
        {"type": "curve", "key": "c", "kind": "", "lines": [points, {**points, "x": [1e300] * 3, "y": [LEAST] * 3}]},
    ]  # fmt: skip
    params = {
        "ulp": [0.1, near(0.1)][number % 2],
        "ends": [-1.7e308, 1.7e308, 0][number % 3],
        "least": LEAST * (number + 1),
    }
    write(runs, f"odd-{number}", {"params": params, "seed": number % 3, "algorithm": f"a{number % 3}"}, records)


def visit(browser, address: str, ready: str = "html[data-xr-ready]", words: str = "") -> None:
    """Open a page, unfold and scroll it; it must be done in time, in little memory, without an error."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    try:
        page = context.new_page()
        page.set_default_timeout(OPEN_S * 1000)
        errors: list[str] = []
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        client = context.new_cdp_session(page)
        started = time.monotonic()
        page.goto(address)
        page.wait_for_selector(ready)
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        for top in range(0, min(20_000, page.evaluate("document.body.scrollHeight")), 800):
            page.evaluate(f"scrollTo(0, {top})")
            page.wait_for_timeout(20)
        if words:
            page.get_by_text(words).first.wait_for()
        took = time.monotonic() - started
        used = client.send("Runtime.getHeapUsage")["usedSize"]
        assert not errors, errors[:3]
        assert "NaN" not in page.evaluate(
            "[...document.querySelectorAll('svg path')].map((one) => one.getAttribute('d')).join()"
        )
        assert used < HEAP, f"{used / 1e6:.0f} MB"
        assert took < OPEN_S, f"{took:.1f} s"
    finally:
        context.close()


def built(base: Path) -> Path:
    report = build_report(read_config(None, base / "runs"), [base / "runs"], base / "site", now=NOW, jobs=2)
    assert report.runs == len(list((base / "runs").iterdir()))
    return base / "site"


@pytest.mark.browser
@proof("numbers that differ in the last bit, and of ±1e308, neither hang a page nor eat its memory")
def test_odd_numbers(tally, tmp_path, chromium) -> None:
    for number in range(6):
        odd_run(tmp_path / "runs", number)
    site = built(tmp_path)
    first, second = (f"runs/{slug_of(site, name)}.html" for name in ("odd-0", "odd-1"))
    runs = [first, f"{first}#log=y", f"{second}#log=xy", f"{second}#x=relative"]
    runs += [f"{first}#x=wall", f"{first}#x=m:epoch", f"{first}#x=m:epoch/ulp&clip=1&smooth=0.5"]
    compared = ["compare.html#runs=odd-0,odd-1,odd-2", "compare.html#runs=odd-0,odd-1&log=xy"]
    for address in (*(path.name for path in site.glob("*.html") if path.name != "404.html"), *runs, *compared):
        with tally.case(address):
            visit(chromium, f"{site.as_uri()}/{address}")


QUERIES = {
    "(" * 10_000: "2,000 words and signs",
    ")" * 10_000: "2,000 words and signs",
    "(" * 900: "100 deep",
    "not " * 100_000: "20,000 characters",
    "not " * 1_500 + "a": "100 deep",
    "-(" * 500: "100 deep",
    "x" * 1_000_000: "20,000 characters",
    '"' * 50_000: "20,000 characters",
    "a or " * 10_000: "20,000 characters",
    "a or " * 1_500: "2,000 words and signs",
}


@pytest.mark.browser
@proof("a query too long or too deep is an error message", slow=True)
def test_queries(tally, tmp_path, chromium) -> None:
    for number in range(3):
        odd_run(tmp_path / "runs", number)
    site = built(tmp_path)
    for query, said in QUERIES.items():
        for kind in ("runs", "explore"):
            with tally.case(f"{kind}: {query[:20]} × {len(query):,}"):
                visit(chromium, f"{site.as_uri()}/{kind}.html#q={quote(query)}", words=said)
    with tally.case("one that is just within the limits is answered"):
        deep = f"{'(' * 100}odd{')' * 100}"
        visit(chromium, f"{site.as_uri()}/runs.html#q={quote(deep)}", ready=".slick-row")


def long_runs(runs: Path) -> dict[str, str]:
    """Write runs with long lists and texts; return what their pages must say."""
    many = 3_000
    keyed = {f"k{at}": at for at in range(many)}
    files = [{"type": "artifact", "path": f"f{at}", "bytes": 1, "sha256": f"{at:064x}"} for at in range(many)]
    values = [{"step": step, "time": START, "metrics": keyed} for step in range(2)]
    write(runs, "params", {"params": keyed}, [])
    write(runs, "tags", {"tags": [f"tag {at}" for at in range(many)]}, [])
    write(runs, "artifacts", {}, files)
    write(runs, "metrics", {}, values)
    write(runs, "data", {"data": [{"name": f"d{at}"} for at in range(many)]}, [])
    write(runs, "outputs", {}, [{"type": "summary", "values": {f"v{at}": "text " * 20 for at in range(many)}}])
    write(runs, "packages", {"environment": {"packages": {f"p{at}": "1" for at in range(many)}}}, [])
    write(runs, "notes", {"notes": "<b>note</b> " * 80_000}, [])
    write(runs, "value", {"params": {"big": "<" * 900_000}}, [])
    write(runs, "names", {field: field * 20_000 for field in ("algorithm", "group", "owner", "project")}, [])
    write(runs, "metric names", {}, [{"step": at, "time": START, "metrics": {"k" * 100_000: at}} for at in range(3)])
    write(runs, "attempts", {}, [])
    for at in range(100, 160):
        start = {"xreport": 1, "type": "start", "run": "attempts", "writer": f"{at:016x}", "attempt": at}
        records = [{**start, "time": START + at}, {"step": at, "time": START + at, "metrics": {"val/acc": at}}]
        lines = "".join(json.dumps(record) + "\n" for record in records)
        (runs / "attempts" / f"{at:016x}.jsonl").write_text(lines)
    write(runs, "issues", {}, [{"type": "artifact", "nopath": at} for at in range(many)])
    return {
        "params": "and 2,500 more params", "tags": "and 940 more tags", "artifacts": "and 2,700 more artifacts",
        "metrics": "and 2,500 more metrics", "data": "and 800 more data sources", "outputs": "and 2,700 more outputs",
        "packages": "and 2,000 more packages", "notes": "characters)", "value": "characters)",
        "attempts": "and 11 more attempts",
    }  # fmt: skip


@pytest.mark.browser
@proof("a long list, name or text cannot make a page that does not open, and what is left out is counted")
def test_long_lists(tally, tmp_path, chromium) -> None:
    said = long_runs(tmp_path / "runs")
    site = built(tmp_path)
    for page in sorted(site.rglob("*.html")):
        with tally.case(page.relative_to(site)):
            html = page.read_bytes()
            assert len(html) < LARGEST_HTML, f"{len(html):,} bytes"
            assert (said.get(page.stem, "") if page.parent.name == "runs" else "").encode() in html
            if page.name != "404.html":
                visit(chromium, page.as_uri())
    with tally.case("the data of the table of runs"):
        assert (site / "data" / "runs.js").stat().st_size < LARGEST_HTML
