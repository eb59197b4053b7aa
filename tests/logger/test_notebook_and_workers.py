"""A run that shows itself in a notebook, and one that is sent to the processes of a pool."""

from __future__ import annotations

import copy
import json
import math
import multiprocessing
import pickle
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from throwaway import interpreter

import xreport
from xreport.load import load
from xreport.logger import open_runs
from xreport.settings import Config

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = "<script>alert(1)</script>\"'&\x00]]>"


def shown(run):
    return ET.fromstring(run._repr_html_())


def test_a_run_shows_its_last_metrics_and_their_curves(init, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run = init("p", name="first", params={"a": 1, "b": {"c": 2}})
    assert [cell.text for cell in shown(run).iter("td")] == ["first", "p", "running", "2", f"runs/{run.id}"]
    for step in range(500):
        run.log({"loss": 1 / (step + 1), "acc": step, "odd": math.nan}, step=step)
    run.log_system(9, {"system/cpu": 1.0})
    run.finish("failed", "x")
    table = shown(run)
    assert [[cell.text or "" for cell in row] for row in table.iter("tr")][5:] == [
        ["metric", "last", "step", ""],
        ["loss", "0.002", "499", ""],
        ["acc", "499", "499", ""],
        ["odd", "nan", "499", ""],
    ]
    assert "failed" in [cell.text for cell in table.iter("td")]
    lines = [line.get("points").split() for line in table.iter("polyline")]
    assert [len(line) <= 120 for line in lines] == [True, True]
    assert (lines[0][0], lines[0][-1]) == ("0.0,1.0", "120.0,23.0"), "from the top to the bottom"
    assert repr(run) == f"<xreport run 'first' of 'p', {run.dir}>"


def test_whatever_was_logged_is_text(init):
    run = init(HOSTILE, name=HOSTILE * 20, params={HOSTILE: HOSTILE})
    run.log({HOSTILE: 1.0, "x": HOSTILE})
    run.log({HOSTILE: 2.0})
    page = run._repr_html_()
    assert {element.tag for element in shown(run).iter()} <= {"table", "tr", "th", "td", "svg", "polyline"}
    assert "<script" not in page
    assert page.isprintable()
    assert len(page) < 4_000


def test_many_metrics_and_damaged_journals(init, tmp_path):
    run = init()
    for _ in range(2):
        run.log({f"m{n}": n for n in range(30)})
    (Path(run.dir) / "x.jsonl").write_bytes(
        b'{"step":1,\n{"step":"a","metrics":{"q":1}}\n{"step":2}\n\xff\n{"step":3,"metr'
    )
    rows = [[cell.text for cell in row] for row in shown(run).iter("tr")]
    assert len(rows) == 5 + 1 + 8 + 1
    assert rows[-1] == ["and 22 more metrics"]


def test_showing_costs_little_however_long_the_run_is(init):
    run = init()
    for step in range(60_000):
        run.log({"loss": 1 / (step + 1), "acc": step}, step=step)
    before = time.process_time()
    shown(run)
    assert time.process_time() - before < 1


@pytest.mark.slow
def test_a_real_notebook(tmp_path):
    python = interpreter(tmp_path / "venv", "nbclient", "ipykernel", variable="XREPORT_NOTEBOOK_PYTHON")
    cells = [
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); import xreport",
        f"run = xreport.init('p', dir={str(tmp_path)!r}, name='<b>x', console=True, system_metrics=True)",
        "for step in range(20): run.log({'loss': 1 / (step + 1)})\nprint('hello')\nrun",
        "run.finish()",
        "run",
    ]
    source = (
        "import json, sys, nbformat, nbclient\n"
        "book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in json.load(sys.stdin)])\n"
        "nbclient.NotebookClient(book, timeout=120, kernel_name='python3').execute()\n"
        "print(json.dumps([[dict(o) for o in c.outputs] for c in book.cells], default=dict))\n"
    )
    import subprocess

    done = subprocess.run([python, "-c", source], input=json.dumps(cells), capture_output=True, text=True, check=True)
    outputs = json.loads(done.stdout.splitlines()[-1])
    live, ended = ("".join(output[-1]["data"]["text/html"]) for output in (outputs[2], outputs[4]))
    assert "<polyline" in live
    assert "running" in live
    assert "&lt;b&gt;x" in live
    assert "finished" in ended
    assert outputs[2][0]["text"] == "hello\n"


# -- sent to other processes --------------------------------------------------------------------------


def work(run, number):
    """In the worker."""
    run.log({"worker/value": number}, step=number)
    run.summary[f"w{number}"] = number
    return run.id, type(run).__name__, xreport.run is run


def part_of_a_worker(run, numbers):
    for number in numbers:
        work(run, number)
    run.finish()


def starts_of(run):
    return [json.loads(path.read_bytes().split(b"\n")[0]) for path in Path(run.dir).glob("*.jsonl")]


def loaded(run):
    (found,) = load([Path(run.dir)], now=time.time(), jobs=1, config=Config(root=Path(run.dir))).runs
    return found


@pytest.mark.parametrize("method", sorted({"spawn", "forkserver"} & {*multiprocessing.get_all_start_methods()}))
def test_processes_log_to_journals_of_their_own_in_the_same_run(init, method):
    run = init("p", name="n", params={"lr": 0.1})
    run.log({"loss": 1})
    context = multiprocessing.get_context(method)
    processes = [context.Process(target=part_of_a_worker, args=(run, [n, n + 10])) for n in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0]
    assert run.log({"loss": 0.5}), "the run goes on: only who began it ends it"
    run.finish()
    found = loaded(run)
    assert (found.status, found.writers, found.attempts) == ("finished", 3, 1)
    assert sorted(found.series["worker/value"].steps.tolist()) == [0, 1, 10, 11]
    assert found.scores.keys() == {"w0", "w1", "w10", "w11"}


def test_a_pool_has_one_journal_a_worker_however_many_tasks(init):
    run = init()
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        told = list(pool.map(work, [run] * 20, range(20)))
    assert set(told) == {(run.id, "JoinedWordedRun", True)}
    assert 2 <= len(starts_of(run)) <= 3
    assert all(start["run"] == run.id for start in starts_of(run))
    run.finish()
    assert sorted(loaded(run).series["worker/value"].values.tolist()) == list(range(20))


def test_in_its_own_process_it_stays_the_same_run(init):
    run = init()
    assert copy.deepcopy({"run": run})["run"] is run
    assert copy.copy(run) is run
    assert pickle.loads(pickle.dumps(run)) is run


def test_a_run_that_was_over_when_it_was_sent_stays_over(init, monkeypatch):
    run = init()
    run.finish()
    sent = pickle.loads(pickle.dumps(run))
    assert sent.ended
    assert not sent.log({"a": 1})
    assert len(starts_of(run)) == 1


def test_a_worker_that_logs_nothing_leaves_no_file_and_knows_the_params(init, monkeypatch):
    run = init(params={"lr": 0.1, "odd": sys})
    packed = pickle.dumps(run)
    monkeypatch.setattr(open_runs, "_open", [])
    sent = pickle.loads(packed)
    assert (sent.dir, sent.id, sent.name, sent.params["lr"]) == (run.dir, run.id, run.name, 0.1)
    sent.finish()
    assert len(starts_of(run)) == 1
