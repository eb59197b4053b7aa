"""Archives of journals as no tar would make them."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Sequence

Member = tuple[tarfile.TarInfo, bytes]


def member(name: str, content: bytes = b'{"step": 1, "a": 1}\n', **other: object) -> Member:
    info = tarfile.TarInfo(name)
    info.size = len(content)
    for key, value in other.items():
        setattr(info, key, value)
    return info, content


def link(name: str, target: str, kind: bytes = tarfile.SYMTYPE) -> Member:
    return member(name, b"", type=kind, linkname=target)


def pack(members: Sequence[Member]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for info, content in members:
            tar.addfile(info, io.BytesIO(content))
    return out.getvalue()


KEPT = [
    member("runs/good.jsonl"),
    member("runs/-rf.jsonl"),
    member("runs/--exec=x"),
    member("runs/with space, é and 'quotes\".jsonl"),
    member('runs/"quoted.jsonl'),
    member("runs/Case.jsonl"),
    member("runs/case.jsonl"),
    member("runs/executable.jsonl", mode=0o4755),
    member("runs/unreadable.jsonl", mode=0),
]
LEFT_OUT = [
    link("runs/link.jsonl", "/etc/hostname"),
    link("runs/up", "../.."),
    link("runs/self", "/proc/self/environ"),
    member("runs/pipe", b"", type=tarfile.FIFOTYPE),
    member("runs/.git/config", b"[core]\n\thooksPath = .\n"),
    member("runs/.GIT/hooks/pre-push", b"#!/bin/sh\nfalse\n", mode=0o755),
    member("runs/nested/.git", b"gitdir: /\n"),
    member("runs/.gitattributes", b"* filter=x\n"),
    member("runs/.gitmodules", b'[submodule "x"]\n'),
    member("runs/.hidden/x.jsonl"),
    member("outside.jsonl"),
    member("xreport.toml", b'title = "forged"\n'),
    member(".git/hooks/pre-push", b"#!/bin/sh\nfalse\n", mode=0o755),
    member("/runs.jsonl"),
]
REFUSED = [
    [member("runs/../../outside.jsonl")],
    [link("runs/up", "../.."), member("runs/up/through.jsonl")],
    [link("runs/out", "/tmp"), member("runs/out/through.jsonl")],
    [link("runs/hard.jsonl", "/etc/no-such-file", tarfile.LNKTYPE)],
    [link("runs/self", "/proc/self"), link("runs/hard.jsonl", "runs/self/environ", tarfile.LNKTYPE)],
]
"""What GNU tar does not take out, and then says so by its exit code."""
