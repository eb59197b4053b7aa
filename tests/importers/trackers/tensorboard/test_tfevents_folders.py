"""Which folders are runs, which are parts of one, and what lies beside event files."""

import json

import pytest
from event_files import begins, curve, event, event_file, frame, hparams, image, simple, version
from event_folders import FakeFiles, claims, event_path, read_all

from xreport.importers.kit.protocol import Refusal
from xreport.importers.trackers.tensorboard import TensorboardImporter

GIF = b"GIF89a" + bytes(20)


def one(contents):
    (run,) = read_all(contents).values()
    return run


def test_other_folders_are_declined_with_a_reason():
    answer = TensorboardImporter().claim(FakeFiles({"a/metrics.csv": b"a,b"}))
    assert answer == Refusal("no tfevents files")


def test_a_program_that_is_called_after_event_files_is_none():
    contents = {"tests/test_tfevents_values.py": b"import os", "my-tfevents.md": b"# Notes", "xtfevents": b"x"}
    assert TensorboardImporter().claim(FakeFiles(contents)) == Refusal("no tfevents files")


@pytest.mark.parametrize("name", ["tfevents.1", "a.tfevents", "my.out.tfevents.1700000000.host.v2"])
def test_event_files_may_have_another_prefix(name):
    assert one({f"logs/{name}": event_file(*curve("x", [1]))}).claim.files == (f"logs/{name}",)


def test_each_folder_is_a_run_named_by_its_path():
    runs = read_all(
        {event_path(folder): event_file(*curve("x", [1])) for folder in ("logs/a/ppo/1", "logs/a/ppo/2", "logs/b")}
    )
    assert {at: (run.start["name"], run.start.get("group")) for at, run in runs.items()} == {
        "logs/a/ppo/1": ("a/ppo/1", "a/ppo"),
        "logs/a/ppo/2": ("a/ppo/2", "a/ppo"),
        "logs/b": ("b", None),
    }


def test_the_source_itself_may_be_a_run():
    run = one({"events.out.tfevents.1700000000.host": event_file(*curve("x", [1]))})
    assert run.claim.at == ""
    assert "name" not in run.start


def test_restarts_follow_one_another_whatever_their_names_sort_like():
    run = one(
        {
            event_path("r", 1700000100): event_file(*curve("x", [8, 9], first=2)),
            event_path("r", 999999999): event_file(*curve("x", [1, 2, 3])),
        }
    )
    assert run.points == {"x": [(1, 1), (2, 2), (3, 3), (2, 8), (3, 9)]}


@pytest.mark.parametrize("empty", [b"", frame(version()), frame(version())[:-3], frame(version())[:5]])
def test_files_without_events_are_counted_and_no_runs(empty):
    found, (aside,) = claims({event_path("a"): empty, event_path("b"): event_file(*curve("x", [1]))})
    assert [claim.at for claim in found] == ["b"]
    assert aside.files == (event_path("a"),)


def test_a_damaged_file_is_no_empty_one():
    run = one({event_path("a"): b"rubbish" * 9})
    assert len(run.whats) == 1


def test_empty_files_are_set_aside():
    _, (aside,) = claims({event_path("a"): b"", event_path("a", 1800000000): frame(version())})
    assert len(aside.files) == 2
    assert aside.reason


def test_settings_make_a_run_without_events():
    run = one({event_path("version_0"): b"", "version_0/hparams.yaml": b"lr: 0.1\nseed: 3\n"})
    assert run.params == {"lr": 0.1}
    assert run.of_type("update")[0]["seed"] == 3
    assert run.points == {}


def test_settings_win_over_the_plugin_and_never_run_code():
    settings = b"""
lr: 0.1
batch: 32
optim: {name: adam, betas: !!python/tuple [0.9, 0.99]}
act: !!python/name:torch.nn.ReLU
bad: !!python/object/apply:os.system ["touch /tmp/never"]
"""
    plugin = event(hparams(**{"lr": 0.5, "batch": 32.0, "optim/name": "adam", "only.here": 1}))
    run = one({event_path("v"): event_file(plugin), "v/hparams.yaml": settings})
    assert run.params == {
        "lr": 0.1,
        "batch": 32,
        "optim": {"name": "adam", "betas": [0.9, 0.99]},
        "act": "name:torch.nn.ReLU",
        "bad": ["touch /tmp/never"],
        "only": {"here": 1},
    }


@pytest.mark.parametrize("settings", [b"a: [", b"\xff", b"a: &a [*a]", b"[" * 5000, b"x" * 300_000])
def test_settings_that_cannot_be_used_are_an_issue(settings):
    run = one({event_path("v"): event_file(*curve("x", [1])), "v/hparams.yaml": settings})
    assert run.points == {"x": [(1, 1.0)]}
    assert len(run.whats) == 1
    assert run.report.issues()[0].where == "v/hparams.yaml"


def test_a_few_lines_of_yaml_that_stand_for_billions_of_values():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    lines += ["m0: &m0 {k: v}", *(f"m{n}: &m{n} {{<<: [{', '.join([f'*m{n - 1}'] * 9)}]}}" for n in range(1, 12))]
    run = one({event_path("v"): event_file(*curve("x", [1])), "v/hparams.yaml": "\n".join(lines).encode()})
    assert len(run.whats) == 1


@pytest.mark.parametrize("names", [("loss_a", "loss_b/c"), ("loss/a", "loss/b/c")])
def test_add_scalars_makes_metrics_of_one_run(names):
    run = one(
        {
            event_path("r"): event_file(*curve("acc", [1])),
            event_path(f"r/{names[0]}"): event_file(*curve("loss", [2])),
            event_path(f"r/{names[1]}"): event_file(*curve("loss", [3])),
        }
    )
    assert run.points == {"acc": [(1, 1)], "loss/a": [(1, 2)], "loss/b/c": [(1, 3)]}


def test_add_scalars_never_mixes_with_a_metric_of_the_run():
    run = one(
        {
            event_path("r"): event_file(*curve("loss/a", [1])),
            event_path("r/loss_a"): event_file(*curve("loss", [2])),
        }
    )
    assert run.points == {"loss/a": [(1, 1)], "loss_a/loss": [(1, 2)]}


def test_a_folder_below_a_run_with_other_tags_is_a_run():
    runs = read_all(
        {event_path("r"): event_file(*curve("x", [1])), event_path("r/again"): event_file(*curve("x", [2]))}
    )
    assert list(runs) == ["r", "r/again"]


def test_train_and_validation_are_one_run():
    run = one({event_path(f"r/{mode}"): event_file(*curve("epoch_loss", [1])) for mode in ("train", "validation")})
    assert run.claim.at == "r"
    assert run.points == {"train/epoch_loss": [(1, 1)], "validation/epoch_loss": [(1, 1)]}


def test_eval_below_a_run_is_a_part_of_it_and_train_alone_is_a_run():
    assert one({event_path(f): event_file(*curve("loss", [1])) for f in ("r", "r/eval")}).points.keys() == {
        "loss",
        "eval/loss",
    }
    assert list(read_all({event_path(f): event_file(*curve("loss", [1])) for f in ("r/train", "r/train2")})) == [
        "r/train",
        "r/train2",
    ]


def test_hparams_of_a_writer_belong_to_its_run():
    trial = event_file(event(hparams(lr=0.1)), event(simple("hparam/acc", 0.5)), event(simple("loss", 9.0)))
    run = one({event_path("r"): event_file(*curve("loss", [1])), event_path("r/1700000000.25"): trial})
    assert run.params == {"lr": 0.1}
    assert run.points == {"loss": [(1, 1)], "hparam/acc": [(0, 0.5)], "hparams/loss": [(0, 9.0)]}


def test_several_sessions_below_a_run_are_runs():
    trial = event_file(event(hparams(lr=0.1)), event(simple("hparam/acc", 0.5)))
    runs = read_all(
        {event_path(f"r/17000000{n}.25"): trial for n in (10, 11)} | {event_path("r"): event_file(*curve("x", [1]))}
    )
    assert len(runs) == 3


# -- a JSONL log beside ---------------------------------------------------------------------------


def beside(lines, *events):
    log = "".join(json.dumps(line) + "\n" for line in lines).encode()
    return one({event_path("r"): event_file(*events), "r/metrics.jsonl": log})


LINES = [{"step": step, "train/return": 0.1 * step, "length": 50} for step in range(1, 6)]


def test_values_that_are_in_both_count_once_exactly_and_with_their_times():
    events = curve("sim/train/return", [line["train/return"] for line in LINES])
    run = beside(LINES, *events, event(image("gif", GIF)))
    assert run.points == {
        "train/return": [(line["step"], line["train/return"]) for line in LINES],
        "length": [(line["step"], 50.0) for line in LINES],
    }
    assert run.series["train/return"].times.tolist() == [1.7e9 + step for step in range(1, 6)]
    assert len(run.of_type("image")) == 1


@pytest.mark.parametrize(("in_log", "in_events"), [(3, 5), (5, 3)])
def test_one_of_them_may_be_behind(in_log, in_events):
    values = [line["train/return"] for line in LINES]
    run = beside(LINES[:in_log], *curve("train/return", values[:in_events]))
    points = run.points["train/return"]
    assert [step for step, _ in points] == [1, 2, 3, 4, 5]
    assert [value for _, value in points] == pytest.approx(values, rel=1e-7)
    assert [value for _, value in points[:in_log]] == values[:in_log]
    assert run.points.keys() == {"train/return", "length"}


def test_other_values_of_the_same_name_are_shown_beside():
    run = beside(LINES, *curve("length", [1, 2, 3]), *curve("only", [7]))
    assert run.points["events/length"] == [(1, 1), (2, 2), (3, 3)]
    assert run.points["length"] == [(step, 50.0) for step in range(1, 6)]
    assert run.points["only"] == [(1, 7)]


def test_journals_and_several_logs_are_not_taken():
    files = {event_path("r"): event_file(*curve("x", [1]))}
    start = b'{"xreport": 1, "type": "start", "run": "a", "project": "p"}\n'
    bare = b'{"step": 1, "x": 2}\n{"step": 2, "x": 2}\n'
    for more in ({"r/a.jsonl": start}, {"r/a.jsonl": bare, "r/b.jsonl": bare}, {"r/deep/a.jsonl": bare}):
        ((claim,), _) = claims(files | more)
        assert claim.files == tuple(files)


def test_damage_of_the_log_beside_is_said():
    log = b'{"step": 1, "x": 2}\n{"step": 2, "x": 3}\n{oops\n'
    run = one({event_path("r"): event_file(*curve("y", [1])), "r/metrics.jsonl": log})
    assert run.points == {"y": [(1, 1)], "x": [(1, 2), (2, 3)]}
    assert run.report.issues()[0].where == "r/metrics.jsonl:3"
    assert run.report.rejected == len(b"{oops\n")


# -- add_scalars without a run above it, and attempts ---------------------------------------------


@pytest.mark.parametrize("parent", [{}, {event_path("r"): event_file()}])
def test_add_scalars_below_a_folder_that_wrote_nothing_is_one_run(parent):
    run = one(
        parent
        | {event_path(f"r/accuracy_{part}"): event_file(*curve("accuracy", [0.5])) for part in ("train", "valid")}
        | {event_path("r/net_cifar_test"): event_file(*curve("net/cifar", [0.25]))}
    )
    assert run.claim.at == "r"
    assert run.points == {
        "accuracy/train": [(1, 0.5)],
        "accuracy/valid": [(1, 0.5)],
        "net/cifar/test": [(1, 0.25)],
    }


@pytest.mark.parametrize(
    "folders",
    [
        {"loss_a": "loss", "acc_a": "acc"},  # no two of one tag
        {"loss_a": "loss", "loss_b": "loss", "other": "loss"},  # not all of them are parts of it
    ],
)
def test_folders_that_are_called_like_their_metric_are_runs_where_nothing_else_speaks_for_it(folders):
    files = {event_path(f"r/{name}"): event_file(*curve(tag, [1])) for name, tag in folders.items()}
    assert list(read_all(files)) == sorted(f"r/{name}" for name in folders)


def launched(folder: str, number: int) -> str:
    return f"{folder}/events.out.tfevents.17000000{number:02}.host"


def test_a_program_that_goes_on_from_a_step_is_another_attempt():
    run = one(
        {
            launched("r", 1): event_file(*curve("loss", [5, 4, 3, 2])),
            launched("r", 2): event_file(begins(3), *curve("loss", [9], first=3)),
            launched("r", 3): event_file(*curve("loss", [8], first=4)),
            launched("r", 4): event_file(begins(4), *curve("loss", [7], first=4)),
        }
    )
    assert run.attempts == [
        {"loss": [(1, 5), (2, 4), (3, 3), (4, 2)]},
        {"loss": [(3, 9), (4, 8)]},
        {"loss": [(4, 7)]},
    ]
    starts = run.of_type("start")
    assert [(start.get("attempt"), start.get("since_step")) for start in starts] == [(None, None), (2, 3), (3, 4)]


@pytest.mark.parametrize("first", [(begins(0),), (begins(0, status=2),), ()])
def test_a_first_launch_and_other_sessions_are_no_further_attempt(first):
    run = one(
        {
            launched("r", 1): event_file(*first, *curve("loss", [5])),
            launched("r", 2): event_file(begins(1, status=3), *curve("loss", [4], first=2)),
        }
    )
    assert run.attempts == [{"loss": [(1, 5), (2, 4)]}]


def test_training_and_validation_go_on_together():
    run = one(
        {
            launched("r/train", 1): event_file(*curve("loss", [5, 4])),
            launched("r/validation", 1): event_file(*curve("loss", [6, 5])),
            launched("r/train", 7): event_file(begins(2), *curve("loss", [3], first=2)),
            launched("r/validation", 8): event_file(begins(2), *curve("loss", [4], first=2)),
        }
    )
    assert run.attempts == [
        {"train/loss": [(1, 5), (2, 4)], "validation/loss": [(1, 6), (2, 5)]},
        {"train/loss": [(2, 3)], "validation/loss": [(2, 4)]},
    ]
