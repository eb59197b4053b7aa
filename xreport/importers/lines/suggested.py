"""What looks like a log and is not read: the ``[[import]]`` rule that would read it, from the numbers in its lines."""

from __future__ import annotations

import re
from typing import Final

from xreport.importers.kit.heads import Head
from xreport.importers.kit.step_names import ALSO_OF_DATA, is_step
from xreport.importers.lines.bare_steps import is_measured

_LINES: Final = 400
_LONGEST: Final = 2_000
_MOST: Final = 12
"""Values of a pattern: more of them are no easier to read."""
_NUMBER: Final = r"[-+]?(?:\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?|nan|inf)"
_BETWEEN: Final = r"[^\w.+-]+"
_PAIR: Final = re.compile(rf"(?<![\w./-])([A-Za-z][\w/.-]{{0,60}}){_BETWEEN}({_NUMBER})(?![\w.]*[A-Za-z_]\w)")
_VALUE: Final = r"[-+.\deE]*\d\.?|nan|inf"
_FORMS: Final = 3
"""Kinds of lines of which the rule is looked for, the most frequent first."""
_DOCUMENT: Final = re.compile(rb"\s*(?:<|\{|\[\s*[\[{\"])")
_COLOURS: Final = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")


def rule_for(head: Head) -> str:
    """Return the rule that reads a text whose lines hold a step and what a training measures, "" for any other text.

    A rule is returned only where its pattern finds what was seen in at least two lines.
    """
    data = head.data
    if _DOCUMENT.match(data) or b"\0" in data:
        return ""
    text = _COLOURS.sub("", data.decode("utf-8", "replace"))
    lines = [line for line in text.splitlines()[:_LINES] if len(line) <= _LONGEST]
    forms: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    seen: dict[tuple[str, ...], list[str]] = {}
    for line in lines:
        pairs = _PAIR.findall(line)[:_MOST]
        if len(pairs) > 1:
            names, numbers = zip(*pairs, strict=True)
            forms.setdefault(names, []).append(numbers)
            seen.setdefault(names, []).append(line)
    for names, rows in sorted(forms.items(), key=lambda form: -len(form[1]))[:_FORMS]:
        step = _step_of(names, rows)
        pattern = _pattern(names, step) if step else ""
        # Other lines are not tried: a name that they repeat may cost a pattern like this much time.
        if pattern and all(re.search(pattern, line) for line in seen[names][:2]):
            return f"[[import]]\nfiles = {_text(head.name)}\npattern = '{pattern}'"
    return ""


def _step_of(names: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """Return the name of the step that changes most from line to line, "" where these are no lines of a training."""
    steps = {name: len({row[at] for row in rows}) for at, name in enumerate(names) if is_step(name)}
    values = [name for name in names if not is_step(name)]
    if len(rows) < 2 or len(set(names)) < len(names) or not steps or not values:
        return ""
    step = max(steps, key=lambda name: steps[name])
    return step if step.lower() not in ALSO_OF_DATA or any(map(is_measured, values)) else ""


def _pattern(names: tuple[str, ...], step: str) -> str:
    """Return a pattern that finds the step and all values in a line, in their order; other steps are passed over."""
    parts: dict[str, str] = {}
    for name in names:
        if name == step or not is_step(name):
            group = "step" if name == step else re.sub(r"[^A-Za-z0-9_]", "_", name.replace("/", "__"))
            found = r"\d+" if name == step else _VALUE
            parts[group] = rf"\b{re.escape(name)}{_BETWEEN}(?P<{group}>{found})"
    return ".*?".join(parts.values()) if len(parts) > 1 else ""


def _text(name: str) -> str:
    """A name of a file as TOML has it."""
    return f'"{name}"' if re.fullmatch(r"[\w .+-]+", name) else f"'{name}'" if "'" not in name else '"*"'
