"""What each verb writes, and what it does with odd arguments."""

from __future__ import annotations

import argparse
import errno
import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

import xreport

PNG = b"\x89PNG\r\n\x1a\n" + b"rest"


def logged(records):
    return [(record["step"], record["metrics"]) for record in records if "metrics" in record]


def of_type(records, kind):
    return [record for record in records if record.get("type") == kind]


def test_start_record_says_what_init_was_told(init, read):
    run = init(
        "wine",
        name="first",
        params={"lr": 0.1, "model": {"depth": 3, "act": None}},
        algorithm="svm",
        data={"train": "wine", "test": {"uri": "s3://bucket/wine-test.csv", "version": 2}},
        group="g",
        seed=np.int64(7),
        owner="Ada",
        tags=("a", "b", "a"),
        notes="**hi**",
        parent="20200101-000000-abcdef",
    )
    start = read(run)[0]
    assert {key: start[key] for key in start.keys() - {"writer", "time"}} == {
        "xreport": 1,
        "type": "start",
        "run": run.id,
        "attempt": 1,
        "project": "wine",
        "name": "first",
        "params": {"lr": 0.1, "model": {"depth": 3, "act": None}},
        "algorithm": "svm",
        "data": [
            {"role": "train", "name": "wine"},
            {"role": "test", "name": "wine-test.csv", "uri": "s3://bucket/wine-test.csv", "version": "2"},
        ],
        "group": "g",
        "seed": 7,
        "owner": "Ada",
        "tags": ["a", "b"],
        "notes": "**hi**",
        "parent": "20200101-000000-abcdef",
    }
    assert Path(run.dir, f"{start['writer']}.jsonl").is_file()


def test_what_was_not_given_is_absent(init, read):
    assert read(init()).pop(0).keys() == {"xreport", "type", "run", "writer", "attempt", "time", "project", "name"}


@pytest.mark.parametrize(
    ("data", "sources"),
    [
        ("digits", [{"name": "digits"}]),
        (Path("data/digits.csv"), [{"name": "digits.csv", "uri": "data/digits.csv"}]),
        ({"name": "d", "sha256": "0" * 64}, [{"name": "d", "sha256": "0" * 64}]),
        ({"uri": "https://x.org/d.zip", "role": ""}, [{"name": "d.zip", "uri": "https://x.org/d.zip"}]),
        (["a", {"name": "b", "rows": 3}], [{"name": "a"}, {"name": "b", "rows": 3}]),
        ({"train": ["a", "b"]}, [{"role": "train", "name": "a"}, {"role": "train", "name": "b"}]),
    ],
)
def test_data_may_be_given_in_every_sensible_way(init, read, data, sources):
    assert read(init(data=data))[0]["data"] == sources


def test_params_may_be_a_namespace_or_a_dataclass(init, read):
    @dataclass
    class Config:
        lr: float = 0.1
        sizes: tuple = (1, 2)

    assert read(init(params=Config()))[0]["params"] == {"lr": 0.1, "sizes": [1, 2]}
    assert read(init(config=argparse.Namespace(lr=0.2)))[0]["params"] == {"lr": 0.2}


@pytest.mark.parametrize(
    "arguments",
    [
        {"project": ""},
        {"project": None},
        {"id": "../x"},
        {"id": ".hidden"},
        {"id": "a" * 101},
        {"id": "x."},
        {"seed": 1.5},
        {"seed": "one"},
        {"durability": "always"},
        {"params": [1]},
        {"params": {}, "config": {}},
        {"data": 7},
    ],
)
def test_arguments_that_cannot_be_used_are_refused_before_the_training(init, tmp_path, arguments):
    with pytest.raises((TypeError, ValueError)):
        init(**arguments)
    assert not (tmp_path / "runs").exists()


def test_default_id_sorts_by_time_and_default_name_tells_the_algorithm(init):
    run = init(algorithm="svm")
    assert run.id[8] == run.id[15] == "-"
    assert run.id.replace("-", "")[:14].isdigit()
    assert run.name == f"svm-{run.id[-6:]}"


def test_steps_count_up_from_the_last_one(init, read):
    run = init()
    assert run.log({"a": 1})
    assert run.log({"a": 2})
    assert run.log({"a": 3}, step=10)
    assert run.log({"a": 4})
    assert run.log(a=5, b=6)
    assert run.log({"a": 7}, np.int32(40))
    assert run.log({"a": 8}, step=41.0)
    steps = [(0, {"a": 1}), (1, {"a": 2}), (10, {"a": 3}), (11, {"a": 4}), (12, {"a": 5, "b": 6})]
    assert logged(read(run)) == [*steps, (40, {"a": 7}), (41, {"a": 8})]


def test_a_step_that_is_no_whole_number_keeps_the_values(init, read, capsys):
    run = init()
    run.log({"a": 1}, step=3)
    assert run.log({"a": 2}, step=3.5)
    assert run.log({"a": 3}, step="x")
    records = read(run)
    assert logged(records) == [(3, {"a": 1}), (4, {"a": 2}), (5, {"a": 3})]
    assert [record.get("given_step") for record in records[1:]] == [None, 3.5, "x"]
    assert "3.5" in capsys.readouterr().err


def test_nested_metrics_are_flattened(init, read):
    run = init()
    run.log({"train": {"loss": 1, "top": {"1": 0.5}}, "lr": 0.1})
    run.log({"train": {"loss": 1, "top": {"1": 0.5}}, "lr": 0.2})
    flat = {"train/loss": 1, "train/top/1": 0.5}
    assert logged(read(run)) == [(0, flat | {"lr": 0.1}), (1, flat | {"lr": 0.2})]


def test_keys_that_become_equal_are_kept_apart_and_told(init, read, capsys):
    run = init()
    run.log({"a/b": 1, "a": {"b": 2}, 1: 3, "1": 4})
    assert logged(read(run)) == [(0, {"a/b": 1, "a/b (2)": 2, "1": 3, "1 (2)": 4})]
    assert "a/b" in capsys.readouterr().err


def test_metrics_that_are_no_dict_are_dropped_and_counted(init, read, capsys):
    run = init()
    assert not run.log(3)
    assert not run.log("loss")
    assert run.log({})
    run.finish()
    assert logged(read(run)) == [(2, {})]
    assert read(run)[-1]["dropped"] == 2
    assert "xreport:" in capsys.readouterr().err


def test_strict_raises_where_it_would_drop(init):
    with pytest.raises(TypeError):
        init(strict=True).log(3)


def test_summary_is_a_dict_that_writes(init, read):
    run = init()
    run.summary["test/acc"] = 0.9
    run.summary.update({"verdict": "ok", "nested": {"a": float("nan")}}, best=3)
    assert run.summary["test/acc"] == run.summary.get("test/acc") == 0.9
    assert "missing" not in run.summary
    assert [record["values"] for record in of_type(read(run), "summary")] == [
        {"test/acc": 0.9},
        {"verdict": "ok", "nested/a": "NaN", "best": 3},
    ]


def test_params_can_be_read_and_set(init, read):
    run = init(params={"lr": 0.1})
    assert run.params.lr == run.config["lr"] == 0.1
    run.config.batch = 32
    run.config.update({"a": 1, "b": 2})
    run.config.setdefault("lr", 5)
    with pytest.raises(TypeError):
        del run.params["lr"]
    with pytest.raises(AttributeError):
        _ = run.params.nothing
    assert dict(run.params) == {"lr": 0.1, "batch": 32, "a": 1, "b": 2}
    assert [record["params"] for record in of_type(read(run), "update")] == [{"batch": 32}, {"a": 1, "b": 2}]


def test_notes_tags_and_updates(init, read):
    run = init()
    assert run.note("diverged", tags="bad")
    assert run.note("again", tags=["bad", "worse"])
    assert run.update(data="more", group="g2")
    note, second, update = read(run)[1:]
    assert (note["notes"], note["tags"]) == ("diverged", ["bad"])
    assert second["tags"] == ["bad", "worse"]
    assert (update["data"], update["group"]) == ([{"name": "more"}], "g2")


def test_update_must_keep_to_the_format(init, read, capsys):
    run = init()
    assert not run.update(type="end", status="finished")
    assert not run.update(params=3)
    assert not run.update(run="other")
    assert len(read(run)) == 1
    assert "no field 'type'" in capsys.readouterr().err


def test_artifact_is_described_not_copied(init, read, tmp_path):
    (tmp_path / "model.bin").write_bytes(b"weights")
    run = init()
    assert run.log_artifact(tmp_path / "model.bin", role="model", step=3)
    assert not run.log_artifact(tmp_path / "missing.bin")
    assert run.log_artifact(tmp_path)
    (artifact, folder) = of_type(read(run), "artifact")
    assert artifact["path"] == (tmp_path / "model.bin").as_posix()
    assert (artifact["bytes"], artifact["sha256"]) == (7, hashlib.sha256(b"weights").hexdigest())
    assert (artifact["role"], artifact["step"]) == ("model", 3)
    assert folder["bytes"] > 7
    assert "sha256" not in folder


class Figure:
    def savefig(self, file, **_options):
        file.write(PNG)


class Picture:
    def save(self, file, **options):
        assert options == {"format": "PNG"}
        file.write(PNG)


@pytest.mark.parametrize("image", [PNG, bytearray(PNG), Figure(), Picture()])
def test_images(init, read, image):
    run = init()
    run.log({"a": 1}, step=5)
    assert run.log_image("samples", image, caption="first")
    (record,) = of_type(read(run), "image")
    assert (record["key"], record["caption"], record["step"]) == ("samples", "first", 5)
    assert (record["media_type"], record["base64"]) == ("image/png", "iVBORw0KGgpyZXN0")


def test_real_figures_and_pictures(init, read, tmp_path):
    from matplotlib.figure import Figure as RealFigure
    from PIL import Image

    picture = Image.new("RGB", (2, 2))
    for suffix in ("jpg", "gif", "webp"):
        picture.save(tmp_path / f"x.{suffix}")
    run = init()
    assert run.log_image("figure", RealFigure())
    assert run.log_image("pil", picture)
    assert all(run.log_image("file", tmp_path / f"x.{suffix}") for suffix in ("jpg", "gif", "webp"))
    types = [record["media_type"] for record in of_type(read(run), "image")]
    assert types == ["image/png", "image/png", "image/jpeg", "image/gif", "image/webp"]


@pytest.mark.parametrize("image", [b"<svg onload='alert(1)'/>", b"", PNG + bytes(11 << 20), 3, "missing.png", None])
def test_what_is_no_safe_image_is_dropped(init, read, image, capsys):
    run = init()
    assert not run.log_image("x", image)
    assert len(read(run)) == 1
    assert "xreport:" in capsys.readouterr().err


def test_a_record_that_readers_would_refuse_is_not_written(init, read):
    run = init()
    assert not run.log({"text": "x" * (17 << 20)})
    assert run.log({"a": 1})
    assert logged(read(run)) == [(1, {"a": 1})]


def test_module_verbs_act_on_the_newest_open_run(init, read, capsys):
    first, second = init(), init()
    assert xreport.run is second
    assert xreport.log({"a": 1})
    xreport.summary["b"] = 2
    assert xreport.note("n")
    assert xreport.flush()
    assert xreport.update(group="g")
    assert xreport.log_image("i", PNG)
    assert xreport.log_artifact(__file__)
    assert xreport.finish()
    assert xreport.run is first
    assert xreport.log({"a": 3})
    first.finish()
    assert xreport.run is None
    assert logged(read(first)) == [(0, {"a": 3})]
    kinds = [record.get("type") for record in read(second)]
    assert kinds == ["start", None, "summary", "note", "sync", "update", "image", "artifact", "end"]


def test_module_verbs_without_a_run_warn(capsys):
    assert not xreport.log({"a": 1})
    xreport.summary["a"] = 1
    assert not xreport.finish()
    assert "xreport.init" in capsys.readouterr().err


def test_after_finish_nothing_is_written(init, read, capsys):
    run = init()
    assert run.finish()
    assert not run.finish("failed")
    assert not run.log({"a": 1})
    assert [record["type"] for record in read(run)] == ["start", "end"]
    assert "finished" in capsys.readouterr().err


def test_module_lists_its_names():
    assert set(xreport.__all__) <= set(dir(xreport))
    with pytest.raises(AttributeError, match="nonsense"):
        _ = xreport.nonsense


def test_stderr_that_fails_is_no_problem(init, monkeypatch):
    closed = io.StringIO()
    closed.close()
    monkeypatch.setattr("sys.stderr", closed)
    assert not init().log(3)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS])
def test_a_full_disk_is_told_once_a_run_from_start_to_end(init, monkeypatch, capfd, number):
    def full(*_arguments):
        raise OSError(number, "Full")

    monkeypatch.setattr("xreport.format.journal.SYSTEM.write", full, raising=False)
    for _ in range(2):
        run = init()
        for step in range(5):
            run.log({"a": step})
        run.log_text("t", "x")
        run.flush()
        run.finish()
    assert capfd.readouterr().err.count("\n") == 2
