"""Artifacts: files that a run handed over to W&B, and those of others that it used."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from xreport.importers.kit.protocol import Record
from xreport.importers.trackers.wandb.wire import Message, int_of, message_of, messages_of, text_of, texts_of

_TYPE, _NAME, _DESCRIPTION, _ALIASES, _MANIFEST = 4, 5, 7, 11, 12
_CONTENTS: Final = 4
_PATH, _SIZE = 1, 4
_USED_TYPE, _USED_NAME = 2, 3

_INTERNAL: Final = {"job", "wandb-history", "wandb-events"}
"""Made by the client for W&B's own use; the name of a job is the address of the repository."""
_DATA: Final = {"data", "dataset"}
_MOST_FILES: Final = 1000


def artifact_records(artifact: Message) -> Iterator[Record]:
    """Yield a record for each file of an artifact, as the manifest has it. Raises `WireError`."""
    kind, name = text_of(artifact, _TYPE), text_of(artifact, _NAME)
    if kind in _INTERNAL:
        return
    caption = " ".join(filter(None, (text_of(artifact, _DESCRIPTION), _in_brackets(texts_of(artifact, _ALIASES)))))
    record: Record = {"type": "artifact", "role": kind, "caption": caption}
    entries = messages_of(message_of(artifact, _MANIFEST), _CONTENTS)
    for entry in entries[:_MOST_FILES]:
        yield record | {"path": f"{name}/{text_of(entry, _PATH)}", "bytes": int_of(entry, _SIZE)}
    if len(entries) > _MOST_FILES:
        yield record | {"path": f"{name}/… and {len(entries) - _MOST_FILES:,} more files"}
    elif not entries:
        yield record | {"path": name}


def used_data(used: Message) -> Iterator[dict[str, str]]:
    """Yield the data source that a used artifact is, if it is one: its name, and W&B's version of it."""
    if text_of(used, _USED_TYPE) in _DATA:
        name, _, version = text_of(used, _USED_NAME).partition(":")
        yield {"name": name or "data"} | ({"version": version} if version else {})


def used_artifact(used: Message) -> Iterator[Record]:
    """Yield the record of a used artifact that is no data source."""
    kind, name = text_of(used, _USED_TYPE), text_of(used, _USED_NAME)
    if name and kind not in _DATA | _INTERNAL:
        yield {"type": "artifact", "path": name, "role": "input", "caption": kind}


def _in_brackets(aliases: list[str]) -> str:
    return f"({', '.join(aliases)})" if aliases else ""
