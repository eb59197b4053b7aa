"""Results of lm-evaluation-harness, of all versions: a JSON document an evaluation, which is a run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from xreport.format.records import FORMAT
from xreport.importers.forms.documents import DocumentError, decode_object, read_bytes, refuse_document
from xreport.importers.forms.settings import (
    as_params,
    description,
    without_folders,
)
from xreport.importers.kit.params import as_param
from xreport.importers.kit.protocol import Aside, Claim, Files, ImportedRun, Item, Listing, Record, Refusal
from xreport.importers.kit.report import Report
from xreport.importers.kit.values import as_number, as_time
from xreport.text import json_number

_HEAD: Final = re.compile(rb'\s*\{\s*"results"\s*:\s*\{')
_SAMPLES: Final = re.compile(r"samples_.+_\d{4}-\d\d-\d\dT[\d.:-]+\.jsonl")
_NAMED: Final = re.compile(r"results(?:_\d{4}-\d\d-\d\dT[\d.:-]+)?\.json")
_SIGNS: Final = ("versions", "config", "configs", "n-shot")
_PARAMS: Final = (
    "model", "model_args", "num_fewshot", "batch_size", "limit", "gen_kwargs", "random_seed", "fewshot_seed", "seed",
)  # fmt: skip
_NO_FILTER: Final = ",none"


class LmEvalImporter:
    """Reads the results of lm-evaluation-harness. Every metric of every task is a score, ``task/metric``."""

    name = "lm-eval"
    bare = True

    def claim(self, listing: Listing) -> Iterable[Claim | Aside] | Refusal:
        """Claim documents that begin as results do, and put samples aside, also those of results that are damaged."""
        found = [path for path in listing.files if path.endswith(".json") and _HEAD.match(listing.head(path, 256))]
        samples = [path for path in listing.files if _SAMPLES.fullmatch(path.rpartition("/")[2])]
        if not found and not samples:
            return Refusal("no JSON document that begins with results")
        return [*(Claim(path, (path,)) for path in found), Aside(tuple(samples), "samples of an evaluation")]

    def read(self, files: Files, report: Report) -> Iterator[ImportedRun]:
        """Yield the run."""
        path = files.claim.at
        data = read_bytes(files, path, report)
        if data is None:
            return
        try:
            document = decode_object(data, files.limits)
        except DocumentError as error:
            refuse_document(error, "the document of results", path, files.size(path), report)
            return
        tasks = document.get("results")
        if not isinstance(tasks, dict) or not any(sign in document for sign in _SIGNS):
            report.skip("a JSON document that is no log")
            return
        yield "", _records(path, document, tasks, report)


def _records(path: str, document: dict[str, Any], tasks: dict[str, Any], report: Report) -> Iterator[Item]:
    yield _start(path, document)
    groups = document.get("groups")
    scores: dict[str, float | str] = {}
    for task, values in [*tasks.items(), *(groups.items() if isinstance(groups, dict) else ())]:
        for key, value in values.items() if isinstance(values, dict) else ():
            number = as_number(value, report.note)
            if number is not None:
                scores[f"{task}/{key.removesuffix(_NO_FILTER)}"] = json_number(number)
    yield from _directions(document.get("higher_is_better"), scores)
    yield {"type": "summary", "values": scores}
    facts = {key: document[key] for key in ("transformers_version", "lm_eval_version", "max_length") if key in document}
    if facts:
        yield {"type": "fact", "values": {key: str(value) for key, value in facts.items()}}


def _directions(said: Any, scores: dict[str, float | str]) -> Iterator[Record]:
    """Yield which way each metric is better, as the harness itself says it; it says nothing of standard errors.

    Args:
        said: By task: whether higher is better, by metric without its filter.
        scores: What was measured, by ``task/metric,filter``.
    """
    for name in scores if isinstance(said, dict) else ():
        task, _, key = name.rpartition("/")
        of_task = said.get(task)
        higher = of_task.get(key.partition(",")[0]) if isinstance(of_task, dict) else None
        if isinstance(higher, bool):
            yield {"type": "metric", "key": name, "direction": "max" if higher else "min"}


def _start(path: str, document: dict[str, Any]) -> Record:
    config = document.get("config")
    config = config if isinstance(config, dict) else {}
    params = {key: config[key] for key in _PARAMS if config.get(key) not in (None, "", {})}
    arguments = params.get("model_args")
    if isinstance(arguments, str):
        params["model_args"] = arguments = _arguments(arguments)
    shots = document.get("n-shot")
    if isinstance(shots, dict) and "num_fewshot" not in params and len(different := set(map(str, shots.values()))) == 1:
        params["num_fewshot"] = as_param(different.pop())
    start: Record = {"xreport": FORMAT, "type": "start", **description(as_params(params))}
    model = document.get("model_name") or (arguments.get("pretrained") if isinstance(arguments, dict) else None)
    if isinstance(model, str) and model:
        start["algorithm"] = without_folders(model)
        if _NAMED.fullmatch(path.rpartition("/")[2]):
            revision = arguments.get("revision") if isinstance(arguments, dict) else None
            start["name"] = start["algorithm"] + (f"@{revision}" if revision else "")
    time = as_time(document.get("date"))
    if time == time:  # noqa: PLR0124 - not NaN
        start["time"] = time
    commit = document.get("git_hash")
    return start | ({"environment": {"commit": commit}} if isinstance(commit, str) else {})


def _arguments(text: str) -> dict[str, Any]:
    """Return ``pretrained=a,revision=b`` as its parts."""
    parts = [part.partition("=") for part in text.split(",")]
    return {key.strip(): as_param(value.strip()) for key, _, value in parts if key.strip()}
