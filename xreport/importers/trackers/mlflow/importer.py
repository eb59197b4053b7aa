"""What of a source is MLflow's, and which of the two readers reads it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from xreport.importers.forms.sqlite import MAGIC, SIDE_FILES
from xreport.importers.kit.protocol import Aside, Claim, Files, ImportedRun, Listing, Refusal
from xreport.importers.kit.report import Report
from xreport.importers.trackers.mlflow.database import artifact_files, is_mlflow, read_runs
from xreport.importers.trackers.mlflow.filestore import read_run
from xreport.importers.trackers.mlflow.layout import claims_of_store, run_folders

_DATABASES = (".db", ".sqlite", ".sqlite3")
_SQLITE = "sqlite"


class MlflowImporter:
    """Reads file stores and SQLite databases of MLflow. A run keeps its id, so that it counts once if both hold it."""

    name = "mlflow"
    bare = False

    def claim(self, listing: Listing) -> Iterable[Claim | Aside] | Refusal:
        """Claim run folders one by one, so that only changed ones are read again; and databases as a whole."""
        folders = run_folders(listing)
        claims = list(claims_of_store(listing, folders)) if folders else []
        taken = {path for claim in claims for path in claim.files}
        databases = [path for path in listing.files if path not in taken and _is_mlflow(path, listing)]
        if databases:
            stored = artifact_files(listing.files)
            free = [path for path in stored if path not in taken]
            claims += [_database(path, listing, free if path is databases[0] else [], stored) for path in databases]
        return claims or Refusal("no run folders with a meta.yaml, and no SQLite database with its tables")

    def read(self, files: Files, report: Report) -> Iterator[ImportedRun]:
        """Yield the runs of a claim."""
        return read_runs(files, report) if files.claim.hint == _SQLITE else read_run(files, report)


def _is_mlflow(path: str, listing: Listing) -> bool:
    return path.lower().endswith(_DATABASES) and listing.head(path, len(MAGIC)) == MAGIC and is_mlflow(listing, path)


def _database(path: str, listing: Listing, free: list[str], stored: list[str]) -> Claim:
    beside = [path + end for end in SIDE_FILES if listing.is_file(path + end)]
    return Claim(path, (path, *beside, *free), tuple(stored), hint=_SQLITE)
