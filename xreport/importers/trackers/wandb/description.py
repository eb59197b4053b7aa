"""What a run says of itself: names, labels, time, where it came from."""

from __future__ import annotations

import hashlib
import re
from typing import Any, Final

from xreport.format.records import FORMAT
from xreport.importers.kit.params import take_seed
from xreport.importers.kit.protocol import Record
from xreport.importers.trackers.wandb.config import Config
from xreport.importers.trackers.wandb.folder import RunFolder
from xreport.importers.trackers.wandb.wire import Message, int_of, message_of, seconds_of, text_of, texts_of
from xreport.text import short_hash

RUN_CONFIG: Final = 4
RUN_SUMMARY: Final = 5
_ID, _PROJECT, _GROUP, _JOB_TYPE, _NAME, _NOTES, _TAGS, _SWEEP = 1, 3, 6, 7, 8, 9, 10, 12
_START_TIME, _RESUMED, _RUNTIME, _GIT, _BRANCH = 17, 18, 20, 21, 23
_GIT_COMMIT: Final = 2
_BRANCH_RUN: Final = 1

_RANDOM_ID: Final = re.compile(r"[a-z0-9]{8}")
_SAFE_ID: Final = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,80}")


class Description:
    """Collects the fields of the start record."""

    def __init__(self, folder: RunFolder) -> None:
        self.config = Config()
        self.environment: dict[str, Any] = {}
        self.data: list[dict[str, str]] = []
        self.facts: dict[str, str] = {}
        self.started = 0.0
        self.resumed = False
        self._id = folder.run_id
        self._attempt = int(folder.files.claim.hint or 1)
        self._labels: dict[str, Any] = {}
        self._commit = ""

    def take(self, run: Message) -> None:
        """Take a run record: of several the last one counts. Raises `WireError`."""
        self._id = text_of(run, _ID) or self._id
        self.started = seconds_of(run, _START_TIME) or self.started
        self.resumed = bool(int_of(run, _RESUMED))
        self._commit = text_of(message_of(run, _GIT), _GIT_COMMIT) or self._commit
        job, sweep = text_of(run, _JOB_TYPE), text_of(run, _SWEEP)
        labels = {
            "project": text_of(run, _PROJECT),
            "name": text_of(run, _NAME),
            "group": text_of(run, _GROUP) or (f"sweep {sweep}" if sweep else ""),
            "tags": list(dict.fromkeys(texts_of(run, _TAGS) + ([job] if job else []))),
            "notes": text_of(run, _NOTES),
        }
        self._labels |= {key: value for key, value in labels.items() if value}
        facts = {"wandb/sweep": sweep, "wandb/forked_from": text_of(message_of(run, _BRANCH), _BRANCH_RUN)}
        self.facts |= {key: value for key, value in facts.items() if value}

    def add_environment(self, environment: dict[str, Any]) -> None:
        """Take a part of the environment; what is known already stays."""
        hardware = environment.get("hardware", {}) | self.environment.get("hardware", {})
        self.environment = environment | self.environment
        if hardware:
            self.environment["hardware"] = hardware

    def record(self) -> Record:
        """Return the start record."""
        params = self.config.params()
        seed = take_seed(params)
        environment = self.environment | ({"commit": self._commit} if self._commit else {})
        fields = {
            "run": self._run_id(),
            "writer": self._writer(),
            "attempt": self._attempt,
            "time": self.started or None,
            "name": self._id,
            **self._labels,
            "params": params,
            "seed": seed,
            "data": self.data,
            "environment": environment,
        }
        said = {key: value for key, value in fields.items() if value not in (None, "", [], {})}
        return {"xreport": FORMAT, "type": "start", **said}

    def _run_id(self) -> str:
        """W&B's own id where it is a random one; one that somebody chose is unique in its project only."""
        if not self._id or _RANDOM_ID.fullmatch(self._id):
            return self._id
        safe = self._id if _SAFE_ID.fullmatch(self._id) else "run"
        return f"{safe.strip('.')}-{short_hash(self._labels.get('project', '') + '/' + self._id, 6)}"

    def _writer(self) -> str:
        """The same for copies of a log, another one for each process that resumed the run."""
        if not self._id:
            return ""
        return hashlib.sha256(f"{self._id}/{self.started!r}".encode("utf-8", "surrogatepass")).hexdigest()[:16]
