"""Settings that are written as Python, as mmengine and mmdetection write them: read as a tree, and never executed.

Only assignments of plain values are taken: ``lr = 0.1``, lists, and calls of ``dict`` with plain values. The rest of
the text, whatever it is, is passed over.
"""

from __future__ import annotations

import ast
import warnings
from typing import Any, Final

_MOST_TEXT: Final = 1 << 20
_DEEPEST: Final = 30
_MOST_VALUES: Final = 20_000


class _NotPlainError(Exception):
    """Something that would have to be executed."""


def read_python_settings(text: str) -> dict[str, Any]:
    """Return the plain assignments of a text; none where it is no Python."""
    if len(text) > _MOST_TEXT or "=" not in text or "\0" in text:
        return {}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    plain = _Plain()
    found: dict[str, Any] = {}
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            target = statement.targets[0]
            if isinstance(target, ast.Name):
                try:
                    found[target.id] = plain.value(statement.value, 0)
                except _NotPlainError:
                    continue
    return found


class _Plain:
    def __init__(self) -> None:
        self._left = _MOST_VALUES

    def value(self, node: ast.expr, depth: int) -> Any:
        self._left -= 1
        if self._left < 0 or depth > _DEEPEST:
            raise _NotPlainError
        if isinstance(node, ast.Constant) and isinstance(node.value, str | int | float | bool | None):
            return node.value
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            number = self.value(node.operand, depth + 1)
            if isinstance(number, int | float):
                return -number
        if isinstance(node, ast.List | ast.Tuple):
            return [self.value(item, depth + 1) for item in node.elts]
        if isinstance(node, ast.Dict):
            pairs = [(self._key(key), item) for key, item in zip(node.keys, node.values, strict=True)]
            return {key: self.value(item, depth + 1) for key, item in pairs}
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "dict" and not node.args:
            return {self._name(word): self.value(word.value, depth + 1) for word in node.keywords}
        raise _NotPlainError

    def _key(self, node: ast.expr | None) -> str:
        if isinstance(node, ast.Constant) and isinstance(node.value, str | int | float):
            return str(node.value)
        raise _NotPlainError

    def _name(self, word: ast.keyword) -> str:
        if word.arg is None:
            raise _NotPlainError
        return word.arg
