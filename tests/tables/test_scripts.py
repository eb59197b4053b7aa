"""Data scripts are safe JavaScript, and hold what was put in."""

import json
import re
import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st
from made_study import made_study, run

from xreport.tables.column import LONGEST_NAME
from xreport.tables.columns import build_columns
from xreport.tables.scripts import SearchEntry, data_script, run_entries, runs_script, search_script

texts = st.text(alphabet=st.characters(), max_size=20)


def content(script: bytes) -> tuple[str, object]:
    match = re.fullmatch(rb"\(window\.xreport_data=window\.xreport_data\|\|\{\}\)\[(.*?)\]=(.*);\n", script, re.DOTALL)
    assert match
    return json.loads(match[1]), json.loads(match[2])


@given(texts, st.dictionaries(texts, st.one_of(texts, st.lists(texts), st.none(), st.integers())))
def test_whatever_is_logged_stays_inside_its_string(key, values):
    script = data_script("runs", {key: values})
    assert b"<" not in script
    assert "\u2028" not in script.decode()
    assert "\u2029" not in script.decode()
    name, read = content(script)
    assert name == "runs"
    if not any("\ud800" <= char <= "\udfff" for char in json.dumps([key, values], ensure_ascii=False)):
        assert read == {key: values}


def test_separators_that_end_a_line_of_javascript_are_escaped():
    script = data_script("k", {"a": "x\u2028y\u2029z</script><!--"})
    assert content(script)[1] == {"a": "x\u2028y\u2029z</script><!--"}
    assert script.isascii()


def test_runs():
    study = made_study(run(1, {"acc": [0.5]}, tags=("<b>",)), run(2))
    columns = build_columns(study)
    name, read = content(runs_script(study, columns))
    assert name == "runs"
    assert isinstance(read, dict)
    assert read["count"] == 2
    first = {column["key"]: column for column in read["columns"]}
    assert list(first) == [column.key for column in columns]
    assert set(first["name"]) == {"key", "label", "group", "kind", "unit", "direction", "shown", "values", "text"}
    assert first["tags"]["values"] == [["<b>"], None]
    assert first["acc:last"]["values"] == [0.5, None]


def test_no_runs():
    study = made_study()
    read = content(runs_script(study, build_columns(study)))[1]
    assert [read[key] for key in ("count", "slugs", "colors", "scored")] == [0, [], [], []]


def test_what_the_pages_alone_need_to_know_of_runs_is_no_column():
    long = "x" * (LONGEST_NAME + 1)
    runs = [
        run(1, {"acc": [0.5]}, params={"a": 1}, scores={"acc": 0.6}),
        run(2, {"acc": [0.4]}, params={"a": 2}, scores={"loss": 1.0, "acc": 0.7, long: 1.0}, status="failed"),
        run(3, params={"a": 1}, scores={"acc": 0.8}, status="killed"),
        run(4, params={"a": 2}, scores={"acc": 0.9}, status="running"),
    ]
    study = made_study(*runs)
    read = content(runs_script(study, build_columns(study)))[1]
    assert read["slugs"] == ["run-1", "run-2", "run-3", "run-4"]
    assert read["colors"] == [study.color(one) for one in runs]
    assert len(set(read["colors"])) == 2
    assert read["scored"] == [[], ["acc", "loss"], ["acc"], []], "of metrics that have a column"
    assert not {"slug", "color", "scored"} & {column["key"] for column in read["columns"]}


def test_search_finds_name_tag_and_param():
    study = made_study(run(1, tags=("sweep",), params={"lr": 0.1, "same": 1}), run(2, params={"lr": 0.2, "same": 1}))
    name, read = content(search_script([SearchEntry("Home", "index.html", "Page"), *run_entries(study)]))
    assert name == "search"
    assert read[0] == {"t": "Home", "u": "index.html", "k": "Page", "x": ""}
    assert [entry["k"] for entry in read] == ["Page", "Project", "Task", "Run", "Run"]
    assert read[3]["t"] == "run 1"
    assert read[3]["u"] == "runs/run-1.html"
    assert {"sweep", "lr=0.1", "finished"} <= set(read[3]["x"].split())
    assert "same=1" not in read[3]["x"]


def test_long_notes_do_not_swell_the_index():
    (*_, entry) = run_entries(made_study(run(1, notes="x" * 100_000)))
    assert len(entry.words) <= 600


def test_a_build_does_without_pandas():
    rooms = "xreport.tables.columns, xreport.tables.downloads, xreport.tables.scripts"
    code = f"import sys, {rooms}; assert 'pandas' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
