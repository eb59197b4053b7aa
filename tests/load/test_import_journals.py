"""What is imported is what was there, and stays the same however often it is done."""

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner
from made_journals import Made, read

from xreport.analysis.tasks import data_names
from xreport.cli.app import app
from xreport.load import read_sources, write_journals
from xreport.model import DataSource, Placement
from xreport.settings import Config

LOG = (
    b'{"step": 1, "loss": 0.5, "text": "NaNs", "t": 1763000000.5}\n'
    b'{"step": 2, "loss": NaN, "acc": 1e999, "verdict": "ok"}\n'
    b'{"step": 1, "loss": 0.1}\n'
)


def import_into(out, *sources):
    return write_journals(read_sources(sources, config=Config(root=out.parent), jobs=1).groups, out)


def comparable(run):
    # As a journal it says its name itself, and is called by it in its address, too; the hash stays.
    slug = run.slug.rpartition("-")[2]
    plain = replace(run, slug=slug, sources=(), digest="", series={}, summaries={}, bare=False, issues=())
    # What folders said a journal says itself: what it was measured on is the same.
    data = [one for one in run.data if one != DataSource(one.name)]
    plain = replace(plain, placement=Placement(data_names(run)), data=tuple(data))
    series = {k: (s.steps.tolist(), s.values.tobytes(), s.times.tobytes()) for k, s in run.series.items()}
    return repr(plain), dict(sorted(series.items())), {k: repr(v) for k, v in sorted(run.summaries.items())}


FOLDERS = ["repvit", "nyu-detectron2", "backtest-mlflow", "derived-mlflow-sqlite", "alpaca-wandb", "mintomics-tb"]


@pytest.mark.parametrize("folder", [*FOLDERS, "dreamer-gc", "guild-tb"])
def test_real_logs_are_the_same_after_an_import(shared_data, tmp_path, folder):
    out = tmp_path / "runs"
    done = import_into(out, shared_data / folder)
    direct = read(shared_data / folder)
    again = read(out)
    assert done.added == len(direct.runs)
    assert list(map(comparable, again.runs)) == list(map(comparable, direct.runs))
    assert again.issues == ()
    assert all(run.sources[0].verified > 0 for run in again.runs)


def test_odd_values_are_the_same_after_an_import(tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    (source / "métriques.jsonl").write_bytes(LOG)
    import_into(tmp_path / "runs", source)
    assert list(map(comparable, read(tmp_path / "runs").runs)) == list(map(comparable, read(source).runs))


def test_importing_twice_adds_nothing(tmp_path):
    source, out = tmp_path / "source", tmp_path / "runs"
    source.mkdir()
    (source / "a.jsonl").write_bytes(LOG)
    assert import_into(out, source).added == 1
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*")}
    done = import_into(out, source)
    assert (done.added, done.updated, done.unchanged) == (0, 0, 1)
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*")} == before
    with (source / "a.jsonl").open("ab") as file:
        file.write(b'{"step": 4, "loss": 0.0}\n')
    done = import_into(out, source)
    assert (done.added, done.updated, done.unchanged) == (0, 1, 0)
    (run,) = read(out).runs
    assert run.series["loss"].steps.tolist() == [1, 2, 1, 4]


def test_journals_stay_where_they_are_and_strangers_are_not_overwritten(tmp_path):
    source, out = tmp_path / "source", tmp_path / "runs"
    source.mkdir()
    (source / "a.jsonl").write_bytes(LOG)
    Made().log(0, a=1).end().write(source)
    done = import_into(out, source)
    assert (done.added, done.journals) == (1, 1)
    (path,) = out.rglob("*.jsonl")
    path.write_text("mine\n")
    done = import_into(out, source)
    assert path.read_text() == "mine\n"
    assert "is there already and was not imported: it is left as it is" in [issue.what for issue in done.issues]


def test_run_ids_never_lead_out_of_the_folder(tmp_path, monkeypatch):
    from test_claims import Csv, use

    class Evil(Csv):
        def read(self, files, report):
            for number, run in enumerate(("../../evil", "/etc/evil", "..", "a/b", "CON", "x" * 150, "ok.1")):
                yield str(number), [{"type": "start", "run": run}]

    source, out = tmp_path / "source", tmp_path / "deep" / "er" / "runs"
    source.mkdir()
    (source / "points.csv").touch()
    use(monkeypatch, Evil())
    assert import_into(out, source).added == 7
    assert {path.name for path in tmp_path.iterdir()} == {"source", "deep"}
    assert {path.parent.parent for path in out.rglob("*.jsonl")} == {out}
    assert {run.id for run in read(out).runs} == {run.id for run in read(source).runs}


def test_the_command_says_what_it_did(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "a.jsonl").write_bytes(LOG + b"broken\n")
    result = CliRunner().invoke(app, ["import", "logs", "--strict"])
    assert result.exit_code == 1
    assert "Imported into runs: 1 run added, 0 updated, 0 unchanged." in result.output
    assert "a.jsonl:4: " in result.output
    (path,) = (tmp_path / "runs").rglob("*.jsonl")
    start = json.loads(path.read_text().splitlines()[0])
    assert start["imported"]["path"] == "a.jsonl"
    assert CliRunner().invoke(app, ["import"]).exit_code == 2
