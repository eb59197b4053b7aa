"""A run in the making: what its records say, one after the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from math import isfinite
from typing import Any, Final, Literal, TypeVar, cast

from xreport.errors import Issue
from xreport.format.limits import (
    LONGEST_ERROR,
    LONGEST_LABEL,
    LONGEST_TEXT,
    LONGEST_UNIT,
    MOST_ARTIFACTS,
    MOST_DATA,
    MOST_HINTS,
    MOST_TAGS,
)
from xreport.format.records import NON_FINITE, PIP_NAMES, Scalar
from xreport.importers import Record
from xreport.importers.kit.values import REPR, as_fact, as_number, as_step, flatten_metrics
from xreport.load.read.nameless import NAMELESS, NAMELESS_FIX
from xreport.model import Artifact, DataSource, Environment, Hint
from xreport.text import flatten, plural
from xreport.text.score_rules import score_rule

_T = TypeVar("_T")

_MOST_ISSUES: Final = 200
_STREAMS: Final = ("stdout", "stderr")
_LABELS: Final = ("project", "name", "algorithm", "group", "owner", "parent")
_ENVIRONMENT: Final = {"commit", "dirty", "script", "python", "platform", "packages", "hardware"}


class RunBuilder:
    """Takes the records of a run in their order; later ones add to earlier ones or replace them."""

    def __init__(self) -> None:
        self.labels: dict[str, str] = dict.fromkeys(_LABELS, "")
        self.params: dict[str, Scalar] = {}
        self.data: dict[DataSource, None] = {}
        self.seed: int | None = None
        self.tags: dict[str, None] = {}
        self.notes: dict[str, None] = {}
        self.environment: dict[str, Any] = {}
        self.scores: dict[str, float] = {}
        self.facts: dict[str, Scalar] = {}
        self.logged_facts: dict[str, Scalar] = {}
        self.artifacts: list[Artifact] = []
        self.console: dict[str, str] = {}
        self.hints: dict[str, Hint] = {}
        self.error = ""
        self.traceback = ""
        self.issues: dict[Issue, None] = {}
        self._noted = 0  # letters of the notes
        self._over: Counter[str] = Counter()
        self._apply: dict[str, Callable[[Record], None]] = {
            "start": self._describe,
            "update": self._describe,
            "summary": self._summary,
            "fact": self._fact,
            "note": self._describe,
            "artifact": self._artifact,
            "console": self._console,
            "metric": self._metric,
            "end": self._end,
        }
        self._where = ""

    def add(self, record: Record, where: str) -> None:
        """Take a record; ``where`` is the path of its file. Unknown types are for newer versions, and ignored."""
        self._where = where
        kind = record.get("type")
        apply = self._apply.get(kind) if isinstance(kind, str) else None
        if apply:
            apply(record)

    def build_environment(self) -> Environment:
        """Return the environment that the records told of."""
        known = self.environment
        packages, hardware = known.get("packages"), known.get("hardware")
        return Environment(
            commit=_label(known.get("commit")),
            dirty=known["dirty"] if isinstance(known.get("dirty"), bool) else None,
            script=_label(known.get("script")),
            python=_label(known.get("python")),
            platform=_label(known.get("platform")),
            # Older loggers wrote the name that is imported, which pip does not know.
            packages={PIP_NAMES.get(k) or k: _label(v) for k, v in packages.items()}
            if isinstance(packages, dict)
            else {},
            hardware=_flat(hardware) if isinstance(hardware, dict) else {},
            extra=_flat({key: value for key, value in known.items() if key not in _ENVIRONMENT}),
        )

    # -- kinds of records ---------------------------------------------------------------------------

    def _describe(self, record: Record) -> None:
        for key in _LABELS:
            if record.get(key) is not None:
                self.labels[key] = _label(record[key])
        if record.get("seed") is not None:
            self._set_seed(record["seed"])
        for key, take in (("params", self._add_params), ("environment", self.environment.update)):
            value = record.get(key)
            if isinstance(value, dict):
                take(value)
            elif value is not None:
                self._complain(f"{key} is not an object", f'Write "{key}": {{…}}.')
        self._add_data(record.get("data"))
        for tag in map(_label, _listed(record.get("tags"))):
            if tag:
                self._keep(self.tags, tag, MOST_TAGS, "tags")
        if record.get("notes") is not None:
            self._add_note(self._long_text(record["notes"]))

    def _add_note(self, text: str) -> None:
        if not text or text in self.notes:
            return
        if self._noted + len(text) <= LONGEST_TEXT:
            self._noted += len(text)
            self.notes[text] = None
        else:
            self._over[f"{LONGEST_TEXT >> 20} MiB of notes"] += 1

    def _set_seed(self, value: Any) -> None:
        # Of any size: seeds of 64 unsigned bits are common.
        seed = value if isinstance(value, int) and not isinstance(value, bool) else as_step(value)
        if seed is None:
            self._complain("the seed is not an integer", "Log an integer seed, and other settings as params.")
            self.params["seed"] = as_fact(value)
        else:
            self.seed = seed

    def _add_params(self, params: Mapping[str, Any]) -> None:
        self.params |= _flat(params, _param)

    def _add_data(self, data: Any) -> None:
        for item in _listed(data):
            if isinstance(item, dict) and REPR not in item:
                texts = {key: _label(item.get(key)) for key in ("name", "role", "uri", "version", "sha256")}
                source = DataSource(**texts | {"name": texts["name"] or texts["uri"] or "data"})
            else:
                source = DataSource(_label(item))
            self._keep(self.data, source, MOST_DATA, "data sources")

    def _summary(self, record: Record) -> None:
        values = record.get("values")
        if not isinstance(values, dict):
            self._complain("a summary has no values", 'Write {"type": "summary", "values": {"acc": 0.9}}.')
            return
        for key, value in flatten_metrics(values, self._complain).items():
            if not key:
                self._complain(f"{NAMELESS} is left out of the summary", NAMELESS_FIX)
                continue
            number = as_number(value, self._complain)
            self.scores.pop(key, None)
            self.facts.pop(key, None)
            if number is None:
                self.facts[key] = as_fact(value)
            else:
                self.scores[key] = number

    def _fact(self, record: Record) -> None:
        values = record.get("values")
        if not isinstance(values, dict):
            self._complain("a fact has no values", 'Write {"type": "summary", "values": {"verdict": "ok"}}.')
            return
        self.logged_facts |= {key: as_fact(value) for key, value in values.items()}

    def _artifact(self, record: Record) -> None:
        size = as_step(record.get("bytes"))
        artifact = Artifact(
            path=_label(record.get("path")),
            bytes=size if size is not None and size >= 0 else None,
            sha256=_label(record.get("sha256")),
            role=_label(record.get("role")),
            step=as_step(record.get("step")),
            caption=_label(record.get("caption")),
            media_type=_label(record.get("media_type")),
        )
        if len(self.artifacts) < MOST_ARTIFACTS:
            self.artifacts.append(artifact)
        else:
            self._over[f"{MOST_ARTIFACTS:,} artifacts"] += 1

    def _console(self, record: Record) -> None:
        text, stream = record.get("text"), record.get("stream")
        if not isinstance(text, str):
            self._complain("a console record has no text", 'Write {"type": "console", "text": "…"}.')
            return
        # Its end says most.
        self.console[stream if stream in _STREAMS else ""] = text[-LONGEST_TEXT:]

    def _metric(self, record: Record) -> None:
        key = _label(record.get("key"))
        direction, goal = record.get("direction"), as_number(record.get("goal"), self._complain)
        # What was logged may have no hash: a tuple, not a set.
        if not key or direction not in (None, "min", "max"):
            what = "a metric record has no key, or a direction that is neither min nor max"
            self._complain(what, 'Write {"type": "metric", "key": "val/acc", "direction": "max"}.')
            return
        before = self.hints.get(key, Hint())
        if len(self.hints) >= MOST_HINTS and key not in self.hints:
            self._complain(f"more than {MOST_HINTS:,} metrics are described: the others are not", "Use patterns.")
            return
        self.hints[key] = Hint(
            cast("Literal['min', 'max'] | None", direction) or before.direction,
            _label(record.get("unit"), LONGEST_UNIT) or before.unit,
            goal if goal is not None and isfinite(goal) else before.goal,
            _label(record.get("step_metric")) or before.step_metric,
            self._score(record) or before.score,
            record.get("primary") is True or before.primary,
        )

    def _score(self, record: Record) -> str:
        said = record.get("score", "")
        rule = score_rule(said) if isinstance(said, str) and len(said) <= 2 * LONGEST_LABEL else None
        if said and rule is None:
            self._complain("a metric record says a score that is none", 'Write "score": "best", "last" or "tail".')
        return str(rule) if rule else ""

    def _end(self, record: Record) -> None:
        if not isinstance(record.get("status", ""), str):
            self._complain(
                "the status of an end record is no text: the run counts as failed",
                'Write "status": "finished", "failed" or "killed".',
            )
        self.error = _label(record.get("error"), LONGEST_ERROR) if record.get("status") != "finished" else ""
        self.traceback = self._long_text(record.get("traceback") or "") if self.error else ""
        dropped = as_step(record.get("dropped"))
        if dropped:
            self._complain(
                f"{plural(dropped, 'record')} could not be written while the run was logging",
                "They are lost. The script's stderr says why: objects that cannot be logged, or its disk.",
            )

    # -- helpers ------------------------------------------------------------------------------------

    def _long_text(self, value: Any) -> str:
        text = str(value if isinstance(value, str) else as_fact(value))
        if len(text) > LONGEST_TEXT:
            self._complain("a text is longer than 1 MiB: only its beginning is shown", "Log long texts as artifacts.")
        return text[:LONGEST_TEXT]

    def _complain(self, what: str, fix: str) -> None:
        if len(self.issues) < _MOST_ISSUES:
            self.issues[Issue(self._where, what, fix)] = None

    def _keep(self, known: dict[_T, None], item: _T, most: int, noun: str) -> None:
        """Add an item, in the order in which they come, unless it is there or they are too many."""
        if len(known) < most:
            known[item] = None
        elif item not in known:
            self._over[f"{most:,} {noun}"] += 1

    def left_out(self, where: str) -> list[Issue]:
        """Return what to say of that which is too much to be shown."""
        fix = "Log it into more runs, or as an artifact. The journal has everything."
        return [
            Issue(
                where,
                f"more than {most}: {plural(count, 'more record')} of them {'is' if count == 1 else 'are'} left out",
                fix,
            )
            for most, count in self._over.items()
        ]


def _label(value: Any, longest: int = LONGEST_LABEL) -> str:
    """A short text, whatever was logged."""
    return "" if value is None else str(as_fact(value))[:longest]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _flat(nested: Mapping[str, Any], take: Callable[[Any], Scalar] = as_fact) -> dict[str, Scalar]:
    return {key: take(value) for key, value in flatten(_without_flags(nested)).items()}


def _param(value: Any) -> Scalar:
    """A param: NaN and the infinities are numbers, as a text that reads so is flagged, and in quotes."""
    if isinstance(value, str):
        value = NON_FINITE.get(value, value)
    return value if isinstance(value, float) else as_fact(value)


def _without_flags(nested: Mapping[str, Any]) -> dict[object, object]:
    """Replace what the logger flagged as not being JSON by its repr. The decoder has limited the depth."""
    plain: dict[object, object] = {}
    for key, value in nested.items():
        if isinstance(value, dict):
            plain[key] = as_fact(value) if REPR in value else _without_flags(value)
        else:
            plain[key] = value
    return plain
