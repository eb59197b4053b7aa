"""A run from its log and the files beside it: what becomes of each kind of record."""

import base64
import json
import math

import pytest
from wandb_folders import Imported, MemoryFiles, import_log
from wandb_writer import (
    ENVIRONMENT,
    OUTPUT,
    USE_ARTIFACT,
    artifact,
    config,
    end,
    field,
    history,
    item,
    log,
    message,
    record,
    run,
    small_log,
    stats,
    summary,
)

AT = "wandb/run-20231106_034002-abcd1234"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


def import_run(*records: bytes, data: bytes | None = None, **others: bytes) -> Imported:
    """Read a run folder; other files go by names in which ``__`` is a slash."""
    contents = {f"{AT}/files/{name.replace('__', '/').replace('_0', '.')}": data for name, data in others.items()}
    contents[f"{AT}/run-abcd1234.wandb"] = log(*records) if data is None else data
    return Imported(MemoryFiles(contents, at=AT))


def import_files(contents: dict[str, bytes], at: str = AT) -> Imported:
    return Imported(MemoryFiles({f"{at}/{path}": data for path, data in contents.items()}, at=at))


# -- history --------------------------------------------------------------------------------------


@pytest.mark.parametrize("nested", [False, True])
def test_numbers_are_metrics_with_their_steps_and_times(nested):
    found = import_log(log(run(), *[history({"loss": 1 / step}, step, nested=nested) for step in (1, 2, 5)]))
    assert found.points("loss") == [(1, 1.7e9 + 1, 1.0), (2, 1.7e9 + 2, 0.5), (5, 1.7e9 + 5, 0.2)]
    assert list(found.series) == ["loss"]
    assert found.facts == {}
    assert found.issues == []


def test_many_rows_come_in_blocks_and_in_order():
    found = import_log(log(run(), *[history({"a": at, f"rare/{at % 3}": -at}, at) for at in range(10_000)]))
    assert found.values("a") == list(range(10_000))
    assert found.series["rare/1"].steps.tolist() == list(range(1, 10_000, 3))
    assert found.items[0]["type"] == "start"


def test_nested_keys_are_joined_with_a_slash():
    row = {("train", "loss"): 0.5, "val": {"acc": 0.9, "deep": {"er": 1}}, "a.b/c": 2, ("train", "acc"): 1}
    found = import_log(log(run(), history(row, 1)))
    assert {key: found.values(key) for key in found.series} == {
        "train/loss": [0.5], "train/acc": [1.0], "val/acc": [0.9], "val/deep/er": [1.0], "a.b/c": [2.0],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("NaN", math.nan), ('"NaN"', math.nan), ("Infinity", math.inf), ("-Infinity", -math.inf), ("-0.0", -0.0),
        ('"-Infinity"', -math.inf), ("1e-320", 1e-320), ("0.1", 0.1), ("9007199254740993", 2.0**53),
        ("1.7954432179175954e+09", 1795443217.9175954),
    ],
)  # fmt: skip
def test_numbers_that_json_lacks_and_the_others_to_the_last_bit(text, value):
    found = import_log(log(run(), record(2, message((1, item("x", None, raw=text))))))
    (got,) = found.values("x")
    assert (math.isnan(got) and math.isnan(value)) or (
        got == value and math.copysign(1, got) == math.copysign(1, value)
    )


def test_a_number_that_no_double_holds_is_an_issue():
    found = import_log(log(run(), record(2, message((1, item("x", None, raw="1e999")), (1, item("y", 1))))))
    assert list(found.series) == ["y"]
    assert found.whats == ["a number that is too large for a double: the value is left out"]


def test_the_step_comes_from_the_record_where_the_row_has_none_and_is_counted_where_neither_has():
    rows = [history({"x": 1}, 7, own=False), history({"x": 2}, own=False), history({"x": 3}, 0, own=False)]
    found = import_log(log(run(), *rows))
    assert [(step, value) for step, _, value in found.points("x")] == [(7, 1.0), (8, 2.0), (0, 3.0)]
    assert all(math.isnan(time) for time in found.series["x"].times)


def test_of_what_is_no_number_the_last_is_a_fact():
    rows = [history({"text": f"t{at}", "flag": True, "none": None, "list": [1, at]}, at) for at in range(3)]
    found = import_log(log(run(), *rows))
    assert found.facts == {"text": "t2", "flag": True, "none": None, "list": "[1, 2]"}
    assert not found.series


def test_a_value_that_is_not_json_is_left_out_and_said():
    bad = message((1, item("x", None, raw="{")), (1, item("z", None, raw="1,2")), (1, item("y", 2)))
    found = import_log(log(run(), record(2, bad)))
    assert found.values("y") == [2.0]
    assert list(found.series) == ["y"]
    assert found.whats == ["a value that is not JSON: it is left out (2 times)"]


def test_long_keys_and_values_are_read_as_short_ones_are():
    key, text = "k" * 300, "t" * 5000
    found = import_log(log(run(), history({key: 1.5, "text": text}, 1), history({"k" * 127: 2, key: 2.5}, 2)))
    assert found.values(key) == [1.5, 2.5]
    assert found.values("k" * 127) == [2.0]
    assert found.facts == {"text": text}


def test_a_key_that_looks_like_the_beginning_of_a_value_is_a_key():
    odd = "\u00c2\u0082\x01\x03x"
    found = import_log(log(run(), history({odd: 3.0, "a": 1}, 1)))
    assert found.values(odd) == [3.0]


# -- summary --------------------------------------------------------------------------------------


def test_a_summary_that_repeats_the_last_row_is_not_said_twice():
    rows = [history({"loss": 0.5, "nan": math.nan, "text": "a"}, 1), summary({"loss": 0.5, "nan": "NaN", "text": "a"})]
    assert import_log(log(run(), *rows)).scores == {}


def test_what_was_set_by_hand_is_a_score():
    found = import_log(
        log(run(), history({"loss": 0.5}, 1), summary({"loss": 0.1, "best": 3, "verdict": "ok", "_wandb": {"r": 1}}))
    )
    assert found.scores == {"loss": 0.1, "best": 3, "verdict": "ok"}


def test_a_row_replaces_what_the_summary_had():
    records = [summary({"loss": 0.1, "best": 3}), history({"loss": 0.5}, 1)]
    assert import_log(log(run(), *records)).scores == {"best": 3}


def test_chosen_summaries_of_a_metric_keep_their_names():
    records = [history({"acc": 0.9}, 1), summary({"acc": {"max": 0.95}}), history({"acc": 0.8}, 2)]
    assert import_log(log(run(), *records)).scores == {"acc/max": 0.95}


def test_a_summary_value_can_be_removed():
    records = [summary({"a": 1, "b": {"c": 2, "d": 3}}), summary({}, remove=("a", ("b", "c")))]
    assert import_log(log(run(), *records)).scores == {"b/d": 3}


def test_media_in_the_summary_are_not_scores():
    records = [summary({("img", "_type"): "image-file", ("img", "width"): 8, "imgs": 1})]
    assert import_log(log(run(), *records)).scores == {"imgs": 1}


def test_the_summary_file_may_be_older_than_the_log():
    rows = [history({"loss": 1 / step, "acc": step}, step) for step in (1, 2, 3, 4)]
    old = {"loss": 0.5, "acc": 9, "best": 7, "_step": 2, "_wandb": {"runtime": 4}}
    # At step 2 it repeated the loss; what it had of both keys was replaced by later rows.
    assert import_run(run(), *rows, **{"wandb-summary_0json": json.dumps(old).encode()}).scores == {"best": 7}
    fresh = json.dumps(old | {"_step": 4}).encode()
    assert import_run(run(), *rows, **{"wandb-summary_0json": fresh}).scores == {"loss": 0.5, "acc": 9, "best": 7}


@pytest.mark.parametrize(
    ("ending", "scores", "logged"),
    [((end(0),), {"loss": 0.25, "acc": 0.9}, None), ((end(1),), {}, 0.9), ((), {}, 0.9)],
    ids=["finished", "failed", "killed"],
)
def test_a_summary_file_of_later_rows_than_the_log_is_no_result_of_a_run_that_broke_off(ending, scores, logged):
    later = json.dumps({"loss": 0.25, "acc": 0.9, "_step": 9}).encode()
    found = import_run(run(), history({"loss": 0.5}, 1), *ending, **{"wandb-summary_0json": later})
    assert found.scores == scores
    assert found.points("loss") == [(1, 1.7e9 + 1, 0.5)]
    assert [one["metrics"].get("acc") for one in found.of("log")] == ([logged] if logged else [])


def test_of_a_key_that_held_others_in_some_rows_the_rows_count():
    rows = [{"a": {"b": 2.0}}, {"a": 1.0}, {"a": {"b": 4.0}}, {"a": 5.0}]
    stale = json.dumps({"a": {"b": 2.0}, "best": 7, "_step": 3}).encode()
    logged = [history(row, step) for step, row in enumerate(rows)]
    found = import_run(run(), *logged, **{"wandb-summary_0json": stale})
    assert found.scores == {"best": 7}
    assert (found.values("a"), found.values("a/b")) == ([1.0, 5.0], [2.0, 4.0])
    assert import_log(log(run(), *logged, summary({"a": {"b": 2.0}, "best": 7}))).scores == {"best": 7}


def test_a_summary_file_that_is_none_is_an_issue():
    found = import_run(run(), **{"wandb-summary_0json": b"{"})
    assert [(issue.where, "the file is not used" in issue.what) for issue in found.issues] == [
        (f"{AT}/files/wandb-summary.json", True)
    ]


# -- config ---------------------------------------------------------------------------------------


def test_the_config_is_the_params_and_the_seed():
    found = import_log(
        log(
            run(params={"lr": 0.1, "_wandb": {"t": 1}, "seed": 3}),
            config({"model": {"depth": 2}, "wrapped": {"desc": None, "value": 5}, "gone": 1}),
            config({"lr": 0.2, ("model", "width"): 8, "nan": math.nan, "text": "NaN"}, remove=("gone",)),
        )
    )
    assert found.start["seed"] == 3
    assert found.start["params"] == {
        "lr": 0.2,
        "model": {"depth": 2, "width": 8},
        "wrapped": 5,
        "nan": "NaN",
        "text": {"xreport:repr": "NaN", "xreport:type": "builtins.str"},
    }


YAML = b"wandb_version: 1\n_wandb:\n  value: {t: 1}\nlr:\n  desc: null\n  value: 0.1\nd:\n  value: {a: [1, x]}\n"


def test_the_config_file_serves_where_the_log_says_nothing():
    assert import_run(run(), config_0yaml=YAML).start["params"] == {"lr": 0.1, "d": {"a": [1, "x"]}}
    assert import_run(run(params={"own": 1}), config_0yaml=YAML).start["params"] == {"own": 1}


def test_a_config_file_runs_nothing():
    tagged = b"a:\n  value: !!python/object/apply:os.system ['exit 7']\nb:\n  value: 2\n"
    assert import_run(run(), config_0yaml=tagged).start["params"] == {"a": ["exit 7"], "b": 2}


@pytest.mark.parametrize("text", [b"a: [", b"- 1", b"\xff\xfe", b"a: &x [*x]", b"[" * 5000])
def test_a_config_file_that_is_none_is_an_issue(text):
    found = import_run(run(), history({"x": 1}, 1), config_0yaml=text)
    assert found.values("x") == [1.0]
    assert found.whats == ["the config cannot be read: the run has no params"]


# -- description ----------------------------------------------------------------------------------


def test_labels_of_the_run():
    found = import_log(
        log(
            run(
                name="first", group="g", job="eval", notes="*n*", tags=("a", "b"), sweep="s1", commit="4f2a", time=1.5e9
            )
        )
    )
    assert {key: found.start[key] for key in ("run", "project", "name", "group", "tags", "notes", "time")} == {
        "run": "abcd1234", "project": "wine", "name": "first", "group": "g", "tags": ["a", "b", "eval"],
        "notes": "*n*", "time": 1.5e9,
    }  # fmt: skip
    assert found.start["environment"] == {"commit": "4f2a"}
    assert found.facts == {"wandb/sweep": "s1"}


def test_runs_of_a_sweep_are_a_group_unless_they_have_one():
    assert import_log(log(run(sweep="s1"))).start["group"] == "sweep s1"


def test_nothing_private_is_taken():
    metadata = {
        "host": "secret-host", "username": "secret-user", "email": "secret@example.org", "args": ["--secret"],
        "root": "/home/secret", "program": "/home/secret/train.py", "executable": "/home/secret/python",
        "git": {"remote": "https://secret.example.org/x.git", "commit": "4f2a"}, "codePath": "/home/secret/train.py",
        "python": "3.9.18", "os": "Linux", "cpu_count": 8, "gpu": "H100", "gpu_count": 2, "memory": {"total": 16},
    }  # fmt: skip
    job = artifact("job-https___secret.example.org", "job", {"x": 1})
    found = import_run(
        run(commit="4f2a"),
        artifact("model", "model", {"w.bin": 3}),
        job,
        record(OUTPUT, message((3, "secret output"))),
        **{"wandb-metadata_0json": json.dumps(metadata).encode()},
    )
    assert "secret" not in json.dumps(found.events).lower()
    assert found.start["environment"] == {
        "commit": "4f2a", "python": "3.9.18", "platform": "Linux",
        "hardware": {"cpus": 8, "gpu": "H100", "gpus": 2, "memory_gb": 17.2},
    }  # fmt: skip


def test_the_environment_from_the_log_and_the_packages():
    first = record(ENVIRONMENT, message((1, "Linux-6"), (2, "CPython 3.11.7"), (7, "src/w.py"), (12, "secret")))
    more = record(ENVIRONMENT, message((16, 2), (21, message((1, 25_276_514_304)))))
    found = import_run(run(), first, more, requirements_0txt=b"numpy==2.4.6\n# x\n-e git+https://x\nxreport==1.0 ; x\n")
    assert found.start["environment"] == {
        "python": "3.11.7", "platform": "Linux-6", "script": "src/w.py",
        "hardware": {"cpus": 2, "memory_gb": 25.3}, "packages": {"numpy": "2.4.6", "xreport": "1.0"},
    }  # fmt: skip


def test_an_uncommitted_change_is_known_by_its_patch():
    assert import_run(run(), diff_0patch=b"+x").start["environment"] == {"dirty": True}


def test_an_id_that_somebody_chose_is_unique_in_its_project_only():
    ids = {import_log(log(run("my run", project))).start["run"] for project in ("a", "b")}
    ids |= {import_log(log(run("baseline", project))).start["run"] for project in ("a", "b")}
    ids |= {import_log(log(run("my-run.v1", "a"))).start["run"]}
    assert len(ids) == 4  # "baseline" looks like a random id
    assert all(1 <= len(one) <= 100 and set(one) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.") for one in ids)


def test_copies_have_the_same_writer_and_resumed_runs_another():
    first, copy, later = (import_log(log(run(time=time))).start for time in (1.5e9, 1.5e9, 1.6e9))
    assert first["writer"] == copy["writer"] != later["writer"]
    assert first["run"] == later["run"]


def test_without_a_run_record_the_folder_tells_the_id():
    found = import_run(history({"x": 1}, 1))
    assert found.start["run"] == "abcd1234"
    assert found.values("x") == [1.0]


def test_a_data_set_that_was_used_is_a_data_source():
    used = record(USE_ARTIFACT, message((2, "dataset"), (3, "mnist:v3")))
    other = record(USE_ARTIFACT, message((2, "model"), (3, "m:v1")))
    assert import_log(log(run(), used, other)).start["data"] == [{"name": "mnist", "version": "v3"}]


# -- the end --------------------------------------------------------------------------------------


def test_how_a_run_ended():
    assert import_log(log(run(time=1.5e9), end(0, 60))).end == {"type": "end", "status": "finished", "time": 1.5e9 + 60}
    failed = import_log(log(run(), end(137))).end
    assert (failed["status"], failed["error"]) == ("failed", "exit code 137")
    assert import_log(log(run(), end(-1))).end["error"] == "exit code -1"
    assert import_log(log(run(), end(0), end(1))).end["status"] == "failed"


def test_without_an_exit_record_there_is_no_end():
    assert import_log(log(run(), history({"x": 1}, 1))).end is None
    assert import_log(log(run(), end(incomplete=True))).end is None


def test_the_run_time_of_a_resumed_run_says_nothing_of_its_end():
    assert import_log(log(run(resumed=True), end(0, 1000))).end == {"type": "end", "status": "finished"}


# -- system metrics -------------------------------------------------------------------------------


def test_system_metrics_are_numbered_samples():
    samples = [stats({"cpu": at, "gpu.0.temp": 40 + at, "cpu.3.cpu_percent": 1}, 1.6e9 + 0.5 * at) for at in range(3)]
    found = import_log(log(run(), *samples))
    assert found.points("system/cpu") == [(0, 1.6e9, 0.0), (1, 1.6e9 + 0.5, 1.0), (2, 1.6e9 + 1, 2.0)]
    assert list(found.series) == ["system/cpu", "system/gpu.0.temp"]
    assert found.facts == {"wandb/left_out": "the load of each of 1 processor cores"}


# -- media ----------------------------------------------------------------------------------------


def image(path: str, **more) -> dict:
    return {"_type": "image-file", "path": path, "sha256": "ab" * 32, "size": 28, "width": 4, "height": 4} | more


def test_images_are_shown():
    name = "media/images/samples_3_0123456789abcdef.png"
    row = history({"samples": image(name, caption="c")}, 3)
    found = import_files({"run-abcd1234.wandb": log(run(), row), f"files/{name}": PNG})
    assert found.of("image") == [
        {"type": "image", "key": "samples", "media_type": "image/png", "base64": base64.b64encode(PNG).decode(),
         "step": 3, "time": 1.7e9 + 3, "caption": "c"}
    ]  # fmt: skip
    assert found.of("artifact") == []
    assert not found.series


def test_lists_of_images_and_keys_that_come_one_by_one():
    names = [f"media/images/s_1_{at}0123456789.png" for at in range(2)]
    parts = {
        ("s", "_type"): "images/separated",
        ("s", "filenames"): names,
        ("s", "captions"): ["a", "b"],
        ("s", "count"): 2,
    }
    contents = {f"files/{name}": PNG for name in names}
    found = import_files({"run-abcd1234.wandb": log(run(), history(parts, 1)), **contents})
    assert [(one["key"], one["caption"]) for one in found.of("image")] == [("s", "a"), ("s", "b")]


def test_an_image_that_no_row_names_is_shown_all_the_same():
    found = import_files({"run-abcd1234.wandb": log(run()), "files/media/images/val/pred_12_0a1b2c3d.png": PNG})
    assert [(one["key"], one["step"]) for one in found.of("image")] == [("val/pred", 12)]


def test_what_only_has_the_name_of_an_image_is_listed():
    name = "media/images/x_1_0123456789.png"
    found = import_files({"run-abcd1234.wandb": log(run(), history({"x": image(name)}, 1)), f"files/{name}": b"<svg/>"})
    assert found.of("image") == []
    assert [one["path"] for one in found.of("artifact")] == [name]
    assert found.whats == ["an image is not PNG, JPEG, GIF or WebP: it is listed only"]


def test_images_beyond_the_limits_are_listed(monkeypatch):
    monkeypatch.setattr("xreport.importers.trackers.wandb.media._MOST_SHOWN", 2 * len(PNG))
    names = [f"media/images/x_{at}_0123456789.png" for at in range(4)]
    rows = [history({"x": image(name)}, at) for at, name in enumerate(names)]
    contents = {f"files/{name}": PNG for name in names}
    found = import_files({"run-abcd1234.wandb": log(run(), *rows), **contents})
    assert [one["step"] for one in found.of("image")] == [2, 3]
    assert [one["step"] for one in found.of("artifact")] == [0, 1]
    assert found.whats[0].startswith("more than 32 MiB of images")


@pytest.mark.parametrize("path", ["../../../etc/passwd", "/etc/passwd", "..\\x.png", "media/images/../../../x.png"])
def test_paths_lead_nowhere_else(path):
    found = import_files({"run-abcd1234.wandb": log(run(), history({"x": image(path)}, 1))})
    assert found.of("image") == []
    assert len(found.of("artifact")) == 1


def test_tables_and_other_files_are_artifacts():
    table = {
        "_type": "table-file",
        "path": "media/table/t_1_abc.table.json",
        "size": 42,
        "sha256": "cd" * 32,
        "nrows": 2,
    }
    found = import_run(run(), history({"t": table}, 1), artifact("model", "model", {"w.bin": 100, "c.json": 3}),
                       model_0pt=b"123", output_0log=b"x")  # fmt: skip
    assert [(one["path"], one["role"], one["bytes"]) for one in found.of("artifact")] == [
        ("media/table/t_1_abc.table.json", "table", 42),
        ("model.pt", "file", 3),
        ("model/w.bin", "model", 100),
        ("model/c.json", "model", 3),
    ]
    assert not found.series


# -- damage ---------------------------------------------------------------------------------------


def test_a_record_that_is_no_message_costs_no_other():
    found = import_log(log(run(), b"\xff\xff\xff", field(2, b"\x0a\x7f"), history({"x": 1}, 1)))
    assert found.values("x") == [1.0]
    assert found.whats == ["a record is not one of W&B's (2 times)"]
    assert found.report.rejected == 3 + 4


def test_an_empty_log_is_a_run_without_records():
    found = import_log(b"")
    assert found.whats == ["the log is empty"]
    assert found.issues[0].pending


def test_records_of_kinds_to_come_are_passed_over():
    found = import_log(log(run(), record(99, b"\xff\xff"), history({"x": 1}, 1)))
    assert found.values("x") == [1.0]
    assert found.issues == []


def test_a_run_record_later_counts_even_after_the_first_rows():
    rows = [history({"x": at}, at) for at in range(5000)]
    found = import_log(log(run(name="old"), *rows, run(name="new", tags=("late",)), config({"added": 1})))
    (update,) = found.of("update")
    assert found.start["name"] == "old"
    assert (update["name"], update["tags"], update["params"]) == ("new", ["late"], {"added": 1})


def test_reading_does_not_depend_on_how_much_a_read_returns(monkeypatch):
    class Slow(MemoryFiles):
        def open(self, path):
            stream = super().open(path)
            read = stream.read
            return type(
                "S",
                (),
                {"read": lambda _, size: read(min(size, 100)), "__enter__": lambda s: s, "__exit__": lambda *_: None},
            )()

    contents = {"a.wandb": small_log()}
    assert Imported(Slow(contents)).is_equal(Imported(MemoryFiles(contents)))


# -- without a log --------------------------------------------------------------------------------


def test_a_folder_without_a_log_is_read_from_its_files():
    rows = b"".join(
        json.dumps({"loss": 1 / at, "_step": at, "_timestamp": 1.6e9 + at, "_runtime": at}).encode() + b"\n"
        for at in (1, 2)
    )
    found = import_files(
        {
            "wandb-history.jsonl": rows + b'{"loss": 0.',
            "config.yaml": YAML,
            "wandb-summary.json": b'{"loss": 0.5, "best": 2, "_step": 2}',
            "wandb-metadata.json": b'{"exitcode": 1, "python": "3.6.1"}',
        }
    )  # fmt: skip
    assert found.points("loss") == [(1, 1.6e9 + 1, 1.0), (2, 1.6e9 + 2, 0.5)]
    assert found.start["params"] == {"lr": 0.1, "d": {"a": [1, "x"]}}
    assert found.start["run"] == "abcd1234"
    assert found.scores == {"best": 2}
    assert found.end["error"] == "exit code 1"
    assert found.whats == ["the last line is not finished"]


def test_a_folder_with_a_summary_alone_has_scores():
    found = import_files({"files/wandb-summary.json": b'{"acc": 0.9, "_step": 10, "_runtime": 4}'})
    assert found.scores == {"acc": 0.9}
    assert found.end is None


NOON = 1704110400.0
BESIDE = {"_timestamp": NOON + 2600.5, "_runtime": 2600.5, "_wandb": {"runtime": 2611}}


@pytest.mark.parametrize(
    ("folder", "metadata", "summary", "expected"),
    [
        ("run-20240101_120000-a1", {"startedAt": "2024-01-01T12:00:01.5"}, BESIDE, (NOON + 1.5, NOON + 2600.5)),
        ("run-20240101_120000-a1", {"startedAt": "2024-01-01T12:00:01Z"}, {}, (NOON + 1, None)),
        ("run-20240101_120000-a1", {}, BESIDE, (NOON, NOON + 2600.5)),
        ("offline-run-20240101_120000-a1", {}, {"_runtime": 9}, (NOON, NOON + 9)),
        ("run-20240101_120000-a1", {}, {"_wandb": {"runtime": 7}}, (NOON, NOON + 7)),
        # The clock on the wall was five and a half hours ahead.
        ("run-20240101_173000-a1", {}, BESIDE, (NOON, NOON + 2600.5)),
        ("run-20240101_120000-a1", {}, BESIDE | {"_runtime": 2800}, (NOON, NOON + 2600.5)),
        ("elsewhere", {}, BESIDE, (NOON, NOON + 2600.5)),
        ("run-20249901_120000-a1", {"startedAt": "?"}, {"_timestamp": NOON}, (None, NOON)),
        ("elsewhere", {"startedAt": 5}, {"_timestamp": "x", "_runtime": True}, (None, None)),
    ],
)
def test_a_run_without_a_log_has_the_times_that_lie_beside_it(folder, metadata, summary, expected):
    contents = {"files/wandb-metadata.json": json.dumps(metadata).encode(), "config.yaml": YAML}
    contents["files/wandb-summary.json"] = json.dumps(summary | {"loss": 0.5}).encode()
    found = import_files(contents, at=f"wandb/{folder}")
    times = [record["time"] for record in found.of("sync")]
    assert (found.start.get("time"), *(times or [None])) == expected
    assert found.scores == {"loss": 0.5}
    ended = isinstance(summary.get("_wandb"), dict)
    assert (found.end or {}).get("status") == ("finished" if ended else None)
    assert ("wandb/exit_code" in found.facts) == ended
