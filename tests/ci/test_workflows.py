"""The CI files of the documentation: valid, careful, and run as they stand."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from workflow_runs import ROOT, GitHub, GitLab, Server, git, load

TRAIN = """\
import xreport

with xreport.init("demo", name="run-{number}", params={{"lr": 0.1}}, seed={number}) as run:
    for step in range(3):
        run.log({{"val/acc": step / 10}}, step=step)
{more}
"""
SERVERS = {"github": GitHub, "gitlab": GitLab}


@pytest.fixture
def server(tmp_path) -> Iterator[Server]:
    if not shutil.which("git") or not shutil.which("bash"):
        pytest.skip("needs git and bash")
    server = Server(tmp_path)
    yield server
    sys.stdout.write("\n".join(server.log))  # shown when the test failed


def commit(server: Server, number: int, more: str = "") -> None:
    # A careless .gitattributes and .gitignore must not change or lose a journal.
    files = {".gitattributes": "* text=auto eol=crlf\n*.jsonl filter=lfs export-ignore\n", ".gitignore": "runs/\n"}
    server.commit(files | {"train.py": TRAIN.format(number=number, more=more)})


def names_on_site(server: Server) -> list[str]:
    runs = json.loads((server.pages / "data" / "runs.json").read_text(encoding="utf-8"))["runs"]
    return sorted(run["name"] for run in runs)


def check_schema(name: str, *options: str) -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", *options, str(ROOT / "docs" / "ci" / name)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_github_schema():
    check_schema("github-actions.yml", "vendor.github-workflows")


def test_gitlab_schema():
    check_schema("gitlab-ci.yml", "vendor.gitlab-ci", "--data-transform", "gitlab-ci")


def test_they_ask_only_for_exit_codes_that_commands_give():
    table = (ROOT / "docs" / "reference" / "cli.md").read_text(encoding="utf-8").partition("Exit codes")[2]
    given = set(re.findall(r"^\| (\d+) \|", table, re.MULTILINE))
    for name in ("github-actions.yml", "gitlab-ci.yml"):
        text = (ROOT / "docs" / "ci" / name).read_text(encoding="utf-8")
        assert set(re.findall(r"""(?:code|build"?) [!=]=? '?(\d+)""", text)) <= given


def test_github_permissions_are_the_least():
    workflow = load("github-actions.yml")
    assert workflow["permissions"] == {}
    assert {name: job["permissions"] for name, job in workflow["jobs"].items()} == {
        "report": {"contents": "write"},
        "publish": {"pages": "write", "id-token": "write"},
        "verdict": {},
    }
    steps = {step.get("name", step.get("uses", "")): step for job in workflow["jobs"].values() for step in job["steps"]}
    given = {name for name, step in steps.items() if "github.token" in json.dumps(step)}
    assert given == {"Fetch the journals of earlier runs", "Keep the journals"}, "the experiments see no token"
    assert steps["actions/checkout@v6"]["with"]["persist-credentials"] is False


def test_github_actions_are_pinned_to_a_major_version():
    jobs = load("github-actions.yml")["jobs"].values()
    uses = [step["uses"] for job in jobs for step in job["steps"] if "uses" in step]
    assert len(uses) == 4
    assert all(use.startswith("actions/") and use.partition("@v")[2].isdecimal() for use in uses)


@pytest.mark.parametrize("kind", SERVERS)
def test_every_build_covers_all_runs_so_far(server, kind):
    for number in (1, 2):
        # A log with the line ends of Windows beside the journal: git likes to change those.
        commit(server, number, f'open("runs/bare-{number}.jsonl", "wb").write(b\'{{"step": 1, "loss": 0.5}}\\r\\n\')')
        assert SERVERS[kind](server).run()
        assert len(names_on_site(server)) == 2 * number
        assert {f"run-{i + 1}" for i in range(number)} < set(names_on_site(server))
        kept = server.kept()
        assert len(kept) == 2 * number
        assert all(name.startswith("runs/") and name.endswith(".jsonl") for name in kept)
    first, second = sorted(server.folder.glob("machine?"))
    logged = [file.relative_to(first) for file in (first / "runs").rglob("*.jsonl")]
    assert len(logged) == 2
    for name in logged:
        assert (second / name).read_bytes() == (first / name).read_bytes(), "journals come back byte for byte"
    assert len(git("log", "--format=%H", "xreport-runs", cwd=server.origin).split()) == 2


@pytest.mark.parametrize("kind", SERVERS)
def test_damaged_input_is_published_and_fails(server, kind):
    commit(
        server,
        1,
        'open("runs/broken.jsonl", "w").write(\'{"step": 1, "a": 1}\\n{"step": 2, "a"\\n{"step": 3, "a": 3}\\n\')',
    )
    assert not SERVERS[kind](server).run()
    assert server.published == 1
    assert "run-1" in names_on_site(server)
    assert "runs/broken.jsonl" in server.kept()


@pytest.mark.parametrize("kind", SERVERS)
def test_a_failed_experiment_is_published_and_fails(server, kind):
    commit(server, 1, "    raise ValueError('diverged')")
    assert not SERVERS[kind](server).run()
    assert server.published == 1
    assert names_on_site(server) == ["run-1"]
    assert len(server.kept()) == 1


@pytest.mark.parametrize("kind", SERVERS)
def test_a_refused_build_publishes_nothing_and_keeps_the_journals(server, kind):
    server.commit({"xreport.toml": 'titel = "x"\n'})
    commit(server, 1)
    assert not SERVERS[kind](server).run()
    assert server.published == 0
    assert len(server.kept()) == 1


def test_a_push_meanwhile_is_kept_too(server):
    commit(server, 1)
    other = server.folder / "other"

    def push_from_elsewhere() -> None:
        (other / "runs" / "x").mkdir(parents=True)
        (other / "runs" / "x" / "y.jsonl").write_text('{"step": 1, "a": 1}\n')
        git("init", "--quiet", cwd=other)
        git("add", "--all", cwd=other)
        git("commit", "--quiet", "-m", "x", cwd=other)
        git("push", "--quiet", server.origin, "HEAD:refs/heads/xreport-runs", cwd=other)

    assert GitHub(server, before_keep=push_from_elsewhere).run()
    assert "runs/x/y.jsonl" in server.kept()
    assert len(server.kept()) == 2


@pytest.mark.parametrize("kind", SERVERS)
def test_an_unreachable_server_stops_before_anything_is_lost(server, kind, monkeypatch):
    commit(server, 1)
    original = Server.machine

    def machine_then_outage(self: Server) -> Path:
        place = original(self)
        self.origin.rename(self.folder / "away.git")
        return place

    monkeypatch.setattr(Server, "machine", machine_then_outage)
    assert not SERVERS[kind](server).run()
    assert server.published == 0
    assert not (server.folder / "machine0" / "runs").exists(), "it stops before the experiments"
