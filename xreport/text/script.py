"""Data for a page that is opened from a disk: a classic script that hands over JSON."""

from __future__ import annotations


def data_script(key: str, payload: bytes) -> bytes:
    """Return a classic script that hands JSON to the browser under a key; safe in a file and inside ``<script>``."""
    import json

    # JSON has these characters in strings only, and there an escape means the same.
    safe = payload.replace(b"<", b"\\u003c").replace(b"\xe2\x80\xa8", b"\\u2028").replace(b"\xe2\x80\xa9", b"\\u2029")
    name = json.dumps(key).replace("<", "\\u003c").encode()
    return b"(window.xreport_data=window.xreport_data||{})[" + name + b"]=" + safe + b";\n"
