"""What lies beside a log and says how the run was made: YAML and JSON documents, read as data and never executed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from xreport.format.records import NON_FINITE
from xreport.importers.forms.documents import DocumentError, decode_object
from xreport.importers.forms.plain_yaml import YamlError, read_yaml
from xreport.importers.kit.decode import HugeNumber
from xreport.importers.kit.params import take_seed
from xreport.importers.kit.protocol import Files, Record
from xreport.importers.kit.report import Report
from xreport.importers.kit.values import REPR
from xreport.text import json_number

_ABSOLUTE: Final = re.compile(r"(?:(?:file:)?/|~[^/\\\n]*[/\\]|[A-Za-z]:[\\/]|\\\\)[^\n]*")
_ROOT: Final = r"(?:(?:file:)?(?:(?<!:)/|(?<=:)/(?!/)|(?<=file:)/)|~[/\\]|(?<![{(\[,])[A-Za-z]:[\\/]|\\\\)"
"""How an absolute path begins inside a text, where ``{a:/x}`` is a key and its value, and ``s3://x`` an address."""
_INSIDE: Final = re.compile(rf"""(?<="){_ROOT}[^"\n]*|(?<='){_ROOT}[^'\n]*|(?<![^\s=\[({{,:]){_ROOT}[^\s,\])}}'"]*""")
_FIX: Final = "Restore the file, or remove it: everything else is read."


def read_settings(files: Files, path: str, report: Report) -> dict[str, Any]:
    """Return a file of settings as params; one that cannot be read is noted, and has none."""
    try:
        data = files.read(path)
        if not data.strip():
            return {}
        found = decode_object(data) if path.lower().endswith(".json") else read_yaml(data)
    except (DocumentError, YamlError, OSError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        report.note(f"the settings cannot be read: {reason}", _FIX, where=path)
        return {}
    return as_params(found) if isinstance(found, dict) else {}


def as_params(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return settings as records hold them. Of absolute paths, which tell of a machine, the last name stays."""
    return {str(key): _plain(value) for key, value in document.items()}


def _plain(value: Any) -> Any:
    # What decodes JSON and YAML has limited the depth.
    if isinstance(value, Mapping):
        return as_params(value)
    if isinstance(value, list | tuple):
        return [_plain(below) for below in value]
    if isinstance(value, float):
        return json_number(value)
    if isinstance(value, str):
        if value in NON_FINITE and not isinstance(value, HugeNumber):
            return {REPR: value, "xreport:type": "builtins.str"}
        return without_folders(str(value))
    return value


def without_folders(text: str) -> str:
    """Return the last name of an absolute path, and any other text as it is."""
    if not _ABSOLUTE.fullmatch(text):
        return text
    return re.split(r"[\\/]", text.rstrip("\\/"))[-1] or text


def without_folders_inside(text: str) -> str:
    """Return a text in which each absolute path is its last name only."""
    return _INSIDE.sub(lambda found: without_folders(found[0]), text)


def description(params: Mapping[str, Any]) -> Record:
    """Return the fields of a start record that settings give: params, and the seed apart from them."""
    rest = dict(params)
    seed = take_seed(rest)
    return ({"params": rest} if rest else {}) | ({"seed": seed} if seed is not None else {})


def beside(at: str, names: Iterable[str]) -> list[str]:
    """Return the paths of files with these names in the folder of a file."""
    folder = at.rpartition("/")[0]
    return [f"{folder}/{name}" if folder else name for name in names]
