"""CSV logs of the trainers, written here as the tools write them, and with all that files go through.

Formats as of: Lightning 2.x ``ExperimentWriter`` (``csv.DictWriter``, an empty cell for what a step has not);
Keras 2 and 3 ``CSVLogger`` (``epoch`` first, then the sorted logs; ``NA`` for what an epoch lacks); stable-baselines3
2.x ``CSVOutputFormat`` (sorted keys, the file is written anew with more columns) and ``Monitor``; baselines 0.1.6;
RLlib 2.x ``CSVLoggerCallback``; Ultralytics YOLOv5 and v8 ``results.csv`` (padded names, ``%20s`` cells).
"""

import csv
import io
import math
import tomllib

import numpy as np
import pytest
from claimed_logs import one, points, read_all, read_files, whats

from xreport.importers.lines.csv.cells import as_number, has_decimal_comma
from xreport.importers.lines.csv.header import read_header
from xreport.importers.lines.csv.stretches import read_numbers
from xreport.settings import read_config


def table(rows, names=None, **how):
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, names or list(rows[0]), lineterminator=how.pop("end", "\n"), **how)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


LIGHTNING = table(
    [
        {"epoch": 0, "step": 9, "train_loss": 0.1 + 0.2},
        {"epoch": 0, "step": 9, "val_loss": 1e-300},
        {"epoch": 1, "step": 19, "train_loss": "nan"},
        {"epoch": 1, "step": 19, "val_loss": "inf"},
    ],
    ["epoch", "step", "train_loss", "val_loss"],
)


def test_lightning_with_its_params(tmp_path):
    run = one(
        tmp_path / "wine",
        {
            "lightning_logs/version_3/metrics.csv": LIGHTNING,
            "lightning_logs/version_3/hparams.yaml": "lr: 0.1\nseed: 4\nnet: !!python/name:torch.nn.ReLU ''\n",
        },
    )
    assert points(run, "train_loss")[0] == (9, 0.1 + 0.2)
    assert math.isnan(points(run, "train_loss")[1][1])
    assert points(run, "val_loss") == [(9, 1e-300), (19, math.inf)]
    assert points(run, "epoch") == [(9, 0), (9, 0), (19, 1), (19, 1)]
    assert (run.name, run.project, run.seed) == ("version_3", "wine", 4)
    assert run.params == {"lr": 0.1, "net": "name:torch.nn.ReLU"}


def test_nan_is_missing_where_no_row_has_everything(tmp_path):
    rows = [
        {"step": 1, "epoch": 0, "train_loss": 0.5, "val_loss": "nan"},
        {"step": 1, "epoch": 0, "train_loss": "nan", "val_loss": 0.6},
        {"step": 2, "epoch": 1, "train_loss": 0.4, "val_loss": "nan"},
        {"step": 2, "epoch": 1, "train_loss": "nan", "val_loss": 0.7},
    ]
    run = one(tmp_path / "a", {"metrics.csv": table(rows)})
    assert points(run, "train_loss") == [(1, 0.5), (2, 0.4)]
    assert points(run, "val_loss") == [(1, 0.6), (2, 0.7)]


def test_nan_is_a_value_where_a_row_or_a_column_has_no_number_at_all(tmp_path):
    def row(step, train="nan", val="nan"):
        return {"step": step, "epoch": 0, "train_loss": train, "val_loss": val, "never": "nan"}

    rows = [row(at, train=1 / at) if at % 2 else row(at, val=1 / at) for at in range(1, 13)]
    run = one(tmp_path / "a", {"logs/version_0/metrics.csv": table([*rows, row(13), row(14)])})
    assert run.series["train_loss"].steps.tolist() == [1, 3, 5, 7, 9, 11, 13, 14]
    assert np.isnan(run.series["train_loss"].values[-2:]).all(), "it diverged"
    assert np.isnan(run.series["never"].values).all()


@pytest.mark.parametrize("name", ["nan", "inf", "Infinity", "null", "true", "NA", "-"])
def test_a_column_may_be_called_like_a_value(tmp_path, name):
    text = f"step,loss,{name}\n1,0.5,1\n2,0.4,nan\n\nstep,loss,{name}\n3,0.3,3\n"
    run = one(tmp_path / "a", {"x.csv": text})
    assert points(run, name)[0] == (1, 1)
    assert points(run, name)[-1] == (3, 3)
    assert points(run, "loss") == [(1, 0.5), (2, 0.4), (3, 0.3)]
    assert read_header(f"{name},0.5\n1,2\n".encode()) is None
    assert read_header(b"nan,inf\n1,2\n") is None


KERAS_LOG = "epoch,acc,loss\n" + "".join(f"{at},{at / 10},{1 / (at + 1)}\n" for at in range(5))
TEXTS = ["training.log", "log.txt", "run.out", "history.dat", "x/training_log", "progress", "TRAIN.LOG"]


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_of_a_training_is_read_from_a_text_of_any_name(tmp_path, name, delimiter):
    run = one(tmp_path / "a", {name: KERAS_LOG.replace(",", delimiter)})
    assert points(run, "loss") == [(at, 1 / (at + 1)) for at in range(5)]


@pytest.mark.parametrize(
    "text", ["step,x,y\n1,2,3\n2,3,4\n", "a text, of words\n", "epoch 1, loss 0.5\nepoch 2, loss 1\n"]
)
def test_a_table_of_anything_else_is_no_log_where_its_name_says_nothing(tmp_path, text):
    assert not read_files(tmp_path / "a", {"notes.txt": text, "x.log": text}).runs


def test_what_keras_appends_to_its_log_is_another_attempt(tmp_path):
    again = KERAS_LOG.partition("\n")[2].replace("0.4", "0.9")
    collection = read_files(tmp_path / "a", {"training.log": KERAS_LOG + again})
    (run,) = collection.runs
    assert run.attempts == 2
    assert run.curve("acc").values.tolist() == [0.0, 0.1, 0.2, 0.3, 0.9]
    assert [what.partition(":")[0] for what in whats(collection)] == ["the steps begin anew 1 time"]


UNKNOWN = "loss,eprew,n_updates,tcount\n" + "".join(f"{1 / at},{at % 3},{at},{300 * at}\n" for at in range(1, 30))


@pytest.mark.parametrize("name", ["results/a.csv", "a [b]*.csv"])
def test_a_log_with_an_unknown_step_is_named_with_the_rule_that_reads_it(tmp_path, name):
    collection = read_files(tmp_path / "a", {name: UNKNOWN})
    assert not collection.runs
    (issue,) = collection.issues
    assert issue.where == name
    assert "tcount" in issue.fix
    said = tomllib.loads(issue.fix[issue.fix.index("[[import]]") :])["import"]
    assert [(rule["kind"], rule["step"]) for rule in said] == [("curve", "n_updates")]
    (tmp_path / "xreport.toml").write_text(issue.fix[issue.fix.index("[[import]]") :])
    rules = read_config(tmp_path / "xreport.toml", tmp_path).imports
    (run,) = read_all(tmp_path / "a", imports=rules).runs
    assert points(run, "loss")[:2] == [(1, 1.0), (2, 0.5)]


def test_times_of_a_table_may_be_texts(tmp_path):
    run = one(tmp_path / "a", {"x.csv": "timestamp,step,loss\n2024-01-02T03:04:00Z,1,2\n2024-01-02 03:04:05,2,1\n"})
    assert run.series["loss"].times.tolist() == [1704164640.0, 1704164645.0]
    assert (run.started, run.ended) == (1704164640.0, 1704164645.0)


def test_a_data_set_is_not_named(tmp_path):
    collection = read_files(
        tmp_path / "a", {"x.csv": "id,width,label\n1,2,3\n2,3,4\n3,4,5\n", "x.jsonl": '{"loss": 1}\n'}
    )
    assert len(collection.runs) == 1
    assert collection.issues == ()


def test_nan_is_a_value_where_a_training_diverged(tmp_path):
    rows = [{"step": at, "epoch": 0, "a": 1.0 if at < 2 else "nan", "b": 2.0 if at < 2 else "nan"} for at in range(9)]
    run = one(tmp_path / "a", {"metrics.csv": table(rows)})
    assert run.series["a"].values.size == 9
    assert np.isnan(run.series["b"].values[2:]).all()


def test_keras_appended_with_missing_cells(tmp_path):
    first = [{"epoch": at, "accuracy": 0.5 + at, "loss": 1 / (at + 1), "val_loss": "NA"} for at in range(3)]
    text = table(first, end="\r\n") + "0,0.25,2.0,1.5\r\n1,0.5,1.0,NA\r\n"
    run = one(tmp_path / "a", {"training.csv": text})
    assert points(run, "loss") == [(0, 1.0), (1, 0.5), (2, 1 / 3), (0, 2.0), (1, 1.0)]
    assert points(run, "val_loss") == [(0, 1.5)]


def test_a_history_of_keras_saved_by_pandas(tmp_path):
    run = one(tmp_path / "a", {"history.csv": ",loss,val_loss\n0,0.5,0.6\n1,0.4,0.5\n"})
    assert points(run, "loss") == [(0, 0.5), (1, 0.4)]
    assert set(run.series) == {"loss", "val_loss"}


SB3 = table(
    [
        {"rollout/ep_rew_mean": 1.5, "time/fps": 100, "time/total_timesteps": 2048, "train/loss": ""},
        {"rollout/ep_rew_mean": 2.5, "time/fps": 90, "time/total_timesteps": 4096, "train/loss": -0.25},
    ]
)
MONITOR = '#{"t_start": 1600000000.5, "env_id": "CartPole-v1"}\nr,l,t,is_success\n'


def test_stable_baselines_progress_and_episodes_are_one_run(tmp_path):
    files = {
        "ppo/progress.csv": SB3,
        "ppo/0.monitor.csv": MONITOR + "1.0,10,1.0,True\n3.0,30,3.0,False\n",
        "ppo/1.monitor.csv": MONITOR + "2.0,20,2.0,True\n",
    }
    run = one(tmp_path / "a", files)
    assert points(run, "train/loss") == [(4096, -0.25)]
    assert points(run, "time/fps") == [(2048, 100), (4096, 90)]
    # In the order in which the episodes ended, over both environments.
    assert points(run, "episode/reward") == [(10, 1.0), (30, 2.0), (60, 3.0)]
    assert run.series["episode/reward"].times.tolist() == [1600000001.5, 1600000002.5, 1600000003.5]
    assert [(source.name, source.role) for source in run.data] == [("CartPole-v1", "train")]
    assert run.params == {}
    assert run.name == "ppo"


def test_an_appended_monitor_file_has_no_times_for_what_came_later(tmp_path):
    run = one(tmp_path / "a", {"monitor.csv": MONITOR.replace(",is_success", "") + "1,10,5\n2,10,9\n3,10,1\n"})
    assert points(run, "episode/reward") == [(10, 1), (20, 2), (30, 3)]
    assert np.isnan(run.series["episode/reward"].times).tolist() == [False, False, True]


@pytest.mark.parametrize(
    ("name", "text", "metric", "expected"),
    [
        ("progress.csv", "eprewmean,misc/total_timesteps\n1.5,128\n2.5,256\n", "eprewmean", [(128, 1.5), (256, 2.5)]),
        ("progress.csv", "EpRewMean,TimestepsSoFar\n-1,100\n-2,200\n", "EpRewMean", [(100, -1), (200, -2)]),
        ("progress.txt", "Epoch\tAverageEpRet\tTotalEnvInteracts\n0\t1.5\t4000\n1\t2.5\t8000\n", "AverageEpRet",
         [(4000, 1.5), (8000, 2.5)]),
    ],
)  # fmt: skip
def test_older_reinforcement_learning(tmp_path, name, text, metric, expected):
    assert points(one(tmp_path / "a", {f"run/{name}": text}), metric) == expected


def test_rllib_settings_are_params_and_hosts_stay_private(tmp_path):
    rows = [
        {"training_iteration": at, "trial_id": "ab", "hostname": "secret", "node_ip": "10.0.0.1", "pid": 77,
         "timestamp": 1_600_000_000 + at, "episode_reward_mean": at * 1.5, "config/lr": 0.01, "config/model/dim": 64,
         "config/env": "CartPole-v1", "hist_stats/r": "[1, 2]"}
        for at in (1, 2)
    ]  # fmt: skip
    run = one(tmp_path / "a", {"PPO_1/progress.csv": table(rows), "PPO_1/params.json": '{"lr": 0.02, "k": NaN}'})
    assert points(run, "episode_reward_mean") == [(1, 1.5), (2, 3.0)]
    assert run.series["episode_reward_mean"].times.tolist() == [1_600_000_001, 1_600_000_002]
    assert run.params["lr"] == 0.01
    assert (run.params["model.dim"], run.params["env"], repr(run.params["k"])) == (64, "CartPole-v1", "nan")
    assert "secret" not in repr(run)
    assert "10.0.0.1" not in repr(run)


ULTRALYTICS = (
    "                  epoch,         train/box_loss,   metrics/mAP50(B),           val/box_loss\n"
    "                      1,                 1.5125,            0.12345,                1.75\n"
    "                      2,                 1.2500,            0.23456,                1.50\n"
)


def test_ultralytics_with_padded_names_and_args(tmp_path):
    files = {
        "runs/detect/train2/results.csv": ULTRALYTICS,
        "runs/detect/train2/args.yaml": "task: detect\nlr0: 0.01\nseed: 0\ndata: /ada/coco.yaml\nsave_dir: C:\\u\\x\n",
    }
    run = one(tmp_path / "a", files)
    assert points(run, "metrics/mAP50(B)") == [(1, 0.12345), (2, 0.23456)]
    assert run.params == {"task": "detect", "lr0": 0.01, "data": "coco.yaml", "save_dir": "x"}
    assert (run.seed, run.name) == (0, "detect/train2")
    assert "ada" not in repr(run.params)


# -- what happens to files --------------------------------------------------------------------------


def test_marks_line_ends_delimiters_and_names_of_all_scripts(tmp_path):
    text = "\ufeffstep;обучение/потеря;損失\r\n1;0.5;1\r\n2;0.25;2\r\n"
    run = one(tmp_path / "a", {"log.csv": text})
    assert points(run, "обучение/потеря") == [(1, 0.5), (2, 0.25)]
    assert points(run, "損失") == [(1, 1), (2, 2)]
    assert not read_all(tmp_path / "a").issues


def test_a_header_in_the_middle_may_have_another_order(tmp_path):
    text = "step,loss,acc\n1,0.5,0.1\n2,0.4,0.2\nacc,step,loss,lr\n0.3,3,0.3,9\nstep,acc\n4,0.4\n"
    run = one(tmp_path / "a", {"log.csv": text})
    assert points(run, "loss") == [(1, 0.5), (2, 0.4), (3, 0.3)]
    assert points(run, "acc") == [(1, 0.1), (2, 0.2), (3, 0.3), (4, 0.4)]
    assert points(run, "lr") == [(3, 9)]


def test_duplicates_and_steps_back_are_kept(tmp_path):
    run = one(tmp_path / "a", {"log.csv": "step,loss\n1,5\n2,4\n2,3\n3,2\n2,1\n3,0\n4,0\n5,0\n6,0\n"})
    assert points(run, "loss")[:6] == [(1, 5), (2, 4), (2, 3), (3, 2), (2, 1), (3, 0)]


def test_rows_that_are_not_whole_are_told_with_their_line(tmp_path):
    files = {
        "log.csv": b"step,loss,acc\n1,0.5,0.1\n2,0.4\n3,0.3,0.3,9\n\n4,\xff,0.4\n5,0.\x002,1\n6,0.1,0.6\n7,0.05,0."
    }
    collection = read_files(tmp_path / "a", files)
    (run,) = collection.runs
    assert points(run, "loss") == [(1, 0.5), (6, 0.1)]
    assert {(issue.where, issue.pending) for issue in collection.issues} == {
        ("log.csv:3", False), ("log.csv:4", False), ("log.csv:6", False), ("log.csv:7", False), ("log.csv:9", True),
    }  # fmt: skip
    assert (run.sources[0].rejected, run.sources[0].pending) == (4, 9)


def test_an_end_of_nul_bytes_waits(tmp_path):
    collection = read_files(tmp_path / "a", {"log.csv": b"step,loss\n1,0.5\n2,0.4\n" + b"\0" * 4096})
    assert points(collection.runs[0], "loss") == [(1, 0.5), (2, 0.4)]
    assert [(issue.pending, "NUL" in issue.what) for issue in collection.issues] == [(True, True)]


def test_decimal_commas_are_refused_clearly(tmp_path):
    text = "step;loss;lr\n1;0,5;1\n2;0,25;1\n"
    rows = read_files(tmp_path / "a", {"log.csv": text})
    assert any("decimal comma" in what for what in whats(rows))
    assert "loss" not in rows.runs[0].series
    assert has_decimal_comma("-1,5e3")
    assert not has_decimal_comma("1,000,000")


def test_what_python_reads_and_no_tool_writes_is_no_number(tmp_path):
    assert [as_number(text) for text in ("1_000", "１", "1e999", "0x1", "", "1 2")] == [None] * 6
    assert [as_number(text) for text in (" 1 ", "-Inf", "1e-400", "+.5")] == [1.0, -math.inf, 0.0, 0.5]
    run = one(
        tmp_path / "a", {"log.csv": "step,loss,n\n" + "".join(f"{at},0.5,2\n" for at in range(2, 9)) + "9,1_0,1e999\n"}
    )
    assert points(run, "loss") == [(at, 0.5) for at in range(2, 9)]
    assert points(run, "n") == [(at, 2) for at in range(2, 9)]


def test_thousands_of_sparse_columns(tmp_path):
    names = [f"layer{at}/norm" for at in range(3000)]
    lines = [",".join(["step", *names])]
    lines += [
        ",".join([str(step), *("" if (at + step) % 40 else repr(at / 7) for at in range(3000))]) for step in range(40)
    ]
    run = one(tmp_path / "a", {"log.csv": "\n".join(lines) + "\n"})
    assert len(run.series) == 3000
    assert points(run, "layer39/norm") == [(1, 39 / 7)]


def test_chunks_do_not_matter(tmp_path):
    count = 60_000
    text = "step,loss,note\n" + "".join(f"{at},{at / 3!r},{'x' if at == 5 else ''}\n" for at in range(count))
    run = one(tmp_path / "a", {"log.csv": text})
    assert run.series["loss"].values.tolist() == [at / 3 for at in range(count)]
    assert run.series["loss"].steps.tolist() == list(range(count))
    assert run.facts == {"note": "x"}


# -- what is no log ---------------------------------------------------------------------------------

DATA_SETS = {
    "iris.csv": "sepal_length,sepal_width,species\n" + "5.1,3.5,setosa\n" * 50,
    "wine.csv": "fixed acidity;quality\n" + "7.4;5\n" * 50,
    "no_header.csv": "1,2,3\n4,5,6\n",
    "pedometer.csv": "date,steps,calories\n"
    + "".join(f"2024-01-{d:02},{(d * 7919) % 9000},{d}\n" for d in range(1, 29)),
    "text.csv": "step,comment,author,place\n1,good,ann,a\n2,bad,bob,b\n",
    "index.csv": ",x,y\n0,0.5,0.1\n1,0.4,0.2\n",
    "series.csv": "time,value\n1,0.5\n2,0.6\n",
    "episodes.csv": "episode,title,rating\n1,Pilot,7.5\n2,Second,8.5\n",
    "trials.csv": "trial,subject,rt\n1,a,0.3\n2,a,0.4\n",
    "rounds.csv": "round,score\n1,3\n2,4\n",
    "same.csv": "epoch,x\n" + "3,0.1\n" * 30,
    "labels.csv": "id,label\n1,cat\n2,dog\n",
    "one.csv": "loss\n0.5\n0.4\n",
    "empty.csv": "",
    "blank.csv": "\n\n\n",
    "header_only.csv": "a,b,c\n",
    "nul.csv": b"\0" * 500,
    "binary.csv": bytes(range(256)) * 8,
}


@pytest.mark.parametrize("name", DATA_SETS)
def test_what_is_no_log_is_passed_over_without_a_word(tmp_path, name):
    collection = read_files(tmp_path / "a", {name: DATA_SETS[name], "own.jsonl": '{"step": 1, "loss": 2}\n'})
    assert [run.name for run in collection.runs] == ["own"]
    assert collection.issues == ()


def test_headers():
    assert read_header(b"step,loss\n1,2\n").names == ("step", "loss")
    assert read_header(b"step,loss,loss,\n1,2,3,\n").names == ("step", "loss", "loss.1")
    assert read_header(b"# a comment\nstep\tloss\n1\t2\n").names == ("step", "loss")
    assert read_header(b"step,lo") is None
    assert read_header(b"step,loss", whole=True).names == ("step", "loss")
    assert read_header(b'"a, b",step\n').names == ("a, b", "step")


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"1,2\n3,4.5\n", [[1, 2], [3, 4.5]]),
        (b"1,2\r\n3,-4e-3\r\n", [[1, 2], [3, -0.004]]),
        (b" 1 , 2\n", [[1, 2]]),
        (b"1,\n,2\n", [[1, None], [None, 2]]),
        (b",\n,\n", [[None, None], [None, None]]),
        (b"9007199254740993,0.1\n", [[9007199254740992, 0.1]]),
        *((data, None) for data in (
            b"1,nan\n", b"1,x\n", b"1,2,3\n", b"1\n", b"1,2\n\n3,4\n", b"1,1_0\n", b"1,1e999\n", b"1],[2,3\n",
            b"1,2\n3\n", b"1,01\n", b"1,true\n", b"1,\xff\n", b'1,"2"\n', b"#1,2\n", b"1,{}\n", b"1;2\n",
        )),
    ],
)  # fmt: skip
def test_the_fast_way_reads_numbers_only(data, expected):
    found = read_numbers(data, ",", 2)
    if expected is None:
        assert found is None
    else:
        np.testing.assert_array_equal(found, np.array(expected, float))


def test_the_fast_and_the_thorough_way_agree(tmp_path):
    import random

    chance = random.Random(5)
    cells = ["", "1", "-0.5", repr(1 / 3), "1e-300", "12345678901234567890", " 2 "]
    lines = [f"{at},{chance.choice(cells)},{chance.choice(cells)},{chance.choice(cells)}\n" for at in range(20_000)]
    fast = one(tmp_path / "a", {"log.csv": "step,a,b,c\n" + "".join(lines)})
    slow = one(tmp_path / "b", {"log.csv": "step,a,b,c,t\n" + "".join(line[:-1] + ",x\n" for line in lines)})
    assert fast.series.keys() == slow.series.keys() == {"a", "b", "c"}
    for name, series in fast.series.items():
        assert series.steps.tolist() == slow.series[name].steps.tolist()
        assert series.values.tobytes() == slow.series[name].values.tobytes()
