"""What tells the files of other tools by their names and first lines, before anything of them is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from xreport.importers.kit.heads import Head

OPTUNA_WORDS: Final = "optuna|journal|study|studies"
"""What the name of a journal of Optuna says where its end does not: JSON lines of other names are not asked about."""
OPTUNA: Final = (
    r".*\.(?:db|sqlite3?|log|journal|txt)"
    rf"|(?!.*\.(?:csv|tsv|json|parquet|html|py|ipynb|md)$).*(?:{OPTUNA_WORDS}).*"
)
"""How a journal or a database of Optuna may be called. The file is opened only where its name matches."""


# -- tools whose files are not read ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool whose files look like logs and are not read: what is made of them would be nonsense.

    Attributes:
        name: What it is called.
        fix: What to do instead.
        keys: The keys of the first object of a file of JSON lines.
        more: Whether it may have other keys, too.
        begins: How a file of another kind begins.
        signs: What stands within its first bytes, too.
    """

    name: str
    fix: str
    keys: frozenset[str] = frozenset()
    more: bool = False
    begins: bytes = b""
    signs: tuple[bytes, ...] = ()

    def is_writer_of(self, head: Head) -> bool:
        """Whether a file with this beginning is one of the tool."""
        if self.keys:
            first = head.objects[0] if head.text.startswith(b"{") and head.objects else None
            return first is not None and (first.keys() >= self.keys if self.more else first.keys() == self.keys)
        return head.text.startswith(self.begins) and all(sign in head.data[:_SIGNED] for sign in self.signs)

    @property
    def reason(self) -> str:
        """Why its files are passed over."""
        return f"a file of {self.name}, which is not read"


_SIGNED: Final = 64 << 10
_SQLITE: Final = b"SQLite format 3\0"
_ZIP: Final = b"PK\x03\x04"
_BESIDE: Final = "log to xreport beside it: the same values, three more lines"
TOOLS: Final = (
    Tool(
        "Optuna under another name",
        "Rename it so that its name ends in .log or holds the word optuna: then each trial is a run.",
        frozenset({"op_code", "worker_id"}),
        more=True,
    ),
    Tool(
        "SwanLab (one metric, without its name)",
        "Name the whole folder of the run, with the log run-<id>.swanlab in it: that is read.",
        frozenset({"index", "data", "create_time"}),
    ),
    Tool(
        "Comet (an offline experiment)",
        f"Run comet upload, export the metrics as CSV with a column of steps and name that, or {_BESIDE}.",
        frozenset({"payload", "type"}),
    ),
    Tool(
        "Neptune (an offline run)",
        f"Run neptune sync and export the run with neptune-exporter, whose Parquet is read, or {_BESIDE}.",
        frozenset({"obj", "version", "at"}),
    ),
    Tool(
        "FLAML",
        "Write its trials as CSV, a row a trial with learner, config and validation_loss, and name it as a source.",
        frozenset({"record_id", "logged_metric", "validation_loss"}),
        more=True,
    ),
    Tool(
        "ClearML (an offline session)",
        f"Import the session to a server and export its scalars as CSV, or {_BESIDE}.",
        begins=b'[{"timestamp"',
        signs=(b'"task":', b'"type":'),
    ),
    Tool(
        "Comet (the archive of an offline experiment)",
        f"Run comet upload, export the metrics as CSV with a column of steps and name that, or {_BESIDE}.",
        begins=_ZIP,
        signs=(b"experiment.json", b"messages.json"),
    ),
    Tool(
        "ClearML (the archive of an offline session)",
        f"Import the session to a server and export its scalars as CSV, or {_BESIDE}.",
        begins=_ZIP,
        signs=(b"metrics.jsonl", b"task.json"),
    ),
    Tool(
        "Polyaxon (events of one metric)",
        f"Export the metrics as one CSV with a column of steps, or {_BESIDE}.",
        begins=b"step|timestamp|",
    ),
    Tool(
        "skorch (its history)",
        "Write it as CSV: pandas.DataFrame(net.history).drop(columns='batches').to_csv('history.csv').",
        begins=b"[",
        signs=(b'"batches"', b'"epoch"', b'"dur"'),
    ),
    Tool(
        "Aim (its database)",
        f"Export the runs as CSV with a column of steps, or {_BESIDE}.",
        begins=_SQLITE,
        signs=(b"CREATE TABLE run", b"is_archived", b"experiment_id"),
    ),
)
"""A row for each tool, with samples that it wrote itself among the tests."""


def tool_of(head: Head) -> Tool | None:
    """Return the tool that wrote a file with this beginning, None where it is none of those that are not read."""
    if head.text[:1] not in _FIRST:
        return None
    return next((tool for tool in TOOLS if tool.is_writer_of(head)), None)


_FIRST: Final = {b"{", b"[", *(tool.begins[:1] for tool in TOOLS if tool.begins)}


# -- folders that tools hide ----------------------------------------------------------------------


HIDDEN_FOLDERS: Final[Mapping[str, tuple[str, ...]]] = {
    ".benchmarks": ("*",),
    ".asv": ("results",),
    ".guild": ("runs", "attrs"),
    ".neptune": ("offline",),
}
"""Hidden folders that are looked into, as a tool puts there by itself what is read; with the folders in each that are.

Nothing else in them is: ``.asv`` holds whole environments, ``.guild`` copies of the source. All other hidden folders
stay closed.
"""
HIDDEN_STORES: Final[Mapping[str, tuple[str, str]]] = {
    ".aim": ("a store of Aim, which is not read", f"Export the runs as CSV with a column of steps, or {_BESIDE}."),
}
"""Hidden folders of tools that are not read: they are named, and stay closed."""
