"""Run the shell steps of a CI file as they stand, each job on a machine of its own, against a local server.

What is replaced, and nothing else: the step that installs from a package registry (xreport is on PATH instead), the
steps with ``uses:`` (the checkout is a clone, an artifact a copy), what a runner does around a job, and the variables
that a server sets. A token is given to a job only where its file says so, with the rights that the file gives it.
"""

from __future__ import annotations

import base64
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from git_server import PROJECT, Server
from machines import ROOT, Machine

INSTALL = r'python -m pip install "xreport==[\d.]+"'


def load(name: str) -> dict:
    return yaml.safe_load((ROOT / "docs" / "ci" / name).read_text(encoding="utf-8"))


def clone(machine: Machine, url: str, header: str = "") -> bool:
    """Clone main as a runner does: what lies there already is taken up, and all but the repository is cleaned."""
    header = f"Authorization: Basic {base64.b64encode(header.encode()).decode()}" if header else ""
    env = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "http.extraHeader", "GIT_CONFIG_VALUE_0": header}
    fresh = f"git clone --quiet --depth=1 --branch=main {url} ."
    again = f"git fetch --quiet --depth=1 {url} main && git checkout --quiet --force FETCH_HEAD && git clean -ffdx"
    return machine.shell(f"if [ -d .git ]; then {again}; else {fresh}; fi", env) == 0


@dataclass
class Workflow:
    """What both kinds of CI have in common: jobs that need others, and machines."""

    server: Server
    before_keep: Callable[[], object] = lambda: None
    """Called before the job keep: what happens elsewhere meanwhile."""
    tamper: Callable[[Path], object] = lambda _: None
    """Called with the artifact that the training handed over, before others see it."""
    one_machine: bool = False
    """Run all jobs on the same machine, which is never cleaned: what the files say not to do."""
    results: dict[str, str] = field(default_factory=dict)
    machines: dict[str, Machine] = field(default_factory=dict)

    def run(self, last: str | None = None) -> bool:
        """Run all jobs, or those up to the last one that matters; return whether the whole is green."""
        self.results = {}
        return self.rerun(last)

    def rerun(self, last: str | None = None) -> bool:
        """Run those jobs again that did not succeed."""
        names = self.names()
        for name in names[: names.index(last) + 1] if last else names:
            if self.results.get(name) != "success":
                if name == "keep":
                    self.before_keep()
                self.results[name] = self.job(name)
        return set(self.results.values()) == {"success"}

    def machine(self, job: str) -> Machine:
        """Return the machine for a job, which is a new one."""
        folder = self.server.folder / "machines"
        if not self.one_machine or not self.machines:
            number = len(list(folder.iterdir())) if folder.exists() else 0
            self.machines[job] = Machine(self.server, f"{number}-{job}")
        self.machines[job] = self.machines[job] if not self.one_machine else next(iter(self.machines.values()))
        return self.machines[job]

    def names(self) -> list[str]:
        raise NotImplementedError

    def job(self, name: str) -> str:
        """Run a job; return its result: success, failure or skipped."""
        raise NotImplementedError


@dataclass
class GitHub(Workflow):
    """As much of GitHub Actions as the workflow uses; an expression it does not know is an error."""

    workflow: dict = field(default_factory=lambda: load("github-actions.yml"))
    artifacts: dict[str, Path] = field(default_factory=dict)
    values: dict[str, object] = field(default_factory=dict)

    def names(self) -> list[str]:
        return list(self.workflow["jobs"])

    def job(self, name: str) -> str:
        job = self.workflow["jobs"][name]
        needed = [job["needs"]] if "needs" in job else []
        assert all(need in self.results for need in needed), "jobs stand in the order in which they run"
        self.values |= {"always()": True, "!cancelled()": True}
        self.values |= {f"needs.{need}.result": self.results[need] for need in needed}
        if not (self._holds(job["if"]) if "if" in job else all(self.results[need] == "success" for need in needed)):
            return "skipped"
        machine = self.machine(name)
        contents = {None: (), "read": ("read",), "write": ("read", "push")}[job["permissions"].get("contents")]
        self.values |= {"github.token": self.server.token(*contents), "runner.temp": str(machine.temp)}
        green = self._steps(name, job, machine)
        for key, expression in job.get("outputs", {}).items():
            self.values[f"needs.{name}.outputs.{key}"] = self._fill(expression)
        return "success" if green else "failure"

    def _steps(self, name: str, job: dict, machine: Machine) -> bool:
        green = True
        for step in job["steps"]:
            if self._holds(step["if"]) if "if" in step else green:
                ok = self._uses(step, machine) if "uses" in step else self._shell(name, step, machine)
                green = green and ok
        return green

    def _uses(self, step: dict, machine: Machine) -> bool:
        action, given = step["uses"].split("@")[0], step.get("with", {})
        store = self.server.folder / "artifacts"
        if action == "actions/checkout":
            assert given == {"persist-credentials": False}, "the token would lie in .git/config"
            return clone(machine, f"{self.server.url}/{PROJECT}.git", f"x:{self.values['github.token']}")
        if action == "actions/upload-artifact":
            file = Path(str(self._fill(given["path"])))
            if not file.is_file():
                return False
            kept = self.artifacts[given["name"]] = store / given["name"]
            shutil.rmtree(kept, ignore_errors=True)
            kept.mkdir(parents=True)
            shutil.copyfile(file, kept / file.name)
            if given["name"] == "runs":
                self.tamper(kept / file.name)
        elif action == "actions/download-artifact":
            if given["name"] not in self.artifacts:
                return False
            shutil.copytree(self.artifacts[given["name"]], str(self._fill(given["path"])), dirs_exist_ok=True)
        elif action == "actions/upload-pages-artifact":
            shutil.copytree(machine.work / given["path"], self.server.folder / "site", dirs_exist_ok=True)
        elif action == "actions/deploy-pages":
            self.server.publish(self.server.folder / "site")
        else:
            assert action == "actions/setup-python"
        return True

    def _shell(self, job: str, step: dict, machine: Machine) -> bool:
        if step["name"] == "Install":
            assert re.fullmatch(rf"set -eu\n{INSTALL}.*\n", step["run"])
            return True
        assert "${{" not in step["run"], "an expression in a script is a way in"
        files = {name: machine.temp / name.lower() for name in ("GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_PATH")}
        for file in files.values():
            file.write_text("")
        env = self.workflow["env"] | {key: str(self._fill(value)) for key, value in step.get("env", {}).items()}
        env |= {name: str(file) for name, file in files.items()} | {
            "GITHUB_SERVER_URL": self.server.url,
            "GITHUB_REPOSITORY": PROJECT,
            "GITHUB_RUN_ID": "1",
            "GITHUB_JOB": job,
            "RUNNER_TEMP": str(machine.temp),
        }
        code = machine.shell(step["run"], env)
        outputs, added = (dict(self._pairs(files[name])) for name in ("GITHUB_OUTPUT", "GITHUB_ENV"))
        self.values |= {f"steps.{step.get('id', '-')}.outputs.{key}": value for key, value in outputs.items()}
        machine.env |= added
        machine.paths[:0] = files["GITHUB_PATH"].read_text().split()
        return code == 0

    def _pairs(self, file: Path) -> Iterator[tuple[str, str]]:
        for line in file.read_text().splitlines():
            key, _, value = line.partition("=")
            yield key, value

    def _fill(self, text: str) -> object:
        return re.sub(r"\$\{\{ (.+?) \}\}", lambda found: str(self._value(found[1])), text)

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
class GitLab(Workflow):
    """As much of GitLab CI as the pipeline uses."""

    pipeline: dict = field(default_factory=lambda: load("gitlab-ci.yml"))
    scope: str = "xreport-keep"
    """The environment scope of the variable XREPORT_TOKEN; ``*`` gives it to every job."""

    def __post_init__(self) -> None:
        self.secret = self.server.token("read", "push", "api")

    def names(self) -> list[str]:
        known = {"workflow", "stages", "variables", "default"}
        names = [name for name in self.pipeline if name not in known and not name.startswith(".")]
        return sorted(names, key=lambda name: self.pipeline["stages"].index(self.pipeline[name]["stage"]))

    def job(self, name: str) -> str:
        job = self.pipeline[name]
        needed = [need if isinstance(need, dict) else {"job": need} for need in job.get("needs", [])]
        assert needed or name == self.names()[0], "without needs, a job takes the artifacts of all before"
        if job.get("when") != "always" and any(self.results[need["job"]] != "success" for need in needed):
            return "skipped"
        machine, token, number = self.machine(name), self.server.token("read"), str(next(self.server.ids))
        artifacts = self.server.folder / "artifacts" / number
        artifacts.mkdir(parents=True)
        for key in [key for key, one in self.server.jobs.items() if one["name"] == name]:
            del self.server.jobs[key]
        self.server.jobs[number] = {"name": name, "token": token, "artifacts": artifacts, "variables": {}}
        variables = {key: str(value) for key, value in (self.pipeline["variables"] | job.get("variables", {})).items()}
        strategy = variables.pop("GIT_STRATEGY")
        if strategy == "clone":
            url = self.server.url.replace("://", f"://gitlab-ci-token:{token}@")
            if not clone(machine, f"{url}/{PROJECT}.git"):
                return "failure"
        else:
            assert strategy == "empty"
        for need in needed:
            if need.get("artifacts", True):
                before = next(one for one in self.server.jobs.values() if one["name"] == need["job"])
                shutil.copytree(before["artifacts"], machine.work, symlinks=True, dirs_exist_ok=True)
                variables |= before["variables"]  # which take precedence over those of the job
        env = variables | {
            "CI_PROJECT_URL": f"{self.server.url}/{PROJECT}",
            "CI_SERVER_URL": self.server.url,
            "CI_API_V4_URL": f"{self.server.url}/api/v4",
            "CI_PROJECT_ID": "7",
            "CI_PIPELINE_ID": "1",
            "CI_JOB_ID": number,
            "CI_JOB_NAME": name,
            "CI_JOB_TOKEN": token,
        }
        if self.scope in ("*", job.get("environment", {}).get("name")):
            env["XREPORT_TOKEN"] = self.secret
        lines = [line for line in self._flat(job["script"]) if not re.fullmatch(INSTALL, line)]
        green = machine.shell("\n".join(lines), env) == 0
        machine.shell("\n".join(self._flat(job.get("after_script", []))), env)
        self._collect(job.get("artifacts", {}), machine, artifacts, green=green)
        if name == "train" and (artifacts / "runs.tar").exists():
            self.tamper(artifacts / "runs.tar")
        if name == "pages" and green:
            self.server.publish(artifacts / "public")
        self.server.rights[token] = frozenset()  # it ends with its job
        return "success" if green else "failure"

    def _flat(self, script: list) -> Iterator[str]:
        for line in script:
            yield from self._flat(line) if isinstance(line, list) else [line]

    def _collect(self, wanted: dict, machine: Machine, artifacts: Path, *, green: bool) -> None:
        for path in wanted.get("paths", []) if green or wanted.get("when") == "always" else []:
            source = machine.work / path
            if source.is_dir():
                shutil.copytree(source, artifacts / path, symlinks=True)
            elif source.exists():
                shutil.copy(source, artifacts / path, follow_symlinks=False)


KINDS: dict[str, type[Workflow]] = {"github": GitHub, "gitlab": GitLab}
