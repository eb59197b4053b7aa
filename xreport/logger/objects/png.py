"""Arrays of numpy, torch and their like as PNG files. None of these libraries is imported: an array brings its own."""

from __future__ import annotations

import zlib

from xreport.logger.objects.arrays import as_array

TYPE_CHECKING = False  # typing takes milliseconds to import; type checkers know this name
if TYPE_CHECKING:
    from typing import Any

_COLOR_TYPES = {1: 0, 2: 4, 3: 2, 4: 6}  # by the number of channels: grey, grey and alpha, RGB, RGBA
_MOST_PIXELS = 64 << 20


def encode_png(image: Any) -> bytes:
    """Return height × width, or height × width × 1 to 4 channels, as a PNG file of 8 bits a channel.

    Integers are taken as 0 to 255, booleans as black and white, floats as 0 to 1 when none is above 1, else as 0 to
    255. What lies outside is clipped, NaN is black. Tensors of torch have their channels first.

    Raises:
        ValueError: It has no shape of an image.
    """
    pixels = _pixels(image)
    height, width = pixels.shape[:2]
    channels = pixels.shape[2] if pixels.ndim == 3 else 1
    rows, stride = _bytes(pixels).tobytes(), width * channels
    filtered = b"".join(b"\0" + rows[at : at + stride] for at in range(0, height * stride, stride))
    header = width.to_bytes(4) + height.to_bytes(4) + bytes((8, _COLOR_TYPES[channels], 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(kind, content)
        for kind, content in ((b"IHDR", header), (b"IDAT", zlib.compress(filtered)), (b"IEND", b""))
    )


def _chunk(kind: bytes, content: bytes) -> bytes:
    return len(content).to_bytes(4) + kind + content + zlib.crc32(content, zlib.crc32(kind)).to_bytes(4)


def _pixels(image: Any) -> Any:
    tensor = hasattr(image, "detach")
    pixels = as_array(image)
    if tensor and pixels.ndim == 3 and pixels.shape[0] in _COLOR_TYPES:
        pixels = pixels.transpose(1, 2, 0)
    is_image = pixels.ndim == 2 or (pixels.ndim == 3 and pixels.shape[2] in _COLOR_TYPES)
    if not is_image or not 0 < pixels.size <= _MOST_PIXELS:
        raise ValueError(f"an array of shape {tuple(pixels.shape)} is no image: use height × width (× 1 to 4 channels)")
    return pixels


def _bytes(pixels: Any) -> Any:
    """Return the pixels as uint8."""
    kind = pixels.dtype.kind
    if kind not in "buif":
        raise ValueError(f"an array of {pixels.dtype} is no image")
    if kind == "f":
        pixels = pixels.astype("float64")
        pixels[pixels != pixels] = 0  # noqa: PLR0124 -- NaN
        pixels = pixels * 255 + 0.5 if pixels.max() <= 1 else pixels + 0.5
    elif kind == "b":
        return pixels.astype("uint8") * 255
    return pixels.clip(0, 255).astype("uint8")
