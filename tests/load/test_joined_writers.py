"""What several loggers wrote of one training is one run; trainings that differ in anything that counts never are."""

import json
import struct
import tempfile
from dataclasses import dataclass, replace
from itertools import count, permutations
from pathlib import Path

import other_tools  # noqa: F401 - the writers of event files are found by it
import pytest
from event_files import begins, curve, event, event_file, frame, hparams, image, version
from hypothesis import given, settings
from hypothesis import strategies as st

from xreport.load import load
from xreport.settings import Config, ImportRule
from xreport.text import short_hash

EVENTS = "events.out.tfevents.1700000000.host.1.0"
GIF = b"GIF89a\x01\x00\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x00;"
LOSSES = (0.71234567, 0.5123456, 0.41234567, 0.3345678)


@dataclass(frozen=True)
class Training:
    """Something that was trained, whoever wrote it down."""

    losses: tuple[float, ...] = LOSSES
    seed: int | None = None
    begun: float = 1.7e9


def as_jsonl(training: Training) -> dict[str, bytes]:
    more = {} if training.seed is None else {"seed": training.seed}
    lines = ({"step": step, "train/loss": loss, **more} for step, loss in enumerate(training.losses, 1))
    return {"log.jsonl": b"".join(json.dumps(line).encode() + b"\n" for line in lines)}


def as_csv(training: Training) -> dict[str, bytes]:
    rows = "".join(f"{step},{step // 2},{loss!r}\n" for step, loss in enumerate(training.losses, 1))
    settings_ = {} if training.seed is None else {"hparams.yaml": f"seed: {training.seed}\n".encode()}
    return {"metrics.csv": f"step,epoch,train/loss\n{rows}".encode()} | settings_


def as_events(training: Training, later: float = 0.0) -> dict[str, bytes]:
    settings_ = {} if training.seed is None else {"hparams.yaml": f"seed: {training.seed}\n".encode()}
    begun = training.begun + later
    events = (version(begun), *curve("train/loss", training.losses, time=begun))
    return {EVENTS: b"".join(map(frame, events))} | settings_


def as_state(training: Training) -> dict[str, bytes]:
    history = [{"step": step, "loss": loss} for step, loss in enumerate(training.losses, 1)]
    return {"trainer_state.json": json.dumps({"global_step": len(history), "log_history": history}).encode()}


def as_journal(training: Training) -> dict[str, bytes]:
    start = {
        "xreport": 1,
        "type": "start",
        "run": f"r-{short_hash(repr(training))}",
        "writer": "a" * 16,
        "project": "p",
    }
    start |= {} if training.seed is None else {"seed": training.seed}
    lines = [
        {"step": step, "time": training.begun + step, "metrics": {"train/loss": loss}}
        for step, loss in enumerate(training.losses, 1)
    ]
    return {"j.jsonl": b"".join(json.dumps(line).encode() + b"\n" for line in [start, *lines])}


WRITERS = {"jsonl": as_jsonl, "csv": as_csv, "events": as_events, "state": as_state, "journal": as_journal}


def put(root: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return root


def below(folder: str, files: dict[str, bytes]) -> dict[str, bytes]:
    return {f"{folder}/{name}" if folder else name: data for name, data in files.items()}


def read(root: Path, imports: tuple[ImportRule, ...] = ()):
    return load([root], now=2e9, config=Config(root=root.parent, imports=imports), jobs=1)


def single(value):
    return struct.unpack("<f", struct.pack("<f", value))[0]


# -- joined ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("places", [("a", "b"), ("", "runs/Nov29_18-16-28_vm"), ("x/version_0", "x/version_1")])
@pytest.mark.parametrize(("one", "other"), permutations(WRITERS, 2))  # two of one kind are two executions
def test_two_loggers_of_one_training_are_one_run(tmp_path, one, other, places):
    training = Training()
    files = below(places[0], WRITERS[one](training)) | below(places[1], WRITERS[other](training))
    collection = read(put(tmp_path / "s", files))
    (run,) = collection.runs
    assert [issue.what for issue in collection.issues] == []
    assert list(run.series) == ["train/loss"] or set(run.series) == {"train/loss", "epoch"}
    assert run.series["train/loss"].values.tolist() == list(training.losses)
    assert run.series["train/loss"].steps.tolist() == [1, 2, 3, 4]
    assert len(run.sources) == 2  # its page names what it was made of
    if "events" in (one, other):
        assert run.series["train/loss"].times.tolist() == [training.begun + step for step in (1, 2, 3, 4)]


def test_three_loggers_in_one_folder(tmp_path):
    training = Training()
    files = as_csv(training) | {"progress.json": as_jsonl(training)["log.jsonl"]} | as_events(training)
    (run,) = read(put(tmp_path / "s", below("sb3", files))).runs
    assert run.series["train/loss"].values.tolist() == list(training.losses)


@pytest.mark.parametrize(("in_log", "in_events"), [(2, 4), (4, 2)])
def test_one_logger_may_be_behind_the_other(tmp_path, in_log, in_events):
    files = below("a", as_csv(Training(LOSSES[:in_log]))) | below("b", as_events(Training(LOSSES[:in_events])))
    (run,) = read(put(tmp_path / "s", files)).runs
    series = run.series["train/loss"]
    assert series.steps.tolist() == [1, 2, 3, 4]
    assert series.values[:in_log].tolist() == list(LOSSES[:in_log])
    assert series.values.tolist() == pytest.approx(list(LOSSES), rel=1e-7)
    assert run.summaries["train/loss"].n == 4


def test_names_may_differ_and_steps_may_begin_elsewhere(tmp_path):
    table = "epoch,loss\n" + "".join(f"{step},{loss!r}\n" for step, loss in enumerate(LOSSES))
    files = {"training.csv": table.encode()} | below("logs/train", {EVENTS: event_file(*curve("epoch_loss", LOSSES))})
    (run,) = read(put(tmp_path / "s", files)).runs
    assert list(run.series) == ["loss"]
    assert run.series["loss"].values.tolist() == list(LOSSES)


def test_a_table_of_fewer_digits_gives_way(tmp_path):
    table = "step,epoch,loss\n" + "".join(f"{step},0,{loss:.4f}\n" for step, loss in enumerate(LOSSES, 1))
    files = {"a/metrics.csv": table.encode()} | below("b", {EVENTS: event_file(*curve("loss", LOSSES))})
    (run,) = read(put(tmp_path / "s", files)).runs
    assert run.series["loss"].values.tolist() == [single(loss) for loss in LOSSES]


def test_the_run_keeps_the_id_of_the_one_that_lies_highest(tmp_path):
    training = Training()
    files = below("out", as_state(training)) | below("out/runs/a", as_events(training))
    (alone,) = read(put(tmp_path / "one" / "s", below("out", as_state(training)))).runs
    (run,) = read(put(tmp_path / "two" / "s", files)).runs
    others = below("aaa", as_events(Training((0.912345, 0.812345)))) | below("zzz", as_csv(Training((0.9123, 0.81234))))
    runs = read(put(tmp_path / "three" / "s", files | others)).runs
    assert alone.id == run.id
    assert run.id in {one.id for one in runs}
    assert len(runs) == 3


def test_params_of_all_are_those_of_the_run_and_its_own_name_stays(tmp_path):
    training = Training()
    events = {EVENTS: event_file(event(hparams(lr=0.5)), *curve("train/loss", training.losses))}
    files = below("out", as_journal(training)) | below("out/runs/a", events)
    files["out/j.jsonl"] = files["out/j.jsonl"].replace(
        b'"project"', b'"name": "mine", "params": {"width": 3}, "project"'
    )
    (run,) = read(put(tmp_path / "s", files)).runs
    assert run.params == {"width": 3, "lr": 0.5}
    assert run.name == "mine"


def test_two_values_of_one_digit_are_enough_in_one_folder(tmp_path):
    training = Training((9.0, 7.0, 5.0))
    (run,) = read(put(tmp_path / "s", below("r", as_csv(training)) | below("r", as_jsonl(training)))).runs
    assert run.series["train/loss"].values.tolist() == [9, 7, 5]
    assert len(read(put(tmp_path / "t", below("a", as_csv(training)) | below("b", as_jsonl(training)))).runs) == 2


def test_a_clock_that_two_loggers_read_apart_tells_nothing_apart(tmp_path):
    rows = "".join(f"{step},0,{loss!r},{10 * step}\n" for step, loss in enumerate(LOSSES, 1))
    events = event_file(*curve("loss", LOSSES), *curve("time/fps", [11, 21, 31, 41]))
    files = {"a/metrics.csv": f"step,epoch,loss,time/fps\n{rows}".encode(), f"b/{EVENTS}": events}
    (run,) = read(put(tmp_path / "s", files)).runs
    assert set(run.series) == {"loss", "epoch", "time/fps", "events/time/fps"}
    assert run.series["loss"].values.tolist() == list(LOSSES)


# -- never joined ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "other",
    [
        Training((*LOSSES[:3], 0.3345679)),
        Training((0.8, *LOSSES[1:])),
        replace(Training(), seed=2),
    ],
)
@pytest.mark.parametrize("kinds", [("csv", "events"), ("journal", "csv"), ("journal", "events")])
def test_what_differs_in_a_value_or_the_seed_is_never_one(tmp_path, kinds, other):
    files = below("a", WRITERS[kinds[0]](Training(seed=1 if other.seed else None))) | below(
        "b", WRITERS[kinds[1]](other)
    )
    assert len(read(put(tmp_path / "s", files)).runs) == 2


def test_what_ended_before_the_other_began_is_never_one(tmp_path):
    files = below("a", as_journal(Training())) | below("b", as_events(Training(begun=1.7e9 + 3600)))
    assert len(read(put(tmp_path / "s", files)).runs) == 2


def test_counts_and_schedules_prove_nothing(tmp_path):
    rows = [(step, 0.001 / step, step * 2048) for step in range(1, 9)]
    table = "step,epoch,lr,frames\n" + "".join(f"{s},{s},{lr!r},{n}\n" for s, lr, n in rows)
    events = event_file(
        *curve("lr", [lr for _, lr, _ in rows]),
        *curve("frames", [n for _, _, n in rows]),
    )
    files = {"a/metrics.csv": table.encode(), f"b/{EVENTS}": events}
    assert len(read(put(tmp_path / "s", files)).runs) == 2


def test_what_cannot_be_decided_is_said_and_a_rule_decides(tmp_path):
    training = Training()
    files = below("x/0", as_csv(training)) | below("x/1", as_csv(training)) | below("x/2", as_events(training))
    root = put(tmp_path / "s", files)
    collection = read(root)
    assert len(collection.runs) == 3
    (issue,) = collection.issues
    assert issue.where == "x/2"
    assert "x/0/metrics.csv or x/1/metrics.csv" in issue.what
    together = ImportRule(("x/0/metrics.csv", "x/2"), "together")
    assert sorted(len(run.sources) for run in read(root, (together,)).runs) == [1, 2]
    assert read(root, (together,)).issues == ()
    (run,) = read(root, (ImportRule(("x/?/metrics.csv", "x/2"), "together"),)).runs
    assert len(run.sources) == 3


def test_a_star_tells_the_trainings_of_a_rule_apart_and_apart_keeps_them(tmp_path):
    trainings = {name: Training((number, number + 1)) for number, name in enumerate("abc")}
    files = {}
    for name, training in trainings.items():
        files |= below(f"{name}/one", as_jsonl(training)) | below(f"{name}/two", as_jsonl(Training((7.0, 8.0))))
    root = put(tmp_path / "s", files)
    assert len(read(root).runs) == 6
    runs = read(root, (ImportRule(("*/one/log.jsonl", "*/two/log.jsonl"), "together"),)).runs
    assert [len(run.sources) for run in runs] == [2, 2, 2]
    one = put(tmp_path / "t", below("a", as_csv(Training())) | below("b", as_events(Training())))
    assert len(read(one).runs) == 1
    assert len(read(one, (ImportRule(("*",), "apart"),)).runs) == 2
    (issue,) = read(one, (ImportRule(("nothing",), "together"),)).issues
    assert "no log matches nothing" in issue.what


def test_two_logs_of_one_kind_are_two_executions_and_the_nearest_counts(tmp_path):
    training = Training()
    alike = below("a", as_csv(training)) | below("b", as_csv(training))
    assert len(read(put(tmp_path / "s", alike)).runs) == 2
    both = alike | below("a/tb", as_events(training)) | below("b/tb", as_events(training, 7))
    collection = read(put(tmp_path / "t", both))
    assert [[source.path for source in run.sources] for run in collection.runs] == [
        ["a/metrics.csv", "a/tb"],
        ["b/metrics.csv", "b/tb"],
    ]
    assert collection.issues == ()


def test_different_seeds_in_the_same_folder_are_never_one(tmp_path):
    files = below("a", as_csv(Training(seed=1))) | below("a/tb", as_events(Training(seed=2)))
    assert len(read(put(tmp_path / "s", files)).runs) == 2


# -- copies ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("points", [4, 2])
def test_a_folder_that_says_it_is_a_copy_is_none(tmp_path, points):
    files = below("run-1", as_events(Training())) | below("latest-run", as_events(Training(LOSSES[:points])))
    collection = read(put(tmp_path / "s", files))
    (run,) = collection.runs
    assert (run.name, run.series["train/loss"].values.size) == ("run-1", 4)
    assert collection.skipped["a copy of another log"] == 1


def test_the_copy_that_is_longer_counts_under_the_id_of_the_run(tmp_path):
    files = below("run-1", as_events(Training(LOSSES[:2])))
    (before,) = read(put(tmp_path / "s", files)).runs
    (run,) = read(put(tmp_path / "s", below("latest", as_events(Training())))).runs
    assert (run.id, run.series["train/loss"].values.size) == (before.id, 4)


def test_two_that_do_not_say_which_is_the_copy_are_both_shown(tmp_path):
    files = below("a", as_events(Training())) | below("b", as_events(Training()))
    collection = read(put(tmp_path / "s", files))
    assert len(collection.runs) == 2
    assert collection.issues == ()


# -- for all inputs -------------------------------------------------------------------------------

VALUES = st.floats(0.0009765625, 1024, width=32).map(float) | st.sampled_from([0.5, 0.25, 1.0, 0.125])
TRAININGS = st.builds(
    Training, st.lists(VALUES, min_size=1, max_size=5).map(tuple), st.none() | st.integers(0, 2), st.just(1.7e9)
)
LOGS = st.lists(st.tuples(TRAININGS, st.sets(st.sampled_from(sorted(WRITERS)), min_size=1)), min_size=1, max_size=4)


def laid_out(logs, order=iter) -> dict[str, bytes]:
    places = [(training, kind) for training, kinds in logs for kind in sorted(kinds)]
    number = count()
    named = [(f"{next(number)}", training, kind) for training, kind in places]
    files: dict[str, bytes] = {}
    for name, training, kind in order(named):
        files |= below(name, WRITERS[kind](training))
    return files


@given(LOGS)
@settings(deadline=None, derandomize=True, max_examples=40)
def test_no_run_has_two_values_at_a_step_or_two_seeds_and_the_order_of_files_does_not_matter(logs):
    with tempfile.TemporaryDirectory() as name:
        base = Path(name)
        runs = read(put(base / "one" / "s", laid_out(logs))).runs
        again = read(put(base / "two" / "s", laid_out(logs, order=lambda some: reversed(list(some))))).runs
    assert {(run.id, run.digest) for run in runs} == {(run.id, run.digest) for run in again}
    seeds = {training: training.seed for training, _ in logs}
    for run in runs:
        series = run.series["train/loss"]
        at: dict[int, set[float]] = {}
        for step, value in zip(series.steps.tolist(), series.values.tolist(), strict=True):
            at.setdefault(step, set()).add(single(value))
        assert all(len(values) == 1 for values in at.values())
        of_this = {t for t in seeds if all(single(v) in at.get(s, ()) for s, v in enumerate(t.losses, 1))}
        assert of_this


# -- an aborted branch ----------------------------------------------------------------------------


def test_a_branch_that_was_given_up_is_an_earlier_attempt(tmp_path):
    first = event_file(*curve("loss", [5, 4, 3, 2]), *[event(image("im", GIF), step=step) for step in (1, 4)])
    second = event_file(begins(3), *curve("loss", [9], first=3))
    files = {"r/events.out.tfevents.1700000000.host": first, "r/events.out.tfevents.1700000009.host": second}
    (run,) = read(put(tmp_path / "s", files)).runs
    assert (run.name, run.attempts) == ("r", 2)
    assert run.curve("loss").steps.tolist() == [1, 2, 3]
    assert run.curve("loss").values.tolist() == [5, 4, 9]
    assert run.series["loss"].steps.tolist() == [1, 2, 3, 4, 3]
    assert (run.summaries["loss"].n, run.summaries["loss"].minimum) == (3, 4)
    assert [[one.step for one in item.steps] for item in run.logged] == [[1]]
