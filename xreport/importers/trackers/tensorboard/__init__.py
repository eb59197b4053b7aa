"""TensorBoard: folders of ``events.out.tfevents.*`` files, as TensorFlow, Keras, PyTorch and Lightning write them.

Neither TensorFlow nor TensorBoard is needed: `frames` reads the records, `wire` the protocol buffers in them, `shapes`
thousands of equal ones at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from xreport.importers.kit.protocol import Aside, Claim, Files, ImportedRun, Listing, Refusal
from xreport.importers.kit.report import Report
from xreport.importers.trackers.tensorboard.claims import claim_runs, is_event_file
from xreport.importers.trackers.tensorboard.reading import RunReader, find_attempts

__all__ = ["TensorboardImporter"]


class TensorboardImporter:
    """Reads event files. A folder of them is a run; see `places` for folders that are parts of one."""

    name = "tensorboard"
    bare = True

    def claim(self, listing: Listing) -> Iterable[Claim | Aside] | Refusal:
        """Claim all event files, and the JSONL log that the same program wrote beside them."""
        if not any(map(is_event_file, listing.files)):
            return Refusal("no tfevents files")
        return claim_runs(listing)

    def read(self, files: Files, report: Report) -> Iterator[ImportedRun]:
        """Yield the one run of a claim, attempt by attempt."""
        for attempt in find_attempts(files):
            yield "", RunReader(files, report, attempt).records()
