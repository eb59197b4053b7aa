"""A published site is as open as its user's umask says, at every instant."""

from __future__ import annotations

import stat
import sys
from functools import partial
from pathlib import Path

import pytest
from proofs import proof, shared
from strangers import reachable, stranger
from umasks import umask

from xreport.publish import publish
from xreport.render.sitefile import SiteFile

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no umask")


def site(pages: int, words: str = "secret") -> list[SiteFile]:
    contents = {f"{'runs/' * (n % 3 > 0)}{'deep/' * (n % 3 > 1)}{n}.html": f"{words} {n}\n" * 40 for n in range(pages)}
    return [SiteFile(path, f"{path} {words}", partial(str.encode, text)) for path, text in contents.items()]


def modes(out: Path) -> tuple[set[int], set[int]]:
    """Modes of all files and of all folders."""
    every = [out, *out.rglob("*")]
    found = {
        kind: {stat.S_IMODE(path.stat().st_mode) for path in every if kind(path)}
        for kind in (Path.is_file, Path.is_dir)
    }
    return found[Path.is_file], found[Path.is_dir]


@proof(
    "each umask, built, built again and built over by another: the modes it gives, and no file copied in vain",
    slow=False,
)
def test_modes_of_every_umask(tmp_path, tally):
    out = tmp_path / "site"
    for mask in shared(range(0o100)):
        with tally.case(oct(mask)):
            seen = []
            for _ in range(2):
                with umask(mask):
                    published = publish(site(6), out)
                assert modes(out) == ({0o666 & ~mask}, {0o777 & ~mask})
                assert (out / "0.html").read_text() == "secret 0\n" * 40
                seen.append({path: path.stat().st_ino for path in out.rglob("*.html")})
            assert published.reused == 6
            assert seen[0] == seen[1]


LOOK = """
folder, seen = pathlib.Path(sys.argv[1]), 0
print("ready", flush=True)
while not (folder / "stop").exists():
    for place, _, files in os.walk(folder):
        for name in files:
            seen += 1
            try:
                content = open(os.path.join(place, name)).read()
            except OSError:
                continue
            if "secret" in content or "manifest" in content:
                print("read", os.path.join(place, name), flush=True)
                sys.exit()
print("looked", flush=True)
"""


@proof("another user who tries every file while sites are built with umask 077: reads none")
def test_another_user_reads_nothing_of_a_closed_site(tmp_path, tally):
    place = reachable(tmp_path) / "place"
    place.mkdir(mode=0o755)
    (place / "open.txt").write_text("may be read")
    looks = [stranger(LOOK, place) for _ in range(2)]
    try:
        for look in looks:
            assert look.stdout.readline() == "ready\n"
        for build in range(6):
            with tally.case(build, count=300), umask(0o077):
                publish(site(300, f"secret {build // 2}"), place / "site", jobs=1 + build % 2)
                assert modes(place / "site") == ({0o600}, {0o700})
    finally:
        (place / "stop").touch()
        said = [look.communicate(timeout=60)[0] for look in looks]
    with tally.case("what was read"):
        assert said == ["looked\n", "looked\n"]
