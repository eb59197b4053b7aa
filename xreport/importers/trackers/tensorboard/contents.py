"""All that event files hold besides numbers: params, texts, images and the objects of plugins; the rest is counted."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from xreport.importers.kit.images import image_record
from xreport.importers.kit.logged import At, text_record
from xreport.importers.kit.protocol import Record
from xreport.importers.trackers.tensorboard.events import Event, Value
from xreport.importers.trackers.tensorboard.hparams import Session
from xreport.importers.trackers.tensorboard.keeping import Kept
from xreport.importers.trackers.tensorboard.objects import (
    joined,
    new_histogram,
    old_clip,
    old_histogram,
    pr_curve,
    sound,
)
from xreport.importers.trackers.tensorboard.wire import WireError

_TEXT_SUFFIX: Final = "/text_summary"
_WIDTH_AND_HEIGHT: Final = 2
_COUNTED: Final = {"mesh": "meshes"}


@dataclass(slots=True)
class Contents:
    """Collects what is no number, from all files of a run."""

    session: Session = field(default_factory=Session)
    left_out: Counter[str] = field(default_factory=Counter)
    _kept: Kept = field(default_factory=Kept)

    def take(self, data: bytes, event: Event, step: int, time: float, prefix: str) -> None:
        """Take all of an event that is no number; ``prefix`` goes before its names."""
        self.left_out.update(event.others)
        for value in event.values:
            try:
                self._take(data, value, step, time, prefix)
            except WireError:
                self.left_out["values that cannot be read"] += 1

    def _take(self, data: bytes, value: Value, step: int, time: float, prefix: str) -> None:
        name = prefix + (value.tag or "(no tag)")
        at = At(name, step, time)
        if value.plugin == "hparams":
            self.session.read(data, *value.content)
        elif value.kind == "images":
            self._add_image(old_clip(data, value)[0], at, "")
        elif value.kind == "audio clips":
            self._kept.add("clips", name, sound(*old_clip(data, value), at))
        elif value.kind == "histograms":
            self._add("histograms", name, old_histogram(data, value, at))
        elif value.kind == "tensors" and value.plugin == "histograms":
            self._add("histograms", name, new_histogram(data, value, at))
        elif value.kind == "tensors" and value.plugin == "pr_curves":
            self._add("PR curves", name, pr_curve(data, value, at))
        elif value.kind == "tensors" and value.tensor and value.tensor.strings:
            self._take_strings(data, value, at)
        elif value.kind:
            self.left_out[_COUNTED.get(value.plugin, value.kind)] += 1

    def _take_strings(self, data: bytes, value: Value, at: At) -> None:
        assert value.tensor is not None
        strings, shape = value.tensor.strings, value.tensor.shape
        if value.plugin == "images":
            images = strings[_WIDTH_AND_HEIGHT:]
            for number, span in enumerate(images, 1):
                self._add_image(data[slice(*span)], at, _of(number, images))
        elif value.plugin == "audio":
            # Newer versions write a label beside each clip.
            clips = strings[::2] if len(shape) == 2 and shape[1] == 2 else strings
            for number, span in enumerate(clips, 1):
                self._kept.add("clips", at.key, sound(data[slice(*span)], "", at, _of(number, clips)))
        elif value.plugin == "text" or (not value.plugin and len(strings) == 1):
            shown = joined(data, strings, shape)
            at = at._replace(key=at.key.removesuffix(_TEXT_SUFFIX) or at.key)
            self._kept.add("texts", at.key, text_record(shown, at))
        else:
            self.left_out["tensors"] += 1

    def _add_image(self, data: bytes, at: At, caption: str) -> None:
        record = image_record(data, at.key, step=at.step, time=_known(at.time), caption=caption)
        if record is None:
            self.left_out["images that are too large, or none that browsers show safely"] += 1
        else:
            self._kept.add("images", at.key, record)

    def _add(self, what: str, name: str, record: Record | None) -> None:
        if record is None:
            self.left_out[f"{what} that are empty or cannot be read"] += 1
        else:
            self._kept.add(what, name, record)

    def records(self) -> Iterator[Record]:
        """Yield what was found; the params are asked for by themselves."""
        yield from self._kept.records(self.left_out)
        if self.session.failed:
            yield {"type": "end", "status": "failed"}


def _of(number: int, all_: tuple[tuple[int, int], ...]) -> str:
    return f"{number} of {len(all_)}" if len(all_) > 1 else ""


def _known(time: float | None) -> float | None:
    return None if time is None or math.isnan(time) else time
