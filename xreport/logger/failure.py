"""What an end record says of an error: enough to find it, without the paths of the machine or the source text."""

from __future__ import annotations

import os
import sys

from xreport.format.limits import LONGEST_ERROR
from xreport.logger.plain import plain_text

TYPE_CHECKING = False  # typing takes milliseconds to import; type checkers know this name
if TYPE_CHECKING:
    from types import TracebackType

_MOST_FRAMES = 30


def describe_error(error: BaseException | str | None) -> dict[str, str]:
    """Return the fields ``error`` and, of an exception, ``traceback``."""
    if error is None:
        return {}
    if isinstance(error, str):
        return {"error": _without_places(error)}
    name = type(error).__name__
    try:
        message = str(error)
    except Exception:  # noqa: BLE001 -- an exception of the user may fail at anything
        message = ""
    described = {"error": _without_places(f"{name}: {message}" if message else name)}
    frames = _frames(error.__traceback__)
    return described | {"traceback": "\n".join(frames)} if frames else described


def _frames(trace: TracebackType | None) -> list[str]:
    frames = []
    while trace is not None:
        code = trace.tb_frame.f_code
        frames.append(plain_text(f"{_short_path(code.co_filename)}:{trace.tb_lineno} in {code.co_name}"))
        trace = trace.tb_next
    return frames[-_MOST_FRAMES:]


def _short_path(path: str) -> str:
    """Return the path as seen from the library or script folder it lies in."""
    whole = os.path.abspath(path)
    for folder in sorted({os.path.abspath(entry) for entry in sys.path}, key=len, reverse=True):
        if whole.startswith(folder.rstrip(os.sep) + os.sep) and folder != os.sep:
            return whole[len(folder.rstrip(os.sep)) + 1 :].replace(os.sep, "/")
    return os.path.basename(path)


def _without_places(text: str) -> str:
    """Leave out where on this machine the run ran: messages about missing files name whole paths."""
    home = os.path.expanduser("~")
    for place, short in ((os.getcwd(), "."), (home, "~")):
        if len(place) > 1:
            text = text.replace(place, short)
    return plain_text(text[:LONGEST_ERROR])
