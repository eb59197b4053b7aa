"""All that event files hold besides numbers: params, texts, images; the rest is counted."""

from __future__ import annotations

import hashlib
import math
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from xreport.importers.images import image_record
from xreport.importers.protocol import Record
from xreport.importers.tensorboard.events import Event, Value
from xreport.importers.tensorboard.hparams import Session
from xreport.importers.tensorboard.wire import BYTES, WireError, fields, text
from xreport.importers.values import LONGEST_TEXT, REPR
from xreport.records import NON_FINITE

MOST_IMAGES: Final = 10
"""Of one name; the latest are kept, as many as TensorBoard shows."""
MOST_NAMES: Final = 100
_TEXT_SUFFIX: Final = "/text_summary"
_WIDTH_AND_HEIGHT: Final = 2
_ENCODED: Final = 4  # field of Summary.Image and of Summary.Audio
_CONTENT_TYPE: Final = 5


@dataclass(slots=True)
class Contents:
    """Collects what is no number, from all files of a run."""

    session: Session = field(default_factory=Session)
    left_out: Counter[str] = field(default_factory=Counter)
    _texts: dict[str, tuple[int, float, str]] = field(default_factory=dict)
    _media: dict[str, deque[Record]] = field(default_factory=dict)

    def take(self, data: bytes, event: Event, step: int, time: float, prefix: str) -> None:
        """Take all of an event that is no number; ``prefix`` goes before its names."""
        self.left_out.update(event.others)
        for value in event.values:
            try:
                self._take(data, value, step, time, prefix)
            except WireError:
                self.left_out["values that cannot be read"] += 1

    def _take(self, data: bytes, value: Value, step: int, time: float, prefix: str) -> None:
        if value.plugin == "hparams":
            self.session.read(data, *value.content)
        elif value.kind == "images":
            self._add_image(_encoded(data, value), prefix + value.tag, step, time, "")
        elif value.kind == "audio clips":
            self._add_audio(data, value, prefix + value.tag, step, time)
        elif value.kind == "tensors" and value.tensor and value.tensor.strings:
            self._take_strings(data, value, step, time, prefix)
        elif value.kind:
            known = {"histograms": "histograms", "pr_curves": "PR curves", "mesh": "meshes"}
            self.left_out[known.get(value.plugin, value.kind)] += 1

    def _take_strings(self, data: bytes, value: Value, step: int, time: float, prefix: str) -> None:
        strings = value.tensor.strings if value.tensor else ()
        if value.plugin == "images":
            images = strings[_WIDTH_AND_HEIGHT:]
            for number, span in enumerate(images, 1):
                caption = f"{number} of {len(images)}" if len(images) > 1 else ""
                self._add_image(data[slice(*span)], prefix + value.tag, step, time, caption)
        elif value.plugin == "text" or (not value.plugin and len(strings) == 1):
            shown = "\n".join(text(data, *span) for span in strings)[: LONGEST_TEXT + 1]
            name = prefix + (value.tag.removesuffix(_TEXT_SUFFIX) or value.tag)
            if name in self._texts or len(self._texts) < MOST_NAMES:
                self._texts[name] = step, time, shown
            else:
                self.left_out["texts of yet another name"] += 1
        else:
            self.left_out["audio clips" if value.plugin == "audio" else "tensors"] += 1

    def _add_image(self, data: bytes, name: str, step: int, time: float, caption: str) -> None:
        record = image_record(data, name, step=step, time=_known(time), caption=caption)
        if record is None:
            self.left_out["images that are too large, or none that browsers show safely"] += 1
        else:
            self._keep(name, record)

    def _add_audio(self, data: bytes, value: Value, name: str, step: int, time: float) -> None:
        clip = _encoded(data, value)
        kind = next(
            (text(data, at, end) for n, wire, at, end in _parts(data, value) if (n, wire) == (_CONTENT_TYPE, BYTES)), ""
        )
        record: Record = {
            "type": "artifact",
            "path": name,
            "bytes": len(clip),
            "sha256": hashlib.sha256(clip).hexdigest(),
        }
        more = {"step": step, "role": "output", "caption": f"in the event file, {kind}".removesuffix(", ")}
        self._keep(name, record | more | ({} if math.isnan(time) else {"time": time}))

    def _keep(self, name: str, record: Record) -> None:
        """Keep the latest of a name."""
        kept = self._media.get(name)
        if kept is None:
            if len(self._media) >= MOST_NAMES:
                self.left_out["images and clips of yet another name"] += 1
                return
            kept = self._media[name] = deque(maxlen=MOST_IMAGES)
        if len(kept) == MOST_IMAGES:
            self.left_out["older images and clips"] += 1
        kept.append(record)

    def records(self) -> Iterator[Record]:
        """Yield what was found; the params are asked for by themselves."""
        for name, (step, time, shown) in self._texts.items():
            yield {"step": step, "time": _known(time), "metrics": {name: _as_text(shown)}}
        for kept in self._media.values():
            yield from kept
        if self.session.failed:
            yield {"type": "end", "status": "failed"}


def _parts(data: bytes, value: Value) -> Iterator[tuple[int, int, int, int]]:
    return fields(data, *value.span)


def _encoded(data: bytes, value: Value) -> bytes:
    return next((data[at:end] for n, wire, at, end in _parts(data, value) if (n, wire) == (_ENCODED, BYTES)), b"")


def _known(time: float) -> float | None:
    return None if math.isnan(time) else time


def _as_text(shown: str) -> Any:
    """A text that could be taken for a number is flagged as a text."""
    return {REPR: shown, "xreport:type": "builtins.str"} if shown in NON_FINITE else shown
