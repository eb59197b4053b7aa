"""The CI files of the documentation: valid, careful, and run as they stand."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from archives import KEPT, LEFT_OUT, pack
from git_server import Server, git
from machines import ROOT
from workflow_runs import KINDS, load

from xreport.version import __version__

TRAIN = """\
import xreport

with xreport.init("demo", name="run-{number}", params={{"lr": 0.1}}, seed={number}) as run:
    for step in range(3):
        run.log({{"val/acc": step / 10}}, step=step)
{more}
"""
FILES = ("github-actions.yml", "gitlab-ci.yml")
both = pytest.mark.parametrize("kind", ["github", pytest.param("gitlab", marks=pytest.mark.slow)])


def text_of(name: str) -> str:
    return (ROOT / "docs" / "ci" / name).read_text(encoding="utf-8")


def commit(server: Server, number: int, more: str = "") -> None:
    # A careless .gitattributes and .gitignore must not change or lose a journal.
    files = {".gitattributes": "* text=auto eol=crlf\n*.jsonl filter=lfs export-ignore\n", ".gitignore": "runs/\n"}
    server.commit(files | {"train.py": TRAIN.format(number=number, more=more)})


def names_on_site(server: Server) -> list[str]:
    runs = json.loads((server.pages / "data" / "runs.json").read_text(encoding="utf-8"))["runs"]
    return sorted(run["name"] for run in runs)


# -- the files as text ----------------------------------------------------------------------------------


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
    for name in FILES:
        asked = set(re.findall(r"""code"? ==? '?(\d+)""", text_of(name)))
        assert asked == {"0", "1"}
        assert asked <= given


def test_github_permissions_are_the_least():
    workflow = load("github-actions.yml")
    assert workflow["permissions"] == {}
    assert {name: job["permissions"] for name, job in workflow["jobs"].items()} == {
        "source": {"contents": "read"},
        "train": {},
        "keep": {"contents": "write"},
        "build": {"contents": "read"},
        "publish": {"pages": "write", "id-token": "write"},
    }
    assert {name for name, job in workflow["jobs"].items() if "github.token" in json.dumps(job)} == {
        "source",
        "keep",
        "build",
    }
    assert "secrets." not in text_of("github-actions.yml")
    assert text_of("github-actions.yml").count("actions/checkout@") == 2
    assert text_of("github-actions.yml").count("persist-credentials: false") == 2


def test_github_actions_are_pinned_to_a_commit_and_say_its_version():
    uses = re.findall(r"uses: (.+)", text_of("github-actions.yml"))
    assert len(uses) == 10
    assert all(re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", use) for use in uses)
    assert len(set(uses)) == len({use.partition("@")[0] for use in uses}), "one commit for each action"


@pytest.mark.parametrize("name", FILES)
def test_xreport_is_pinned_to_this_version(name):
    found = re.findall(r"pip install (\S+)", text_of(name))
    assert found == [f'"xreport=={__version__}"'] * 2


def test_the_job_that_may_push_has_no_checkout_and_installs_nothing():
    keep = load("github-actions.yml")["jobs"]["keep"]
    assert [step.get("uses", "").partition("@")[0] for step in keep["steps"]] == ["actions/download-artifact", ""]
    assert load("gitlab-ci.yml")["keep"]["variables"]["GIT_STRATEGY"] == "empty"
    for job in (keep, load("gitlab-ci.yml")["keep"]):
        assert not re.search(r"pip |python(?!3 -c)|xreport build|source ", json.dumps(job))


@pytest.mark.parametrize("name", FILES)
def test_no_cache_is_shared(name):
    settings = re.sub(r"#.*", "", text_of(name))
    assert "cache" not in settings


def test_gitlab_takes_nothing_from_the_training_but_one_file():
    pipeline = load("gitlab-ci.yml")
    jobs = {name: job for name, job in pipeline.items() if isinstance(job, dict) and "script" in job}
    taken = {
        name: [need for need in job.get("needs", ()) if not isinstance(need, dict) or need.get("artifacts", True)]
        for name, job in jobs.items()
    }
    assert taken == {"train": [], "keep": [], "build": [], "pages": ["build"]}
    assert [name for name, job in jobs.items() if "environment" in job] == ["keep"]
    assert [name for name, job in jobs.items() if "$XREPORT_TOKEN" in json.dumps(job)] == ["keep"]
    strategies = {
        name: (pipeline["variables"] | job.get("variables", {}))["GIT_STRATEGY"] for name, job in jobs.items()
    }
    assert strategies == {"train": "clone", "keep": "empty", "build": "clone", "pages": "empty"}


def test_both_keep_journals_in_the_same_way():
    github = next(s["run"] for s in load("github-actions.yml")["jobs"]["keep"]["steps"] if "run" in s)
    (gitlab,) = load("gitlab-ci.yml")["keep"]["script"]
    start = "# What the experiments made is data."
    assert github.partition(start)[2].strip() == gitlab.partition(start)[2].strip() != ""


# -- the files run --------------------------------------------------------------------------------------


@both
def test_every_build_covers_all_runs_so_far(server, kind):
    made = []
    for number in (1, 2):
        # A log with the line ends of Windows beside the journal: git likes to change those.
        more = f'open("runs/bare-{number}.jsonl", "wb").write(b\'{{"step": 1, "loss": 0.5}}\\r\\n\')'
        more += (
            '\nimport pathlib, sys; sys.exit(len(list(pathlib.Path("runs").rglob("*.jsonl"))) != ' + f"{2 * number})"
        )
        commit(server, number, more)
        ci = KINDS[kind](server)
        assert ci.run(), "the training has found the journals of earlier runs"
        assert len(names_on_site(server)) == 2 * number
        assert {f"run-{i + 1}" for i in range(number)} < set(names_on_site(server))
        kept = server.kept()
        assert len(kept) == 2 * number
        assert all(name.startswith("runs/") and name.endswith(".jsonl") for name in kept)
        made.append({name: server.content(name) for name in kept})
        for job in ("train", "build"):
            place = ci.machines[job].work
            assert {name: (place / name).read_bytes() for name in kept} == made[-1], "they come back byte for byte"
    assert made[0].items() <= made[1].items()
    assert len(git("log", "--format=%H", "xreport-runs", cwd=server.origin).split()) == 2


@both
def test_damaged_input_is_published_and_fails(server, kind):
    commit(
        server,
        1,
        'open("runs/broken.jsonl", "w").write(\'{"step": 1, "a": 1}\\n{"step": 2, "a"\\n{"step": 3, "a": 3}\\n\')',
    )
    assert not KINDS[kind](server).run()
    assert server.published == 1
    assert "run-1" in names_on_site(server)
    assert "runs/broken.jsonl" in server.kept()


@both
def test_a_failed_experiment_is_published_and_fails(server, kind):
    commit(server, 1, "    raise ValueError('diverged')")
    assert not KINDS[kind](server).run()
    assert server.published == 1
    assert names_on_site(server) == ["run-1"]
    assert len(server.kept()) == 1


@both
def test_a_refused_build_publishes_nothing_and_keeps_the_journals(server, kind):
    # Nor is a site published that lies in the commit.
    server.commit({"xreport.toml": 'titel = "x"\n', "public/index.html": "old", "site/index.html": "old"})
    commit(server, 1)
    assert not KINDS[kind](server).run()
    assert server.published == 0
    assert len(server.kept()) == 1


@both
def test_a_push_meanwhile_is_kept_too(server, kind):
    commit(server, 1)
    elsewhere = {"runs/x/y.jsonl": '{"step": 1, "a": 1}\n'}
    assert KINDS[kind](server, before_keep=lambda: server.commit(elsewhere, "xreport-runs")).run("keep")
    assert "runs/x/y.jsonl" in server.kept()
    assert len(server.kept()) == 2


@both
def test_a_push_between_reading_and_pushing_is_kept_too(server, kind):
    commit(server, 1)
    server.commit({"runs/first.jsonl": '{"step": 1, "a": 1}\n'}, "xreport-runs")
    # The server takes the other push just before ours: ours is refused once, and made again on top of it.
    hook = server.origin / "hooks" / "pre-receive"
    blob = '$(echo \'{"step": 1, "a": 1}\' | git hash-object -w --stdin)'
    tree = f"{{ git ls-tree -r xreport-runs; printf '100644 blob %s\\truns/other.jsonl\\n' {blob}; }}"
    hook.write_text(
        "#!/bin/sh\n[ ! -e once ] || exit 0\ntouch once\n"
        "unset GIT_QUARANTINE_PATH GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES\n"
        f"export GIT_INDEX_FILE=$PWD/other-index\n{tree} | git update-index --index-info\n"
        "export GIT_AUTHOR_NAME=t GIT_AUTHOR_EMAIL=t@localhost GIT_COMMITTER_NAME=t GIT_COMMITTER_EMAIL=t@localhost\n"
        "git update-ref refs/heads/xreport-runs $(git commit-tree $(git write-tree) -p xreport-runs -m other)\n"
    )
    hook.chmod(0o755)
    assert KINDS[kind](server).run("keep")
    assert {"runs/first.jsonl", "runs/other.jsonl"} < set(server.kept())
    assert len(server.kept()) == 3
    assert len(server.pushed) == 2


@both
def test_when_the_branch_cannot_be_read_nothing_is_run(server, kind):
    commit(server, 1)
    server.away = True
    ci = KINDS[kind](server)
    assert not ci.run()
    assert server.published == 0
    assert "train" not in ci.machines or not (ci.machines["train"].work / "runs").exists(), "it stops before"


@both
def test_journals_that_could_not_be_pushed_are_pushed_when_the_job_is_run_again(server, kind, monkeypatch):
    commit(server, 1)

    def away() -> None:
        server.away = not server.away

    ci = KINDS[kind](server, before_keep=away)
    monkeypatch.setenv("PATH", str(quick_sleep(server.folder)), prepend=os.pathsep)
    assert not ci.run("keep")
    assert ci.results["train"] == "success"
    assert ci.rerun("keep")
    assert len(server.kept()) == 1
    assert len(list((server.folder / "machines").glob("*-train"))) == 1, "nothing is trained twice"


def quick_sleep(folder: Path) -> Path:
    """Return a folder with a ``sleep`` that does not wait."""
    (folder / "quick").mkdir()
    (folder / "quick" / "sleep").write_text("#!/bin/sh\n")
    (folder / "quick" / "sleep").chmod(0o755)
    return folder / "quick"


# -- what is handed over is data ------------------------------------------------------------------------


@both
def test_what_is_on_the_branch_is_never_changed_or_removed(server, kind):
    old = {"runs/same.jsonl": '{"step": 1, "a": 1}\n', "runs/was-a-file": "1\n", "runs/folder/inside.jsonl": "{}\n"}
    server.commit(old, "xreport-runs")
    commit(
        server,
        1,
        """\
import pathlib, shutil
pathlib.Path("runs/same.jsonl").write_text('{"step": 1, "a": 2}')
pathlib.Path("runs/was-a-file").unlink()
pathlib.Path("runs/was-a-file").mkdir()
pathlib.Path("runs/was-a-file/new.jsonl").write_text('{"step": 1, "a": 2}')
shutil.rmtree("runs/folder")
pathlib.Path("runs/folder").write_text("now a file")
""",
    )
    ci = KINDS[kind](server)
    assert not ci.run("keep")
    assert ci.results["train"] == "success"
    assert {name: server.content(name).decode() for name in old} == old
    assert len(server.kept()) == 4, "and the new journal is kept"
    said = "\n".join(server.log)
    for name in ("same.jsonl", "was-a-file/new.jsonl", "folder"):
        assert f"Not kept, the branch has another file of this name: runs/{name}\n" in said


@both
def test_only_plain_files_below_runs_are_kept(server, kind):
    commit(server, 1)
    ci = KINDS[kind](server, tamper=lambda file: file.write_bytes(pack([*LEFT_OUT, *KEPT])))
    assert ci.run("keep")
    assert sorted(server.kept()) == sorted(info.name for info, _ in KEPT)
    modes = {line.split()[0] for line in git("ls-tree", "-r", "xreport-runs", cwd=server.origin).splitlines()}
    assert modes == {"100644"}


@both
def test_what_cannot_be_pushed_is_named_and_the_rest_is_kept(server, kind):
    commit(
        server,
        1,
        """\
import os, pathlib
for name in ("runs/a\\nb.jsonl", "runs/a\\\\b.jsonl", "runs/git~1", "runs/::set-output name=x::y\\r.jsonl"):
    pathlib.Path(name).write_text('{"step": 1, "a": 1}')
with open("runs/large.bin", "wb") as file:
    file.truncate(2**27)
""",
    )
    assert not KINDS[kind](server).run("keep")
    assert len(server.kept()) == 1
    said = [line for line in "\n".join(server.log).splitlines() if line.startswith("Not kept, its name or its size")]
    assert len(said) == 5


@both
@pytest.mark.parametrize("content", [b"", b"no archive at all" * 100, None], ids=["empty", "text", "missing"])
def test_an_artifact_that_is_no_archive_is_refused(server, kind, content):
    commit(server, 1)
    before = server.branches()
    ci = KINDS[kind](server, tamper=lambda file: file.unlink() if content is None else file.write_bytes(content))
    assert not ci.run("keep")
    assert ci.results == {**ci.results, "train": "success", "keep": "failure"}
    assert server.branches() == before
