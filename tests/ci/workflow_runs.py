"""Run the shell steps of a CI file as they stand, against a local repository.

What is replaced, and nothing else: the step that installs from a package registry (xreport is on PATH instead), the
steps with ``uses:`` (the checkout is a clone, the upload of the site a copy), and the variables that a server sets.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
GIT = ["git", "-c", "user.name=t", "-c", "user.email=t@localhost", "-c", "commit.gpgsign=false"]


def git(*arguments: str | Path, cwd: Path) -> str:
    done = subprocess.run(
        [*GIT, *map(str, arguments)], cwd=cwd, check=True, capture_output=True, text=True, env=clean_env()
    )
    return done.stdout


def clean_env() -> dict[str, str]:
    """The environment without anything that a CI around these tests, or git, would bring along."""
    return {
        key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "GITHUB_", "CI_", "XREPORT_"))
    }


@dataclass
class Server:
    """A git server with one repository, and the Pages beside it."""

    folder: Path
    published: int = 0
    log: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.tools = self.folder / "bin"
        self.tools.mkdir(parents=True)
        for name, command in (("python", ""), ("xreport", "-m xreport ")):
            tool = self.tools / name
            tool.write_text(f'#!/bin/sh\nexec "{sys.executable}" {command}"$@"\n')
            tool.chmod(0o755)
        git("init", "--quiet", "--bare", "--initial-branch=main", "origin.git", cwd=self.folder)
        self.origin = self.folder / "origin.git"
        self.pages = self.folder / "pages"

    def commit(self, files: dict[str, str]) -> None:
        """Commit files to main."""
        clone = self.folder / "author"
        if not clone.exists():
            git("clone", "--quiet", self.origin, clone, cwd=self.folder)
            git("checkout", "--quiet", "-B", "main", cwd=clone)
        for name, text in files.items():
            (clone / name).write_text(text, encoding="utf-8")
        git("add", "--all", cwd=clone)
        git("commit", "--quiet", "-m", "work", cwd=clone)
        git("push", "--quiet", "origin", "main", cwd=clone)

    def machine(self) -> Path:
        """Return a fresh clone of depth 1: a CI machine starts empty."""
        place = self.folder / f"machine{len(list(self.folder.glob('machine*')))}"
        git("clone", "--quiet", "--depth=1", "--branch=main", self.origin.as_uri(), place, cwd=self.folder)
        return place

    def kept(self, branch: str = "xreport-runs") -> list[str]:
        """Return the files on the branch of journals."""
        return git("ls-tree", "-r", "--name-only", branch, cwd=self.origin).split()

    def publish(self, site: Path) -> None:
        shutil.rmtree(self.pages, ignore_errors=True)
        shutil.copytree(site, self.pages)
        self.published += 1

    def shell(self, script: str, place: Path, env: dict[str, str]) -> int:
        """Run a script as both servers do: bash that stops at errors."""
        temp = place.parent / f"{place.name}-temp"
        temp.mkdir(exist_ok=True)
        whole = (
            clean_env()
            | {"PATH": f"{self.tools}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT), "RUNNER_TEMP": str(temp)}
            | env
        )
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
        done = subprocess.run(command, cwd=place, env=whole, capture_output=True, text=True, check=False, timeout=300)
        self.log.append(f"$ {script}\n{done.stdout}{done.stderr}[exit code {done.returncode}]\n")
        return done.returncode


def load(name: str) -> dict:
    return yaml.safe_load((ROOT / "docs" / "ci" / name).read_text(encoding="utf-8"))


@dataclass
class GitHub:
    """As much of GitHub Actions as the workflow uses; an expression it does not know is an error."""

    server: Server
    workflow: dict = field(default_factory=lambda: load("github-actions.yml"))
    before_keep: object = None
    """Called before the journals are pushed: another workflow that pushes meanwhile."""

    def run(self) -> bool:
        """Run all jobs; return whether the workflow is green."""
        report, publish, verdict = (self.workflow["jobs"][name] for name in ("report", "publish", "verdict"))
        place = self.server.machine()
        self.values = {"github.token": "unused", "always()": True, "!cancelled()": True}
        green = self._steps(report, place)
        for name, expression in report["outputs"].items():
            self.values[f"needs.report.outputs.{name}"] = self._fill(expression)
        if self._holds(publish["if"]):
            assert publish["steps"][0]["uses"].startswith("actions/deploy-pages@")
            self.server.publish(place.parent / f"{place.name}-pages")
        assert self._holds(verdict["if"])
        return self._steps(verdict, place) and green

    def _steps(self, job: dict, place: Path) -> bool:
        green = True
        for step in job["steps"]:
            identity = f"steps.{step.get('id', '-')}"
            wanted = self._holds(step["if"]) if "if" in step else green
            if not wanted:
                self.values[f"{identity}.outcome"] = "skipped"
                continue
            ok = self._uses(step, place) if "uses" in step else self._shell(step, place, identity)
            self.values[f"{identity}.outcome"] = "success" if ok else "failure"
            green = green and (ok or step.get("continue-on-error", False))
        return green

    def _uses(self, step: dict, place: Path) -> bool:
        if step["uses"].startswith("actions/upload-pages-artifact@"):
            shutil.copytree(place / step["with"]["path"], place.parent / f"{place.name}-pages")
        else:
            assert step["uses"].split("@")[0] in ("actions/checkout", "actions/setup-python")
        return True

    def _shell(self, step: dict, place: Path, identity: str) -> bool:
        if step["name"] == "Install":
            assert re.fullmatch(r"set -eu\npython -m pip install xreport\b.*\n", step["run"])
            return True
        if step["name"] == "Keep the journals" and self.before_keep:
            self.before_keep()
        output = place.parent / f"{place.name}-output"
        output.write_text("")
        own = {key: str(self._fill(value)) for key, value in step.get("env", {}).items()}
        env = self.workflow["env"] | {"GITHUB_OUTPUT": str(output), "GITHUB_RUN_ID": "1"} | own
        assert "${{" not in step["run"], "an expression in a script is a way in"
        code = self.server.shell(step["run"], place, env)
        for line in output.read_text().splitlines():
            key, _, value = line.partition("=")
            self.values[f"{identity}.outputs.{key}"] = value
        return code == 0

    def _fill(self, text: str) -> object:
        found = re.fullmatch(r"\$\{\{ (.+) \}\}", text)
        return self.values.get(found[1], "") if found else text

    def _holds(self, expression: str) -> bool:
        """Evaluate a condition: values, ``==``, ``!=``, ``&&``, ``||`` and brackets."""
        inner = re.fullmatch(r"\$\{\{ (.+) \}\}", expression)[1]
        tokens = re.findall(r"'[^']*'|&&|\|\||==|!=|(?:!?\w+\(\))|[\w.]+|[()]", inner)
        words = {"&&": "and", "||": "or"}
        python = " ".join(
            words.get(token) or (token if token[0] in "'()=!" and token != "!cancelled()" else repr(self._value(token)))
            for token in tokens
        )
        return bool(eval(python))  # the words of our own file

    def _value(self, name: str) -> object:
        assert name in self.values or name.startswith(("steps.", "needs.")), f"{name} is not known here"
        return self.values.get(name, "")


@dataclass
class GitLab:
    """As much of GitLab CI as the pipeline uses."""

    server: Server
    pipeline: dict = field(default_factory=lambda: load("gitlab-ci.yml"))

    def run(self) -> bool:
        """Run all stages; return whether the pipeline is green."""
        place = self.server.machine()
        before, *rest = self.pipeline["report"]["before_script"]
        assert re.fullmatch(r"python -m pip install xreport\b.*", before)
        assert not rest
        if not self._job("report", place):
            return False
        if not self._job("pages", place):
            return False
        self.server.publish(place / "public")
        return self._job("verdict", place)

    def _job(self, name: str, place: Path) -> bool:
        variables = {
            key: str(value).replace("${CI_PROJECT_URL}.git", self.server.origin.as_uri())
            for key, value in (self.pipeline["variables"] | self.pipeline[name].get("variables", {})).items()
        }
        env = variables | {"CI_PIPELINE_ID": "1", "XREPORT_TOKEN": "unused"}
        return self.server.shell("\n".join(self.pipeline[name]["script"]), place, env) == 0
