"""Files of tools that are not read, as the tools wrote them: refused by the tool's name, and never a run."""

import io
import json
import math
import zipfile

import other_tools  # noqa: F401 - the logs below are found by it
import pytest
from made_logs import read
from written_logs import OPTUNA, WRITTEN, database

from xreport.importers.kit.foreign import TOOLS
from xreport.model import Collection
from xreport.pages.quality import quality_page

UNREAD = WRITTEN / "unread"


def archive(**files):
    """An archive as the tools make them: the files one after the other, as they are."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as found:
        for name, data in files.items():
            found.writestr(name.replace("_", "."), data)
    return out.getvalue()


FILES = {
    "SwanLab (one metric, without its name)": ("run/logs/1/1000.log", (UNREAD / "swanlab.log").read_bytes()),
    "Comet (an offline experiment)": ("e/messages.json", (UNREAD / "comet.json").read_bytes()),
    "Neptune (an offline run)": ("run__1/data-1.log", (UNREAD / "neptune.log").read_bytes()),
    "FLAML": ("flaml.log", (UNREAD / "flaml.log").read_bytes()),
    "ClearML (an offline session)": ("offline-1/metrics.jsonl", (UNREAD / "clearml.jsonl").read_bytes()),
    "Aim (its database)": ("aim/run_metadata.sqlite", database((UNREAD / "aim.sql").read_text(encoding="utf-8"))),
    "Comet (the archive of an offline experiment)": (
        "eb76.zip",
        archive(experiment_json="{}", messages_json=(UNREAD / "comet.json").read_bytes()),
    ),
    "ClearML (the archive of an offline session)": (
        "offline.zip",
        archive(metrics_jsonl=(UNREAD / "clearml.jsonl").read_bytes(), task_json="{}", log_jsonl="[]"),
    ),
    "Polyaxon (events of one metric)": ("events/metric/loss.plx", (UNREAD / "polyaxon.plx").read_bytes()),
    "Optuna under another name": ("a.jsonl", OPTUNA["search/optuna.log"]),
    # pip brings skorch only together with torch: this is what json.dump writes of its history.
    "skorch (its history)": (
        "history.json",
        json.dumps([{"batches": [{"train_loss": 0.5}], "epoch": 1, "train_loss": 0.5, "dur": 0.1}] * 2).encode(),
    ),
}


def test_each_tool_has_a_sample():
    assert {tool.name for tool in TOOLS} == FILES.keys()


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_refused_by_the_name_of_its_tool(tmp_path, name):
    path, data = FILES[name]
    collection = read(tmp_path / "s", {path: data})
    assert collection.runs == ()
    (issue,) = collection.issues
    assert (issue.where, issue.what) == (path, f"a file of {name}, which is not read")
    assert issue.fix.endswith(".")
    assert collection.skipped == {issue.what: 1}


def test_many_files_of_one_tool_are_one_issue(tmp_path):
    _, data = FILES["SwanLab (one metric, without its name)"]
    collection = read(tmp_path / "s", {f"run/logs/{at}/1000.log": data for at in range(1, 30)})
    (issue,) = collection.issues
    assert (
        issue.what == "a file of SwanLab (one metric, without its name), which is not read (and 28 more files like it)"
    )


@pytest.mark.parametrize("name", FILES)
def test_other_logs_in_the_folder_are_read(tmp_path, name):
    path, data = FILES[name]
    collection = read(tmp_path / "s", {path: data, "own.jsonl": b'{"step": 1, "loss": 0.5}\n' * 2})
    assert [run.name for run in collection.runs] == ["own"]


@pytest.mark.parametrize(
    "lines",
    [
        [{"index": 1, "data": 0.5, "create_time": 3, "loss": 0.5}] * 2,
        [{"payload": 1, "type": "a", "loss": 0.5}] * 2,
        [{"version": 1, "at": 2.0, "loss": 0.5}] * 2,
        [{"record_id": 1, "validation_loss": 0.5}] * 2,
    ],
)
def test_a_log_that_only_shares_a_key_is_read(tmp_path, lines):
    data = "".join(json.dumps(line) + "\n" for line in lines).encode()
    assert len(read(tmp_path / "s", {"a.jsonl": data}).runs) == 1


# -- files that look like logs --------------------------------------------------------------------

CONSOLE = b"start\nepoch 1 | loss: -0.5 acc=0.25 lr 1e-3\nepoch 2 | loss: 0.25 acc=0.5 lr 1e-4\ndone\n"
TEXTS = {
    "plain": (CONSOLE, {"loss": [-0.5, 0.25], "acc": [0.25, 0.5], "lr": [1e-3, 1e-4]}),
    "colours": (CONSOLE.replace(b"loss", b"\x1b[31mloss\x1b[0m"), {"loss": [-0.5, 0.25]}),
    "nested names": (b"step=10 train/loss=0.5 val.acc=.25\nstep=20 train/loss=0.25 val.acc=.75\n",
                     {"train/loss": [0.5, 0.25], "val_acc": [0.25, 0.75]}),
    "what diverged": (b"iter 1 loss 0.5\niter 2 loss nan\niter 3 loss inf\n", {"loss": [0.5, math.nan, math.inf]}),
    "two names that are one": (b"step 1 a.b 2 a_b 3 loss 4\nstep 2 a.b 3 a_b 4 loss 5\n",
                               {"a_b": [3, 4], "loss": [4, 5]}),
    "of many": (b"[12:00:01] Epoch [3/10], Step: 100, Loss: 1.5\n[12:00:02] Epoch [3/10], Step: 200, Loss: 1.25\n",
                {"Loss": [1.5, 1.25]}),
}  # fmt: skip


def rule_of(collection):
    (passed,) = [one for one in collection.passed if one.rule]
    return passed.rule


@pytest.mark.parametrize("name", TEXTS)
def test_the_rule_that_is_told_reads_the_file(tmp_path, name):
    import tomllib

    from xreport.settings import ImportRule

    data, expected = TEXTS[name]
    first = read(tmp_path / "s", {"out/train.out": data})
    assert first.runs == ()
    (rule,) = tomllib.loads(rule_of(first))["import"]
    config = [ImportRule(files=(rule["files"],), kind="pattern", pattern=(rule["pattern"],))]
    (run,) = read_by(tmp_path / "s", config).runs
    for metric, values in expected.items():
        assert repr(run.series[metric].values.tolist()) == repr([float(one) for one in values])
    (issue,) = first.issues
    assert (issue.where, rule_of(first) in issue.fix) == ("out/train.out", True)


def read_by(folder, imports):
    from made_logs import NOW

    from xreport.load import load
    from xreport.settings import Config

    return load([folder], now=NOW, config=Config(root=folder, imports=tuple(imports)), jobs=1)


@pytest.mark.parametrize(
    "data",
    [
        b"hello\nworld\n", b"", b"\0\1\2", b"epoch 1 loss 0.5\n", b"version 1 size 2\nversion 2 size 3\n",
        b"epoch 1 loss 1 loss 2\nepoch 2 loss 3 loss 4\n", b"epoch 1 step 2\nepoch 1 step 3\n",
        b"<html>epoch 1 loss 2</html>\n" * 3, b'{"epoch": 1}', b"step by step\nstep by step\n",
    ],
)  # fmt: skip
def test_no_rule_is_made_up(tmp_path, data):
    assert not [one for one in read(tmp_path / "s", {"a.out": data}).passed if one.rule]


def test_a_file_with_the_name_of_a_log_is_named(tmp_path):
    files = {"app.log": b"hello\nworld\n", "README.md": b"# about\n", "model.bin": b"\0\1", "empty.log": b""}
    collection = read(tmp_path / "s", files | {"own.jsonl": b'{"step": 1, "loss": 0.5}\n'})
    assert [(one.path, one.reason, one.rule) for one in collection.passed] == [("app.log", "not JSON lines", "")]
    assert collection.issues == ()


def test_the_page_names_the_first_ones_and_counts_the_others(tmp_path):
    files = {f"{at:02}.log": b"hello\n" for at in range(30)} | {"z.out": CONSOLE}
    page = quality_page(read(tmp_path / "s", files))
    assert [row.path for row in page.passed][:2] == ["z.out", "00.log"]
    assert len(page.passed) == 20
    assert page.passed_more == "and 11 more files"
    assert quality_page(Collection(runs=())).passed == ()


def test_a_long_line_costs_little(tmp_path):
    import time

    begun = time.process_time()
    read(tmp_path / "s", {"a.out": (b"epoch 1 loss 0.5 " * 100 + b"\n") * 2_000, "b.out": b"a1" * 200_000})
    assert time.process_time() - begun < 5
