"""Sites to publish, and how to look at a folder as a whole."""

from __future__ import annotations

import hashlib
from functools import partial
from pathlib import Path

from xreport.publish.manifest import NAME
from xreport.render.sitefile import SiteFile


def site(generation: str, pages: int = 12) -> list[SiteFile]:
    """A site of which a third changes with its generation, and one file has it in its name."""
    files = [
        SiteFile.of_bytes("index.html", f"home {generation}".encode()),
        SiteFile.of_bytes(f"data/{generation}.js", b"data"),
        SiteFile.of_bytes("assets/xr/xreport.css", b"a{}"),
    ]
    for page in range(pages):
        label = generation if page % 3 == 0 else "same"
        content = f"page {page} {label}".encode() * 50
        files.append(SiteFile(f"runs/{page}.html", f"{page}-{label}", partial(bytes, content)))
    return files


def expected(files: list[SiteFile]) -> dict[str, bytes]:
    return {file.path: file.make() for file in files}


def tree(folder: Path, *, manifest: bool = False) -> dict[str, bytes]:
    """Every file below a folder, by path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and (manifest or path.name != NAME)
    }


def fingerprint(folder: Path) -> str:
    """Names, kinds, modes, links and bytes of everything in a folder."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        content = str(path.readlink()).encode() if path.is_symlink() else path.read_bytes() if path.is_file() else b""
        digest.update(f"{path.relative_to(folder)} {status.st_mode} {len(content)} ".encode() + content)
    return digest.hexdigest()


def leftovers(out: Path) -> list[str]:
    """What publishing left beside the output folder."""
    return [path.name for path in out.parent.iterdir() if ".xreport-" in path.name]
