"""Where a key stands in a TOML file. ``tomllib`` gives no positions, so statements are parsed one by one.

Only used to word an error message: a key that is not found has no line, which is no harm.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator

KeyPath = tuple[str, ...]


def line_of(text: str, key: KeyPath) -> int | None:
    """Return the line (from 1) on which the key, or the nearest table around it, is written; None when it is not."""
    best: tuple[int, int] | None = None
    for path, line in _statements(text):
        shared = _shared(path, key)
        # A statement is to blame when it writes the key, a part of it, or (``[metrics.acc]``) a table around it.
        if shared and shared in (len(path), len(key)) and (best is None or shared > best[0]):
            best = (shared, line)
    return best[1] if best else None


def _shared(path: KeyPath, key: KeyPath) -> int:
    count = 0
    for ours, theirs in zip(path, key, strict=False):
        if ours != theirs:
            break
        count += 1
    return count


def _statements(text: str) -> Iterator[tuple[KeyPath, int]]:
    """Yield the full key path of every statement, with its first line."""
    table: KeyPath = ()
    counts: dict[KeyPath, int] = {}
    pending = ""
    first = 1
    for number, line in enumerate(text.splitlines(), start=1):
        if not pending:
            first = number
        pending += line + "\n"
        path = _path(pending)
        if path is None:
            continue  # a list or a text that goes on: the next lines belong to it
        if path:
            is_header = pending.lstrip().startswith("[")
            full = path if is_header else table + path
            if pending.lstrip().startswith("[["):
                counts[path] = counts.get(path, 0) + 1
                full = (*path, str(counts[path]))  # the tables of a list are told apart by their number
            table = full if is_header else table
            yield full, first
        pending = ""


def _path(statement: str) -> KeyPath | None:
    """Return the key path that one statement writes, ``()`` for a blank or a comment, None when it is incomplete."""
    try:
        node: object = tomllib.loads(statement)
    except tomllib.TOMLDecodeError:
        return None
    stripped = statement.lstrip()
    depth = _header_depth(stripped) if stripped.startswith("[") else _key_depth(stripped)
    path: list[str] = []
    while len(path) < depth:
        if isinstance(node, list):
            node = node[0]
        if not isinstance(node, dict) or not node:
            break
        name, node = next(iter(node.items()))
        path.append(name)
    return tuple(path)


def _header_depth(statement: str) -> int:
    """A header writes nothing but its path, so that all of what it parses to is the path."""
    return len(statement)


def _key_depth(statement: str) -> int:
    """Return how many names stand before the ``=``: parse the key with a plain value in place of its own."""
    for position, character in enumerate(statement):
        if character == "=":
            try:
                node: object = tomllib.loads(f"{statement[:position]}= 0")
            except tomllib.TOMLDecodeError:
                continue  # this "=" stands inside a quoted key
            depth = 0
            while isinstance(node, dict) and node:
                node = next(iter(node.values()))
                depth += 1
            return depth
    return 0
