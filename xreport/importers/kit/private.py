"""What a tool notes by itself beside the numbers, and nobody but its owner needs to see."""

from __future__ import annotations

import re
from typing import Final

PRIVATE: Final = frozenset({"hostname", "node_ip", "pid", "user", "username", "host"})
"""Names of columns and keys whose values are not taken over."""
_ADDRESS: Final = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b")


def without_addresses(text: str) -> str:
    """Return a text in which addresses of machines in a network are left out."""
    return _ADDRESS.sub("…", text)
