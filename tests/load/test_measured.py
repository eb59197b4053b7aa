"""What params say that a run was measured on."""

from __future__ import annotations

import pytest

from xreport.load.join.measured import measured_on, said_by


@pytest.mark.parametrize(
    ("params", "names"),
    [
        ({"env": "balance"}, {"balance": "env"}),
        ({"env_id": "ALE/Pong-v5"}, {"ALE/Pong-v5": "env_id"}),
        ({"env_name": "hop", "lr": 0.1}, {"hop": "env_name"}),
        ({"environment": "hop"}, {"hop": "environment"}),
        ({"dataset": "wine"}, {"wine": "dataset"}),
        ({"dataset_name": "wine"}, {"wine": "dataset_name"}),
        ({"task": "reach"}, {"reach": "task"}),
        ({"task": 3}, {"3": "task"}),
        ({"Dataset": "wine"}, {"wine": "Dataset"}),
        ({"--env-id": "hop"}, {}),
        ({"env-id": "hop"}, {"hop": "env-id"}),
        # Below other levels; of several of a kind, those of the highest level.
        ({"data.dataset": "wine"}, {"wine": "data.dataset"}),
        ({"dataset.name": "wine", "dataset.size": 3}, {"wine": "dataset.name"}),
        ({"env.id": "hop"}, {"hop": "env.id"}),
        ({"env": "hop", "eval.env": "balance"}, {"hop": "env"}),
        ({"train.dataset": "wine", "test.dataset": "iris"}, {"wine": "train.dataset", "iris": "test.dataset"}),
        ({"env": "hop", "task": "reach"}, {"hop": "env", "reach": "task"}),
        ({"env": "hop", "task": "hop"}, {"hop": "env"}),
        # Of an absolute path, the last name.
        ({"dataset": "/home/ada/sets/wine"}, {"wine": "dataset"}),
        # What says nothing of that.
        ({"task": "train"}, {}),
        ({"task": "none", "env": ""}, {}),
        ({"task": True, "dataset": 0.5, "env": None}, {}),
        ({"dataset": "[1, 2]", "env": "<Env object>", "task": "{}"}, {}),
        ({"task": "x" * 101}, {}),
        ({"env.PATH": "/bin", "num_envs": 3, "task_type": "GPU", "n_dataset": "x"}, {}),
        ({"name": "x", "id": "y", "model.name": "z"}, {}),
    ],
)
def test_params_say_it_by_their_last_name(params: dict[str, object], names: dict[str, str]) -> None:
    assert measured_on(params) == names


def test_records_say_it_as_data_or_params() -> None:
    events = [
        {"type": "start", "data": [{"name": "wine", "role": "train"}, {"role": "x"}], "params": {"lr": 0.1}},
        {"type": "update", "params": {"data": {"env": {"id": "hop"}}}},
        {"type": "update", "data": "iris", "params": [1]},
        {"type": "end", "data": 3},
    ]
    assert said_by(events).measured == {"wine", "hop", "iris"}


def test_other_texts_among_params_are_settings_unless_they_name_a_run_or_a_place() -> None:
    params = {
        "model": {"name": "wide", "depth": 3},
        "optimizer_name": "lion",
        "machine": {"machine": "m1"},
        "exp_name": "a",
        "output_dir": "b",
        "name": "c",
        "run": {"name": "d"},
        "project": "e",
        "lr": 0.1,
    }
    assert said_by([{"algorithm": "mine", "params": params}]).settings == {"mine", "wide", "lion", "m1"}
