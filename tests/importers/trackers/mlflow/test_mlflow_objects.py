"""What MLflow's artifacts hold: tables, texts, models; and what other tables of a database say of a run."""

import json
import sqlite3

import pytest
from made_stores import Store, read

from xreport.load import read_sources
from xreport.settings import Config

TABLE = json.dumps({"columns": ["q", "score"], "data": [["a", 0.5], ["b", float("nan")]]})
KIND = json.dumps([{"path": "eval/t.json", "type": "table"}])
MODEL = "flavors:\n  python_function:\n    env: conda.yaml\n  sklearn:\n    code: null\nmlflow_version: 3.1.0\n"


def records_of(source):
    """The records of the runs below a folder, by type, as the importer yields them."""
    found = {}
    for pieces, issues in read_sources([source], config=Config(root=source), jobs=1).groups:
        assert not issues
        for piece in pieces:
            assert not piece.part.account.issues
            for event in piece.part.events:
                found.setdefault(event["type"], []).append(event)
    return found


@pytest.fixture(params=["files", "database"])
def records(request, tmp_path):
    """The records of a run with these artifacts, from both kinds of store."""

    def import_run(artifacts, tags=()):
        store = Store().add(1, artifacts=artifacts, tags=dict(tags))
        source = tmp_path / "source"
        source.mkdir()
        store.write_files(source) if request.param == "files" else store.write_database(source / "mlflow.db")
        return records_of(source)

    return import_run


def test_a_logged_table_is_a_table(records):
    found = records({"eval/t.json": TABLE}, {"mlflow.loggedArtifacts": KIND})
    assert found["table"] == [
        {"type": "table", "key": "eval/t.json", "columns": ["q", "score"], "rows": [["a", 0.5], ["b", "NaN"]]}
    ]
    assert "artifact" not in found


def test_an_evaluation_table_without_a_tag_is_one_too(records):
    assert [one["key"] for one in records({"eval_results_table.json": TABLE})["table"]] == ["eval_results_table.json"]


def test_a_long_table_is_cut_and_listed(records):
    long = json.dumps({"columns": ["n"], "data": [[at] for at in range(20_000)]})
    found = records({"eval/t.json": long}, {"mlflow.loggedArtifacts": KIND})
    assert [(one["count"], len(one["rows"])) for one in found["table"]] == [(20_000, 1000)]
    assert [(one["path"], one["caption"]) for one in found["artifact"]] == [("eval/t.json", "table")]


def test_small_texts_are_shown_and_listed(records):
    found = records(
        {
            "note.txt": "\ufeffhéllo\n",
            "config.yaml": "a: !!python/object/apply:os.system ['exit 7']\n",
            "data.json": '{"a": 1}',
            "binary.txt": b"a\0b",
            "latin.txt": "é".encode("latin-1"),
            "empty.md": "",
            "large.txt": "x" * (64 << 10) + "x",
            "page.html": "<script>alert(1)</script>",
        }
    )
    assert {one["key"]: one["text"] for one in found["text"]} == {
        "note.txt": "héllo\n",
        "config.yaml": "a: !!python/object/apply:os.system ['exit 7']\n",
        "data.json": '{"a": 1}',
    }
    assert len(found["artifact"]) == 8


def test_a_model_is_described_and_its_files_are_no_texts(records):
    found = records({"m/MLmodel": MODEL, "m/requirements.txt": "mlflow", "other.txt": "text"})
    assert {one["path"]: (one["role"], one.get("caption")) for one in found["artifact"]} == {
        "m/MLmodel": ("model", "sklearn, python_function, MLflow 3.1.0"),
        "m/requirements.txt": ("model", None),
        "other.txt": ("output", None),
    }
    assert [one["key"] for one in found["text"]] == ["other.txt"]


@pytest.mark.parametrize("data", ["", "a: &x [*x]", "- 1", "flavors: 3", b"\xff\xfe\xfa"])
def test_a_description_of_a_model_that_is_none(records, data):
    found = records({"m/MLmodel": data})
    assert [(one["path"], "caption" in one) for one in found["artifact"]] == [("m/MLmodel", False)]


def test_what_a_database_says_of_models_and_traces(tmp_path):
    path = Store().add(1).write_database(tmp_path / "mlflow.db")
    connection = sqlite3.connect(path)
    run = f"{1:032x}"
    connection.executescript(
        f"""
        DROP TABLE IF EXISTS logged_models;
        CREATE TABLE logged_models (model_id, name, source_run_id, lifecycle_stage, model_type);
        INSERT INTO logged_models VALUES ('m-1', 'svm', '{run}', 'active', 'classifier'),
          ('m-2', 'base', 'x', NULL, NULL);
        INSERT INTO inputs VALUES ('i1', 'RUN_INPUT', '{run}', 'MODEL_INPUT', 'm-2');
        CREATE TABLE model_versions (name, version, run_id, current_stage);
        INSERT INTO model_versions VALUES ('wine', 3, '{run}', 'Production'), ('wine', 1, '{run}', 'None');
        CREATE TABLE trace_request_metadata (key, value, request_id);
        INSERT INTO trace_request_metadata VALUES ('mlflow.sourceRun', '{run}', 'a'),
          ('mlflow.sourceRun', '{run}', 'b'),
          ('other', '{run}', 'c');
        """
    )
    connection.commit()
    connection.close()
    (found,) = read(path).runs
    assert [(one.path, one.role, one.caption) for one in found.artifacts] == [
        ("base", "input", "m-2"),
        ("svm", "model", "m-1 (classifier)"),
    ]
    assert found.facts == {"mlflow/registered as": "wine v1, wine v3 (Production)", "mlflow/traces": 2}
