"""How long pages take in a headless Chromium, and what they load; beside them, TensorBoard on the same curves.

    python benchmarks/browser.py [--quick] [--no-peer] [--write]

Sites are generated, built, and served over HTTP on this machine, without compression. ``--write`` puts the figures into
docs/performance.md. XREPORT_TENSORBOARD names a Python that has TensorBoard; without it one is installed for the run.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import figures
import generate
import tensorboard_peer
from chrome import Chrome, act, chromium, describe, served, weigh

NUMBERS = ".slick-header-column.num"
SHOWN = "document.querySelector('.slick-viewport .slick-row')?.parentElement.textContent"
COUNT = "document.querySelector('[data-xr-count]').textContent"
CANVAS = ".xr-plot canvas"
TABLE = "document.querySelector('.slick-row') && document.querySelector('[data-xr-count]').textContent !== ''"
CURVES = f"""(() => {{
  const canvas = document.querySelector('{CANVAS}');
  // Charts are drawn when near the screen, and the sheet above may be longer than that: scroll as a reader would.
  if (!canvas) document.querySelector('.xr-charts figure').scrollIntoView();
  return xrPainted(canvas);
}})()"""
ALL_CURVES = f"{CURVES} && !document.querySelector('[data-xr-coming]')"
FIRST_CHART = f"xrPainted(document.querySelector('figure[data-xr-chart] {CANVAS}'))"
FIND_INPUT = "document.querySelector('.xr-runs-filter, [data-xr-runs] input[type=search], [data-xr-runs] textarea')"
FILTERS = ("tag:baseline", "val/accuracy > 0.6", "lr <= 1e-3 not status:failed", "mlp or cnn", "")
GROUPS = ("algorithm", "params.batch", "algorithm,params.model.layers", "tags")
WORDS = ("mlp", "mlp-000", "mlp-0000", "mlp-00001", "")  # each finds another number of runs


@dataclass(frozen=True)
class Site:
    """A built site, its journals, and the address that serves it."""

    folder: Path
    journals: Path
    base: str = ""

    @property
    def runs(self) -> list[str]:
        """Slugs of the runs."""
        return sorted(path.stem for path in (self.folder / "runs").glob("*.html"))

    @property
    def columns(self) -> int:
        """How many columns the runs table holds, hidden ones too."""
        content = (self.folder / "data" / "runs.js").read_text("utf-8")
        return len(json.JSONDecoder().raw_decode(content, content.index('{"count"'))[0]["columns"])


def build(sweep: generate.Sweep) -> Site:
    """Generate journals and build their site beside them."""
    journals, out = sweep.out, sweep.out.with_name(f"{sweep.out.name}-site")
    generate.generate(sweep)
    command = [sys.executable, "-m", "xreport", "build", str(journals), "-o", str(out), "-q"]
    subprocess.run(command, check=True)
    return Site(out, journals)


def ms(times: list[float]) -> str:
    return f"{statistics.median(times):,.0f} ms (most {max(times):,.0f})"


def table_rows(chrome: Chrome, site: Site, repeat: int) -> list[tuple[str, str]]:
    """The runs table: when it can be used, and how it answers."""
    what = f"table of {len(site.runs):,} runs × {site.columns} columns"
    times, loaded = chrome.visits(f"{site.base}runs.html", {"usable": TABLE}, repeat)
    with chrome.visit(f"{site.base}runs.html", {"usable": TABLE}) as (page, _visit):
        page.wait_for_timeout(2000)
        heads = page.locator(NUMBERS).count()
        sorts = [sort_by(page, index) for index in range(min(heads, 6))]
        filters = [fill(page, text) for text in FILTERS]
        words = [fill(page, text) for text in WORDS]
        groups = [group(page, by) for by in GROUPS]
        group(page, "")
        scrolls = [scroll(page, place) for place in (0.2, 0.5, 0.9, 0.1)]
    return [
        (f"{what}: usable after navigation", f"{times['usable']:,.0f} ms"),
        (f"{what}: sort", ms(sorts)),
        (f"{what}: filter", ms(filters)),
        (f"{what}: search by words, longer each time", ms(words)),
        (f"{what}: group by one or two columns", ms(groups)),
        (f"{what}: scroll to elsewhere", ms(scrolls)),
        (f"{what}: loaded, kB (gzip)", describe(weigh(site.folder, site.base, loaded))),
    ]


def sort_by(page: Any, index: int) -> float:
    """Click the head of a column; again where the order was that already."""
    return act(
        page,
        f"const head = document.querySelectorAll('{NUMBERS}')[{index}]; head.click();"
        "if (seen() === before) head.click()",
        SHOWN,
    )


def fill(page: Any, text: str) -> float:
    change = f"const box = {FIND_INPUT}; box.value = {json.dumps(text)};"
    return act(page, f"{change} box.dispatchEvent(new InputEvent('input', {{ bubbles: true }}))", COUNT)


def group(page: Any, by: str) -> float:
    """Group the runs, as a link would."""
    return act(page, f"location.hash = {json.dumps(f'group={by}' if by else '')}", SHOWN)


def scroll(page: Any, share: float) -> float:
    views = "[...document.querySelectorAll('.slick-viewport')]"
    last = f"{views}.filter((part) => part.scrollHeight > part.clientHeight + 100).at(-1)"
    return act(page, f"const view = {last}; view.scrollTop = view.scrollHeight * {share}", SHOWN)


def curve_rows(chrome: Chrome, site: Site, what: str, repeat: int) -> list[tuple[str, str]]:
    """One chart with the curves of all runs of a site, on the compare page."""
    url = f"{site.base}compare.html#runs={','.join(site.runs)}"
    waits = {"first": CURVES, "all": ALL_CURVES}
    times, loaded = chrome.visits(url, waits, repeat)
    with chrome.visit(url, waits) as (page, _visit):
        page.wait_for_timeout(1500)
        draws = [redraw(page) for _ in range(6)]
    return [
        (f"{what}: first drawn after navigation", f"{times['first']:,.0f} ms"),
        (f"{what}: all drawn after navigation, data loaded from there", f"{times['all']:,.0f} ms"),
        (f"{what}: the chart drawn anew", ms(draws)),
        (f"{what}: loaded, kB (gzip)", describe(weigh(site.folder, site.base, loaded))),
    ]


def redraw(page: Any) -> float:
    """Turn the logarithmic x axis on or off: the chart is made anew from its curves."""
    log = "[...document.querySelectorAll('[data-xr-toolbar] :is(button, label)')]"
    action = f"{log}.find((part) => part.textContent.trim() === 'Log x').click()"
    page.evaluate(
        f"window.xrMark = (() => {{ let at = 0; const seen = new WeakMap();"
        f"return () => {{ const now = document.querySelector('{CANVAS}');"
        "if (now && !seen.has(now)) seen.set(now, ++at); return now && xrPainted(now) ? seen.get(now) : 0; }; })()"
    )
    return act(page, action, "window.xrMark()")


def run_rows(chrome: Chrome, site: Site, what: str, repeat: int) -> list[tuple[str, str]]:
    """A run's page: when its first chart answers to the pointer."""
    times, loaded = chrome.visits(f"{site.base}runs/{site.runs[0]}.html", {"chart": FIRST_CHART}, repeat)
    return [
        (f"{what}: first interactive chart after navigation", f"{times['chart']:,.0f} ms"),
        (f"{what}: loaded, kB (gzip)", describe(weigh(site.folder, site.base, loaded))),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a tenth of the runs, few repeats")
    parser.add_argument("--no-peer", action="store_true", help="without TensorBoard")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    options = parser.parse_args()
    scale, repeat = (10, 2) if options.quick else (1, 5)
    rows: list[tuple[str, str]] = []

    def add(more: list[tuple[str, str]]) -> None:
        rows.extend(more)
        print(*(f"{name}: {value}" for name, value in more), sep="\n", flush=True)

    with tempfile.TemporaryDirectory() as folder, chromium() as chrome:
        work = Path(folder)
        add([("Chromium, cores", f"{chrome.browser.version}, {os.cpu_count()} ({platform.machine()})")])
        python = None if options.no_peer else tensorboard_peer.interpreter(work)
        site = build(generate.Sweep(work / "table", runs=10_000 // scale, steps=5, metrics=5, params=10))
        with served(site.folder) as base:
            add(table_rows(chrome, Site(site.folder, site.journals, base), repeat))
        for all_runs, steps, metrics in ((100, 1000, 1), (500, 200, 1), (100, 10_000, 3)):
            runs = all_runs // scale
            what = f"{runs} runs × {steps:,} steps"
            site = build(generate.Sweep(work / f"{runs}-{steps}", runs=runs, steps=steps, metrics=metrics))
            with served(site.folder) as base:
                here = Site(site.folder, site.journals, base)
                add(curve_rows(chrome, here, f"{what}, curves over each other", repeat))
                if steps == 10_000:
                    # Short visits, of which single ones vary most: more of them.
                    add(run_rows(chrome, here, f"run page of {steps:,} steps × {metrics} metrics", 4 * repeat))
            if python:
                peer = tensorboard_peer.measure(chrome, python, site.journals, runs, repeat)
                add(
                    [
                        (f"{what}, TensorBoard: its first chart drawn after navigation", f"{peer['drawn']:,.0f} ms"),
                        (f"{what}, TensorBoard: runs read before that", f"{peer['read']:.1f} s"),
                    ]
                )
        if chrome.problems:
            raise SystemExit("\n".join(["errors on pages:", *chrome.problems]))
        if python:
            add([("TensorBoard", tensorboard_peer.version(python))])
    if options.write:
        figures.write("browser", rows)


if __name__ == "__main__":
    main()
