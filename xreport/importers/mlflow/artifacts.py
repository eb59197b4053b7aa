"""The files that a run stored: listed with their sizes, pictures shown.

They are looked for inside the source only, by the run's id: where a store's URI points to may be another machine,
and must never be a way to files that nobody named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from xreport.importers.images import LARGEST, image_record
from xreport.importers.protocol import Files, Record
from xreport.importers.report import Report

MOST: Final = 1000
"""Files listed per run; models bring many."""
_MOST_PICTURES: Final = 100
_PLACE: Final = re.compile(r"(?:^|/)([0-9a-f]{32})/artifacts/(.+)", re.DOTALL)
_PICTURE: Final = re.compile(r".*\.(?:png|jpe?g|gif|webp)", re.DOTALL | re.IGNORECASE)
_LOGGED: Final = re.compile(
    r"images/(?P<key>.+?)[%+]step[%+](?P<step>\d{1,18})[%+]timestamp[%+](?P<time>\d{1,15})[%+].*", re.DOTALL
)
"""The names that ``mlflow.log_image(key=…, step=…)`` gives."""
_SMALL_COPY: Final = re.compile(r"images/.*[%+]compressed\.webp", re.DOTALL)


class ArtifactFile(NamedTuple):
    """``name`` is the path that the run gave it, ``path`` where it is now."""

    name: str
    path: str


def artifacts_by_run(paths: Iterable[str]) -> dict[str, list[ArtifactFile]]:
    """Return the stored files among these paths, by the id of their run."""
    found: dict[str, list[ArtifactFile]] = {}
    for path in paths:
        match = _PLACE.search(path) if "/artifacts/" in path else None
        if match:
            found.setdefault(match[1], []).append(ArtifactFile(match[2], path))
    return found


def artifact_records(
    artifacts: list[ArtifactFile], captions: Mapping[str, str], files: Files, report: Report
) -> Iterator[Record]:
    """Yield a record for each file, by name."""
    pictures = 0
    models = tuple(f"{name.rpartition('/')[0]}/" for name, _ in artifacts if name.rpartition("/")[2] == "MLmodel")
    listed = sorted(dict(artifacts).items())
    if len(listed) > MOST:
        report.skip("artifact beyond the first 1,000 of a run", len(listed) - MOST)
    for name, path in listed[:MOST]:
        if _SMALL_COPY.fullmatch(name):
            continue
        size = files.size(path)
        if pictures < _MOST_PICTURES and size <= LARGEST and _PICTURE.fullmatch(name):
            picture = _picture(name, path, files, report)
            if picture:
                pictures += 1
                yield picture
                continue
        role = "model" if models and (name.startswith(models) or "/" in models) else "output"
        record: Record = {"type": "artifact", "path": name, "bytes": size, "role": role}
        yield record | {"caption": captions[name]} if name in captions else record


def _picture(name: str, path: str, files: Files, report: Report) -> Record | None:
    try:
        data = files.read(path, LARGEST)
    except OSError as error:
        report.note(f"cannot be read: {error.strerror}", "Check the file and its permissions.", where=path)
        return None
    logged = _LOGGED.fullmatch(name)
    if logged is None:
        return image_record(data, name)
    return image_record(
        data, re.sub("[~#]", "/", logged["key"]), step=int(logged["step"]), time=int(logged["time"]) / 1000
    )
