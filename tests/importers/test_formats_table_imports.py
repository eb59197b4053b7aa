"""Every format: an import says what reading it directly says, and a second one adds nothing."""

import csv
import json
import re
from dataclasses import replace

import pytest
from format_samples import all_samples

from xreport.analysis.tasks import data_names
from xreport.load import load, read_sources, write_journals
from xreport.model import DataSource, Placement
from xreport.pipeline import build_report
from xreport.settings import Config

SAMPLES = all_samples()
NOW = 1.8e9 + 1e6


def import_into(out, source):
    return write_journals(read_sources([source], config=Config(root=out.parent), jobs=1).groups, out)


def runs_of(source):
    return load([source], now=NOW, config=Config(root=source), jobs=1).runs


def comparable(run):
    plain = replace(run, sources=(), digest="", series={}, summaries={}, bare=False, issues=())
    # What folders said a journal says itself: what it was measured on is the same.
    data = [one for one in run.data if one != DataSource(one.name)]
    plain = replace(plain, placement=Placement(data_names(run)), data=tuple(data))
    series = {k: (s.steps.tolist(), s.values.tobytes(), s.times.tobytes()) for k, s in run.series.items()}
    return repr(plain), dict(sorted(series.items())), {k: repr(v) for k, v in sorted(run.summaries.items())}


@pytest.mark.parametrize("one", SAMPLES, ids=lambda one: one.format)
def test_an_import_changes_nothing_and_a_second_one_adds_nothing(one, tmp_path):
    one.require()
    source, out = tmp_path / "source", tmp_path / "runs"
    one.write(source)
    done = import_into(out, source)
    if one.importer == "journal":
        assert (done.added, done.journals) == (0, 1)
        return
    assert done.added > 0
    assert list(map(comparable, runs_of(out))) == list(map(comparable, runs_of(source)))
    before = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in out.rglob("*") if path.is_file()}
    again = import_into(out, source)
    assert (again.added, again.updated, again.unchanged) == (0, 0, done.added)
    assert {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in out.rglob("*") if path.is_file()} == before


@pytest.mark.slow
def test_the_sites_of_all_formats_are_equal(tmp_path):
    source, imported = tmp_path / "source", tmp_path / "runs"
    for one in SAMPLES:
        if not one.missing and one.importer != "journal":
            one.write(source / re.sub(r"\W+", "-", one.format))
    import_into(imported, source)
    tables = []
    for place in (source, imported):
        out = tmp_path / f"site-{place.name}"
        build_report(Config(root=tmp_path), [place], out, now=NOW, jobs=1)
        with (out / "data" / "runs.csv").open(newline="") as file:
            rows = list(csv.DictReader(file))
        tables.append((rows, json.loads((out / "data" / "runs.json").read_text())["runs"]))
    (direct, direct_json), (journals, journals_json) = tables
    assert len(direct) == len(direct_json) > 8
    assert direct == journals
    drop = {"sources", "issues", "digest", "bare"}
    assert [{k: v for k, v in run.items() if k not in drop} for run in direct_json] == [
        {k: v for k, v in run.items() if k not in drop} for run in journals_json
    ]
