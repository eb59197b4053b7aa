"""Logs of the phases of one training, in files or folders of their own: ``train.csv`` beside ``val.csv``.

As two runs they would be ranked against each other. Their names are alike but for the phase, in the name of the file
(``run1_train.jsonl``, ``run1_val.jsonl``) or of its folder (``train/metrics.csv``, ``val/metrics.csv``), and one of
them is of the training: it says so, or it names no phase where the others do (``log.csv``, ``val_log.csv``). The name
of the phase goes before those metrics that do not say it themselves, as event files in such folders have it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from xreport.analysis.metric_names import PHASES, words
from xreport.format.limits import MOST_METRICS
from xreport.load.find.claimed import Claimed, ReadUnit
from xreport.load.join.alike import Told, compare
from xreport.load.join.names import telling_stem
from xreport.load.join.writers import described
from xreport.load.read.part import FilePart

_NAMES: Final = frozenset(PHASES) - {"cv", "fit", "holdout"}
_TRAINING: Final = frozenset(name for name in _NAMES if PHASES[name] == PHASES["train"])
_OF_OTHERS: Final = frozenset({"val", "valid", "validation", "eval", "evaluation"})
"""What a log may be called beside one without a phase: ``run1_test`` may be a run that was a test."""
_WORD: Final = re.compile(r"[^-_. ]+")
_NO_NAME: Final = "metrics"


@dataclass(frozen=True, slots=True)
class Phase:
    """What a log is in the training that it is a part of.

    Attributes:
        first: Which of the logs the run is known by.
        way: The path that the log would have without its phase.
        name: Of the phase, as its file or folder has it; empty where it names none.
    """

    first: int
    way: str
    name: str

    def renamed(self, part: FilePart) -> FilePart:
        """Return the part with the names that its metrics have in the run."""
        names = {key: _named(key, self.name, part.series) for key in part.series}
        return replace(
            part,
            series={names[key]: one for key, one in part.series.items()},
            summaries={names.get(key, key): one for key, one in part.summaries.items()},
        )


def phases_of(
    read: Sequence[tuple[ReadUnit, FilePart]], ways: Sequence[str], decided: Sequence[bool]
) -> dict[int, Phase]:
    """Return those logs that are phases of one training, by their place in ``read``; all attempts of each.

    Args:
        read: Logs that have no id.
        ways: The path of each.
        decided: Whether the configuration says what each is one run with.
    """
    places: dict[tuple[int, str], list[int]] = {}
    for place, (unit, _) in enumerate(read):
        places.setdefault((unit.source, ways[place]), []).append(place)
    families: dict[tuple[int, str], dict[str, list[list[int]]]] = {}
    for (source, way), parts in places.items():
        if all(_may_be(*read[place], way) and not decided[place] for place in parts):
            for whole, phase in _without_phase(way):
                families.setdefault((source, whole), {}).setdefault(phase, []).append(parts)
    found: dict[int, Phase] = {}
    for (_, way), some in sorted(families.items()):
        # Beside a log of the training one that names no phase may be of anything.
        family = {phase: logs for phase, logs in some.items() if phase or not any(map(_is_training, some))}
        if _is_one(family) and not _differ([read[places[0][0]][1] for places in family.values()]):
            main = min(family, key=lambda phase: bool(phase) and not _is_training(phase))
            first = family[main][0][0]
            for phase, logs in family.items():
                for place in logs[0]:
                    found.setdefault(place, Phase(first, way, phase))
    return found


def _may_be(unit: ReadUnit, part: FilePart, way: str) -> bool:
    """Whether a log is the one of its file, and says no more than numbers."""
    whole = not isinstance(unit, Claimed) or tuple(unit.claim.files) == (way,)
    says = {event.get("type") for event in part.events}
    return whole and not part.account.key and says <= {"start", "update"} and bool(part.series)


def _without_phase(way: str) -> Iterator[tuple[str, str]]:
    """Yield what a path may be without its phase, and the phase."""
    *folders, file = way.split("/")
    stem, dot, suffix = file.rpartition(".") if "." in file else (file, "", "")
    said = [found for found in _WORD.finditer(stem) if found[0].lower() in _NAMES]
    if len(said) > 1:
        return
    phase = said[0][0] if said else ""
    rest = (stem[: said[0].start()] + stem[said[0].end() :]).strip("-_. ") if said else stem
    rest = re.sub(r"([-_. ])[-_. ]+", r"\1", rest)
    whole = "/".join((*folders, (rest if rest and telling_stem(rest) else _NO_NAME) + dot + suffix))
    yield whole, phase
    if not said and folders and folders[-1].lower() in _NAMES:
        yield "/".join((*folders[:-1], whole.rpartition("/")[2])), folders[-1]


def _is_training(phase: str) -> bool:
    return phase.lower() in _TRAINING


def _is_one(family: Mapping[str, Sequence[object]]) -> bool:
    """Whether there is one log of each phase, and one of the training among them."""
    kinds = {phase.lower() for phase in family}
    if len(kinds) < max(2, len(family)) or any(len(logs) > 1 for logs in family.values()):
        return False
    return len(kinds & _TRAINING) == 1 if "" not in kinds else kinds <= {"", *_OF_OTHERS}


def _differ(parts: Sequence[FilePart]) -> bool:
    told = [Told({}, *described(part.events)) for part in parts]
    over = sum(len(part.series) for part in parts) > MOST_METRICS
    return over or any(compare(one, other).against for one in told for other in told)


def _named(metric: str, phase: str, taken: Collection[str]) -> str:
    name = metric
    if phase and not any(word in PHASES for word in words(metric)):
        name = f"{phase}/{metric}"
        while name in taken:
            name = f"{phase}/{name}"
    return name
