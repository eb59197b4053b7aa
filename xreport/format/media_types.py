"""Which images a browser shows safely, and which sounds it plays: told by their first bytes, for a name can lie.

The one table of signatures; what is none of them is neither logged, nor taken over from other tools, nor shown.
"""

from __future__ import annotations

from typing import Final

_IMAGES: Final = (
    ("image/png", b"\x89PNG\r\n\x1a\n", b""),
    ("image/jpeg", b"\xff\xd8\xff", b""),
    ("image/gif", b"GIF87a", b""),
    ("image/gif", b"GIF89a", b""),
    ("image/webp", b"RIFF", b"WEBP"),
)
"""Type, first bytes, and what stands eight bytes further on."""
_SOUNDS: Final = (
    ("audio/wav", b"RIFF", b"WAVE"),
    ("audio/mpeg", b"ID3", b""),
    ("audio/ogg", b"OggS", b""),
    ("audio/flac", b"fLaC", b""),
)
IMAGE_SUFFIXES: Final = (".png", ".jpg", ".jpeg", ".gif", ".webp")
SOUND_SUFFIXES: Final = (".wav", ".mp3", ".ogg", ".flac")
IMAGES: Final = "PNG, JPEG, GIF or WebP"
SOUNDS: Final = "WAV, MP3, OGG or FLAC"


def image_type(data: bytes) -> str:
    """Return the media type of a safe raster image, else an empty text."""
    return _type(data, _IMAGES)


def sound_type(data: bytes) -> str:
    """Return the media type of a sound, else an empty text."""
    return _type(data, _SOUNDS) or ("audio/mpeg" if _is_mpeg_frame(data) else "")


def _type(data: bytes, signatures: tuple[tuple[str, bytes, bytes], ...]) -> str:
    for kind, start, at_eight in signatures:
        if data.startswith(start) and data[8 : 8 + len(at_eight)] == at_eight:
            return kind
    return ""


def _is_mpeg_frame(data: bytes) -> bool:
    """Whether this begins with a frame of MPEG audio, layer III: of any version, with a checksum or without."""
    return len(data) > 1 and data[0] == 0xFF and data[1] & 0xE6 == 0xE2
