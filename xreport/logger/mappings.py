"""``run.summary`` and ``run.params``: dicts that write down what is set in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from typing import Any, Protocol

from xreport.logger.plain import raw_mapping


class _Write(Protocol):
    def __call__(self, values: Mapping[str, object], /) -> bool: ...


class Recorded(MutableMapping[str, Any]):
    """A dict whose values are logged when they are set. Keys can be read and set as attributes, too."""

    _values: dict[str, Any]
    _write: _Write

    def __init__(self, values: Mapping[str, Any], write: _Write) -> None:
        self.__dict__.update(_values=dict(values), _write=write)

    def __getitem__(self, key: str) -> Any:
        return self._values[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.update({key: value})

    def __delitem__(self, key: str) -> None:
        raise TypeError("what was logged stays logged; set another value instead")

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return repr(self._values)

    def __getattr__(self, key: str) -> Any:
        try:
            return self._values[key]
        except KeyError:
            raise AttributeError(f"nothing named {key!r} was set") from None

    def __setattr__(self, key: str, value: Any) -> None:
        self[key] = value

    def update(self, values: Any = (), /, **more: Any) -> None:
        """Set several values at once, as one record."""
        new = {**dict(values), **more}
        self._values.update(new)
        if new:
            self._write(new)


class Params(Recorded):
    """The params of a run: ``params.lr``, ``params["lr"]``, ``params.update(...)``."""

    def update(self, values: Any = (), /, allow_val_change: bool | None = None, **more: Any) -> None:  # noqa: ARG002, FBT001 -- W&B's
        """Set several params at once, from a dict, a dataclass or an ``argparse`` namespace."""
        super().update(raw_mapping(dict(values) if isinstance(values, list | tuple) else values), **more)

    def setdefaults(self, values: Any) -> None:
        """Set the params that are not set yet."""
        self.update({key: value for key, value in raw_mapping(values).items() if key not in self})

    def as_dict(self) -> dict[str, Any]:
        """Return the params as a dict."""
        return dict(self)


class Summary(Recorded):
    """The scores and facts of a run: ``run.summary["test/acc"] = 0.93``.

    A metric that was not set is read as its last logged value; it counts as set only when it is set.
    """

    _last: Callable[[str], object]

    def __init__(
        self, values: Mapping[str, Any], write: _Write, last: Callable[[str], object] = lambda _key: None
    ) -> None:
        super().__init__(values, write)
        self.__dict__["_last"] = last

    def __getitem__(self, key: str) -> Any:
        if key in self._values:
            return self._values[key]
        value = self._last(key)
        if value is None:
            raise KeyError(key)
        return value

    def __getattr__(self, key: str) -> Any:
        try:
            return self[key]
        except KeyError:
            raise AttributeError(f"nothing named {key!r} was set or logged") from None

    def __contains__(self, key: object) -> bool:
        return key in self._values
