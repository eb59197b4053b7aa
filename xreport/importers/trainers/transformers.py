"""The state that the ``Trainer`` of Hugging Face writes: ``trainer_state.json``, and the results beside it.

``training_args.bin`` is a pickle, and never opened: what of the settings is known stands in the state itself.
Metrics are called as the Trainer itself calls them towards trackers: ``train/loss``, ``eval/loss``, ``test/…``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from xreport.format.records import FORMAT
from xreport.importers.forms.documents import DocumentError, decode_object, read_bytes, refuse_document
from xreport.importers.forms.settings import (
    as_params,
    beside,
    without_folders,
)
from xreport.importers.kit.protocol import Aside, Claim, Files, ImportedRun, Item, Listing, Record, Refusal
from xreport.importers.kit.report import Report
from xreport.importers.kit.values import as_fact, as_number, as_step

STATE: Final = "trainer_state.json"
_CHECKPOINT: Final = re.compile(r"checkpoint-(\d{1,12})")
_RESULTS: Final = (
    "all_results.json", "train_results.json", "eval_results.json", "test_results.json", "predict_results.json",
    "metrics.json",
)  # fmt: skip
_ADAPTER: Final = "adapter_config.json"
_MODEL: Final = "config.json"
_ADAPTER_KEYS: Final = ("peft_type", "base_model_name_or_path", "r", "lora_alpha", "lora_dropout", "target_modules")
_PARAMS: Final = ("num_train_epochs", "max_steps", "train_batch_size", "logging_steps", "eval_steps", "save_steps")
_STARTS: Final = (("eval_", "eval/"), ("test_", "test/"), ("predict_", "test/"))
_LOSS: Final = "train/loss"
_WHOLE: Final = "train/train_loss"
_APART: Final = {"step", "run_name"}
_FIX: Final = "Restore it from a copy, or from a checkpoint."


class TransformersImporter:
    """Reads ``trainer_state.json``. The ``checkpoint-N`` of a training are one run: the longest state counts."""

    name = "transformers"
    bare = True

    def claim(self, listing: Listing) -> Iterable[Claim | Aside] | Refusal:
        """Claim the states of each training together, with the results beside them."""
        trainings: dict[str, list[str]] = {}
        for path in listing.files:
            if path.rpartition("/")[2] == STATE:
                trainings.setdefault(_training_of(path), []).append(path)
        return [_claim(listing, folder, paths) for folder, paths in trainings.items()] or Refusal(f"no {STATE}")

    def read(self, files: Files, report: Report) -> Iterator[ImportedRun]:
        """Yield the run."""
        state = _longest(files, report)
        if state is not None:
            yield "", _records(files, state, report)


def _training_of(path: str) -> str:
    folder = path.rpartition("/")[0]
    above, _, name = folder.rpartition("/")
    return above if _CHECKPOINT.fullmatch(name) else folder


def _claim(listing: Listing, folder: str, paths: list[str]) -> Claim:
    start = f"{folder}/" if folder else ""
    results = [start + name for name in _RESULTS if listing.is_file(start + name)]
    paths = sorted(paths, key=_order)
    context = [name for path in paths[:2] for name in beside(path, (_ADAPTER, _MODEL)) if listing.is_file(name)]
    return Claim(folder, (*paths, *results), tuple(context))


def _order(path: str) -> tuple[int, int]:
    """The state of the whole training first, then those of checkpoints, the last one first."""
    found = _CHECKPOINT.fullmatch(path.rpartition("/")[0].rpartition("/")[2])
    return (1, -int(found[1])) if found else (0, 0)


def _longest(files: Files, report: Report) -> dict[str, Any] | None:
    """Return the longer of the last two states; a checkpoint's may be the later one, when a training was resumed."""
    found: list[dict[str, Any]] = []
    for path in files.claim.files:
        if path.rpartition("/")[2] != STATE or len(found) == 2:
            continue
        try:
            data = read_bytes(files, path, report)
            if data is None:
                continue
            state = decode_object(data, files.limits)
            del data
        except DocumentError as error:
            refuse_document(error, "the state of the trainer", path, files.size(path), report)
            continue
        if isinstance(state.get("log_history"), list):
            found.append(state)
        else:
            report.reject(files.size(path), "a trainer_state.json without log_history", _FIX, where=path)
    return max(found, key=_length, default=None)


def _length(state: dict[str, Any]) -> tuple[int, int]:
    return as_step(state.get("global_step")) or 0, len(state["log_history"])


def _records(files: Files, state: dict[str, Any], report: Report) -> Iterator[Item]:
    yield _start(files, state, report)
    known: set[str] = set()
    best_step, best_value = _best(state)
    ranking: set[str] = set()
    diverged = False
    for entry in state["log_history"]:
        step = as_step(entry.get("step")) if isinstance(entry, dict) else None
        if step is None:
            report.note("an entry of log_history has no step: it is left out", _FIX, where=files.claim.files[0])
            continue
        metrics = _metrics(entry, report)
        diverged = diverged or _is_nan(metrics.get(_LOSS))
        if diverged and _WHOLE in metrics:
            metrics[_WHOLE] = math.nan  # the mean of the whole training, in which zeros stand for what was left out
        known |= metrics.keys()
        if step == best_step:
            ranking |= {key for key, value in metrics.items() if value == best_value and key.startswith("eval/")}
        yield {"step": step, "metrics": metrics}
    if len(ranking) == 1:  # metric_for_best_model is not in the state, but its value is
        yield {"type": "metric", "key": ranking.pop(), "primary": True}
    best = state.get("best_model_checkpoint")
    if isinstance(best, str) and best:
        yield {"type": "fact", "values": {"best_model_checkpoint": re.split(r"[\\/]", best)[-1]}}
    results = _results(files, report)
    # What the log has too says nothing new; what only the results have is the run's score.
    new = {key: value for key, value in results.items() if key not in known and key != "train/epoch"}
    if new:
        yield {"type": "summary", "values": new}


def _best(state: dict[str, Any]) -> tuple[int | None, float | None]:
    """The step of the best model, which older states tell by its checkpoint alone, and the value that made it best."""
    step, value = as_step(state.get("best_global_step")), state.get("best_metric")
    if step is None and isinstance(path := state.get("best_model_checkpoint"), str):
        found = _CHECKPOINT.fullmatch(re.split(r"[\\/]", path)[-1])
        step = int(found[1]) if found else None
    return step, value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _start(files: Files, state: dict[str, Any], report: Report) -> Record:
    params = {key: state[key] for key in _PARAMS if isinstance(state.get(key), int | float) and state[key] != -1}
    # The state knows little of the settings. The folder, which is one of them, keeps unlike trainings apart.
    params["output_dir"] = files.claim.at or _folder_of(files)
    trial = state.get("trial_params")
    if isinstance(trial, dict):
        params |= trial
    start: Record = {"xreport": FORMAT, "type": "start"}
    for path in files.claim.context:
        document = _document(files, path, report)
        if path.endswith(_ADAPTER):
            params.setdefault("adapter", {key: document[key] for key in _ADAPTER_KEYS if document.get(key) is not None})
        elif isinstance(document.get("model_type"), str):
            start["algorithm"] = document["model_type"]
            base = document.get("_name_or_path")
            params |= {"model": base} if isinstance(base, str) and base else {}
    seed = params.pop("seed", None)
    start |= {"seed": seed} if isinstance(seed, int) and not isinstance(seed, bool) else {}
    if isinstance(state.get("trial_name"), str):
        start["name"] = without_folders(state["trial_name"])
    return start | ({"params": as_params(params)} if params else {})


def _folder_of(files: Files) -> str:
    names = re.split(r"[\\/]", files.location(files.claim.files[0]))
    return names[-3] if len(names) > 2 and _CHECKPOINT.fullmatch(names[-2]) else names[-2]


def _document(files: Files, path: str, report: Report) -> dict[str, Any]:
    try:
        return decode_object(files.read(path), files.limits)
    except (DocumentError, OSError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        report.note(
            f"what lies beside the state cannot be read: {reason}", "Restore the file, or remove it.", where=path
        )
        return {}


def _results(files: Files, report: Report) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for path in files.claim.files:
        if path.rpartition("/")[2] != STATE:
            found = _metrics(_document(files, path, report), report) | found
    return found


def _metrics(entry: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """Return the values of an entry under the names that trackers show; what is no number stays, as a fact."""
    named: dict[str, Any] = {}
    for key, value in entry.items():
        if key in _APART or value is None:
            continue
        start, name = next(((old, new) for old, new in _STARTS if key.startswith(old)), ("", "train/"))
        number = as_number(value, report.note)
        named[name + key.removeprefix(start)] = as_fact(value) if number is None else number
    if named.get(_LOSS) == 0 and _is_infinite(named.get("train/grad_norm")):
        named[_LOSS] = math.nan
    return named


def _is_nan(value: Any) -> bool:
    return isinstance(value, float) and math.isnan(value)


def _is_infinite(norm: Any) -> bool:
    """Whether a training has diverged, by the norm of its gradient.

    With its default ``logging_nan_inf_filter`` the Trainer leaves losses that are not finite out of the mean that it
    logs (``Trainer._inner_training_loop``), and logs 0 where there were no others.
    """
    return isinstance(norm, float) and not math.isfinite(norm)
