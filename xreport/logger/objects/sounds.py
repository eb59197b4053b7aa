"""Sounds as fields of a record."""

from __future__ import annotations

import io
import math
import os
from binascii import b2a_base64

from xreport.format.limits import LARGEST_SOUND
from xreport.format.media_types import SOUNDS, sound_type
from xreport.logger.objects import arrays

TYPE_CHECKING = False  # typing takes milliseconds to import; type checkers know this name
if TYPE_CHECKING:
    from typing import Any

_MOST_CHANNELS = 8
_FULL = 32_767


def encode_audio(audio: Any, sample_rate: int | None) -> dict[str, object]:
    """Return media type and base64 text of a sound.

    Args:
        audio: A path or the bytes of a WAV, MP3, OGG or FLAC file; or samples, or samples × channels, floats from -1
            to 1 or integers of 16 bits. Tensors of torch have their channels first.
        sample_rate: Samples a second; needed with samples.

    Raises:
        TypeError, ValueError: It is none of these, or too large.
        OSError: The file cannot be read.
    """
    if isinstance(audio, bytes | bytearray | memoryview):
        content = bytes(audio)
    elif isinstance(audio, str | os.PathLike):
        with open(audio, "rb") as file:
            content = file.read(LARGEST_SOUND + 1)
    else:
        content = _wave(audio, sample_rate)
    if len(content) > LARGEST_SOUND:
        raise ValueError(f"a sound of more than {LARGEST_SOUND:,} bytes is too large: log a part of it, or an artifact")
    kind = sound_type(content)
    if not kind:
        raise ValueError(f"not a {SOUNDS} file")
    return {"media_type": kind, "base64": b2a_base64(content, newline=False).decode()}


def _wave(audio: Any, sample_rate: int | None) -> bytes:
    import wave

    if not sample_rate or sample_rate <= 0:
        raise ValueError("samples need their sample_rate, like sample_rate=44100")
    frames = _frames(audio)
    channels = len(frames[0])
    if not 1 <= channels <= _MOST_CHANNELS:
        raise ValueError(f"{channels} channels are no sound: use samples × channels")
    if 2 * channels * len(frames) > LARGEST_SOUND:
        raise ValueError(f"{len(frames):,} samples are too many: log a part of them")
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(int(sample_rate))
        file.writeframes(b"".join(sample.to_bytes(2, "little", signed=True) for frame in frames for sample in frame))
    return buffer.getvalue()


def _frames(audio: Any) -> list[list[int]]:
    """Return the samples of each moment, as 16 bits."""
    listed = arrays.as_list(audio)
    if not listed:
        raise ValueError("a sound without samples")
    columns = [[one] for one in listed] if not isinstance(listed[0], list) else listed
    if hasattr(audio, "detach") and isinstance(listed[0], list):
        columns = [list(moment) for moment in zip(*listed, strict=True)]
    if len({len(column) for column in columns}) > 1:
        raise ValueError("channels differ in length")
    scale = _FULL if any(isinstance(sample, float) for column in columns for sample in column) else 1
    return [[_sample(sample * scale) for sample in column] for column in columns]


def _sample(value: float) -> int:
    return 0 if math.isnan(value) else round(min(max(value, -_FULL - 1), _FULL))
