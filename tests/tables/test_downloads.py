"""runs.csv and runs.json."""

import csv
import io
import json
import math
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from made_study import made_study, run

from xreport.model import DataSource, Environment
from xreport.tables.downloads import runs_csv, runs_json

SCHEMA = json.loads(
    (Path(__file__).resolve().parents[2] / "docs/reference/runs.schema.json").read_text(encoding="utf-8")
)
VALIDATOR = Draft202012Validator(SCHEMA)
scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(alphabet=st.characters(), max_size=8))
words = st.text(alphabet=st.characters(), max_size=8)


def full_run():
    return run(
        1,
        {"val/acc": [0.5, 0.75, math.nan], "zzz": [1.0]},
        params={"lr": 0.1, "depth": None, "big": 2**60 + 1, "nan": math.nan},
        tags=("a", "b"),
        group="g",
        seed=3,
        owner="ann",
        algorithm="forest",
        data=(DataSource("wine", "train", version="2"),),
        environment=Environment(commit="abc", dirty=True),
        scores={"test/acc": 0.9},
        facts={"verdict": "ok"},
    )


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def test_the_schema_is_one():
    Draft202012Validator.check_schema(SCHEMA)


def test_json_as_described():
    content = json.loads(runs_json(made_study(full_run())))
    VALIDATOR.validate(content)
    (one,) = content["runs"]
    assert content["format"] == 1
    assert one["params"] == {"lr": 0.1, "depth": None, "big": 2**60 + 1, "nan": "NaN"}
    assert one["summary"]["val/acc"] == {
        "n": 3, "last": "NaN", "last_step": 2, "best": 0.75, "best_step": 1, "min": 0.5, "max": 0.75, "mean": 0.625,
    }  # fmt: skip
    assert one["summary"]["zzz"]["best"] is None
    assert one["scores"] == {"test/acc": 0.9}
    assert (one["seed"], one["tags"], one["task"], one["commit"], one["dirty"]) == (3, ["a", "b"], "p", "abc", True)
    assert one["data"] == [{"name": "wine", "role": "train", "uri": "", "version": "2", "sha256": ""}]
    assert one["duration"] == 60.5


def test_every_key_of_a_run_is_in_the_schema():
    (one,) = json.loads(runs_json(made_study(full_run())))["runs"]
    described = SCHEMA["$defs"]["run"]
    assert set(one) == set(described["properties"]) == set(described["required"])
    assert set(one["summary"]["zzz"]) == set(SCHEMA["$defs"]["summary"]["properties"])


def test_no_runs():
    study = made_study()
    VALIDATOR.validate(json.loads(runs_json(study)))
    assert rows(runs_csv(study)) == []


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    params=st.dictionaries(words, scalars, max_size=4),
    name=words,
    tags=st.lists(words, max_size=3),
    values=st.dictionaries(words, st.lists(st.floats(), max_size=4), max_size=3),
)
def test_any_run_is_valid_json_and_a_table(params, name, tags, values):
    study = made_study(run(1, values, name=name, params=params, tags=tuple(tags), notes=name), run(2))
    content = runs_json(study)
    VALIDATOR.validate(json.loads(content))
    table = list(csv.reader(io.StringIO(runs_csv(study).decode(), newline="")))
    assert {len(row) for row in table} == {len(table[0])}
    assert len(table) == 3


def test_csv_holds_exact_numbers():
    (one,) = rows(runs_csv(made_study(full_run())))
    assert one["params.lr"] == "0.1"
    assert one["params.big"] == str(2**60 + 1)
    assert (one["val/acc:last"], one["val/acc:best"], one["val/acc:best_step"], one["val/acc:n"]) == (
        "NaN",
        "0.75",
        "1",
        "3",
    )
    assert one["test/acc:score"] == "0.9"
    assert one["test/acc:n"] == ""
    assert one["zzz:best"] == ""
    assert one["tags"] == "a b"


def test_csv_tells_null_from_not_logged():
    first, second = rows(runs_csv(made_study(run(1, params={"a": None}), run(2))))
    assert first["params.a"] == "null"
    assert second["params.a"] == ""


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+x", "-x", "@x", "\tx", "\r", "\nx", "  =1", "\uff1d1", "\uff0b1", "\uff0d1", "\uff201", "\ufeff=1"],
)
def test_text_never_becomes_a_formula(text):
    study = made_study(run(1, name=text, params={text: text}, tags=(text,)))
    raw = list(csv.reader(io.StringIO(runs_csv(study).decode(), newline="")))
    named = dict(zip(*raw, strict=True))
    assert named["name"] == f"'{text}"
    assert named["tags"] == f"'{text}"
    assert named[f"params.{text}"] == f"'{text}"


def test_numbers_are_left_alone():
    (one,) = rows(runs_csv(made_study(run(1, params={"a": -1, "b": -0.5, "c": -math.inf}))))
    assert (one["params.a"], one["params.b"], one["params.c"]) == ("-1", "-0.5", "-Infinity")


def test_pandas_reads_the_csv_and_the_frame_agrees():
    pd = pytest.importorskip("pandas")
    from xreport.tables.frame import runs_frame

    study = made_study(full_run(), run(2, {"val/acc": [0.25]}))
    read = pd.read_csv(io.BytesIO(runs_csv(study)), index_col="id")
    frame = runs_frame(study)
    assert frame.index.tolist() == read.index.tolist() == ["id-1", "id-2"]
    assert list(frame.columns) == list(read.columns)
    assert frame["val/acc:max"].tolist() == read["val/acc:max"].tolist() == [0.75, 0.25]
    assert frame["started"].iloc[0] == pd.Timestamp(1_763_900_001, unit="s", tz="UTC")
    assert frame["duration"].iloc[0] == pd.Timedelta(seconds=60.5)
