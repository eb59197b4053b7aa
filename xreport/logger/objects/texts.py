"""Texts of any length as a field of a record."""

from __future__ import annotations

from xreport.format.limits import LONGEST_TEXT
from xreport.logger.plain import plain_text

TYPE_CHECKING = False  # typing takes milliseconds to import; type checkers know this name
if TYPE_CHECKING:
    from xreport.logger.warnings import Warn


def bounded_text(value: object, warn: Warn) -> str:
    """Return the text; of one that is too long, the beginning, and how much there was."""
    text = plain_text(value)
    whole = text.encode()
    if len(whole) <= LONGEST_TEXT:
        return text
    warn("text", f"a text of {len(whole):,} bytes is too long: its first {LONGEST_TEXT:,} bytes are logged")
    mark = f"\n… cut here, of {len(whole):,} bytes"
    return whole[: LONGEST_TEXT - len(mark.encode())].decode(errors="ignore") + mark
