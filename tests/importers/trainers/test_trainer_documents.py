"""Logs that are documents or lines of objects: Hugging Face, detectron2, mmengine, lm-evaluation-harness, MLPerf.

Formats as of transformers 4.x (``TrainerState.save_to_json``: ``json.dumps(…, indent=2, sort_keys=True)``, so NaN
stands bare), mmengine 0.10 (``LocalVisBackend`` writes ``scalars.json``, ``LoggerHook`` the same to ``<time>.json``;
validation lines have the epoch as step), lm-eval 0.4, mlperf-logging 3.
"""

import json
import math

import pytest
from claimed_logs import one, points, read_files, whats

from xreport.importers.forms.documents import DocumentError, decode_object, parse_document
from xreport.importers.forms.python_settings import read_python_settings
from xreport.importers.forms.settings import without_folders
from xreport.importers.kit.report import Report


def state(count, of=100, **more):
    log = [{"step": at * 10, "epoch": at / 10, "loss": 1 / at, "grad_norm": float("nan")} for at in range(1, count + 1)]
    log.append({"step": count * 10, "epoch": count / 10, "eval_loss": 0.5, "eval_runtime": 2.0})
    return json.dumps({"global_step": count * 10, "max_steps": of, "log_history": log, **more}, indent=2)


def test_checkpoints_of_a_training_are_one_run_and_the_longest_counts(tmp_path):
    files = {f"out/checkpoint-{at * 10}/trainer_state.json": state(at) for at in (2, 5, 9, 10)}
    files |= {"out/trainer_state.json": state(7), "other/checkpoint-10/trainer_state.json": state(1)}
    files |= {"out/checkpoint-100/training_args.bin": b"\x80\x04\x95never opened"}
    runs = {run.name: run for run in read_files(tmp_path / "bert", files).runs}
    assert set(runs) == {"bert", "other"}
    assert points(runs["bert"], "train/loss") == [(at * 10, 1 / at) for at in range(1, 11)]
    assert points(runs["bert"], "eval/loss") == [(100, 0.5)]
    assert points(runs["other"], "train/loss") == [(10, 1.0)]


@pytest.mark.parametrize(
    ("loss", "norm", "expected"),
    [(0.0, math.nan, math.nan), (0, math.inf, math.nan), (0.0, 0.0, 0.0), (0.0, None, 0.0), (0.5, math.nan, 0.5)],
)
def test_a_loss_that_the_trainer_left_out_as_not_finite_is_not_zero(tmp_path, loss, norm, expected):
    log = [{"step": 1, "loss": 0.9, "grad_norm": 1.0}, {"step": 2, "loss": loss, "grad_norm": norm}]
    log.append({"step": 2, "train_loss": 0.45, "train_runtime": 1.0})
    run = one(tmp_path / "a", {"out/trainer_state.json": json.dumps({"global_step": 2, "log_history": log})})
    assert repr(points(run, "train/loss")[-1][1]) == repr(float(expected))
    # Its mean over the whole training holds the zeros.
    assert repr(points(run, "train/train_loss")[-1][1]) == repr(math.nan if math.isnan(expected) else 0.45)


def test_results_and_settings_beside_the_state(tmp_path):
    files = {
        "out/trainer_state.json": state(
            2,
            train_batch_size=8,
            trial_params={"lr": 0.1, "seed": 3},
            best_model_checkpoint="/home/ada/out/checkpoint-10",
        ),
        "out/all_results.json": '{"epoch": 0.2, "eval_loss": 0.5, "predict_f1": 0.75, "test_accuracy": 0.9}',
        "out/config.json": '{"model_type": "bert", "_name_or_path": "/models/bert-base"}',
        "out/adapter_config.json": '{"r": 8, "lora_alpha": 16, "peft_type": "LORA", "inference_mode": true}',
    }
    run = one(tmp_path / "a", files)
    assert run.scores == {"test/f1": 0.75, "test/accuracy": 0.9}
    assert run.params == {
        "max_steps": 100, "train_batch_size": 8, "output_dir": "out", "lr": 0.1, "model": "bert-base",
        "adapter.r": 8, "adapter.lora_alpha": 16, "adapter.peft_type": "LORA",
    }  # fmt: skip
    assert (run.seed, run.algorithm) == (3, "bert")
    assert run.facts["best_model_checkpoint"] == "checkpoint-10"
    assert "ada" not in repr(run.facts)


def test_a_broken_state_falls_back_to_the_checkpoint_before(tmp_path):
    files = {"out/trainer_state.json": state(9)[:-40], "out/checkpoint-50/trainer_state.json": state(5)}
    collection = read_files(tmp_path / "a", files)
    (run,) = collection.runs
    assert len(points(run, "train/loss")) == 5
    assert [("cannot be read yet" in issue.what, issue.pending) for issue in collection.issues] == [(True, True)]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("trainer_state.json", ""),
        ("trainer_state.json", '{"log_history": [{"step": 1, "lo'),
        ("results.json", '{"results": {"lambada": {"acc'),
    ],
)
def test_a_document_that_is_being_written_is_waited_for(tmp_path, name, data):
    (issue,) = read_files(tmp_path / "a", {name: data}).issues
    assert issue.pending
    assert issue.fix.startswith("It is read when the rest has been written")


@pytest.mark.parametrize("data", ['{"log_history": [}]}', '{"log_history": [1, \0\0\0\0'])
def test_a_document_that_is_damaged_is_not_waited_for(tmp_path, data):
    (issue,) = read_files(tmp_path / "a", {"trainer_state.json": data}).issues
    assert not issue.pending


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"log_history": 3}', "nul", "[" * 5000, '{"a":' * 5000, '{"log_history": [1, {}]}']
)
def test_states_that_are_none(tmp_path, text):
    data = b"\0" * 99 if text == "nul" else text
    collection = read_files(tmp_path / "a", {"trainer_state.json": data})
    assert collection.issues
    assert all(not run.series for run in collection.runs)


def test_mmengine_validation_is_told_from_training_and_its_copy_counts_once(tmp_path):
    lines = [
        {"lr": 0.1, "data_time": 0.2, "loss": 3.0, "time": 0.5, "epoch": 1, "iter": 50, "memory": 9, "step": 50},
        {"lr": 0.1, "data_time": 0.3, "loss": 2.0, "time": 0.6, "epoch": 1, "iter": 100, "memory": 9, "step": 100},
        {"coco/bbox_mAP": 0.25, "data_time": 0.01, "time": 0.02, "step": 1},
        {"lr": 0.1, "data_time": 0.3, "loss": 1.0, "time": 0.6, "epoch": 2, "iter": 150, "memory": 9, "step": 150},
        {"lr": 0.1, "data_time": 0.3, "loss": 0.5, "time": 0.7, "epoch": 2, "iter": 200, "memory": 9, "step": 200},
        {"coco/bbox_mAP": 0.5, "data_time": 0.01, "time": 0.03, "step": 2},
    ]
    text = "".join(json.dumps(line) + "\n" for line in lines)
    config = (
        "lr = 0.1\nmodel = dict(type='RCNN', depth=50, norm=dict(eps=1e-05))\nimport os\nx = os.system('touch evil')\n"
    )
    folder = "work_dirs/rcnn/20240102_030405/vis_data"
    run = one(
        tmp_path / "a",
        {f"{folder}/scalars.json": text, f"{folder}/20240102_030405.json": text, f"{folder}/config.py": config},
    )
    assert points(run, "loss") == [(50, 3.0), (100, 2.0), (150, 1.0), (200, 0.5)]
    assert points(run, "coco/bbox_mAP") == [(100, 0.25), (200, 0.5)]
    assert points(run, "time") == [(50, 0.5), (100, 0.6), (150, 0.6), (200, 0.7)]
    assert points(run, "val/time") == [(100, 0.02), (200, 0.03)]
    assert run.params == {"lr": 0.1, "model.type": "RCNN", "model.depth": 50, "model.norm.eps": 1e-05}
    assert run.project == "a"


@pytest.mark.parametrize(("said", "expected"), [((0, 0), (4, 8)), ((1, 2), (4, 8)), ((4, 8), (4, 8)), ((5, 8), (5, 8))])
def test_mmengine_validations_of_iterations_stand_at_those_of_the_training(tmp_path, said, expected):
    rows = [{"loss": 1 / at, "time": 0.1, "epoch": 1, "iter": at, "step": at} for at in (2, 4, 6, 8)]
    rows[4:] = [{"acc": 0.5, "loss": 0.7, "time": 0.2, "step": said[1]}]
    rows[2:2] = [{"acc": 0.25, "loss": 0.8, "time": 0.2, "step": said[0]}]
    text = "".join(json.dumps(row) + "\n" for row in rows)
    run = one(tmp_path / "a", {"run/vis_data/scalars.json": text})
    assert points(run, "acc") == [(expected[0], 0.25), (expected[1], 0.5)]
    assert points(run, "val/loss") == [(expected[0], 0.8), (expected[1], 0.7)]
    assert points(run, "loss") == [(at, 1 / at) for at in (2, 4, 6, 8)]
    assert (run.attempts, run.issues) == (1, ())


def test_python_settings_are_never_run(tmp_path):
    text = f"""
a = 1
b = [1, -2.5, None, True, 'x', (3,)]
c = dict(d=dict(e=2), f={{'g': 1}})
h = __import__('os').system('touch {tmp_path}/evil')
i = [x for x in range(3)]
j = dict(**c)
k, l = 1, 2
"""
    assert read_python_settings(text) == {
        "a": 1,
        "b": [1, -2.5, None, True, "x", [3]],
        "c": {"d": {"e": 2}, "f": {"g": 1}},
    }
    for bad in (
        "a = (" * 5000,
        "a = " + "[" * 500,
        "a = " + "-" * 100_000 + "1",
        "=",
        "a = \0",
        "a = 1" + " " * (2 << 20),
    ):
        assert read_python_settings(bad) == {}
    assert not (tmp_path / "evil").exists()


def test_detectron2_resumed_with_its_config(tmp_path):
    lines = [{"iteration": at, "loss": at / 3} for at in (19, 39, 59, 39, 59, 79)]
    files = {
        "output/metrics.json": "".join(json.dumps(line) + "\n" for line in lines) + '{"iteration": 99, "lo',
        "output/config.yaml": "SOLVER:\n  BASE_LR: 0.02\nSEED: 1\nOUTPUT_DIR: /home/ada/output\n",
    }
    collection = read_files(tmp_path / "det", files)
    (run,) = collection.runs
    assert points(run, "loss") == [(at, at / 3) for at in (19, 39, 59, 39, 59, 79)]
    assert run.params == {"SOLVER.BASE_LR": 0.02, "SEED": 1, "OUTPUT_DIR": "output"}
    assert [issue.pending for issue in collection.issues] == [True]
    assert run.name == "det"


LM_EVAL = {
    "results": {
        "arc_easy": {"alias": "arc_easy", "acc,none": 0.25, "acc_stderr,none": "N/A", "acc_norm,none": float("nan")},
        "gsm8k": {"exact_match,strict-match": 0.5, "exact_match,flexible-extract": 0.625},
    },
    "groups": {"mmlu": {"acc,none": 0.3}},
    "n-shot": {"arc_easy": 5, "gsm8k": 5},
    "config": {"model": "hf", "model_args": "pretrained=/m/llama,dtype=float16,revision=main", "random_seed": 1234},
    "git_hash": "abc1234",
    "date": 1718000000.25,
    "model_name": "/models/llama",
}  # fmt: skip


def test_evaluations_of_today(tmp_path):
    folder = "llama/results_2024-06-10T10-00-00.000001.json"
    samples = "llama/samples_arc_easy_2024-06-10T10-00-00.000001.jsonl"
    collection = read_files(
        tmp_path / "a",
        {folder: json.dumps(LM_EVAL, indent=2), samples: '{"doc_id": 1, "acc": 1}\n{"doc_id": 2, "acc": 0}\n'},
    )
    (run,) = collection.runs
    nan = run.scores.pop("arc_easy/acc_norm")
    assert nan != nan
    assert run.scores == {
        "arc_easy/acc": 0.25, "gsm8k/exact_match,strict-match": 0.5, "gsm8k/exact_match,flexible-extract": 0.625,
        "mmlu/acc": 0.3,
    }  # fmt: skip
    assert (run.name, run.algorithm, run.started, run.seed) == ("llama@main", "llama", 1718000000.25, 1234)
    assert run.params["model_args.dtype"] == "float16"
    assert run.params["num_fewshot"] == 5
    assert collection.skipped["samples of an evaluation"] == 1


def test_what_an_evaluation_says_of_better_is_taken_over(tmp_path):
    said = {"arc_easy": {"acc": True}, "gsm8k": {"exact_match": False}, "mmlu": "yes", "other": {"acc": True}}
    document = LM_EVAL | {"higher_is_better": said}
    run = one(tmp_path / "a", {"results_2024-06-10T10-00-00.000001.json": json.dumps(document)})
    assert {name: hint.direction for name, hint in run.hints.items()} == {
        "arc_easy/acc": "max", "gsm8k/exact_match,strict-match": "min", "gsm8k/exact_match,flexible-extract": "min",
    }  # fmt: skip


@pytest.mark.parametrize("document", [{"results": {"a": 1}}, {"results": {"a": {"b": 1}}, "other": 2}])
def test_other_documents_with_results_are_no_evaluations(tmp_path, document):
    collection = read_files(tmp_path / "a", {"x.json": json.dumps(document)})
    assert not collection.runs
    assert (whats(collection), collection.skipped) == ([], {"a JSON document that is no log": 1})


def mllog(key, value, time, kind="POINT_IN_TIME", **metadata):
    event = {"namespace": "", "time_ms": time, "event_type": kind, "key": key, "value": value, "metadata": metadata}
    return f"0: :::MLLOG {json.dumps(event)}\n"


def mlperf(*more, status="success"):
    return "".join([
        "Namespace(a=1)\n", mllog("submission_benchmark", "unet3d", 1000000000000), mllog("seed", 7, 1000000000001),
        mllog("run_start", None, 1000000001000, "INTERVAL_START"),
        mllog("eval_accuracy", 0.5, 1000000002000, epoch_num=1), "noise\n",
        mllog("eval_accuracy", 0.75, 1000000003000, epoch_num=2),
        mllog("tracked_stats", {"throughput": 9.5}, 1000000003500, step=2), *more,
        mllog("run_stop", None, 1000000004000, "INTERVAL_END", status=status) if status else "",
    ])  # fmt: skip


def test_mlperf_events(tmp_path):
    run = one(tmp_path / "a", {"result_0.txt": mlperf()})
    assert points(run, "eval_accuracy") == [(1, 0.5), (2, 0.75)]
    assert points(run, "tracked_stats/throughput") == [(0, 9.5)]
    assert (run.status, run.seed, run.scores) == ("finished", 7, {"run_seconds": 3.0})
    assert (run.started, run.ended) == (1e9, 1e9 + 4)


def test_what_mlperf_says_once_after_the_run_began_is_a_fact_and_settings_are_params(tmp_path):
    said = [mllog("train_samples", 3 * 10**6, 1000000003600), mllog("eval_note", "x", 1000000003700)]
    late = [mllog("global_batch_size", 64, 1000000003800), mllog("opt_base_learning_rate", 0.5, 1000000003900)]
    run = one(tmp_path / "a", {"result_0.txt": mlperf(*said, *late)})
    assert run.params == {"submission_benchmark": "unet3d", "global_batch_size": 64, "opt_base_learning_rate": 0.5}
    assert run.facts == {"train_samples": 3 * 10**6, "eval_note": "x"}


@pytest.mark.parametrize("before", [70_000, 3 << 20])
@pytest.mark.parametrize("after", [0, 200_000])
def test_mlperf_is_found_whatever_a_console_says_before_and_after_it(tmp_path, before, after):
    noise = "x" * 79 + "\n"
    run = one(
        tmp_path / "a", {"r.txt": noise * (before // 80) + mlperf() + noise * (after // 80), "n.log": noise * 9000}
    )
    assert points(run, "eval_accuracy") == [(1, 0.5), (2, 0.75)]


def test_an_mlperf_run_without_an_end_lasted_until_its_last_event(tmp_path):
    begun = mllog("epoch_start", None, 1000000009000, "INTERVAL_START")
    run = one(tmp_path / "a", {"result_0.txt": mlperf(begun, status="")})
    assert (run.status, run.started, run.ended) == ("killed", 1e9, 1e9 + 9)


@pytest.mark.parametrize(("status", "expected"), [("aborted", "failed"), ("", "killed")])
def test_mlperf_that_did_not_succeed(tmp_path, status, expected):
    collection = read_files(tmp_path / "a", {"r.log": mlperf(":::MLLOG {bad\n", status=status)})
    (run,) = collection.runs
    assert run.status == expected
    assert ("run_seconds" in run.scores) == (expected == "finished"), (
        "how long it took is no result of a run that failed"
    )
    assert len(collection.issues) == 1


def test_wherever_an_object_is_cut_it_is_unfinished():
    whole = state(2).strip()
    for end in range(1, len(whole)):
        with pytest.raises(DocumentError) as raised:
            decode_object(whole[:end].encode())
        assert raised.value.unfinished, whole[:end]


def test_documents():
    assert decode_object(b'\xef\xbb\xbf{"a": NaN}')["a"] != 0
    assert decode_object(b'{"a": ' + b"9" * 500 + b"}") == {"a": "9" * 500}
    assert decode_object(b'{"a": "\\ud800"}') == {"a": "?"}
    for bad in (b"", b"[1]", b'{"a": 1', b"\xff", b"{" * 999, b'{"a": "\0"}'):
        with pytest.raises(DocumentError):
            decode_object(bad)
    assert [without_folders(text) for text in ("/a/b/c.txt", "C:\\x\\y", "~/z/", "a/b", "/", "s3://b/c")] == [
        "c.txt", "y", "z", "a/b", "/", "s3://b/c",
    ]  # fmt: skip


@pytest.mark.parametrize("deep", [65, 300, 900, 100_000])
def test_a_document_that_is_nested_too_deep_is_refused_and_no_more(deep):
    report = Report("d.json")
    assert parse_document(b"[" * deep + b"]" * deep, "d.json", report) is None
    (issue,) = report.issues()
    assert issue.what == "the document cannot be read: nested deeper than 64 levels"
    assert parse_document(b"[" * 64 + b"]" * 64, "d.json", report) is not None


def test_a_stop_of_mlperf_without_a_time_ends_the_run_all_the_same(tmp_path):
    stop = {"status": "success"}
    events = [("run_start", 1000, None, {}), ("eval_accuracy", 2000, 0.5, {}), ("run_stop", "?", None, stop)]
    kinds = ("INTERVAL_START", "POINT_IN_TIME", "INTERVAL_END")
    lines = [
        ":::MLLOG " + json.dumps({"time_ms": time, "event_type": kind, "key": key, "value": value, "metadata": more})
        for kind, (key, time, value, more) in zip(kinds, events, strict=True)
    ]
    run = one(tmp_path, {"result_0.txt": "\n".join(lines) + "\n"})
    assert run.status == "finished"
    assert "run_seconds" not in run.scores
