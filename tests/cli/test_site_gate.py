"""Who is answered by `xreport serve`: names that are ours, and paths that begin with the key."""

from __future__ import annotations

import socket

import pytest

from xreport.cli.site_gate import NAME, SiteGate

LOOPBACK = ["127.0.0.1", "127.1.2.3", "[::1]", "localhost", "LocalHost"]
ADDRESSES = ["192.0.2.1", "[2001:db8::1]", "10.0.0.1"]
NAMES = [
    "evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "localhost.", "2130706433", "0x7f.1", "127.1",
    "evil.example#localhost", "localhost@evil.example", "evil.example@localhost", "localhost/evil.example",
    "localhost ", "evil.example:80:80", "", ":80", "[", "[]", "[::1", "::1", "[evil.example]", "localhost:port",
    "\xe9.example", "a,b",
]  # fmt: skip


@pytest.mark.parametrize("port", ["", ":80", ":8000"])
def test_on_loopback_only_what_loopback_is_called(port):
    gate = SiteGate("127.0.0.1", "127.0.0.1")
    assert [host for host in LOOPBACK if not gate.allows(host + port)] == []
    assert [host for host in [*ADDRESSES, socket.gethostname(), "[::]", "0.0.0.0"] if gate.allows(host + port)] == []


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "0.0.0.0", "::", "192.0.2.7"])
def test_foreign_names_are_refused_whatever_is_listened_on(address):
    gate = SiteGate(address, address)
    assert [host for host in NAMES if gate.allows(host)] == []


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.0.2.7"])
def test_on_other_addresses_any_address_and_our_own_name(address):
    gate = SiteGate(address, address)
    ours = [*LOOPBACK, *ADDRESSES, socket.gethostname()]
    assert [host for host in ours if not gate.allows(host)] == []


def test_names_that_were_allowed_and_the_one_to_listen_on():
    gate = SiteGate("Box.Lab.example", "127.0.1.1", ["report.example", "[2001:db8::7]", "2001:db8::8"])
    for host in ("box.lab.example:80", "REPORT.example", "[2001:db8::7]:80", "[2001:db8::8]", "127.0.0.1"):
        assert gate.allows(host), host
    for host in ("lab.example", "x.report.example", "2001:db8::7", "[2001:db8::9]"):
        assert not gate.allows(host), host


def test_what_can_be_allowed():
    for name in ("lab", "lab.example", "xn--bcher-kva.example", "192.0.2.1", "my_box", "[::1]", "::1"):
        assert NAME.fullmatch(name), name


def test_the_path_behind_the_key():
    gate = SiteGate("127.0.0.1", "127.0.0.1")
    key = gate.key
    for target, path in {
        f"/{key}": "", f"/{key}/": "/", f"/{key}?x": "", f"/{key}/a%20b.html?q=/": "/a%20b.html",
    }.items():  # fmt: skip
        assert gate.below_key(target) == path
    for target in (
        "",
        "/",
        key,
        f"{key}/",
        f"//{key}/",
        f"/{key}x/",
        f"/{key[:-1]}",
        f"/x/{key}/",
        f"/{key}\xe9",
        "/\xe9",
    ):
        assert gate.below_key(target) is None, target
