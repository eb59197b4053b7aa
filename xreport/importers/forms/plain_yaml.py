"""YAML of other tools as plain data. A tag never makes an object: what it stands on is taken as it is written.

Only the nodes are composed; turning them into data is done here, with a budget, because a few lines of references can
stand for more data than any memory holds.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, Final

MOST_BYTES: Final = 256 << 10
_MOST_VALUES: Final = 20_000
_DEEPEST: Final = 32
_STANDARD: Final = "tag:yaml.org,2002:"
_PYTHON: Final = f"{_STANDARD}python/"


class YamlError(ValueError):
    """A text that is no YAML, or more than settings are."""


def read_yaml(data: bytes) -> Any:
    """Return the document as dicts, lists, texts, numbers, booleans and None.

    Raises:
        YamlError: There is none that can be used.
    """
    import yaml  # here, for it takes as long as a hundred small files

    if len(data) > MOST_BYTES:
        raise YamlError(f"larger than {MOST_BYTES >> 10} KiB")
    try:
        root = yaml.compose(data.decode("utf-8-sig"), Loader=yaml.SafeLoader)
        return _Plain(yaml).value(root, 0) if root else None
    except UnicodeDecodeError:
        raise YamlError("not UTF-8") from None
    except yaml.YAMLError as error:
        raise YamlError(f"not valid YAML: {getattr(error, 'problem', None) or 'cannot be read'}") from None
    except RecursionError:
        raise YamlError("nested too deep") from None


class _Plain:
    """Turns nodes into data."""

    def __init__(self, yaml: Any) -> None:
        self._yaml = yaml
        self._scalars = yaml.constructor.SafeConstructor()
        self._left = _MOST_VALUES

    def value(self, node: Any, depth: int) -> Any:
        self._left -= 1
        if self._left < 0 or depth > _DEEPEST:
            raise YamlError("more values than settings have, or nested too deep")
        if isinstance(node, self._yaml.MappingNode):
            return dict(self._items(node, depth))
        if isinstance(node, self._yaml.SequenceNode):
            return [self.value(item, depth + 1) for item in node.value]
        return self._scalar(node)

    def _items(self, node: Any, depth: int) -> Iterator[tuple[str, Any]]:
        merged = [(key, value) for key, value in node.value if key.tag == f"{_STANDARD}merge"]
        for _, value in merged:
            sources = value.value if isinstance(value, self._yaml.SequenceNode) else [value]
            # The first of several sources wins, and the mapping's own keys over all.
            for source in reversed(sources):
                found = self.value(source, depth + 1)
                yield from found.items() if isinstance(found, dict) else ()
        for key, value in node.value:
            if key.tag != f"{_STANDARD}merge":
                yield _as_key(self.value(key, depth + 1)), self.value(value, depth + 1)

    def _scalar(self, node: Any) -> Any:
        kind = node.tag.removeprefix(_PYTHON) if node.tag.startswith(_PYTHON) else node.tag.removeprefix(_STANDARD)
        text: str = node.value
        try:
            if kind in {"null", "none"}:
                return None
            if kind == "bool":
                return self._scalars.construct_yaml_bool(node)
            if kind == "int" and len(text) <= 400:
                return self._scalars.construct_yaml_int(node)
            if kind == "float":
                number: float = self._scalars.construct_yaml_float(node)
                return number if math.isfinite(number) else str(number)
        except (ValueError, KeyError, IndexError):
            return text
        # Names of classes and functions stand in the tag: python/name:torch.nn.ReLU
        return node.tag.removeprefix(_PYTHON) if not text and node.tag.startswith(f"{_PYTHON}name:") else text


def _as_key(value: Any) -> str:
    return value if isinstance(value, str) else str(value)
