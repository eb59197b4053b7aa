"""What CodeCarbon measured, and the run that it belongs to."""

import json

from made_logs import SACRED, T, emissions, read, tsv, write

from xreport.load import load, read_sources, write_journals
from xreport.settings import Config


def journal(run, name="", begun=T, ended=T + 100, **more):
    """A journal of ours."""
    start = {"xreport": 1, "type": "start", "run": run, "writer": "a" * 16, "project": "wine", "time": begun} | more
    records = [start | ({"name": name} if name else {}), {"step": 0, "time": begun, "metrics": {"loss": 1.0}}]
    records.append({"type": "end", "time": ended, "status": "finished"})
    return "".join(json.dumps(one) + "\n" for one in records).encode()


def row(id_="t1", ended=50, **more):
    from datetime import UTC, datetime

    stamp = datetime.fromtimestamp(T + ended, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    return {"run_id": id_, "timestamp": stamp, "duration": 40} | more


def energies(collection):
    return {run.name: run.environment.extra.get("energy_kwh") for run in collection.runs}


def test_the_one_run_of_the_folder(tmp_path):
    files = {
        "a/run-a/j.jsonl": journal("run-a"),
        "a/run-a/emissions.csv": emissions(row()),
        "b/j.jsonl": journal("run-b"),
    }
    collection = read(tmp_path / "s", files)
    assert energies(collection) == {"run-a": 0.5, "run-b": None}
    (run,) = [run for run in collection.runs if run.name == "run-a"]
    assert (run.status, run.started, run.ended) == ("finished", T, T + 100)  # its life is what it said itself
    assert run.scores == {"energy_kwh": 0.5, "emissions_kg": 0.25}
    assert run.environment.hardware["cpu"] == "Some CPU"
    assert [source.path for source in run.sources] == ["a/run-a/emissions.csv", "a/run-a/j.jsonl"]


def test_what_the_run_says_of_itself_wins(tmp_path):
    told = {"python": "3.12.0", "hardware": {"cpu": "Own CPU"}}
    files = {"j.jsonl": journal("run-a", environment=told), "emissions.csv": emissions(row())}
    (run,) = read(tmp_path / "s", files).runs
    assert (run.environment.python, run.environment.hardware["cpu"]) == ("3.12.0", "Own CPU")
    assert run.environment.extra["energy_kwh"] == 0.5


def test_the_folder_around_it(tmp_path):
    files = SACRED | {"sacred/1/codecarbon/emissions.csv": emissions(row())}
    assert energies(read(tmp_path / "s", files)) == {"wine-1": 0.5}
    files = {"exp/dvclive/plots/metrics/x.tsv": tsv("x", (0, 1)), "exp/dvclive/emissions.csv": emissions(row())}
    assert energies(read(tmp_path / "t", files)) == {"exp": 0.5}


def test_the_one_run_below_it(tmp_path):
    files = {"emissions.csv": emissions(row()), "runs/a/j.jsonl": journal("run-a")}
    assert energies(read(tmp_path / "s", files)) == {"run-a": 0.5}


def test_of_several_the_one_of_that_time(tmp_path):
    files = {
        "runs/a/j.jsonl": journal("run-a", begun=T, ended=T + 100),
        "runs/b/j.jsonl": journal("run-b", begun=T + 200, ended=T + 300),
        "emissions.csv": emissions(row("t1", 50, energy_consumed=1.0), row("t2", 250, energy_consumed=2.0)),
    }
    assert energies(read(tmp_path / "s", files)) == {"run-a": 1.0, "run-b": 2.0}


def test_trackers_of_one_run_add_up(tmp_path):
    files = {
        "runs/a/j.jsonl": journal("run-a"),
        "emissions.csv": emissions(row("t1", 50, energy_consumed=1.0), row("t2", 95, energy_consumed=2.0)),
    }
    collection = read(tmp_path / "s", files)
    assert energies(collection) == {"run-a": 3.0}
    assert collection.runs[0].environment.extra["tracked_seconds"] == 80


def test_two_runs_at_a_time_are_not_guessed(tmp_path):
    files = {
        "runs/a/j.jsonl": journal("run-a"), "runs/b/j.jsonl": journal("run-b"), "emissions.csv": emissions(row()),
    }  # fmt: skip
    assert energies(read(tmp_path / "s", files)) == {"run-a": None, "run-b": None, "emissions-t1": 0.5}


def test_neither_is_another_time(tmp_path):
    files = {
        "runs/a/j.jsonl": journal("run-a"),
        "emissions.csv": emissions(row("t1", 5000), row("t2", 9000)),
    }
    assert energies(read(tmp_path / "s", files)) == {"run-a": None, "emissions-t1": 0.5, "emissions-t2": 0.5}


def test_hardly_the_same_time_is_not_enough(tmp_path):
    files = {"runs/a/j.jsonl": journal("run-a"), "emissions.csv": emissions(row("t1", 110), row("t2", 130))}
    # Of 40 seconds, 30 and 10 lie in the run.
    assert energies(read(tmp_path / "s", files)) == {"run-a": 0.5, "emissions-t2": 0.5}


def test_an_id_is_found_wherever_it_is(tmp_path):
    files = {
        "x/j.jsonl": journal("run-a"), "y/j.jsonl": journal("run-b", name="best"),
        "z/emissions.csv": emissions(
            row("t1", 9000, experiment_id="run-a"), row("t2", 9000, experiment_id="best", energy_consumed=2.0)
        ),
    }  # fmt: skip
    assert energies(read(tmp_path / "s", files)) == {"run-a": 0.5, "best": 2.0}


def test_folders_with_like_names_are_other_folders(tmp_path):
    files = {"run-1/emissions.csv": emissions(row()), "run-10/j.jsonl": journal("run-10")}
    assert energies(read(tmp_path / "s", files)) == {"run-10": None, "emissions-t1": 0.5}


def test_other_sources_are_other_folders(tmp_path):
    one = write(tmp_path / "one", {"emissions.csv": emissions(row())})
    two = write(tmp_path / "two", {"j.jsonl": journal("run-a")})
    collection = load([one, two], now=T + 1e6, config=Config(root=tmp_path), jobs=1)
    assert energies(collection) == {"run-a": None, "emissions-t1": 0.5}


def test_a_run_that_was_killed_stays_killed(tmp_path):
    data = journal("run-a")
    files = {"j.jsonl": data[: data.rindex(b'{"type": "end"')], "emissions.csv": emissions(row())}
    (run,) = read(tmp_path / "s", files).runs
    assert (run.status, run.environment.extra["energy_kwh"]) == ("killed", 0.5)


def test_imported_it_stays_with_its_run(tmp_path):
    source = write(tmp_path / "s", SACRED | {"sacred/1/emissions.csv": emissions(row())})
    direct = read(source)
    write_journals(read_sources([source], config=Config(root=source), jobs=1).groups, tmp_path / "runs")
    again = load([tmp_path / "runs"], now=T + 1e6, config=Config(root=tmp_path), jobs=1)
    assert energies(again) == energies(direct) == {"wine-1": 0.5}
    for name in ("status", "started", "ended", "params", "scores", "facts", "environment"):
        assert getattr(again.runs[0], name) == getattr(direct.runs[0], name)


def test_a_journal_cannot_say_that_it_belongs_to_another(tmp_path):
    beside = {"ids": ["run-b"], "folder": "", "trackers": 1, "begun": T, "ended": T + 1, "amounts": {}, "texts": {}}
    files = {"a/j.jsonl": journal("run-a", beside=beside), "b/j.jsonl": journal("run-b")}
    assert len(read(tmp_path / "s", files).runs) == 2


def tasks(*rows):
    """The table of single tasks of a tracker: it has other columns than the one of the whole."""
    from made_logs import COLUMNS

    columns = ["task_name", *(name for name in COLUMNS if name != "experiment_id")]
    return emissions(*({"task_name": f"task {at}"} | row for at, row in enumerate(rows)), columns=columns)


LOG = {"metrics.csv": b"step,loss\n0,1.0\n1,0.5\n"}
TASKS = {"emissions_base_t1.csv": tasks(row("t1", 40, energy_consumed=0.25), row("t1", 50, energy_consumed=0.25))}


def test_tasks_are_parts_of_their_run(tmp_path):
    collection = read(tmp_path / "s", LOG | TASKS | {"emissions.csv": emissions(row("t1"))})
    (run,) = collection.runs
    assert run.scores["energy_kwh"] == 0.5
    assert collection.skipped["CodeCarbon's tasks inside a run"] == 1


def test_tasks_whose_whole_is_missing_add_up(tmp_path):
    (run,) = read(tmp_path / "s", LOG | TASKS).runs
    assert run.scores["energy_kwh"] == 0.5
    assert run.environment.extra["tracked_seconds"] == 80


def test_a_table_that_was_put_aside_is_read_and_no_tracker_counts_twice(tmp_path):
    files = LOG | {
        "emissions.csv.bak": emissions(row("t1", duration=10), row("t2", energy_consumed=1.0)),
        "emissions.csv_0.bak": emissions(row("t3", energy_consumed=2.0)),
        "emissions.csv": emissions(row("t1", duration=40)),
        "runs/j.jsonl": journal("t2"),
        "others/k.jsonl": journal("t3"),
    }
    energy = energies(read(tmp_path / "s", files))
    assert (energy["t2"], energy["t3"]) == (1.0, 2.0)
    assert energy.get("s") == 0.5
