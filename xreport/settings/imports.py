"""The tables ``[[import]]`` of a configuration file: how files are read that nothing recognises by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from xreport.settings import values
from xreport.settings.config import ImportKind, ImportRule
from xreport.settings.lines import KeyPath
from xreport.settings.mistakes import Mistakes, did_you_mean
from xreport.settings.values import Unfit

_KINDS: Final[dict[str, ImportKind]] = {
    "pattern": "pattern", "trials": "trials", "long": "long", "curve": "curve", "together": "together",
    "apart": "apart",
}  # fmt: skip
_APART: Final = {"step", "time"}
_MOST_PATTERN: Final = 2000


def check_pattern(value: object) -> tuple[str, ...]:
    """Return expressions, each with a named group that is a value."""
    import regex  # most reports have no patterns

    found = _one_or_more(value, _EXPRESSION)
    for one in found:
        try:
            groups = regex.compile(one).groupindex
        except (regex.error, RecursionError, OverflowError) as error:
            raise Unfit(f"{one[:80]!r} is no regular expression: {error}", f"write one, like {_EXPRESSION}") from None
        if len(one) > _MOST_PATTERN:
            raise Unfit(f"an expression is longer than {_MOST_PATTERN:,} characters", "write several shorter ones")
        if not groups.keys() - _APART:
            fix = f"name what it finds, like {_EXPRESSION}"
            raise Unfit(f"{one[:80]!r} has no named group (?P<name>…) for a metric", fix)
    return found


def check_imports(path: KeyPath, value: object, mistakes: Mistakes) -> tuple[ImportRule, ...]:
    """Return the rules; what is wrong is added to the mistakes and left out."""
    if isinstance(value, dict):
        raise Unfit("is one table", "write [[import]], with two brackets")
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise Unfit("is not a list of tables", 'write [[import]] above lines like files = "*.out"')
    found = (_rule((*path, str(number)), table, mistakes) for number, table in enumerate(value, 1))
    return tuple(rule for rule in found if rule is not None)


def _rule(path: KeyPath, table: Mapping[str, object], mistakes: Mistakes) -> ImportRule | None:
    before = len(mistakes.found)
    fields: dict[str, Any] = {}
    for key, value in table.items():
        if key not in _CHECKS:
            meant = did_you_mean(key, _CHECKS, _SYNONYMS)
            fix = f"did you mean {meant}?" if meant else f"remove it; known keys are {', '.join(_CHECKS)}"
            mistakes.add((*path, key), "this key is not known", fix)
            continue
        try:
            fields[key] = _CHECKS[key](value)
        except Unfit as unfit:
            mistakes.add((*path, key), unfit.what, unfit.fix)
    if len(mistakes.found) > before:
        return None
    fields.setdefault("kind", "pattern" if "pattern" in fields else "")
    _check_whole(path, fields, mistakes)
    return ImportRule(**fields) if len(mistakes.found) == before else None


def _check_whole(path: KeyPath, fields: Mapping[str, Any], mistakes: Mistakes) -> None:
    """What a kind needs, and what it has no use for."""
    kind = fields["kind"]
    if "files" not in fields:
        mistakes.add(path, "it does not say which files", 'write files = "*.out"')
    if not kind:
        mistakes.add(path, "it says neither a kind nor a pattern", f"write kind = one of {', '.join(_KINDS)}")
        return
    for key in _NEEDS[kind]:
        if key not in fields:
            mistakes.add((*path, "kind"), f'"{kind}" needs the key {key}', f"write {key} = {_EXAMPLES[key]}")
    for key in sorted(fields.keys() - {"files", "kind", "project"} - set(_USES[kind])):
        mistakes.add((*path, key), f'has no meaning where kind is "{kind}"', "remove it")


def _kind(value: object) -> ImportKind:
    if isinstance(value, str) and value in _KINDS:
        return _KINDS[value]
    meant = did_you_mean(value, _KINDS, _KIND_SYNONYMS) if isinstance(value, str) else ""
    raise Unfit(f"{value!r} is not a kind", f'write "{meant}"' if meant else f"write one of {', '.join(_KINDS)}")


def _one_or_more(value: object, example: str) -> tuple[str, ...]:
    if isinstance(value, str):
        return (values.filled_text(value, example),)
    return values.filled_texts(value, f"[{example}]")


_EXPRESSION: Final = r"'epoch (?P<step>\d+).*loss (?P<loss>\S+)'"
_EXAMPLES: Final = {"pattern": _EXPRESSION, "run": '"trial_id"', "step": '"epoch"'}
_NEEDS: Final[Mapping[ImportKind, tuple[str, ...]]] = {
    "pattern": ("pattern",), "trials": (), "long": ("run", "step"), "curve": ("step",), "together": (), "apart": (),
}  # fmt: skip
_USES: Final[Mapping[ImportKind, tuple[str, ...]]] = {
    "pattern": ("pattern",), "trials": ("run", "params", "metrics"), "long": ("run", "step", "params", "metrics"),
    "curve": ("step",), "together": (), "apart": (),
}  # fmt: skip
_SYNONYMS: Final = {
    "file": "files", "path": "files", "paths": "files", "glob": "files", "regex": "pattern", "patterns": "pattern",
    "type": "kind", "format": "kind", "id": "run", "runs": "run", "steps": "step", "param": "params",
    "metric": "metrics",
}  # fmt: skip
_KIND_SYNONYMS: Final = {
    "regex": "pattern", "trial": "trials", "table": "trials", "curves": "curve", "log": "curve", "csv": "curve",
    "runs": "long", "join": "together", "same": "together", "one": "together", "separate": "apart", "split": "apart",
}  # fmt: skip
_CHECKS: Final[Mapping[str, Callable[[object], Any]]] = {
    "files": partial(_one_or_more, example='"*.out"'),
    "kind": _kind,
    "pattern": check_pattern,
    "run": partial(values.filled_text, example='"trial_id"'),
    "step": partial(values.filled_text, example='"epoch"'),
    "params": partial(_one_or_more, example='"lr"'),
    "metrics": partial(_one_or_more, example='"val/*"'),
    "project": partial(values.filled_text, example='"wine"'),
}
