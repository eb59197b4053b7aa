"""How long a build takes, how much memory it needs, how large the site is; beside it, MkDocs with a page per run.

    python benchmarks/build.py [--quick] [--write]

``--write`` puts the figures into docs/performance.md. Times are whole processes.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import figures
import generate


@dataclass(frozen=True)
class Measured:
    """One run of a command: seconds, and the largest sum of proportional set sizes of its processes (MiB)."""

    seconds: float
    memory: float


def tree(pid: int) -> list[int]:
    """Return a process and its descendants."""
    found = [pid]
    for parent in found:
        with suppress(OSError):  # it has ended meanwhile
            for task in Path(f"/proc/{parent}/task").glob("*/children"):
                found += map(int, task.read_text().split())
    return found


def memory(pid: int) -> float:
    """Return the proportional set size of a process and its descendants, MiB: shared pages count once."""
    total = 0
    for member in tree(pid):
        try:
            match = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{member}/smaps_rollup").read_text(), re.MULTILINE)
        except OSError:
            continue
        total += int(match[1]) if match else 0
    return total / 1024


def measure(*command: str, cwd: Path) -> Measured:
    """Run a command to its end."""
    peak = 0.0
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL)
    done = threading.Event()

    def watch() -> None:
        nonlocal peak
        while not done.wait(0.1):
            peak = max(peak, memory(process.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    code = process.wait()
    seconds = time.perf_counter() - started
    done.set()
    watcher.join()
    if code:
        raise SystemExit(f"{' '.join(command)} ended with {code}")
    return Measured(seconds, peak)


def size(folder: Path) -> int:
    """Return the bytes of all files of a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def xreport(source: Path, out: Path, *options: str) -> Measured:
    cache = source.parent / "cache"
    command = ("build", str(source), "-o", str(out), "--cache", str(cache), "-q", *options)
    return measure(sys.executable, "-m", "xreport", *command, cwd=source.parent)


def bodies(site: Path) -> int:
    """Return the largest body of a run page in bytes, without the curves."""
    largest = 0
    for page in sorted((site / "runs").glob("*.html"))[:50]:
        html = page.read_text(encoding="utf-8")
        body = html[html.index('id="xr-page"') : html.rindex("</div>")]
        body = body[: body.rfind("</article>")] if "</article>" in body else body
        body = re.sub(r"<svg.*?</svg>", "", body, flags=re.DOTALL)
        largest = max(largest, len(body.encode()))
    return largest


def peer(pages: int, work: Path) -> Measured:
    """Build as many pages with MkDocs and Material, one Markdown page per run, outside the navigation."""
    docs = work / "docs"
    docs.mkdir(parents=True)
    table = "\n".join(f"| metric-{i} | {i / 7:.5f} | {i / 3:.5f} |" for i in range(20))
    (docs / "index.md").write_text("# Runs\n")
    for page in range(pages):
        (docs / f"run-{page}.md").write_text(f"# Run {page}\n\n| metric | last | best |\n|---|---|---|\n{table}\n")
    (work / "mkdocs.yml").write_text(
        "site_name: peer\ntheme: material\nplugins: []\nnav: [index.md]\nnot_in_nav: '*'\nuse_directory_urls: false\n"
    )
    os.environ["NO_MKDOCS_2_WARNING"] = "1"
    return measure(sys.executable, "-m", "mkdocs", "build", "-q", cwd=work)


def large(work: Path, runs: int, steps: int, repeat: int) -> list[tuple[str, str]]:
    source = work / "runs"
    generate.write_runs(source, runs=runs, steps=steps, metrics=3)
    cold = []
    for attempt in range(repeat):
        # A new folder each time: creating files where many were just deleted is slow on ext4, and not what is asked.
        out = work / f"site-{attempt}"
        shutil.rmtree(work / "cache", ignore_errors=True)
        cold.append(xreport(source, out))
    what = f"{runs:,} runs × {steps:,} steps × 3 metrics"
    rows = [
        (f"{what}: cold build", f"{statistics.median(item.seconds for item in cold):.1f} s"),
        (f"{what}: peak memory of all processes", f"{max(item.memory for item in cold):.0f} MiB"),
        (f"{what}: journals", f"{size(source) / 1e6:.0f} MB"),
        (f"{what}: site", f"{size(out) / 1e6:.1f} MB"),
        (f"{what}: largest body of a run page, without curves", f"{bodies(out):,} B"),
    ]
    generate.write_runs(source, runs=1, steps=steps, metrics=3, first=runs)
    again = [xreport(source, out)]
    for extra in range(1, repeat):
        generate.write_runs(source, runs=1, steps=steps, metrics=3, first=runs + extra)
        again.append(xreport(source, out))
    rows.append((f"{what}: rebuild after one new run", f"{statistics.median(item.seconds for item in again):.1f} s"))
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a tenth of the runs")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    options = parser.parse_args()
    os.environ["XREPORT_CACHE_KEY"] = "a key for benchmarks"  # so that none of the user's is made
    scale = 10 if options.quick else 1
    rows: list[tuple[str, str]] = []
    for runs, steps, repeat in ((1000 // scale, 1000, 3), (10_000 // scale, 100, 1)):
        with tempfile.TemporaryDirectory() as work:
            rows += large(Path(work), runs, steps, repeat)
        print(*(f"{name}: {value}" for name, value in rows), sep="\n")
    pages = 1000 // scale
    with tempfile.TemporaryDirectory() as work:
        rows.append(
            (f"MkDocs, one page per run, {pages:,} pages without curves", f"{peer(pages, Path(work)).seconds:.1f} s")
        )
    print(rows[-1])
    if options.write:
        figures.write("build", rows)


if __name__ == "__main__":
    main()
