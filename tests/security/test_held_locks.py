"""Nobody who may only read the output folder can hold a build up for long."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from proofs import proof
from strangers import reachable, stranger

from xreport.publish import publish
from xreport.render.sitefile import SiteFile

ROOT = Path(__file__).resolve().parents[2]
HOLD = """
handle = os.open(sys.argv[1], os.O_RDONLY)
fcntl.flock(handle, fcntl.LOCK_SH if sys.argv[2] == "shared" else fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""
BUILD = """
import sys
from pathlib import Path
from xreport.cli.failures import exit_code_of
from xreport.publish import publish
from xreport.render.sitefile import SiteFile
try:
    publish([SiteFile.of_bytes("index.html", b"new")], Path(sys.argv[1]))
except Exception as error:
    sys.exit(exit_code_of(error))
"""


@proof("a lock that another user keeps on OUT or its parent: exit 2 after 10 s, its holder named, the old site stands")
def test_a_lock_of_another_user(tmp_path, tally):
    builds = []
    for number, (where, kind) in enumerate([(w, k) for w in ("OUT", "its parent") for k in ("shared", "exclusive")]):
        place = reachable(tmp_path) / str(number)
        place.mkdir(mode=0o755)
        out = place / "site"
        publish([SiteFile.of_bytes("index.html", b"old")], out)
        held = out if where == "OUT" else place
        holder = stranger(HOLD, held, kind)
        assert holder.stdout.readline() == "held\n"
        command = [sys.executable, "-c", BUILD, str(out)]
        env = os.environ | {"PYTHONPATH": str(ROOT)}
        build = subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True)
        builds.append((f"{where}, {kind}", time.monotonic(), held, holder, out, build))
    for name, began, held, holder, out, build in builds:
        try:
            with tally.case(name):
                _, said = build.communicate(timeout=60)
                assert build.returncode == 2, said
                assert 10 <= time.monotonic() - began < 40
                assert f"{held} is locked by process {holder.pid} (" in said
                assert "fix: " in said
                assert (out / "index.html").read_bytes() == b"old"
                assert [path.name for path in out.parent.iterdir()] == ["site"]
        finally:
            build.kill()
            holder.communicate("", timeout=60)
    for name, _, _, _, out, _ in builds:
        with tally.case(f"{name}, released"):
            publish([SiteFile.of_bytes("index.html", b"new")], out)
            assert (out / "index.html").read_bytes() == b"new"
