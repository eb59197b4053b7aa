"""A minimal writer of event files: nothing here is shared with the importer."""

import struct

_TABLE = []
for _byte in range(256):
    for _ in range(8):
        _byte = (_byte >> 1) ^ (0x82F63B78 if _byte & 1 else 0)
    _TABLE.append(_byte)


def crc32c(data: bytes) -> int:
    crc = 0xFFFFFFFF
    for byte in data:
        crc = _TABLE[(crc ^ byte) & 0xFF] ^ (crc >> 8)
    return crc ^ 0xFFFFFFFF


def masked(data: bytes) -> bytes:
    crc = crc32c(data)
    return struct.pack("<I", ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF)


def frame(data: bytes) -> bytes:
    length = struct.pack("<Q", len(data))
    return length + masked(length) + data + masked(data)


# -- protocol buffers -----------------------------------------------------------------------------


def varint(value: int) -> bytes:
    value &= (1 << 64) - 1
    parts = []
    while value > 0x7F:
        parts.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*parts, value])


def number(field: int, value: int) -> bytes:
    return varint(field << 3) + varint(value)


def double(field: int, value: float) -> bytes:
    return varint(field << 3 | 1) + struct.pack("<d", value)


def single(field: int, value: float) -> bytes:
    return varint(field << 3 | 5) + struct.pack("<f", value)


def message(field: int, *parts: bytes | str) -> bytes:
    data = b"".join(part.encode() if isinstance(part, str) else part for part in parts)
    return varint(field << 3 | 2) + varint(len(data)) + data


# -- events ---------------------------------------------------------------------------------------


def event(*values: bytes, step: int = 0, time: float = 1.7e9) -> bytes:
    steps = number(2, step) if step else b""
    return double(1, time) + steps + (message(5, *values) if values else b"")


def version(time: float = 1.7e9) -> bytes:
    return double(1, time) + message(3, "brain.Event:2")


def simple(tag: str, value: float) -> bytes:
    return message(1, message(1, tag), single(2, value))


def metadata(plugin: str, content: bytes = b"") -> bytes:
    return message(9, message(1, message(1, plugin), message(2, content)))


def tensor(tag: str, dtype: int, *fields: bytes, plugin: str = "scalars", shape: tuple[int, ...] = ()) -> bytes:
    sizes = message(2, *(message(2, number(1, size)) for size in shape))
    plugins = metadata(plugin) if plugin else b""
    return message(1, message(1, tag), message(8, number(1, dtype), sizes, *fields), plugins)


def text(tag: str, *strings: str) -> bytes:
    parts = (message(8, string) for string in strings)
    return tensor(tag, 7, *parts, plugin="text", shape=(len(strings),))


def image(tag: str, data: bytes) -> bytes:
    return message(1, message(1, tag), message(4, number(1, 1), number(2, 1), number(3, 3), message(4, data)))


def histogram(tag: str) -> bytes:
    return message(1, message(1, tag), message(5, double(1, 0.0), double(2, 1.0)))


def hparams(**params: object) -> bytes:
    """The start of a session, as the hparams plugin writes it."""
    entries = (message(1, message(1, name), message(2, _struct_value(value))) for name, value in params.items())
    return message(1, message(1, "_hparams_/session_start_info"), metadata("hparams", message(3, *entries)))


def session_end(status: int) -> bytes:
    return message(1, message(1, "_hparams_/session_end_info"), metadata("hparams", message(4, number(1, status))))


def begins(step: int, time: float = 1.7e9, status: int = 1) -> bytes:
    """What a program writes that begins, or goes on, at a step: SessionLog START."""
    return double(1, time) + number(2, step) + message(7, number(1, status))


def _struct_value(value: object) -> bytes:
    if isinstance(value, bool):
        return number(4, value)
    return double(2, value) if isinstance(value, int | float) else message(3, str(value))


def event_file(*events: bytes) -> bytes:
    return b"".join(map(frame, (version(), *events)))


def curve(tag: str, values, *, first: int = 1, time: float = 1.7e9) -> list[bytes]:
    return [event(simple(tag, v), step=s, time=time + s) for s, v in enumerate(values, first)]
