"""Help: quick, complete, and the same in the documentation."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import click
import pytest

from xreport import __version__
from xreport.cli.app import COMMANDS, app
from xreport.settings import Config, ImportRule, MetricConfig

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference"
HEAVY = (
    "rich",
    "numpy",
    "pandas",
    "matplotlib",
    "mkdocs",
    "jinja2",
    "msgspec",
    "scipy",
    "xreport.pipeline",
    "http.server",
)


def all_commands():
    context = click.Context(app)
    return {name: app.get_command(context, name) for name in app.list_commands(context)}


def test_version(xreport):
    result = xreport("--version")
    assert (result.exit_code, result.output) == (0, f"xreport {__version__}\n")


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_help_with_examples(xreport, name):
    result = xreport(name, "--help")
    assert result.exit_code == 0
    assert f"Usage: xreport {name}" in result.output
    assert f"  xreport {name}" in result.output.split("Examples:")[1]


@pytest.mark.parametrize("arguments", [["--help"], ["build", "--help"], ["serve", "--help"], ["ls", "--help"]])
def test_help_imports_nothing_heavy(arguments):
    code = (
        "import sys\nfrom xreport.cli import main\n"
        f"sys.argv[1:] = {arguments!r}\n"
        "try: main()\nexcept SystemExit: pass\n"
        f"print('LOADED', sorted(name for name in {HEAVY!r} if name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "LOADED []"


def test_help_is_fast():
    """Under three times bare Python plus 150 ms, in time of the processor: other work may share the machine."""

    def seconds(*arguments: str) -> float:
        before = os.times()
        subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
        after = os.times()
        return after.children_user + after.children_system - before.children_user - before.children_system

    bare = min(seconds("-c", "pass") for _ in range(5))
    helped = min(seconds("-m", "xreport", "--help") for _ in range(5))
    assert helped < 3 * bare + 0.15


def test_an_unknown_command_or_option_is_a_usage_error(xreport):
    assert xreport("biuld").exit_code == 2
    assert xreport("build", "--strct").exit_code == 2
    assert "--strict" in xreport("build", "--strct").output


def test_the_reference_has_every_command_and_option():
    page = (REFERENCE / "cli.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^## `xreport (\w+)`\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL))
    commands = all_commands()
    assert sections.keys() == commands.keys()
    for name, command in commands.items():
        for parameter in command.params:
            for word in (
                parameter.opts
                if isinstance(parameter, click.Option)
                else [parameter.make_metavar(click.Context(command))]
            ):
                assert re.search(rf"`{re.escape(word)}\b|`{re.escape(word)}`|, `{re.escape(word)}", sections[name]), (
                    name,
                    word,
                )
        options = {word for parameter in command.params for word in (*parameter.opts, *parameter.secondary_opts)}
        named = set(re.findall(r"`(--[\w-]+)", sections[name]))
        assert named <= options | {"--help"}, f"{name}: an option in the documentation that does not exist"


def test_the_reference_has_every_configuration_key():
    page = (REFERENCE / "configuration.md").read_text(encoding="utf-8")
    keys = {field.name for field in fields(Config)} - {"root", "file", "imports"} | {"import"}
    headings = set(re.findall(r"^### `(\w+)`", page, re.MULTILINE))
    assert headings == keys
    assert all(f"`{field.name}`" in page for field in (*fields(MetricConfig), *fields(ImportRule)))


def test_the_examples_of_the_configuration_reference_are_accepted(tmp_path):
    from xreport.settings import read_config

    page = (REFERENCE / "configuration.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```toml\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert len(blocks) > 8
    (tmp_path / "reports").mkdir()
    (tmp_path / "mkdocs.yml").touch()
    for block in blocks:
        name = "pyproject.toml" if "[tool.xreport]" in block else "xreport.toml"
        (tmp_path / name).write_text(block, encoding="utf-8")
        read_config(tmp_path / name, tmp_path)
