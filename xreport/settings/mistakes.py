"""Mistakes of a configuration file: collected while it is checked, reported all at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from xreport.errors import ConfigError
from xreport.settings.lines import KeyPath, line_of
from xreport.text import plural


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that is wrong: at which key, what, and how it should read instead."""

    key: KeyPath
    what: str
    fix: str


@dataclass(slots=True)
class Mistakes:
    """All mistakes of one file.

    Attributes:
        file: How the file is called in messages.
        table: What comes before every key in the file: ``("tool", "xreport")`` in ``pyproject.toml``.
    """

    file: str
    table: KeyPath = ()
    found: list[Mistake] = field(default_factory=list)

    def add(self, key: KeyPath, what: str, fix: str) -> None:
        """Remember a mistake; checking goes on."""
        self.found.append(Mistake(key, what, fix))

    def error(self, text: str) -> ConfigError:
        """Return the error that lists everything found, in the order of the file."""
        lines = {mistake.key: line_of(text, self.table + mistake.key) for mistake in self.found}
        ordered = sorted(self.found, key=lambda mistake: lines[mistake.key] or 0)
        entries = []
        for mistake in ordered:
            line = lines[mistake.key]
            where = f"{self.file}:{line}" if line else self.file
            name = f"{dotted(mistake.key)}: " if mistake.key else ""
            entries.append(f"  {where}: {name}{mistake.what}\n    fix: {mistake.fix}")
        return ConfigError(f"{self.file} has {plural(len(ordered), 'mistake')}:\n" + "\n".join(entries))


def dotted(key: KeyPath) -> str:
    """Return a key path as TOML writes it: names with other characters than letters, digits, - and _ are quoted."""
    return ".".join(part if _is_bare(part) else _quoted(part) for part in key)


def _is_bare(part: str) -> bool:
    return part.isascii() and part.replace("-", "a").replace("_", "a").isalnum()


def _quoted(part: str) -> str:
    return '"' + part.replace("\\", "\\\\").replace('"', '\\"') + '"'


def did_you_mean(word: str, known: Collection[str], synonyms: Mapping[str, str] | None = None) -> str:
    """Return the known word that was probably meant, or ``""``."""
    meant = (synonyms or {}).get(word.lower())
    if meant:
        return meant
    close = get_close_matches(word.lower().replace("-", "_"), known, n=1, cutoff=0.6)
    return close[0] if close else ""
