"""What trainers.md and tensorboard.md say and no test of an importer shows yet. Each test quotes its sentence."""

from __future__ import annotations

import other_tools  # noqa: F401 - the makers of logs below are found by it
import pytest
from claimed_logs import one, points, read_files
from event_files import event, event_file, image, simple
from test_csv_logs import table

from xreport.importers.trackers.tensorboard import keeping
from xreport.settings import ImportRule

GIF = b"GIF89a\x01\x00\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x00;"
SETTINGS = ("hparams.yaml", "config.yaml", "config.yml", "config.json", "params.yaml", "params.json", "args.json")
ROWS = "".join(f"{at},{1 / at!r}\n" for at in range(1, 30))


@pytest.mark.parametrize("name", SETTINGS)
def test_settings_beside_a_csv_that_is_the_only_log_of_its_folder(tmp_path, name):
    """***Settings beside it** are …, where the CSV is the only log in its folder.*"""
    alone = one(tmp_path / "a", {"x/log.csv": f"step,loss\n{ROWS}", f"x/{name}": '{"lr": 0.1}'})
    assert alone.params == {"lr": 0.1}
    files = {"x/log.csv": f"step,loss\n{ROWS}", "x/other.csv": f"step,acc\n{ROWS}", f"x/{name}": '{"lr": 0.1}'}
    assert [run.params for run in read_files(tmp_path / "b", files).runs] == [{}, {}]


def test_of_a_line_the_first_10_000_letters_are_looked_at(tmp_path):
    """*Of a line, the first 10,000 letters are looked at.*"""
    rule = ImportRule(("*.out",), "pattern", (r"loss=(?P<loss>\d)",))
    text = " " * 9_990 + "loss=1\n" + " " * 10_000 + "loss=2\n"
    assert points(one(tmp_path / "a", {"a.out": text}, [rule]), "loss") == [(0, 1.0)]


def test_lines_with_a_mode_are_two_logs(tmp_path):
    """*Lines with `mode` are `train/…` and `val/…`.*"""
    lines = '{"mode": "train", "iter": 1, "loss": 2}\n{"mode": "train", "iter": 2, "loss": 1}\n'
    run = one(tmp_path / "a", {"a.log.json": lines + '{"mode": "val", "iter": 2, "mAP": 0.5}\n'})
    assert points(run, "train/loss") == [(1, 2), (2, 1)]
    assert points(run, "val/mAP") == [(2, 0.5)]


def test_a_rllib_run_keeps_no_place_of_its_machine(tmp_path):
    """*Names of hosts and addresses are left out.* *Of absolute paths in settings the last name stays.*"""
    own = {"trial_id": "a", "node_ip": "10.0.0.1", "hostname": "h", "config/out": "/home/x/y"}
    rows = [own | {"training_iteration": at, "reward": at} for at in (1, 2)]
    run = one(tmp_path / "a", {"p/progress.csv": table(rows)})
    assert run.params == {"out": "y"}
    assert "10.0.0.1" not in repr(run)


def test_of_all_that_is_kept_of_event_files_there_is_a_limit(tmp_path, monkeypatch):
    """*Of all that is kept at most 32 MiB a run. What is left out is counted.*"""
    assert keeping.MOST_BYTES == 32 << 20
    monkeypatch.setattr(keeping, "MOST_BYTES", 3 * len(GIF))
    events = [event(image(f"i{at}", GIF), step=at) for at in range(1, 9)]
    data = event_file(event(simple("loss", 1.0), step=1), *events)
    collection = read_files(tmp_path / "a", {"r/events.out.tfevents.1700000000.host": data})
    assert 0 < len(collection.runs[0].logged) < 8
    assert sum(count for what, count in collection.skipped.items() if "event files" in what) > 0


def test_event_files_are_finished(tmp_path):
    """*Event files do not say how a run ended: it counts as finished.*"""
    data = event_file(event(simple("loss", 1.0), step=1))
    assert one(tmp_path / "a", {"r/events.out.tfevents.1700000000.host": data}).status == "finished"


def test_what_stands_for_not_logged(tmp_path):
    """*An empty cell, `NA`, `N/A`, `None`, `null` and `-` are "not logged".*"""
    cells = ("", "NA", "N/A", "None", "null", "-")
    rows = "".join(f"{at},{1 / at!r},{cell}\n" for at, cell in enumerate((*cells, "0.5"), 1))
    run = one(tmp_path / "a", {"log.csv": f"step,loss,acc\n{rows}"})
    assert points(run, "acc") == [(7, 0.5)]
    assert len(points(run, "loss")) == 7
