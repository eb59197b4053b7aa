"""What TensorBoard's own reader says of event files, and files that other writers make: for an interpreter with both.

python tensorboard_oracle.py read FOLDER…     everything in the event files of each folder, as JSON
python tensorboard_oracle.py write FOLDER     runs by tensorboardX and by TensorBoard's own functions
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

SIZES = dict.fromkeys(("scalars", "tensors", "histograms", "images", "audio", "compressedHistograms"), 0)


def read(folder: str) -> dict[str, Any]:
    """Return what the EventAccumulator holds; floats are exact in JSON."""
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
    from tensorboard.util import tensor_util

    events = EventAccumulator(folder, size_guidance=SIZES, purge_orphaned_data=False)
    events.Reload()
    tags = events.Tags()
    found: dict[str, Any] = {kind: {} for kind in ("numbers", "histograms", "images", "audio", "texts", "curves")}
    for tag in tags["scalars"]:
        found["numbers"][tag] = [[one.step, one.wall_time, repr(one.value)] for one in events.Scalars(tag)]
    for tag in tags["histograms"]:
        found["histograms"][tag] = [
            [one.step, one.wall_time, *of_histogram(one.histogram_value)] for one in events.Histograms(tag)
        ]
    for tag in tags["images"]:
        found["images"][tag] = [
            [one.step, one.wall_time, [digest(one.encoded_image_string)]] for one in events.Images(tag)
        ]
    for tag in tags["audio"]:
        found["audio"][tag] = [
            [one.step, one.wall_time, [digest(one.encoded_audio_string)]] for one in events.Audio(tag)
        ]
    for tag in tags["tensors"]:
        plugin = events.SummaryMetadata(tag).plugin_data.plugin_name
        for one in events.Tensors(tag):
            kind, values = of_tensor(tensor_util.make_ndarray(one.tensor_proto), plugin)
            if kind:
                found[kind].setdefault(tag, []).append([one.step, one.wall_time, *values])
    return found


def of_histogram(value: Any) -> list[Any]:
    return [{"min": value.min, "max": value.max}, list(value.bucket_limit), list(value.bucket)]


def of_tensor(array: Any, plugin: str) -> tuple[str, list[Any]]:
    """Return what a tensor shows: where it goes, and how the comparison has it."""
    if plugin == "text":
        return "texts", [[cell.decode() for cell in array.ravel()]]
    if plugin == "images":
        return "images", [list(map(digest, array.ravel()[2:]))]
    if plugin == "pr_curves":
        return "curves", [array.astype(float).tolist()]
    if plugin == "histograms":
        low, high, counts = array.T.astype(float).tolist()
        return "histograms", [{"min": min(low), "max": max(high)}, high, counts]
    return ("numbers", [repr(float(array.ravel()[0]))]) if array.size == 1 and plugin != "hparams" else ("", [])


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def write(folder: str) -> None:
    """Write everything there is, by both."""
    write_x(f"{folder}/x")
    write_own(f"{folder}/own")


def write_x(folder: str) -> None:
    import numpy as np
    from tensorboardX import SummaryWriter

    chance = np.random.default_rng(0)
    for part in range(2):  # a restart: a second file in the folder, whose steps overlap
        with SummaryWriter(folder, filename_suffix=f".{part}") as writer:
            for step in range(part * 3, part * 3 + 5):
                writer.add_scalar("loss", chance.normal(), step)
                writer.add_scalar("odd", [float("nan"), float("inf"), -0.0, 1e-42, 3e38][step % 5], step)
                writer.add_scalars("both", {"a": step, "b": -step}, step)
                writer.add_histogram("h", chance.normal(size=1000), step)
                writer.add_histogram("auto", chance.normal(size=1000), step, bins="auto")
                writer.add_histogram("one", np.full(10, 2.5), step)
                writer.add_text("t", f"text {step}", step)
                writer.add_image("image", chance.integers(0, 255, (3, 4, 4), dtype=np.uint8), step)
                writer.add_audio("sound", chance.normal(size=100).astype(np.float32) / 10, step, sample_rate=8000)
                truth = chance.integers(0, 2, 100)
                writer.add_pr_curve("pr", truth, chance.random(100), step, num_thresholds=21)
    with SummaryWriter(folder, filename_suffix=".params") as writer:
        writer.add_hparams({"lr": 0.1, "n": 3, "opt": "adam", "flag": True}, {"result": 0.5}, name="params")


def write_own(folder: str) -> None:
    import numpy as np
    from tensorboard.compat.proto.event_pb2 import Event
    from tensorboard.plugins.histogram.summary_v2 import histogram_pb
    from tensorboard.plugins.scalar.summary_v2 import scalar_pb
    from tensorboard.plugins.text.summary_v2 import text_pb
    from tensorboard.summary.writer.event_file_writer import EventFileWriter

    chance = np.random.default_rng(1)
    Path(folder).mkdir(parents=True)
    writer = EventFileWriter(folder)
    for step in range(5):
        for summary in (
            scalar_pb("loss", chance.normal()),
            histogram_pb("h", chance.normal(size=1000)),
            histogram_pb("few", chance.normal(size=9), buckets=3),
            histogram_pb("same", np.full(10, -1.5)),
            text_pb("t", f"text {step}"),
            text_pb("m", np.array([["a", "b"], ["c", str(step)]])),
        ):
            writer.add_event(Event(wall_time=1.7e9 + step / 3, step=step, summary=summary))
    writer.close()


if __name__ == "__main__":
    if sys.argv[1] == "write":
        write(sys.argv[2])
    else:
        json.dump({folder: read(folder) for folder in sys.argv[2:]}, sys.stdout)
