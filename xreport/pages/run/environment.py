"""Where a run ran, and how to run it again."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from xreport import text
from xreport.model import Environment, Run
from xreport.pages import limits

LINE = 80
"""Characters of a long value that show before it is unfolded."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A key and its value; ``href`` only ever leads to the configured repository."""

    key: str
    value: str
    href: str = ""
    short: str = ""


def fact(key: str, value: str) -> Fact:
    """Return a fact; a value too long to read at a glance gets a short form to unfold it by."""
    value = limits.value(value)
    line = " ".join(value.split())
    return Fact(key, value, short=f"{line[:LINE]}…" if len(line) > LINE * 2 else "")


def environment_facts(environment: Environment, repository: str) -> list[Fact]:
    """Return what is known of the place a run ran in; packages share one line."""
    commit = environment.commit
    base = repository.rstrip("/")
    href = f"{base}/commit/{commit}" if base.startswith(("https://", "http://")) and commit.isalnum() else ""
    state = {True: " with uncommitted changes", False: "", None: ""}[environment.dirty]
    named = (("Script", environment.script), ("Python", environment.python), ("Platform", environment.platform))
    facts = [
        Fact("Commit", commit[:12] + state if commit else "not logged", href),
        *(Fact(name, limits.value(value)) for name, value in named if value),
    ]
    packages = [f"{name} {version}" for name, version in sorted(environment.packages.items())]
    if packages:
        rest = limits.more(packages, limits.MOST_PACKAGES, "package", "in the journal")
        facts.append(Fact("Packages", ", ".join([*packages[: limits.MOST_PACKAGES], *([rest] if rest else [])])))
    for values in (environment.hardware, environment.extra):
        items = text.natural_items(values)
        facts += [fact(limits.name(key), text.format_scalar(value)) for key, value in items[: limits.MOST_ENVIRONMENT]]
        if rest := limits.more(items, limits.MOST_ENVIRONMENT, "value", "in the journal"):
            facts.append(Fact("…", rest))
    return facts


def reproduce(run: Run) -> str:
    """Return the commands that run it again, as far as they are known."""
    environment = run.environment
    lines = []
    if environment.commit.isalnum():
        lines.append(f"git checkout {environment.commit}")
    if environment.packages:
        pins = sorted(f"{name}=={version}" for name, version in environment.packages.items())
        lines.append("pip install " + shlex.join(pins))
    if environment.script:
        # Logged text that people paste into a shell: quoted, always.
        lines.append(shlex.join(["python", environment.script]))
    if lines and (run.params or run.seed is not None):
        lines.append("# with the params of this page" + (f" and seed {run.seed}" if run.seed is not None else ""))
    return "\n".join(lines)
