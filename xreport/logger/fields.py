"""What a start record says of a run, from the arguments of ``init``: checked once, before the training starts."""

from __future__ import annotations

import math
import os
import re
import time
from collections.abc import Mapping

from xreport.format.limits import LONGEST_LABEL, LONGEST_UNIT, MOST_DATA, MOST_STEP, MOST_TAGS
from xreport.logger.plain import plain, plain_label, plain_mapping, plain_text

TYPE_CHECKING = False  # typing takes milliseconds to import; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, TypeVar

    from xreport.logger.warnings import Warn

    T = TypeVar("T")
    Source = str | os.PathLike[str] | Mapping[str, Any]
    Data = Source | Iterable[Source]

_FIELDS = frozenset(
    ("name", "params", "algorithm", "data", "group", "seed", "owner", "tags", "notes", "parent", "environment")
)
_SOURCE_FIELDS = {"name", "role", "uri", "version", "sha256"}
LARGEST_HASHED = 64 << 20
"""Bytes of a data file that is hashed without being asked to: more would hold up the start."""

_SAFE_ID = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}")


def new_id() -> str:
    """Return ``YYYYMMDD-HHMMSS-xxxxxx``: the start in UTC and 24 random bits."""
    return f"{time.strftime('%Y%m%d-%H%M%S', time.gmtime())}-{os.urandom(3).hex()}"


def checked_id(run: str) -> str:
    """Return the id given by the user, which becomes the name of a folder.

    Raises:
        ValueError: It is not safe as one on every system.
    """
    if not isinstance(run, str) or not _SAFE_ID.fullmatch(run) or run.endswith("."):
        raise ValueError(
            f"id={run!r}: use 1 to 100 letters, digits, '-', '_' and '.', and neither begin nor end with '.'"
        )
    return run


def checked_project(project: str) -> str:
    """Return the project.

    Raises:
        ValueError: It is empty, or no text.
    """
    if not isinstance(project, str) or not project.strip():
        raise ValueError(f"project={project!r}: name the body of work, as in xreport.init('wine')")
    return plain_text(project)


def description(fields: Mapping[str, Any], warn: Warn) -> dict[str, object]:
    """Return the fields of a run as a record holds them, without those that say nothing.

    Raises:
        TypeError, ValueError: A value cannot be used, or a field is not known.
    """
    described: dict[str, object] = {}
    for key, value in fields.items():
        if key not in _FIELDS:
            raise TypeError(f"a run has no field {key!r}; it has {', '.join(sorted(_FIELDS))}")
        if value is not None:
            described[key] = _described(key, value, warn)
    return {key: value for key, value in described.items() if value not in ("", [], {})}


def _described(key: str, value: Any, warn: Warn) -> object:
    if key in {"params", "environment"}:
        return plain_mapping(value, warn)
    if key == "data":
        return _bounded(data_list(value, warn), MOST_DATA, "data sources", warn)
    if key == "tags":
        return logged_tags(value, warn)
    if key == "notes":
        from xreport.logger.objects.texts import bounded_text

        return bounded_text(value, warn)
    return checked_seed(value) if key == "seed" else plain_label(value, warn)


def checked_seed(seed: object) -> int:
    """Return the seed as an int.

    Raises:
        ValueError: It is no whole number.
    """
    whole = whole_number(seed)
    if whole is None:
        raise ValueError(f"seed={seed!r}: use a whole number")
    return whole


def describe_metric(  # noqa: PLR0913, PLR0917 -- the fields of the record
    key: str, direction: str | None, unit: str, goal: object, step: str, score: str, warn: Warn
) -> dict[str, object]:
    """Return what a record says of a metric, without what is not known.

    Raises:
        ValueError: The direction or the score is none, the goal no finite number, or a metric has no name or too long a
            one.
    """
    if direction not in (None, "min", "max"):
        raise ValueError(f"direction={direction!r}: use 'min' where less is better, 'max' where more is")
    if len(plain_text(unit)) > LONGEST_UNIT:
        warn("unit", f"a unit of {len(plain_text(unit)):,} characters is shown up to {LONGEST_UNIT}")
    said = {
        "direction": direction,
        "unit": plain_text(unit),
        "goal": None if goal is None else _checked_goal(plain(goal, warn)),
        "step_metric": _checked_name(step, fewest=0),
        "score": _checked_score(score),
    }
    return {"key": _checked_name(key)} | {name: value for name, value in said.items() if value not in (None, "")}


def _checked_score(score: str) -> str:
    if not score:
        return ""
    from xreport.text.score_rules import score_rule

    rule = score_rule(plain_text(score)) if len(score) <= 2 * LONGEST_LABEL else None
    if rule is None:
        raise ValueError(f"score={score!r}: use 'last', 'best', 'tail', 'tail 100', 'mean' or 'at best of val/loss'")
    return str(rule)


def _checked_goal(goal: object) -> object:
    try:
        if isinstance(goal, int | float) and not isinstance(goal, bool) and math.isfinite(goal):
            return goal
    except OverflowError:  # an integer beyond all doubles
        pass
    raise ValueError(f"goal={goal!r}: use a number")


def _checked_name(name: object, fewest: int = 1) -> str:
    text = plain_text(name)
    if not fewest <= len(text) <= LONGEST_LABEL:
        raise ValueError(f"what a metric of {len(text):,} characters is like cannot be said: use 1 to {LONGEST_LABEL}")
    return text


def whole_step(value: object) -> int | None:
    """Return a step as `whole_number` does; None also for one that is too large to be one."""
    whole = whole_number(value)
    return whole if whole is not None and -MOST_STEP <= whole < MOST_STEP else None


def whole_number(value: object) -> int | None:
    """Return an int for an int, a whole float, or one of these wrapped by numpy or torch; None for anything else."""
    try:
        value = value.item() if hasattr(value, "item") else value
    except Exception:  # noqa: BLE001 -- a logged object may raise anything; it must not end a training
        return None
    if isinstance(value, int):
        return int.__int__(value)
    return int(value) if isinstance(value, float) and value.is_integer() else None


def tag_list(tags: str | Iterable[object]) -> list[str]:
    """Return tags as texts, each once."""
    several = [tags] if isinstance(tags, str) else tags
    return list(dict.fromkeys(plain_text(tag) for tag in several))


def logged_tags(tags: str | Iterable[object], warn: Warn) -> list[str]:
    """Return tags as a record holds them: no more than readers take."""
    return [plain_label(tag, warn) for tag in _bounded(tag_list(tags), MOST_TAGS, "tags", warn)]


def _bounded(items: list[T], most: int, noun: str, warn: Warn) -> list[T]:
    if len(items) > most:
        warn(noun, f"{len(items):,} {noun} are too many: the first {most:,} are logged")
    return items[:most]


def data_list(data: Data, warn: Warn) -> list[dict[str, object]]:
    """Return data sources as dicts with ``name`` and, where known, ``role``, ``uri``, ``version``, ``sha256``.

    A text is a name, or a path or address whose last part is the name. A dict is one source when it has a ``name``,
    ``uri`` or ``sha256``, else it maps roles (train, val, test) to sources. A file that is there is given its SHA-256,
    up to 64 MiB; ``{"uri": path, "sha256": True}`` hashes a larger one, ``False`` none.

    Raises:
        TypeError: It is something else.
    """
    if isinstance(data, str | os.PathLike):
        return [_source(data, warn)]
    if isinstance(data, Mapping):
        if {"name", "uri", "sha256"} & set(data.keys()):
            return [_source(data, warn)]
        return [{"role": plain_text(role)} | one for role, source in data.items() for one in data_list(source, warn)]
    try:
        return [_source(source, warn) for source in data]
    except TypeError:
        raise TypeError(f"data={data!r}: use a name, a dict, or a list of these") from None


def _source(source: Source, warn: Warn) -> dict[str, object]:
    if isinstance(source, str | os.PathLike):
        place = plain_text(os.fspath(source))
        name = _last_part(place)
        return ({"name": name} if name == place else {"name": name, "uri": place}) | _hashed(place, LARGEST_HASHED)
    said = {key: value for key, value in plain_mapping(source, warn).items() if value not in (None, "")}
    asked = said.pop("sha256") if isinstance(said.get("sha256"), bool) else None
    texts = {key: plain_label(said[key], warn) for key in _SOURCE_FIELDS & said.keys()}
    described = {"name": _last_part(texts.get("uri", "unnamed"))} | said | texts
    if asked is False or texts.keys() & {"sha256", "version"}:
        return described
    return described | _hashed(texts.get("uri") or texts.get("name", ""), float("inf") if asked else LARGEST_HASHED)


def _hashed(place: str, largest: float) -> dict[str, object]:
    """Return the SHA-256 of a file that is there, and not too large to be read before the training starts."""
    try:
        if not place or not os.path.isfile(place) or os.path.getsize(place) > largest:
            return {}
        from xreport.logger.objects.files import hash_file

        return {"sha256": hash_file(place)[0]}
    except (OSError, ValueError):
        return {}


def _last_part(place: str) -> str:
    return re.split(r"[/\\]", place.rstrip("/\\"))[-1] or place
