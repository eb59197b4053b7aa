"""Who may read what ``xreport serve`` serves: whoever knows the key in its address, under a name that is ours.

Every process of this machine can connect to a port on loopback, whoever's process it is. So a new key is the first part
of every path. It is no cookie: a browser sends the cookies of a host to all of its ports, the servers of other users
included, and keeps them. A path goes to this server alone, as long as no referrer tells it (`HEADERS`). The key is a
new one at each start, since whoever takes the port next is asked for it by the pages that are still open.
"""

from __future__ import annotations

import ipaddress
import re
import secrets
import socket
from collections.abc import Iterable

KEY_BYTES = 16
"""128 bits: nobody guesses them over a socket."""

HEADERS = {
    "Content-Security-Policy": "frame-ancestors 'none'",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    # Data comes as scripts, which any web site could load from this machine otherwise.
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
"""Of every answer. Pages have a policy of their own in their head, where ``frame-ancestors`` does not count."""

NAME = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?|\[?[0-9a-f:.]*:[0-9a-f:.]*\]?", re.IGNORECASE)
"""A name or an address that a request may be made under: no scheme, no port, no path."""

_HOST = re.compile(r"(?P<name>[a-z0-9_.-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?", re.IGNORECASE)


class SiteGate:
    """Decides on requests by what they name.

    Args:
        host: Name or address that the server was told to listen on.
        address: Address that it listens on.
        names: Further names under which it may be asked for.

    Attributes:
        key: First part of every path.
    """

    def __init__(self, host: str, address: str, names: Iterable[str] = ()) -> None:
        self.key = secrets.token_hex(KEY_BYTES)
        self._is_loopback = _is_loopback(address)
        own = ["localhost", host, *names, *([] if self._is_loopback else [socket.gethostname()])]
        self._names = {_plain(name) for name in own}

    def allows(self, host: str) -> bool:
        """Whether a ``Host`` header names us: a web site whose own name is made to point here must not read the site.

        An address cannot be made to point elsewhere. On loopback only those of loopback are ours.
        """
        found = _HOST.fullmatch(host)
        if found is None:
            return False
        name = _plain(found["name"])
        return name in self._names or _is_loopback(name) or (not self._is_loopback and _is_address(name))

    def below_key(self, target: str) -> str | None:
        """Return what follows the key in the target of a request, still encoded; None where there is no key.

        Nothing is looked up before, so no answer tells what is there.
        """
        path, start = target.partition("?")[0], f"/{self.key}"
        if not secrets.compare_digest(path[: len(start)].encode(), start.encode()):
            return None
        rest = path[len(start) :]
        return rest if rest[:1] in ("", "/") else None


def _plain(name: str) -> str:
    return name.lower().removeprefix("[").removesuffix("]")


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _is_loopback(name: str) -> bool:
    return _is_address(name) and ipaddress.ip_address(name).is_loopback
