"""The end of what is printed, and how the code differs from its commit: by option only."""

from __future__ import annotations

import io
import logging
import subprocess
import sys

import pytest

from xreport.format.limits import LONGEST_TAIL
from xreport.logger.capture.console import Tee


def consoles(records):
    return {record["stream"]: record["text"] for record in records if record.get("type") == "console"}


def test_what_is_printed_is_logged_and_still_printed(init, read, capsys):
    streams = sys.stdout, sys.stderr
    run = init(console=True)
    print("hello")
    print("wörld\ud800"[:5], end="")
    sys.stderr.writelines(["to ", "err\n"])
    assert sys.stdout.encoding == streams[0].encoding
    assert sys.stdout.isatty() is False
    run.finish()
    assert (sys.stdout, sys.stderr) == streams
    print("later")
    assert consoles(read(run)) == {"stdout": "hello\nwörld", "stderr": "to err\n"}
    said = capsys.readouterr()
    assert (said.out, said.err) == ("hello\nwörldlater\n", "to err\n")


def test_it_is_off_unless_asked_for(init, read, capsys):
    run = init()
    print("secret")
    run.finish()
    assert not consoles(read(run))


@pytest.mark.parametrize("strict", [False, True])
def test_the_streams_are_given_back_on_a_full_disk_and_when_a_process_leaves(init, monkeypatch, capsys, strict):
    streams = sys.stdout, sys.stderr
    run = init(console=True, strict=strict)
    print("x")

    def full(*_arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(run._writer._journal, "_write", full)
    run.finish()
    assert (sys.stdout, sys.stderr) == streams
    other = init(console=True)
    other.leave()
    assert (sys.stdout, sys.stderr) == streams


def test_the_end_is_kept_and_memory_is_bounded():
    tee = Tee(io.StringIO(), lambda: None)
    for line in range(200_000):
        tee.write(f"line {line}\n")
    tail = tee.tail()
    assert len(tail) == LONGEST_TAIL
    assert tail.endswith("line 199999\n")
    assert sum(map(len, tee._kept)) <= 4 * LONGEST_TAIL + 100
    tee.write("ä" * (1 << 20))
    assert len(tee.tail().encode()) == LONGEST_TAIL
    assert tee.stream.getvalue().startswith("line 0\nline 1\n")


def test_progress_bars_are_logged_as_they_look():
    tee = Tee(io.StringIO(), lambda: None)
    for percent in range(0, 101, 10):
        tee.write(f"\rtraining {percent} %")
    tee.write("\ndone\r\n")
    assert tee.tail() == "training 100 %\ndone\n"


def test_a_failure_in_the_tail_does_not_stop_the_printing():
    def fail():
        raise RuntimeError("no")

    tee = Tee(io.StringIO(), fail)
    assert [tee.write("a"), tee.write("bc")] == [1, 2]
    assert tee.stream.getvalue() == "abc"


def test_who_stands_before_it_when_it_stops_can_go_on(init, read, capsys):
    run = init(console=True)
    before = sys.stdout
    handler = logging.StreamHandler(sys.stdout)
    sys.stdout = io.StringIO()
    ours, sys.stdout = sys.stdout, before
    sys.stdout = ours
    run.finish()
    assert sys.stdout is ours, "what is not ours is left alone"
    sys.stdout = before.stream
    handler.stream.write("through the old one\n")
    handler.flush()
    assert capsys.readouterr().out == "through the old one\n"
    assert "stdout" not in consoles(read(run))


def test_an_uncaught_exception_is_in_it(script):
    done = script(
        "import xreport\nxreport.init('p', console=True, capture=False)\nprint('begun')\n"
        "raise ValueError('bad rate')\n",
        check=False,
    )
    (records,) = done.journals
    found = consoles(records)
    assert found["stdout"] == "begun\n"
    assert found["stderr"].rstrip().endswith("ValueError: bad rate")
    assert done.stderr.rstrip().endswith("ValueError: bad rate")
    assert (records[-1]["status"], records[-1]["type"]) == ("failed", "end")


def test_a_killed_run_has_what_it_had_printed_a_while_ago(script):
    done = script(
        "import os, signal, time, xreport\nfrom xreport.logger.capture import console\nconsole._FIRST_RECORD = 0.1\n"
        "run = xreport.init('p', console=True, capture=False)\nprint('one')\ntime.sleep(0.2)\n"
        "print('two', flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n",
        check=False,
    )
    (records,) = done.journals
    assert consoles(records) == {"stdout": "one\ntwo"}


def test_without_a_console_there_is_none(script):
    (records,) = script(
        "import sys, xreport\nsys.stdout = None\nrun = xreport.init('p', console=True, capture=False)\nrun.finish()\n"
        "assert sys.stdout is None\n"
    ).journals
    assert not consoles(records)


# -- the diff -----------------------------------------------------------------------------------------


def repository(folder):
    git = ("git", "-C", folder, "-c", "user.name=a", "-c", "user.email=a@b.c")
    (folder / "train.py").write_text("old = 1\n")
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "x"]):
        subprocess.run([*git, *command], check=True)


@pytest.mark.parametrize("capture", [True, False])
def test_how_the_code_differs(script, tmp_path, capture):
    repository(tmp_path)
    source = f"import xreport\nwith xreport.init('p', diff=True, capture={capture}) as run:\n    run.log(a=1)\n"
    (records,) = script(source).journals
    (found,) = (record for record in records if record.get("type") == "text")
    assert found["key"] == "code diff"
    assert "-old = 1\n+import xreport\n" in found["text"]
    assert "step" not in found


def test_code_that_differs_in_nothing_or_is_in_no_repository(script, tmp_path):
    source = "import xreport\nwith xreport.init('p', diff=True, capture=False) as run:\n    run.log(a=1)\n"
    done = script(source)
    (records,) = done.journals
    assert "text" not in [record.get("type") for record in records]
    assert "diff=True: git knows no commit" in done.stderr


def test_it_is_not_logged_unless_asked_for(script, tmp_path):
    repository(tmp_path)
    (records,) = script("import xreport\nwith xreport.init('p') as run:\n    run.log(a=1)\n").journals
    assert "text" not in [record.get("type") for record in records]
