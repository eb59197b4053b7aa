"""The suite itself is tested: it must notice each defect that is seeded into a copy of the package."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from mutants import MUTANTS
from proofs import proof

ROOT = Path(__file__).resolve().parents[2]
FAILED, HUNG = 1, -1  # the first is pytest's exit code: tests ran, and some failed


def copied(folder: Path) -> Path:
    shutil.copytree(ROOT / "xreport", folder / "xreport", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def run(package: Path, *tests: str, seconds: float = 200) -> tuple[int, str]:
    """Run tests against the package in this folder; return pytest's exit code, and the end of what it said."""
    arguments = [word for test in tests for word in shlex.split(test)]
    paths = [f"{ROOT}/tests/{word}" if ".py" in word else word for word in arguments]
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-x",
        "-q",
        "-m",
        "",
        "-p",
        "no:cacheprovider",
        "-c",
        ROOT / "pyproject.toml",
    ]
    environment = {**os.environ, "XREPORT_PROOF_SHARE": "0.05", "XREPORT_PROOF_PACKAGE": str(package), "CI": ""}
    environment.pop("XREPORT_PROOFS", None)
    with (package / "said").open("w+") as said:
        # A session of its own, so that the children of a test that hangs can be ended with it.
        process = subprocess.Popen(
            [*command, f"--rootdir={ROOT}", f"--basetemp={package}/tmp", *paths],
            cwd=package, env=environment, stdout=said, stderr=said, start_new_session=True,
        )  # fmt: skip
        try:
            code = process.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            code = HUNG
        said.seek(0)
        return code, said.read()[-3000:]


@proof("defects seeded one by one into a copy of the package: the tests that are to notice them do")
@pytest.mark.parametrize("name", MUTANTS)
def test_mutants_are_caught(tmp_path, tally, name):
    mutant = MUTANTS[name]
    package = copied(tmp_path)
    path = package / mutant.file
    source = path.read_text(encoding="utf-8")
    assert source.count(mutant.old) == 1, f"{name}: the code has changed, seed the defect anew"
    path.write_text(source.replace(mutant.old, mutant.new), encoding="utf-8")
    compile(path.read_text(encoding="utf-8"), path, "exec")
    with tally.case(name):
        code, said = run(package, mutant.tests, seconds=20 if mutant.hangs else 200)
        assert code == (HUNG if mutant.hangs else FAILED), f"{name} was not noticed, or no test ran: {said}"


@proof("the same tests against a copy without a defect pass")
def test_without_a_defect_all_pass(tmp_path, tally):
    tests = list(dict.fromkeys(mutant.tests for mutant in MUTANTS.values() if " -k " not in mutant.tests))
    with tally.case(count=len(tests)):
        code, said = run(copied(tmp_path), *tests)
        assert code == 0, said


def test_there_are_enough_defects():
    assert len(MUTANTS) >= 20
    for name, mutant in MUTANTS.items():
        assert (ROOT / mutant.file).read_text(encoding="utf-8").count(mutant.old) == 1, name
