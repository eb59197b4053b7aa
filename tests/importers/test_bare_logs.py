"""Bare JSONL: which columns are what."""

import json
import math

import pytest
from importer_results import read_journal, read_jsonl

from xreport.importers import Refusal, choose
from xreport.importers.kit.heads import SHORT, Head
from xreport.importers.lines.bare_steps import is_order
from xreport.importers.lines.journal import JournalImporter
from xreport.importers.lines.jsonl import JsonlImporter
from xreport.load import load
from xreport.settings import Config, Limits


def lines(*records) -> bytes:
    return "".join(json.dumps(record) + "\n" for record in records).encode()


def start(result):
    return result.events[0]


DATA_SET = "JSON lines without a step, a time, or the name of a metric: a data set"


def test_flat_and_nested_dicts_and_differing_keys():
    result = read_jsonl(
        lines({"step": 1, "loss": 2, "val": {"acc": 0.5}}, {"step": 2, "loss": 1}, {"step": 3, "val": {"acc": 0.75}})
    )
    assert result.values == {"loss": [2, 1], "val/acc": [0.5, 0.75]}
    assert result.steps == {"loss": [1, 2], "val/acc": [1, 3]}


def test_keys_that_meet_when_flattened_are_said():
    result = read_jsonl(lines({"a/b": 1, "a": {"b": 2}}))
    assert result.values == {"a/b": [2]}
    assert "two keys that are one" in result.whats[0]


@pytest.mark.parametrize(
    "key",
    ["step", "_step", "global_step", "trainer/global_step", "iteration", "iter", "epoch", "Epoch", "num_timesteps"],
)
def test_step_columns(key):
    result = read_jsonl(lines(*({"loss": 0.5, key: n} for n in (10, 20, 20, 5))))
    assert result.steps == {"loss": [10, 20, 20, 5]}


def test_without_a_step_column_lines_are_counted():
    assert read_jsonl(lines({"loss": 3}, {"loss": 2}, {"loss": 1})).steps == {"loss": [0, 1, 2]}


def test_a_column_of_fractions_is_no_step():
    result = read_jsonl(lines({"epoch": 0.5, "loss": 1}, {"epoch": 1.0, "loss": 2}))
    assert result.steps["loss"] == [0, 1]
    assert result.values["epoch"] == [0.5, 1.0]


def test_lines_without_the_step_have_that_of_the_line_before():
    result = read_jsonl(lines({"step": 5, "a": 1}, {"step": 6, "a": 2}, {"step": 7, "a": 3}, {"test": 0.5}))
    assert result.steps == {"a": [5, 6, 7], "test": [7]}


def test_iterations_that_begin_anew_with_each_epoch_are_counted_on():
    rows = [{"mode": "train", "epoch": e, "iter": i, "loss": e + i / 100} for e in (1, 2, 3) for i in (10, 20)]
    rows[2:2] = [{"mode": "val", "epoch": 1, "iter": 4, "mAP": 0.25}]
    rows += [{"mode": "val", "epoch": 2, "iter": 4, "mAP": 0.5}, {"mode": "val", "epoch": 3, "iter": 4, "mAP": 0.75}]
    result = read_jsonl(lines(*rows))
    assert result.steps["train/loss"] == [10, 20, 30, 40, 50, 60]
    assert result.values["train/iter"] == [10, 20, 10, 20, 10, 20]
    assert result.values["train/epoch"] == [1, 1, 2, 2, 3, 3]
    assert result.steps["val/mAP"] == [20, 60, 60], "those of the training lines before"
    assert "val/epoch" not in result.values
    assert result.events[1:] == []


def test_iterations_of_epochs_that_other_lines_tell_as_well_are_counted_on():
    rows = [{"epoch": e, "iter": i, "loss": e + i / 100} for e in (1, 2, 3) for i in (10, 20)]
    result = read_jsonl(lines(*rows[:2], {"epoch": 1, "val_acc": 0.5}, *rows[2:], {"epoch": 3, "val_acc": 0.75}))
    assert result.steps["loss"] == [10, 20, 30, 40, 50, 60]
    assert result.steps["val_acc"] == [20, 60]


def test_batches_that_begin_anew_from_one_end_again_and_again_are_counted_on():
    rows = [{"batch": b, "loss": 1.0} for _ in range(3) for b in range(1, 5)]
    assert read_jsonl(lines(*rows)).steps["loss"] == list(range(1, 13))


@pytest.mark.parametrize(
    ("validations", "expected"),
    [
        ([3, 6], [30, 60]),  # counted by themselves
        ([250, 250], [30, 60]),  # the number of their own batches
        ([0, 0], [30, 60]),
        ([1, 2], [30, 60]),  # epochs
        ([35, 60], [35, 60]),  # steps of the training, between those that it logged
        ([30, 61], [30, 61]),
        ([None, None], [30, 60]),
    ],
)
@pytest.mark.parametrize(("train", "val"), [("train", "val"), ("training", "validation"), ("train", "test")])
@pytest.mark.parametrize("key", ["mode", "split", "phase"])
def test_validations_stand_at_steps_of_the_training(validations, expected, train, val, key):
    steps = iter(validations)
    rows = []
    for step in range(10, 70, 10):
        rows.append({key: train, "step": step, "loss": 1 / step})
        if step % 30 == 0:
            own = next(steps)
            rows.append({key: val, "acc": step / 100} | ({} if own is None else {"step": own}))
    result = read_jsonl(lines(*rows))
    assert result.steps[f"{val}/acc"] == expected
    assert result.steps[f"{train}/loss"] == list(range(10, 70, 10))


def test_a_validation_before_the_training_stands_before_it():
    rows = [{"mode": "val", "step": 500, "acc": 0.1}, *({"mode": "train", "step": n, "loss": 1} for n in (10, 20))]
    assert read_jsonl(lines(*rows)).steps["val/acc"] == [10]
    assert read_jsonl(lines(*rows, {"mode": "val", "step": 20, "acc": 0.2})).steps["val/acc"] == [10, 20]


@pytest.mark.parametrize("name", ["total_steps", "total_timesteps", "epoch", "steps"])
def test_what_never_changes_is_no_step(name):
    rows = [{name: 200, "current_steps": n, "loss": 1 / n} for n in (5, 10, 15)]
    assert read_jsonl(lines(*rows)).steps["loss"] == [5, 10, 15]
    alone = read_jsonl(lines(*({name: 200, "loss": 1 / n} for n in (5, 10, 15))))
    assert alone.steps["loss"] == [0, 1, 2]
    assert alone.values[name] == [200, 200, 200]
    once = read_jsonl(lines({name: 200, "loss": 1}, {name: 200, "val_loss": 2}))
    assert once.steps == {"loss": [200], "val_loss": [200]}, "each has one point"


@pytest.mark.parametrize("key", ["params", "config", "hparams", "args"])
def test_an_object_of_params_is_what_it_says_on_any_line(key):
    rows = [{"step": n, "loss": 1 / (n + 1), key: {"lr": 0.5, "net": {"depth": 3}, "seed": 4}} for n in range(3)]
    for logged in (rows, [{"step": 0, "loss": 1}, *rows[1:]], [*rows[:1], {"step": 1, "loss": 0.5}]):
        result = read_jsonl(lines(*logged))
        assert start(result)["params"] == {"lr": 0.5, "net": {"depth": 3}}
        assert start(result)["seed"] == 4
        assert list(result.values) == ["loss"]
        assert result.whats == []


def test_params_that_change_are_said():
    result = read_jsonl(lines({"acc": 0.5, "params": {"lr": 1, "a": 2}}, {"acc": 0.6, "params": {"lr": 2, "a": 2}}))
    assert start(result)["params"] == {"lr": 2, "a": 2}
    assert result.whats == ["the params change from line to line: those of the last line are shown"]
    assert 'kind = "trials"' in result.report.issues()[0].fix


def test_a_value_that_is_called_like_params_is_a_value():
    assert read_jsonl(lines({"step": 1, "params": 7.5e6}, {"step": 2, "params": 7.5e6})).values["params"] == [7.5e6] * 2


def test_times_as_text_are_times():
    rows = [{"step": n, "timestamp": f"2024-01-02T03:04:0{n}+00:00", "loss": 1} for n in (0, 5)]
    result = read_jsonl(lines(*rows, {"step": 6, "timestamp": "soon", "loss": 1}))
    assert result.series["loss"].times[:2].tolist() == [1704164640.0, 1704164645.0]
    assert result.events[-1]["values"] == {"timestamp": "soon"}


def test_a_step_that_goes_on_over_epochs_is_itself():
    rows = [{"step": n, "epoch": n // 3, "loss": n} for n in range(7)]
    assert read_jsonl(lines(*rows)).steps["loss"] == list(range(7))


def test_a_step_that_restarts_within_an_epoch_is_itself():
    rows = [{"step": n, "epoch": 1, "loss": n} for n in (1, 2, 1, 2)]
    assert read_jsonl(lines(*rows)).steps["loss"] == [1, 2, 1, 2]


def test_unix_times_are_times_and_durations_are_metrics():
    seconds = read_jsonl(lines({"time": 1763900000.5, "a": 1}, {"time": 1763900001, "a": 1}))
    assert seconds.series["a"].times.tolist() == [1763900000.5, 1763900001.0]
    assert list(seconds.series) == ["a"]
    milliseconds = read_jsonl(lines({"timestamp": 1763900000500, "a": 1}))
    assert milliseconds.series["a"].times.tolist() == [1763900000.5]
    duration = read_jsonl(lines({"time": 0.25, "a": 1}, {"time": 0.5, "a": 1}))
    assert duration.values["time"] == [0.25, 0.5]
    assert all(map(math.isnan, duration.series["a"].times))


def test_a_constant_seed_is_the_seed():
    assert start(read_jsonl(lines({"seed": 7, "a": 1}, {"seed": 7, "a": 2})))["seed"] == 7
    varying = read_jsonl(lines({"seed": 7, "a": 1}, {"seed": 8, "a": 2}))
    assert "seed" not in start(varying)
    assert varying.values["seed"] == [7, 8]


def test_a_first_line_of_other_keys_describes_the_run():
    header = {"env_info": "Linux", "seed": 3, "lr": 0.5, "config": {"depth": 2}, "exp": "x"}
    result = read_jsonl(lines(header, {"step": 1, "loss": 0.5}))
    assert start(result)["params"] == {"lr": 0.5, "depth": 2}
    assert start(result)["environment"] == {"env_info": "Linux", "exp": "x"}
    assert start(result)["seed"] == 3
    assert result.values == {"loss": [0.5]}


def test_a_first_line_like_the_others_is_a_line():
    assert read_jsonl(lines({"note": "x", "loss": 1}, {"loss": 2})).values == {"loss": [1, 2]}
    assert read_jsonl(lines({"acc": 1})).values == {"acc": [1]}


def test_texts_flags_and_lists_are_facts():
    result = read_jsonl(
        lines({"a": 1, "s": "x", "b": True, "n": None, "l": [1, 2]}, {"a": 2, "s": "y", "n": None}, {"a": None})
    )
    assert result.events[-1]["values"] == {"s": "y", "b": True, "n": None, "l": "[1, 2]", "a": None}
    assert result.values == {"a": [1, 2]}


def test_nan_in_every_spelling():
    result = read_jsonl(b'{"a": NaN}\n{"a": "NaN"}\n{"a": -Infinity}\n{"a": 1}\n')
    assert repr(result.values["a"]) == "[nan, nan, -inf, 1.0]"
    assert "(2 times; also in line 3)" in result.whats[0]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *((text, math.nan) for text in ("nan", "NaN", "NAN", " nan ", "-nan")),
        *((text, math.inf) for text in ("inf", "Infinity", "+inf", "INF", "infinity")),
        *((text, -math.inf) for text in ("-inf", "-Infinity", "-INF")),
    ],
)
def test_a_text_that_says_no_finite_number_is_one(text, value):
    for read, records in (
        (read_jsonl, [{"step": 0, "a": 1}, {"step": 1, "a": text}]),
        (read_journal, [{"type": "start", "xreport": 1}, {"step": 0, "metrics": {"a": 1}}, {"a": text, "step": 1}]),
        (read_journal, [{"type": "start"}, {"a": 1}, {"metrics": {"a": {"xreport:repr": f"'{text}'", **TEXT}}}]),
    ):
        result = read(lines(*records))
        assert repr(result.values["a"]) == repr([1.0, value])
        assert not any("not a number" in what for what in result.whats)


TEXT = {"xreport:type": "builtins.str"}


@pytest.mark.parametrize("text", ["nano", "info", "--inf", "1e999", "", "NaN%", "infinit"])
def test_another_text_is_none(text):
    result = read_jsonl(lines({"step": 0, "a": 1}, {"step": 1, "a": text}))
    assert result.values["a"] == [1]
    assert result.events[-1]["values"] == {"a": text}


def test_the_last_line_counts_when_it_is_whole():
    assert read_jsonl(b'{"a": 1}\n{"a": 2}').values == {"a": [1, 2]}
    torn = read_jsonl(b'{"a": 1}\n{"a": 2')
    assert torn.values == {"a": [1]}
    assert torn.report.pending == 7


@pytest.mark.parametrize(
    ("path", "data", "reason"),
    [
        ("a.txt", b'{"a": 1}\n{"a": 2}\n', None),
        ("metrics.json", b'{"a": 1}\n{"a": 2}\n', None),
        ("log", b'{"epoch": 0, "acc": 1}\n', None),
        ("a.jsonl", b'{"a": 1}\n', None),
        ("a.jsonl", b"garbage\n", None),
        ("a.jsonl", b"\0\0", None),
        ("a.txt", b'\xef\xbb\xbf\n{"a": 1}\n{"a": 2}\n', None),
        ("a.json", b'{"a": 1}\n', "single JSON document"),
        ("a.json", b'{"a": 1}', "single JSON document"),
        ("a.json", b'{\n  "a": 1\n}\n', "single JSON document"),
        ("a.txt", b'{"a": 1}\nEpoch 1\n', "not JSON lines"),
        ("a.py", b"import os\n", "not JSON lines"),
        ("a.bin", b"\x89PNG\0\0", "binary"),
        ("a.jsonl", b"", "empty"),
        ("a.jsonl", b"\n \n", "empty"),
        ("a.jsonl", b'{"text": "hello"}\n{"text": "you"}\n', "JSON lines without numbers"),
        ("a.ipynb", b'{"cells": [], "nbformat": 4}\n', "single JSON document"),
        ("a.js.map", b'{"version": 3, "mappings": ""}', "single JSON document"),
        ("a.out", b'{"loss": 0.5}\n', None),
        (
            "a.jsonl",
            b'{"text": "good", "label": 1}\n{"text": "bad", "label": 0}\n',
            DATA_SET,
        ),
        ("a.jsonl", b'{"text": "good", "label": 1, "epoch": 1}\n{"text": "bad", "label": 0, "epoch": 2}\n', None),
        ("a.jsonl", b'{"text": "good", "score": 0.5}\n{"text": "bad", "score": 0.25}\n', DATA_SET),
        ("a.jsonl", b'{"text": "good", "score": 0.5}\n{"text": "bad", "sc\n{"text": "bad", "score": 0.25}\n', DATA_SET),
        ("a.jsonl", b'{"text": "one"}\n{"text": "two"}\n{"te', "JSON lines without numbers"),
        ("a.jsonl", b'{"text": "one"}\n{"lo', None),
        ("a.jsonl", b'{"model": "x"}\n{"loss": 0.5}\n{"lo', None),
        ("a.jsonl", b'{"x": 0.5, "y": 1}\n{"x": 0.25, "y": 0}\n', DATA_SET),
        ("a.jsonl", b'{"box": {"x": 0.5}}\n{"box": {"x": 0.25}}\n', DATA_SET),
        ("a.jsonl", b'{"x": 0.5, "step": 1}\n{"x": 0.25, "step": 2}\n', None),
        ("a.jsonl", b'{"x": 0.5, "i": {"step": 1}}\n{"x": 0.25, "i": {"step": 2}}\n', None),
        ("a.jsonl", b'{"valLoss": 0.5}\n{"valLoss": 0.25}\n', None),
        ("a.jsonl", b'{"test_error": 0.5}\n{"test_error": 0.25}\n', None),
        ("a.jsonl", b'{"a/b": 0.5}\n{"a/b": 0.25}\n', DATA_SET),
        ("a.jsonl", b'{"top/acc@1": 0.5}\n{"top/acc@1": 0.25}\n', None),
        ("metrics.jsonl", b'{"x": 0.5}\n{"x": 0.25}\n', None),
        ("train_log.txt", b'{"x": 0.5}\n{"x": 0.25}\n', None),
        ("blog.jsonl", b'{"x": 0.5}\n{"x": 0.25}\n', DATA_SET),
        ("catalogue.jsonl", b'{"x": 0.5}\n{"x": 0.25}\n', DATA_SET),
        ("a.jsonl", b'{"x": 0.5}\n', None),
        ("a.jsonl", b'{"x": NaN}\n{"x": Infinity}\n', None),
        ("a.jsonl", b'{"label": 1}\n{"label": 0}\n', None),
        ("a.jsonl", b'{"model": "resnet", "epochs": 3}\n{"acc": 1}\n{"acc": 0}\n', None),
        ("wandb-summary.json", b'{"a": 1}\n{"a": 2}\n', "a known file that is no log"),
        ("a.jsonl", '{"a": 1}\n'.encode("utf-16"), "not UTF-8 (it is UTF-16)"),
        ("a.jsonl", '{"a": 1}\n'.encode("utf-16-be"), "not UTF-8 (it is UTF-16)"),
    ],
)
def test_what_is_read(path, data, reason):
    answer = choose(Head(path, data, whole=True))
    assert (answer.reason if isinstance(answer, Refusal) else None) == reason
    assert not isinstance(answer, JournalImporter)


@pytest.mark.parametrize("name", ["breast_cancer", "diabetes", "iris", "wine"])
def test_a_real_data_set_is_no_log(name):
    from sklearn import datasets

    found = getattr(datasets, f"load_{name}")()
    names = [*map(str, found.feature_names), "target"]
    rows = [
        dict(zip(names, (*row, int(label)), strict=True)) for row, label in zip(found.data, found.target, strict=True)
    ]
    assert choose(Head("x.jsonl", lines(*rows[:60]), whole=False)) == Refusal(DATA_SET)
    # The same numbers with the step at which a training logged them are a log.
    logged = lines(*({"step": step} | row for step, row in enumerate(rows[:60])))
    assert isinstance(choose(Head("x.jsonl", logged, whole=False)), JsonlImporter)


def test_every_real_log_in_json_lines_is_one_with_its_steps_and_without(shared_data):
    logs = {
        "dreamer-gc/metrics.jsonl", "nyu-detectron2/output/metrics_semi-supervise.json",
        "repvit/detection/logs/repvit_m1_1_coco.json", "repvit/logs/repvit_m0_9_distill_300e.txt",
    }  # fmt: skip
    for path in logs:
        data = (shared_data / path).read_bytes()[:SHORT]
        assert isinstance(choose(Head(path, data, whole=False)), JsonlImporter), path
        # Known by their keys alone, as a log that has no step.
        rows = [json.loads(line) for line in data.splitlines()[1:20] if line.endswith(b"}")]
        bare = lines(*({key: value for key, value in row.items() if not is_order(key)} for row in rows))
        assert isinstance(choose(Head("a.jsonl", bare, whole=False)), JsonlImporter), path


def test_a_long_single_line_is_a_document():
    head = Head("coco.json", b'{"images": [' + b"1," * 100, whole=False)
    assert choose(head) == Refusal("single JSON document")


def test_blank_lines_count_as_rows(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"step": 1, "loss": 0.5}\n' + "\n" * 600_000)
    config = Config(root=tmp_path, limits=Limits(rows=1000))
    collection = load([tmp_path], now=1.0, config=config)
    assert any("limits.rows" in issue.what + issue.fix for issue in collection.issues)
