"""What importing costs a training script: the standard library only, and little of it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOADED = "import sys; before = set(sys.modules)\n{}\nprint(*sorted(set(sys.modules) - before))"


def loaded(source):
    run = [sys.executable, "-S", "-c", LOADED.format(source)]
    environment = {"PYTHONPATH": str(ROOT), "PATH": ""}
    done = subprocess.run(run, check=True, capture_output=True, text=True, env=environment)
    return done.stdout.splitlines()[-1].split()


def test_import_loads_nothing_else():
    assert loaded("import xreport; dir(xreport); xreport.__version__") == ["__future__", "xreport", "xreport.version"]


def test_a_whole_run_loads_the_standard_library_and_the_logger_only(tmp_path):
    modules = loaded(
        f"import xreport\nwith xreport.init('p', dir={str(tmp_path)!r}, params={{'lr': 1}}) as run:\n"
        "    run.log(a=1); run.summary['b'] = 2; run.note('x'); run.flush(); run.log_artifact(xreport.__file__)"
    )
    ours = {name for name in modules if name.partition(".")[0] == "xreport"}
    assert {name.split(".")[1] for name in ours if "." in name} == {"compat", "format", "logger", "version"}
    assert {name.partition(".")[0] for name in modules} - {"xreport"} <= sys.stdlib_module_names


def test_the_logger_loads_nothing_slow(tmp_path):
    slow = {
        "dataclasses",
        "shutil",
        "wave",
        "xml",
        "inspect",
        "pathlib",
        "subprocess",
        "logging",
        "hashlib",
        "datetime",
        "argparse",
        "socket",
    }
    started = f"import xreport; xreport.init('p', dir={str(tmp_path)!r}, capture=False).finish()"
    assert not slow & set(loaded(started))


def test_the_logger_is_loaded_in_30_ms_over_bare_python(tmp_path):
    environment = {"PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": str(tmp_path)}  # compiled once, as when installed

    def seconds(source):
        """Of the processor: a busy machine does not make them more."""
        run = [sys.executable, "-S", "-c", f"{source}; import time; print(time.process_time())"]
        return min(float(subprocess.check_output(run, env=environment)) for _ in range(12))

    assert seconds("import xreport; xreport.init") - seconds("pass") < 0.030
