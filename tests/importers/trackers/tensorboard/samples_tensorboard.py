"""A sample of event files, with all that the plugins write."""

import struct

from event_files import (
    double,
    event,
    event_file,
    hparams,
    image,
    message,
    session_end,
    simple,
    tensor,
    text,
)
from format_samples import put, sample

GIF = b"GIF89a\x01\x00\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x00;"
WAV = b"RIFF\x24\0\0\0WAVEfmt "


@sample("TensorBoard event files", importer="tensorboard")
def write_events(folder):
    one = struct.pack("<d", 1.0)
    histogram = message(5, double(1, 0.0), double(2, 1.0), message(6, one), message(7, one))
    pr = tensor("pr", 1, message(5, struct.pack("<12f", *range(12))), plugin="pr_curves", shape=(6, 2))
    sound = tensor("s", 7, message(8, WAV), plugin="audio", shape=(1,))
    events = [event(simple("loss", 1 / step), step=step, time=1.7e9 + step) for step in (5, 10, 15)]
    others = [image("i", GIF), text("t", "text"), message(1, message(1, "h"), histogram), pr, sound]
    events += [event(other, step=5) for other in others]
    events += [event(hparams(lr=0.1, seed=1)), event(session_end(2))]
    put(folder / "sweep" / "svm" / "first" / "events.out.tfevents.1700000000.host", event_file(*events))
