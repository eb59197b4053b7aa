"""Keys and names: nested keys to flat ones, names of files, natural order."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TypeVar

_T = TypeVar("_T")


def flatten(nested: Mapping[object, object], prefix: str = "") -> dict[str, object]:
    r"""Flatten nested dicts to one level: keys joined with ``.``, dots inside a key escaped as ``\.``.

    Lists stay values. An empty dict is kept as the value ``{}`` so that nothing logged disappears.
    """
    flat: dict[str, object] = {}
    # Depth first with an explicit stack: logged data may be nested deeper than Python recurses.
    stack = [(prefix, iter(nested.items()))]
    while stack:
        head, items = stack[-1]
        for key, value in items:
            name = head + str(key).replace("\\", "\\\\").replace(".", "\\.")
            if isinstance(value, Mapping) and value:
                stack.append((name + ".", iter(value.items())))
                break
            flat[name] = value
        else:
            stack.pop()
    return flat


def as_logged(flat: Mapping[str, _T]) -> dict[str, _T]:
    r"""Undo the escapes of `flatten`, ``a\.b`` is ``a.b``, unless two names would be one then."""
    plain = {key: re.sub(r"\\([\\.])", r"\1", key) if "\\" in key else key for key in flat}
    if len(set(plain.values())) < len(plain):
        return dict(flat)
    return {plain[key]: value for key, value in flat.items()}


def slugify(text: str, fallback: str = "x") -> str:
    """Return text as a file name that is safe everywhere: ``[a-z0-9-]``, at most 60 characters, never empty."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_text.lower()).strip("-")[:60].strip("-")
    reserved = {"con", "prn", "aux", "nul", "index", *(f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10))}
    return f"{slug}-x" if slug in reserved else slug or fallback


def addresses(keys: Sequence[str], names: Sequence[str]) -> list[str]:
    """Return where each of these is: its name as a slug, and a hash of its key, which is unique.

    The address of one does not depend on the others; only if two are equal all the same, both get the whole hash.
    """
    found = [f"{slugify(name)}-{short_hash(key)}" for name, key in zip(names, keys, strict=True)]
    counts = Counter(found)
    return [
        one if counts[one] == 1 else f"{slugify(name)}-{short_hash(key, 64)}"
        for one, name, key in zip(found, names, keys, strict=True)
    ]


def short_hash(text: str, length: int = 10) -> str:
    """Return the first hexadecimal digits of the SHA-256 of text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:length]


def sort_natural(texts: Iterable[str]) -> list[str]:
    """Return texts as people count: ``run-2`` before ``run-10``; those that count alike (``a1``, ``a01``) by text."""
    return sorted(texts, key=lambda text: (natural_key(text), text))


def natural_items(named: Mapping[str, _T]) -> list[tuple[str, _T]]:
    """Return the items of a mapping, their names in natural order; names that count alike (``a1``, ``a01``) by text."""
    return sorted(named.items(), key=lambda item: (natural_key(item[0]), item[0]))


@lru_cache(maxsize=16384)
def natural_key(text: str) -> tuple[tuple[int, int, str], ...]:
    """Key for `sort_natural`. Digits stay text: logged names may have more of them than Python makes a number of."""
    parts = re.split(r"([0-9]+)", text)
    return tuple(_number_key(part) if part.isdecimal() and part.isascii() else (1, 0, part) for part in parts if part)


def _number_key(digits: str) -> tuple[int, int, str]:
    bare = digits.lstrip("0")
    return (0, len(bare), bare)
