"""What docs/guides/importers.md says and no test of an importer shows yet. Each test quotes its sentence."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import other_tools
import pytest
from format_samples import put
from made_logs import ASV, HYPERFINE, read
from made_stores import PNG, Store
from made_stores import read as read_store
from test_mlflow_objects import records_of
from wandb_writer import history, log, run

from xreport.importers.registry import OURS

AUDITED = """
import json, sys
from pathlib import Path

tests, work = sys.argv[1:]
sys.path.append(tests)
import other_tools
from format_samples import all_samples

source = Path(work) / "source"
for number, one in enumerate(all_samples()):
    if not one.missing:
        one.write(source / f"{one.importer}-{number}")
import xreport.load
from xreport.settings import Config

told = []


def hear(event, arguments):
    if event.startswith("socket.") and event != "socket.__new__":
        told.append([event])
    elif event in {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "pickle.find_class"}:
        told.append([event, str(arguments[0])])
    elif event == "open" and isinstance(arguments[0], str) and arguments[0].startswith(work):
        told.append([event, arguments[0], arguments[2]])
    elif event in {"os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.chmod", "os.symlink", "os.truncate"}:
        told.append([event, str(arguments[0])])


sys.addaudithook(hear)
collection = xreport.load.load([source], now=1.8e9, config=Config(root=Path(work)), jobs=1)
print(json.dumps({"told": told, "runs": len(collection.runs), "modules": sorted(sys.modules)}))
"""
TOOLS = {
    "mlflow", "wandb", "tensorflow", "tensorboard", "torch", "keras", "lightning", "transformers", "dvclive", "dvc",
    "sacred", "trackio", "neptune", "codecarbon", "asv", "pytest_benchmark", "lm_eval", "mmengine", "detectron2",
    "ultralytics", "ray", "hydra", "omegaconf",
}  # fmt: skip


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> dict:
    """What Python did while logs of all formats were read, and where they lay."""
    work = tmp_path_factory.mktemp("audited")
    tests = str(other_tools.IMPORTERS.parent)
    command = [sys.executable, "-c", AUDITED, tests, str(work)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    return json.loads(done.stdout) | {"source": str(work / "source")}


def test_reading_needs_no_network_and_starts_nothing(audited):
    """*Reads what a team has, where it lies: no server, no account.* *Nothing that is read is executed: no pickle.*"""
    assert audited["runs"] > 30
    started = ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "pickle.")
    assert [one for one in audited["told"] if one[0].startswith(started)] == []


def test_reading_changes_nothing_and_opens_nothing_beside_the_source(audited):
    """*Nothing is changed.* *Links are not followed, and nothing outside the sources is opened.*"""
    touched = [one for one in audited["told"] if one[1].startswith(audited["source"]) and one[0] != "open"]
    assert touched == []
    for _, path, flags in (one for one in audited["told"] if one[0] == "open"):
        assert path.startswith(audited["source"]), path
        assert not flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND), path


def test_no_tool_is_imported_to_read_its_logs(audited):
    """*None of the tools need be installed.* *Neither TensorFlow nor TensorBoard is needed.*"""
    assert sorted(TOOLS & {name.partition(".")[0] for name in audited["modules"]}) == []


def test_times_of_the_first_versions_of_mlflow_are_seconds(tmp_path):
    """*Times below 10¹¹ and above 10⁹ are taken for seconds, as the first versions of MLflow wrote them.*"""
    stamps = (1_500_000_000, 1_763_000_000_000)
    store = Store().add(1, metrics={"x": [(stamp, at, at) for at, stamp in enumerate(stamps)]})
    (found,) = read_store(store.write_files(tmp_path / "mlruns")).runs
    assert found.series["x"].times.tolist() == [1.5e9, 1.763e9]


def test_what_is_too_large_or_too_much_of_mlflow_is_listed_only(tmp_path):
    """*PNG, JPEG, GIF and WebP up to 4 MiB are shown.* *… up to 64 KiB, 20 of a run: listed, and shown as texts.*"""
    artifacts = {f"{at:02}.txt": "text" for at in range(21)}
    artifacts |= {"small.png": PNG, "large.png": PNG + bytes(4 << 20), "page.svg": "<svg/>"}
    found = records_of(Store().add(1, artifacts=artifacts).write_files(tmp_path / "mlruns"))
    assert [one["key"] for one in found["image"]] == ["small.png"]
    assert len(found["text"]) == 20
    assert {one["path"] for one in found["artifact"]} == artifacts.keys() - {"small.png"}


def test_what_was_printed_is_shown_unless_its_file_is_removed(tmp_path):
    """*Remove `output.log` before you build where that is so; the run is read without it.*"""
    at = tmp_path / "wandb" / "run-20231106_034002-abcd1234"
    put(at / "run-abcd1234.wandb", log(run(), history({"loss": 0.5}, 1)))
    put(at / "files" / "output.log", "the password is printed\n")
    (before,) = read(tmp_path).runs
    assert "password" in repr(before)
    (at / "files" / "output.log").unlink()
    (after,) = read(tmp_path).runs
    assert "password" not in repr(after)
    assert after.series["loss"].values.tolist() == [0.5]


def test_what_is_measured_keeps_its_name(tmp_path):
    """*Two such notes are the measurement itself, and are shown: the command …, and the name that asv has …*"""
    assert 'sh -c "kill -9 $$"' in {found.name for found in read(tmp_path / "h", HYPERFINE).runs}
    assert {found.params["machine.machine"] for found in read(tmp_path / "a", ASV).runs} == {"box"}


def test_importers_are_asked_in_the_order_of_the_guide():
    """*In this order; what one claims, the next ones do not see.*"""
    guide = (Path(__file__).resolve().parents[2] / "docs" / "guides" / "importers.md").read_text()
    section = guide.split("## Which importer reads a file")[1].split("Importers of other packages")[0]
    named = re.findall(r"\*\*([a-z0-9-]+)\*\*", section)
    assert named == [entry.name for entry in OURS]
