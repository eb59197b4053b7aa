"""Runs from the shell: start, log, finish; what they write, what they print, and what the reader makes of it."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from xreport import logger
from xreport.cli.app import app
from xreport.load import load
from xreport.settings import Config

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs/guides/logging.md"
bash = pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")


@pytest.fixture
def command(tmp_path, monkeypatch):
    """Run ``xreport ARGS`` in an empty folder; return the result."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("XREPORT_DIR", raising=False)
    return lambda *arguments, stdin=None: CliRunner().invoke(app, [*map(str, arguments)], input=stdin)


@pytest.fixture
def started(command):
    """Return the folder of a run that was begun."""
    return Path(command("start", "--project", "p").stdout.strip())


@pytest.fixture
def in_bash(tmp_path):
    """Run a script in an empty folder, with ``xreport`` on the path."""
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "xreport").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m xreport "$@"\n')
    (tools / "xreport").chmod(0o755)
    work = tmp_path / "work"
    work.mkdir()
    environment = {**os.environ, "PATH": f"{tools}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    for name in ("XREPORT_DIR", "PYTHONUNBUFFERED"):
        environment.pop(name, None)

    def run(source):
        line = ["bash", "-euo", "pipefail", "-c", source]
        return subprocess.run(line, check=True, cwd=work, env=environment, capture_output=True, text=True, timeout=60)

    run.folder = work
    return run


def records(folder, read):
    """Return the records of all journals of a run, the oldest writer first; start and sync records are left out."""
    journals = []
    for path in folder.glob("*.jsonl"):
        alone = folder.parent.parent / "alone" / path.stem
        alone.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, alone)
        journals.append(read(alone))
    journals.sort(key=lambda journal: journal[0]["time"])
    return [record for journal in journals for record in journal if record.get("type") not in ("start", "sync")]


def points(folder, read):
    return [(record["step"], record["metrics"]) for record in records(folder, read) if "metrics" in record]


def runs_of(folder):
    return load([folder], now=time.time(), jobs=1, config=Config(root=folder.parent)).runs


# -- start --------------------------------------------------------------------------------------------


def test_start_logs_all_that_is_given(command, read):
    result = command(
        "start", "--project", "wine", "-P", "lr=1e-3", "-P", "layers=[8, 8]", "-P", "on=true", "-P", "opt=adam",
        "-P", 'version="1.10"', "--param", "eq=a=b", "--name", "n", "--algorithm", "mlp",
        "--data", "wine", "--notes", "hi", "--data", "d/x.csv",
        "--seed", "3", "--group", "g", "--tag", "a", "--tag", "b", "--owner", "Ada", "--dir", "logs",
    )  # fmt: skip
    folder = Path(result.stdout.strip())
    assert result.stdout == f"{folder}\n"
    assert folder.parent == Path.cwd() / "logs"
    start, update, sync = read(folder)
    assert (start["run"], start["project"], start["name"], start["algorithm"]) == (folder.name, "wine", "n", "mlp")
    assert start["params"] == {"lr": 0.001, "layers": [8, 8], "on": True, "opt": "adam", "version": "1.10", "eq": "a=b"}
    assert start["data"] == [{"name": "wine"}, {"name": "x.csv", "uri": "d/x.csv"}]
    assert (start["seed"], start["group"], start["tags"]) == (3, "g", ["a", "b"])
    assert (start["owner"], start["notes"]) == ("Ada", "hi")
    assert update["environment"].keys() >= {"platform", "hardware"}
    assert "python" not in update["environment"]
    assert sync["count"] == 2


def test_dots_in_the_names_of_params_make_groups(command, read):
    words = ("a.b=1", "a.c.d=x", r"a.e\.f=2", r"g\.h=3", 'a.c.e={"f": 1}')
    result = command("start", *(one for word in words for one in ("-P", word)))
    params = read(result.stdout.strip())[0]["params"]
    assert params == {"a": {"b": 1, "c": {"d": "x", "e": {"f": 1}}, "e.f": 2}, "g.h": 3}
    by_script = logger.init("p", params=params, dir="scripts", capture=False)
    by_script.finish()
    (one,), (other,) = runs_of(Path("runs").resolve()), runs_of(Path("scripts").resolve())
    assert one.params == other.params, "the shell and a script say the same"


@pytest.mark.parametrize(
    ("words", "message"),
    [(["a=1", "a.b=2"], "a is a value already"), (["a.b=2", "a=1"], "a holds other params"), (["a..b=1"], "GROUP.NAME"),
     ([".a=1"], "GROUP.NAME")],
)  # fmt: skip
def test_params_that_contradict_each_other(command, words, message):
    result = command("start", *(one for word in words for one in ("-P", word)))
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr


def test_start_names_the_commit_of_the_working_directory(command, read):
    git = ("git", "-c", "user.name=a", "-c", "user.email=a@b.c")
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", "x"], check=True)
    commit = subprocess.check_output([*git, "rev-parse", "HEAD"], text=True).strip()
    environment = read(command("start").stdout.strip())[1]["environment"]
    assert (environment["commit"], environment["dirty"]) == (commit, False)


def test_start_says_what_is_wrong(command, tmp_path):
    (tmp_path / "file").touch()
    for arguments, message in (
        (["-P", "lr"], "write NAME=VALUE"),
        (["--seed", "x"], "not a valid integer"),
        (["--project", " "], "name the body of work"),
        (["--dir", "file"], "cannot be written"),
    ):
        result = command("start", *arguments)
        assert (result.exit_code, result.stdout) == (2, "")
        assert message in result.stderr


# -- log ----------------------------------------------------------------------------------------------


def test_each_call_has_a_journal_of_its_own(command, started, read):
    before = {path: path.read_bytes() for path in started.iterdir()}
    assert command("log", started, "--step", "1", "loss=0.3", "acc=9e-1").output == ""
    assert command("log", started, "loss=nan", "state=warm up").output == ""
    assert command("log", started, "step=7", "n=12345678901234567890").output == ""
    assert len(list(started.iterdir())) == 4
    assert all(path.read_bytes() == content for path, content in before.items())
    assert points(started, read) == [
        (1, {"loss": 0.3, "acc": 0.9}),
        (2, {"loss": "NaN", "state": "warm up"}),
        (7, {"n": 12345678901234567890}),
    ]


def test_the_journal_of_a_call_says_whose_it_is_and_no_more(command, started, read):
    command("log", started, "loss=1")
    starts = [json.loads(path.read_bytes().split(b"\n")[0]) for path in started.iterdir()]
    first, second = sorted(starts, key=lambda start: start["time"])
    assert first["writer"] != second["writer"]
    assert second.keys() == {"xreport", "type", "writer", "time", "run", "attempt", "project", "name"}
    assert all(second[key] == first[key] for key in ("run", "attempt", "project", "name"))


def test_summary(command, started, read):
    command("log", started, "--summary", "test/acc=0.93", "verdict=good enough")
    assert records(started, read)[-1]["values"] == {"test/acc": 0.93, "verdict": "good enough"}


def test_lines_of_objects_and_words(command, started, read):
    lines = [
        "step=3 loss=0.5",
        '{"step": 4, "loss": 0.25, "val": {"acc": "NaN"}}',
        "",
        '{"step": 5, "time": 1.0, "metrics": {"loss": "Infinity"}}',
        "no \x1b[31m pairs",
        "{broken",
        '{"loss": 1}',
        "loss=2",
    ]
    result = command("log", started, "-", stdin="\r\n".join(lines))
    assert result.stdout == ""
    assert result.stderr == r"xreport: left out, neither a JSON object nor NAME=VALUE ...: 'no \x1b[31m pairs'" + "\n"
    assert points(started, read) == [
        (3, {"loss": 0.5}),
        (4, {"loss": 0.25, "val/acc": "NaN"}),
        (5, {"loss": "Infinity"}),
        (6, {"loss": 1}),
        (7, {"loss": 2}),
    ]
    assert len(list(started.iterdir())) == 2


def test_parse_passes_everything_through(command, started, read):
    text = "hello\nepoch 4\nloss=0.5 acc=1\r loss=0.25\xe9\n\nloss=oops\nloss=0.125".encode("latin-1")
    patterns = ["loss=(?P<train__loss>[0-9.]+)(?: acc=(?P<acc>.))?", r"epoch (?P<step>\d+)"]
    result = command("log", started, *(word for one in patterns for word in ("--parse", one)), stdin=text)
    assert result.stdout_bytes == text
    assert points(started, read) == [
        (4, {"train/loss": 0.5, "acc": 1}),
        (4, {"train/loss": 0.25}),
        (4, {"train/loss": 0.125}),
    ]


def test_parse_without_a_step_counts_on(command, started, read):
    command("log", started, "--step", "10", "loss=1")
    command("log", started, "--parse", "loss=(?P<loss>.)", stdin="loss=2\nloss=3\n")
    assert points(started, read) == [(10, {"loss": 1}), (11, {"loss": 2}), (12, {"loss": 3})]


def test_nothing_found_leaves_no_journal(command, started):
    assert command("log", started, "--parse", "(?P<a>x)", stdin="nothing\n").exit_code == 0
    assert len(list(started.iterdir())) == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--parse", "("], "no regular expression: missing )"),
        (["--parse", "loss=(.*)"], "no named group"),
        (["loss"], "write NAME=VALUE"),
        (["=1"], "write NAME=VALUE"),
        ([], "say what to log"),
        (["a=1", "--parse", "(?P<a>.)"], "say what to log"),
        (["-", "--step", "1"], "--step and --summary go with"),
        (["--parse", "(?P<a>.)", "--summary"], "--step and --summary go with"),
    ],
)
def test_log_says_what_is_wrong(command, started, arguments, message):
    result = command("log", started, *arguments, stdin="a=1\n")
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
    assert len(list(started.iterdir())) == 1


@pytest.mark.parametrize("name", ["log", "finish"])
def test_a_folder_without_a_run(command, tmp_path, name):
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "x.jsonl").write_text('{"loss": 1}\ntorn')
    for folder, message in (("empty", "There is no run in"), ("none", "does not exist"), ("", "does not exist")):
        result = command(name, folder, *(["a=1"] if name == "log" else []))
        assert result.exit_code == 2
        assert message in result.stderr


def test_a_full_disk_stops_no_script(command, started, monkeypatch):
    def full(_file, _line):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("xreport.format.journal.SYSTEM.write", full, raising=False)
    result = command("log", started, "a=1")
    assert (result.exit_code, result.stderr.count("No space left")) == (0, 1)
    assert command("log", started, "a=1", "--strict").exit_code == 1
    assert command("finish", started).exit_code == 1


# -- finish, and runs of others -----------------------------------------------------------------------


def test_without_finish_a_run_is_running(command, started):
    command("log", started, "loss=1")
    (run,) = runs_of(started.parent)
    assert (run.status, run.writers) == ("running", 2)


@pytest.mark.parametrize(
    ("arguments", "status", "error"), [([], "finished", ""), (["--failed", "why"], "failed", "why")]
)
def test_finish(command, started, arguments, status, error):
    command("log", started, "--step", "1", "loss=1")
    command("log", started, "--step", "2", "loss=0.5")
    assert command("finish", started, *arguments).exit_code == 0
    (run,) = runs_of(started.parent)
    assert (run.status, run.error) == (status, error)
    assert (run.summaries["loss"].last, run.summaries["loss"].last_step, run.issues) == (0.5, 2, ())


def test_a_run_of_python_is_joined(command, init):
    run = init("p", name="python", params={"lr": 1})
    run.log({"loss": 1}, step=5)
    command("log", run.dir, "loss=0.5")
    run.log({"loss": 0.25}, step=7)
    command("finish", run.dir, "--failed", "out of memory")
    (found,) = runs_of(Path(run.dir).parent)
    assert (found.status, found.error, found.name, found.params) == ("failed", "out of memory", "python", {"lr": 1})
    assert sorted(found.series["loss"].steps.tolist()) == [5, 6, 7]


def test_the_newest_attempt_counts(command, started):
    (journal,) = started.iterdir()
    start = json.loads(journal.read_bytes().split(b"\n")[0])
    again = start | {"attempt": 2, "writer": "0" * 16, "time": start["time"] + 1}
    (started / f"{'0' * 16}.jsonl").write_text(json.dumps(again) + "\n")
    command("log", started, "loss=1")
    command("finish", started)
    (run,) = runs_of(started.parent)
    assert (run.status, run.attempts) == ("finished", 2)


def test_leaving_a_run_does_not_end_it(init, read):
    run = init()
    assert run.log(a=1)
    assert run.leave()
    assert not run.leave()
    assert not run.finish()
    assert [record.get("type") for record in read(run)] == ["start", None, "sync"]
    assert logger.current() is None


# -- in a real shell ----------------------------------------------------------------------------------


@bash
def test_the_scripts_of_the_guide_work_and_are_built(in_bash):
    section = GUIDE.read_text(encoding="utf-8").split("## From the shell")[1].split("\n## ")[0]
    scripts = re.findall(r"^```bash\n(.*?)^```", section, re.DOTALL | re.MULTILINE)
    outputs = [in_bash(script).stdout for script in scripts]
    assert outputs == ["", "", "epoch 1\nloss=0.5\nepoch 2\nloss=0.4\n"]
    first, second, third = sorted(runs_of(in_bash.folder / "runs"), key=lambda run: run.started)
    assert first.series["train/loss"].values.tolist() == [0.8, 0.7, 0.6]
    assert (first.status, first.scores, first.params, first.seed) == (
        "finished",
        {"test/accuracy": 0.93},
        {"lr": 0.1},
        0,
    )
    assert (second.status, second.summaries["train/loss"].n, second.summaries["train/loss"].last) == (
        "finished",
        5000,
        0,
    )
    assert third.series["train/loss"].steps.tolist() == [1, 2]
    assert (third.status, third.error) == ("failed", "exit code 3")
    assert "Built 3 runs" in in_bash("xreport build --jobs 1").stdout
    assert "0.93" in (in_bash.folder / f"site/runs/{first.slug}.html").read_text(encoding="utf-8")


@bash
def test_lines_come_through_and_are_logged_at_once(in_bash):
    """While the program still runs, its first line is on stdout and in the journal."""
    script = """
    RUN=$(xreport start)
    mkfifo lines go
    (echo loss=1; read -r _ < go; echo loss=2) > lines &
    xreport log "$RUN" --parse 'loss=(?P<loss>.)' < lines > seen &
    until grep -q loss=1 seen && grep -rq '"loss":1' "$RUN"; do sleep 0.05; done
    ! grep -q loss=2 seen
    echo > go
    wait
    cat seen
    """
    assert in_bash(script).stdout == "loss=1\nloss=2\n"


@bash
def test_a_reader_that_goes_away_does_not_stop_the_logging(in_bash):
    done = in_bash(
        'RUN=$(xreport start); set +o pipefail\n(echo a=1; sleep 0.5; echo a=2; sleep 0.2; seq -f "a=%g" 3 20000) |'
        " xreport log \"$RUN\" --parse '^a=(?P<a>[0-9]+)$' | head -n 1"
    )
    (run,) = runs_of(in_bash.folder / "runs")
    assert (done.stdout, done.stderr, run.summaries["a"].n) == ("a=1\n", "", 20_000)


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_ctrl_c_is_for_the_program_at_the_other_end(started, read):
    line = [sys.executable, "-m", "xreport", "log", started, "--parse", "loss=(?P<loss>.)"]
    pipe = subprocess.PIPE
    with subprocess.Popen(line, stdin=pipe, stdout=pipe, env={**os.environ, "PYTHONPATH": str(ROOT)}) as process:
        process.stdin.write(b"loss=1\n")
        process.stdin.flush()
        assert process.stdout.readline() == b"loss=1\n"
        process.send_signal(signal.SIGINT)
        assert process.communicate(b"loss=2\n")[0] == b"loss=2\n"
    assert process.returncode == 0
    assert [metrics["loss"] for _, metrics in points(started, read)] == [1, 2]


def test_the_commands_start_fast(tmp_path):
    """Under 150 ms over bare Python, in time of the processor: other work may share the machine."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "XREPORT_DIR": str(tmp_path)}

    def seconds(*arguments):
        before = os.times()
        done = subprocess.run(
            [sys.executable, *arguments], check=True, stdout=subprocess.PIPE, env=environment, text=True
        )
        after = os.times()
        used = after.children_user + after.children_system - before.children_user - before.children_system
        return used, done.stdout.strip()

    bare = min(seconds("-c", "pass")[0] for _ in range(5))
    begun = min(seconds("-m", "xreport", "start") for _ in range(5))
    logged = min(seconds("-m", "xreport", "log", begun[1], "loss=1")[0] for _ in range(5))
    assert max(begun[0], logged) - bare < 0.150


@pytest.mark.parametrize("name", ["start", "log", "finish"])
def test_nothing_heavy_is_imported(name, tmp_path):
    started = logger.init("p", dir=tmp_path, capture=False)
    started.leave()
    arguments = {"start": ["--dir", str(tmp_path)], "log": [started.dir, "a=1"], "finish": [started.dir]}[name]
    heavy = (
        "rich",
        "numpy",
        "pandas",
        "matplotlib",
        "mkdocs",
        "jinja2",
        "msgspec",
        "xreport.pipeline",
        "xreport.settings",
    )
    code = (
        f"import sys\nfrom xreport.cli import main\nsys.argv[1:] = {[name, *arguments]!r}\n"
        f"try: main()\nexcept SystemExit as end: assert not end.code\n"
        f"print('LOADED', sorted(name for name in {heavy!r} if name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "LOADED []"
