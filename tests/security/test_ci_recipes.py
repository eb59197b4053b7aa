"""The CI files to copy: what the job that trains sees, and what it can leave for later jobs."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from proofs import Tally, proof

from xreport.version import __version__

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "ci"))

from archives import KEPT, LEFT_OUT, REFUSED, link, member, pack
from git_server import Server
from machines import ROOT
from traps import commit_traps, fired, planted, tokens_seen
from workflow_runs import KINDS, load

LOG = "import pathlib, xreport\nwith xreport.init('demo', name='new') as run:\n    run.log({'a': 0.5}, step=1)\n"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    if not all(map(shutil.which, ("git", "bash", "tar", "curl"))) or not Path("/proc/self").exists():
        pytest.skip("needs git, bash, tar, curl and /proc")
    server = Server(tmp_path / "server")
    yield server
    server.close()
    sys.stdout.write("\n".join(server.log))


def on_site(server: Server) -> list[str]:
    runs = json.loads((server.pages / "data" / "runs.json").read_text(encoding="utf-8"))["runs"]
    return [run["name"] for run in runs]


@pytest.mark.parametrize("kind", KINDS)
@proof("CI: the job that trains sees no token that can push, pushes nothing, and leaves nothing that a later job runs")
def test_training_sees_no_token_and_plants_nothing(server: Server, kind: str, tally: Tally) -> None:
    loot = commit_traps(server)
    before = server.branches()
    between: list[str] = []
    ci = KINDS[kind](server, before_keep=lambda: between.append(server.branches()))
    green = ci.run()
    seen = tokens_seen(server, loot)
    looked = (loot / "looked").read_text().splitlines()
    for kind_of_place in ("/environ", "/cmdline", "/.git/config"):
        with tally.case(kind_of_place):
            assert any(place.endswith(kind_of_place) for place in looked)
    with tally.case("tokens"):
        assert len(seen) == {"github": 0, "gitlab": 1}[kind]
        assert all("push" not in server.granted[token] for token in seen)
    with tally.case("pushes of its own"):
        assert between == [before]
    for trap in planted(loot):
        with tally.case(trap):
            assert not [line for line in fired(loot) if line.startswith(f"{trap} by ")]
    with tally.case("all that was run"):
        assert fired(loot) == set()
    with tally.case("the report"):
        assert green
        assert on_site(server) == ["trap"]
        page = (server.pages / "index.html").read_text(encoding="utf-8")
        assert "as committed" in page
        assert "forged" not in page
    with tally.case("the journals"):
        assert [Path(name).suffix for name in server.kept()] == [".jsonl"]


@pytest.mark.parametrize("kind", KINDS)
@proof("CI: of what the training hands over, plain files below runs/ are kept byte for byte, and nothing else")
def test_only_plain_files_are_handed_over(server: Server, kind: str, tally: Tally) -> None:
    handed: list[Path] = []
    server.commit({"train.py": LOG})
    ci = KINDS[kind](server, tamper=handed.append)
    assert ci.run("train")
    expected: set[str] = set()
    for number, one in enumerate([*KEPT, *LEFT_OUT]):
        with tally.case(repr(one[0])):
            beside = member(f"runs/beside-{number}.jsonl", b"%d\r\n" % number)
            handed[0].write_bytes(pack([one, beside]))
            ci.results.pop("keep", None)
            assert ci.rerun("keep")
            expected |= {beside[0].name} | ({one[0].name} if one in KEPT else set())
            assert set(server.kept()) == expected
            assert server.content(beside[0].name) == beside[1]
    before = server.branches()
    broken = [b"", b"no archive" * 100, pack([member("elsewhere/x.jsonl")]), *map(pack, REFUSED)]
    for number, content in enumerate(broken):
        with tally.case(f"archive {number}"):
            handed[0].write_bytes(content)
            ci.results.pop("keep", None)
            assert not ci.rerun("keep")
            assert server.branches() == before
    with tally.case("runs is a link"):
        handed[0].write_bytes(pack([link("runs", "/")]))
        ci.results.pop("keep", None)
        assert ci.rerun("keep")
        assert server.branches() == before


@pytest.mark.parametrize("kind", KINDS)
@proof("CI: what is on the branch of journals is never changed or removed, whatever the training does to its copy")
def test_kept_journals_stay(server: Server, kind: str, tally: Tally, monkeypatch: pytest.MonkeyPatch) -> None:
    quick = server.folder / "quick"
    quick.mkdir()
    (quick / "sleep").write_text("#!/bin/sh\n")
    (quick / "sleep").chmod(0o755)
    monkeypatch.setenv("PATH", str(quick), prepend=os.pathsep)
    old = {f"runs/{name}.jsonl": '{"step": 1, "a": 1}\n' for name in ("changed", "removed", "became/a-file", "stays")}
    old |= {"runs/became-a-folder": "1\n"}
    server.commit(old, "xreport-runs")
    server.commit(
        {
            "train.py": f"{LOG}import shutil\nruns = pathlib.Path('runs')\n"
            "(runs / 'changed.jsonl').write_text('{}')\n(runs / 'removed.jsonl').unlink()\n"
            "shutil.rmtree(runs / 'became')\n(runs / 'became').write_text('{}')\n"
            "(runs / 'became-a-folder').unlink()\n(runs / 'became-a-folder').mkdir()\n"
            "(runs / 'became-a-folder/x.jsonl').write_text('{}')\n"
        }
    )
    ci = KINDS[kind](server)
    with tally.case("the job is red, and its log says why"):
        assert not ci.run()
        said = re.findall(
            r"^Not kept, the branch has another file of this name: (.*)", "\n".join(server.log), re.MULTILINE
        )
        assert said == ["runs/became", "runs/became-a-folder/x.jsonl", "runs/changed.jsonl"]
    for name, text in old.items():
        with tally.case(name):
            assert server.content(name).decode() == text
    with tally.case("the new run is kept and shown"):
        assert len(server.kept()) == len(old) + 1
        assert server.published == 1
        assert "new" in on_site(server)
    with tally.case("a server that takes no push"):
        (server.origin / "hooks" / "pre-receive").write_text("#!/bin/sh\nexit 1\n")
        (server.origin / "hooks" / "pre-receive").chmod(0o755)
        before = server.branches()
        assert not KINDS[kind](server).run()
        assert server.branches() == before
        assert server.published == 2
        assert on_site(server).count("new") == 1, "the site is of what is kept"


@proof("CI: actions are pinned by commit, xreport by its version, and each job may do the least", slow=False)
def test_ci_files_are_pinned(tally: Tally) -> None:
    for name in ("github-actions.yml", "gitlab-ci.yml"):
        text = (ROOT / "docs" / "ci" / name).read_text(encoding="utf-8")
        for use in re.findall(r"uses: (.+)", text):
            with tally.case(use):
                assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", use)
        for requirement in re.findall(r"pip install (\S+)", text):
            with tally.case(requirement):
                assert requirement == f'"xreport=={__version__}"'
        with tally.case(f"no cache in {name}"):
            assert "cache" not in re.sub(r"#.*", "", text)
    may = {"source": "read", "train": None, "keep": "write", "build": "read", "publish": None}
    for name, job in load("github-actions.yml")["jobs"].items():
        with tally.case(f"GitHub: {name}"):
            assert job["permissions"].get("contents") == may[name]
            assert ("github.token" in json.dumps(job)) == (may[name] is not None)
    for name, job in load("gitlab-ci.yml").items():
        if isinstance(job, dict) and "script" in job:
            with tally.case(f"GitLab: {name}"):
                assert ("environment" in job) == ("$XREPORT_TOKEN" in json.dumps(job)) == (name == "keep")
