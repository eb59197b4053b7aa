"""What a run of W&B logged besides numbers and images: tables, histograms, sounds, hints, the console."""

import base64
import json

import pytest
from test_wandb_runs import import_files, import_run
from wandb_folders import import_log
from wandb_writer import USE_ARTIFACT, history, log, message, metric, record, run, summary

TABLE = "media/table/t_4_0123456789abcdef.table.json"
WAV = b"RIFF\x24\0\0\0WAVEfmt "


def with_table(content, **more):
    value = {"_type": "table-file", "path": TABLE, "ncols": 2, "nrows": 2, "size": 42} | more
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    return import_files({"run-abcd1234.wandb": log(run(), history({"t": value}, 4)), f"files/{TABLE}": data})


def test_a_table_is_a_record():
    picture = {"_type": "image-file", "path": "media/images/x.png", "size": 3}
    found = with_table({"columns": ["a", 2], "data": [[1, "NaN"], [picture, float("nan")], [None, [1]], [True]]})
    assert found.of("table") == [
        {
            "type": "table",
            "key": "t",
            "step": 4,
            "time": 1.7e9 + 4,
            "columns": ["a", "2"],
            "rows": [
                [1, {"xreport:repr": "NaN", "xreport:type": "builtins.str"}],
                ["media/images/x.png", "NaN"],
                [None, "[1]"],
                [True, None],
            ],
        }
    ]
    assert found.of("artifact") == []
    assert found.whats == []


def test_a_long_table_is_cut_and_listed_as_well():
    found = with_table({"columns": ["a"], "data": [[at] for at in range(1200)]})
    (table,) = found.of("table")
    assert (len(table["rows"]), table["count"], table["rows"][-1]) == (1000, 1200, [999])
    assert [one["path"] for one in found.of("artifact")] == [TABLE]


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"\0", b'{"columns": [], "data": []}', b'{"columns": 1, "data": 2}']
)
def test_a_table_that_is_none_is_listed(content):
    found = with_table(content)
    assert found.of("table") == []
    assert [one["role"] for one in found.of("artifact")] == ["table"]
    assert found.whats == ["a table cannot be read: it is listed only"]


def test_histograms():
    plain = {"_type": "histogram", "values": [3, 0, 5], "bins": [0.0, 0.5, 1.0, 2.0]}
    packed = {"_type": "histogram", "values": [1, 2], "packedBins": {"min": -1, "size": 0.5, "count": 2}}
    found = import_log(log(run(), history({"h": plain, "deep": {"p": packed}}, 2)))
    assert [(one["key"], one["step"], one["edges"], one["counts"]) for one in found.of("histogram")] == [
        ("h", 2, [0, 0.5, 1, 2], [3, 0, 5]),
        ("deep/p", 2, [-1, -0.5, 0], [1, 2]),
    ]
    assert found.facts == {}


def test_histograms_in_keys_that_come_one_by_one():
    parts = {("h", "_type"): "histogram", ("h", "values"): [3], ("h", "bins"): [0, 1]}
    found = import_log(log(run(), history(parts, 1), summary(parts)))
    assert [(one["edges"], one["counts"]) for one in found.of("histogram")] == [([0, 1], [3])]
    assert (found.facts, found.scores) == ({}, {})


def test_a_histogram_that_is_none_is_a_fact():
    found = import_log(log(run(), history({"h": {"_type": "histogram", "bins": [0, 1, 2], "values": [5]}}, 1)))
    assert found.of("histogram") == []
    assert json.loads(found.facts["h"])["values"] == [5]


def test_histograms_are_spread_over_the_training():
    rows = [history({"h": {"_type": "histogram", "bins": [0, 1], "values": [at]}}, at) for at in range(150)]
    found = import_log(log(run(), *rows))
    assert [one["step"] for one in found.of("histogram")] == [*range(0, 150, 4), 149]
    assert found.report.skipped["histograms of W&B (others between them)"] == 150 - 39


def test_sounds():
    name = "media/audio/speech_7_0123456789abcdef.wav"
    value = {"_type": "audio-file", "path": name, "size": len(WAV), "caption": "hi"}
    found = import_files({"run-abcd1234.wandb": log(run(), history({"speech": value}, 7)), f"files/{name}": WAV})
    assert found.of("audio") == [
        {
            "type": "audio",
            "key": "speech",
            "step": 7,
            "time": 1.7e9 + 7,
            "caption": "hi",
            "media_type": "audio/wav",
            "base64": base64.b64encode(WAV).decode(),
        }
    ]


def test_what_only_has_the_name_of_a_sound_is_listed():
    name = "media/audio/speech_7_0123456789abcdef.wav"
    found = import_files({"run-abcd1234.wandb": log(run()), f"files/{name}": b"<script>"})
    assert found.of("audio") == []
    assert [one["path"] for one in found.of("artifact")] == [name]
    assert found.whats == ["a sound is not WAV, MP3, Ogg or FLAC: it is listed only"]


def test_pages_of_html_and_plotly_are_listed():
    names = {
        "media/html/h_1_abcdef012345.html": "html-file",
        "media/plotly/p_1_abcdef012345.plotly.json": "plotly-file",
    }
    row = {f"k{at}": {"_type": kind, "path": path} for at, (path, kind) in enumerate(names.items())}
    found = import_files(
        {"run-abcd1234.wandb": log(run(), history(row, 1))} | {f"files/{name}": b"<b>" for name in names}
    )
    assert {one["path"]: one["role"] for one in found.of("artifact")} == {
        path: kind.removesuffix("-file") for path, kind in names.items()
    }


def test_what_define_metric_says():
    hints = [
        metric("acc", chosen=(2,)),
        metric("val.loss", chosen=(1,), step="epoch"),
        metric("both", chosen=(1, 2)),
        metric("wins", goal=2, chosen=(1,)),
        metric("kept", chosen=(4,)),
        metric("smooth", chosen=(3, 5)),
        metric("dots.in\\.name", goal=1),
        metric("train.*", step="global.step"),
        metric("acc", step="_step"),
    ]
    row = {"acc": 1, ("val", "loss"): 2, ("dots", "in.name"): 3, "epoch": 1, ("global", "step"): 2, "wins": 1}
    found = import_log(log(run(), *hints, history(row, 1)))
    assert found.of("metric") == [
        {"type": "metric", "key": "acc", "direction": "max", "score": "max"},
        {"type": "metric", "key": "val/loss", "direction": "min", "step_metric": "epoch", "score": "min"},
        {"type": "metric", "key": "wins", "direction": "max", "score": "min"},
        {"type": "metric", "key": "kept", "score": "best"},
        {"type": "metric", "key": "smooth", "score": "mean"},
        {"type": "metric", "key": "dots/in.name", "direction": "min"},
        {"type": "metric", "key": "train/*", "step_metric": "global/step"},
    ]


def test_the_last_lines_of_the_console():
    text = b"first\r\n\x1b[31mred\x1b[0m\r\n 10%|#   |\r 20%|##  |\r100%|####|\r\nlast\n\n"
    found = import_run(run(), output_0log=text)
    assert found.of("console") == [{"type": "console", "text": "first\nred\n100%|####|\nlast", "stream": ""}]
    assert found.of("artifact") == []


def test_of_a_long_console_whole_lines_are_kept():
    lines = [f"line {at}" for at in range(20_000)]
    (record,) = import_run(run(), output_0log="\n".join(lines).encode()).of("console")
    shown = record["text"].split("\n")
    assert shown == lines[-len(shown) :]
    assert 60_000 < len(record["text"]) <= 64 << 10


def test_an_empty_console_is_none():
    assert import_run(run(), output_0log=b"\n \r\n").of("console") == []


def test_a_model_that_was_used_is_an_input():
    used = record(USE_ARTIFACT, message((2, "model"), (3, "m:v1")))
    assert import_log(log(run(), used)).of("artifact") == [
        {"type": "artifact", "path": "m:v1", "role": "input", "caption": "model"}
    ]
