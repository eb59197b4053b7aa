"""What MLflow's own client writes and reads is what xreport reads, to the last bit."""

import json
import os
from pathlib import Path

import pytest
from made_stores import read
from test_mlflow_objects import records_of
from throwaway import answer, shared_interpreter

SCRIPT = Path(__file__).parent / "log_with_mlflow.py"
STATUS = {"FINISHED": "finished", "FAILED": "failed", "KILLED": "killed", "RUNNING": "killed"}
INFINITE = {"1.7976931348623157e+308": "inf", "-1.7976931348623157e+308": "-inf"}


@pytest.fixture(scope="module", params=["2", "3"])
def python(request, tmp_path_factory):
    """A Python that has MLflow's client; it is too heavy for the tools of development."""
    return shared_interpreter(tmp_path_factory.getbasetemp(), f"mlflow{request.param}")


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["files", "database"])
def test_values_are_those_of_the_client(tmp_path, python, kind):
    source = tmp_path / "source"
    source.mkdir()
    uri = f"sqlite:///{source}/mlflow.db" if kind == "database" else (source / "mlruns").as_uri()
    environment = {**os.environ, "MLFLOW_ALLOW_FILE_STORE": "true", "MLFLOW_TRACKING_URI": uri}
    stored = (source / "mlartifacts" / "1").as_uri()
    command = [python, SCRIPT, uri, stored]
    expected = json.loads(answer(command, env=environment, cwd=tmp_path).splitlines()[-1])
    collection = read(source)
    assert collection.issues == ()
    assert {run.id for run in collection.runs} == expected.keys()
    assert collection.skipped["deleted MLflow run"] == 1
    for run in collection.runs:
        said = expected[run.id]
        assert (run.name, run.status, run.project) == (said["name"], STATUS[said["status"]], "wine")
        assert run.started == said["start"] / 1000
        assert run.ended == (said["end"] or said["start"] + 50 - (said["start"] % 10)) / 1000
        assert {"seed": str(run.seed)} | {key: str(value) for key, value in run.params.items()} == said["params"]
        assert {
            key: [
                [round(time * 1000), repr(value), step]
                for time, value, step in zip(s.times, s.values.tolist(), s.steps, strict=True)
            ]
            for key, s in run.series.items()
        } == {key: [[t, INFINITE.get(v, v), step] for t, v, step in points] for key, points in said["metrics"].items()}
        assert run.notes == said["tags"]["mlflow.note.content"]
        assert run.parent == said["tags"].get("mlflow.parentRunId", "")
        assert (run.environment.commit, run.environment.script) == ("4f2a0c", "train.py")
        assert set(run.tags) == {f"{key}={value}" for key, value in said["tags"].items() if "mlflow." not in key}
        assert [[one.name, one.version] for one in run.data] == said["data"]
        stored = {path: size for path, size in said["artifacts"].items() if not path.startswith(("images/", "eval/"))}
        assert {one.path: one.bytes for one in run.artifacts} == stored
        images = [item for item in run.logged if item.kind == "image"]
        assert [(item.key, one.step, one.media_type) for item in images for one in item.steps] == [
            ("grid", 3, "image/png")
        ]
        assert "system/cpu_utilization_percentage" in run.series
    objects = records_of(source)
    runs = len(expected)
    assert [one["text"] for one in objects["text"] if one["key"] == "sub/x.txt"] == ["hello"] * runs
    assert [json.loads(one["text"]) for one in objects["text"] if one["key"] == "sub/d.json"] == [{"a": [1, 2]}] * runs
    table = {"type": "table", "key": "eval/t.json", "columns": ["q", "score"], "rows": [["a", 0.1], ["b", 2.0]]}
    assert objects["table"] == [table] * runs
