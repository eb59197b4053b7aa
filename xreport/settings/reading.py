"""Find and read the configuration file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

from xreport.errors import ConfigError
from xreport.settings.checking import check
from xreport.settings.config import Config
from xreport.settings.mistakes import Mistakes

FILE = "xreport.toml"
PYPROJECT = "pyproject.toml"


def find_config(cwd: Path) -> Path | None:
    """Return the configuration file that applies when none was named, or None.

    It is ``xreport.toml`` in the working directory, else ``[tool.xreport]`` in its ``pyproject.toml``. A file in a
    source is data: see `xreport.settings.borrowed`.
    """
    if (cwd / FILE).is_file():
        return cwd / FILE
    # Cheap and sure enough to pass over the many projects that do not use xreport; reading it decides.
    if (cwd / PYPROJECT).is_file() and "xreport" in (cwd / PYPROJECT).read_text("utf-8", errors="replace"):
        return cwd / PYPROJECT if _tool_table(_parsed(cwd / PYPROJECT)[1]) is not None else None
    return None


def read_config(path: Path | None, cwd: Path) -> Config:
    """Return the settings of a configuration file; without a path the one that `find_config` finds, else defaults.

    Raises:
        ConfigError: The file cannot be read, or has mistakes; all of them are listed.
    """
    file = find_config(cwd) if path is None else cwd / path
    if file is None:
        return Config(root=cwd)
    text, document = _parsed(file)
    is_pyproject = file.name == PYPROJECT
    table = _tool_table(document) if is_pyproject else document
    if table is None:
        raise ConfigError(f"{_shown(file, cwd)} has no table [tool.xreport].", f"add it, or name a {FILE}")
    mistakes = Mistakes(_shown(file, cwd), ("tool", "xreport") if is_pyproject else ())
    fields = check(table, mistakes)
    root = file.parent
    _check_paths(root, fields, mistakes)
    if mistakes.found:
        raise mistakes.error(text)
    return Config(root=root, file=file, **fields)


def _tool_table(document: Mapping[str, object]) -> Mapping[str, object] | None:
    tool = document.get("tool")
    table = tool.get("xreport") if isinstance(tool, dict) else None
    return table if isinstance(table, dict) else None


def _check_paths(root: Path, fields: Mapping[str, object], mistakes: Mistakes) -> None:
    """What is named must be there: a page that is left out for a typing mistake would be missed late."""
    for key, is_there, kind in (("mkdocs", Path.is_file, "file"), ("reports", Path.is_dir, "folder")):
        name = fields.get(key)
        if isinstance(name, str) and not is_there(root / name):
            mistakes.add(
                (key,), f'there is no {kind} "{name}" beside the configuration', "mend the path, or remove the key"
            )


def _parsed(file: Path) -> tuple[str, dict[str, object]]:
    """Return the text and the tables of a TOML file."""
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        raise ConfigError(f"There is no configuration file {file}.", "mend the path, or leave out -c") from None
    except OSError as error:
        raise ConfigError(f"{file} cannot be read: {error.strerror}.", "name a readable TOML file") from None
    return parse(file.name, data)


def parse(name: str, data: bytes) -> tuple[str, dict[str, object]]:
    """Return the text and the tables of a configuration file.

    Raises:
        ConfigError: It is no TOML; says the line.
    """
    try:
        # Windows editors put a mark in front that TOML does not allow.
        text = data.decode("utf-8-sig")
        return text, tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise ConfigError(f"{name} is not UTF-8 text (byte {error.start}).", "save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise _not_toml(name, text, str(error)) from None
    except ValueError as error:  # what the library does not call an error of TOML: integers of thousands of digits
        raise ConfigError(f"{name} cannot be read: {error}.", "write a shorter value") from None
    except RecursionError:
        raise ConfigError(f"{name} is nested too deeply.", "write it with fewer levels") from None


def _not_toml(name: str, text: str, reason: str) -> ConfigError:
    found = re.search(r"\(at line (\d+), column \d+\)", reason)
    lines = text.splitlines()
    number = int(found[1]) if found else len(lines)
    line = lines[number - 1].strip() if 0 < number <= len(lines) else ""
    fix = "mend that line; texts stand in quotes, lists in [ ]"
    if re.match(r"\[?\[?[\w.-]*/", line):
        # The commonest one: names such as val/acc need quotes.
        fix = f'names with a slash stand in quotes, like [metrics."val/acc"]; the line reads: {line}'
    return ConfigError(f"{name}:{number}: this is not TOML: {reason.partition(' (at ')[0]}: {line[:80]}", fix)


def _shown(file: Path, cwd: Path) -> str:
    return str(file.relative_to(cwd)) if file.is_relative_to(cwd) else str(file)
