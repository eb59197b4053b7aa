"""The importer beside W&B's own client, which is asked in an interpreter of its own: it is no dependency of ours.

Two clients are installed for the test: the last that can read its own log, and a current one. Interpreters that have
them are taken from XREPORT_WANDB_OLD and XREPORT_WANDB_NEW, where these are set.
"""

import json
import os
import re
from pathlib import Path

import pytest
from throwaway import answer, shared_interpreter
from wandb_folders import import_folder

pytestmark = pytest.mark.slow

SCRIPT = Path(__file__).with_name("wandb_oracle.py")
CORE = re.compile(r"system/cpu\.\d+\.cpu_percent")


def ask(client: str, *arguments: object) -> str:
    environment = os.environ | {"WANDB_SILENT": "true", "WANDB_MODE": "offline"}
    command = [client, str(SCRIPT), *map(str, arguments)]
    return answer(command, env=environment, timeout=300)


@pytest.fixture(scope="module")
def clients(tmp_path_factory):
    base = tmp_path_factory.getbasetemp()
    return [str(shared_interpreter(base, f"wandb-{age}")) for age in ("old", "new")]


@pytest.fixture(scope="module")
def logs(clients, shared_data, tmp_path_factory):
    """Real logs, and one that each client writes now."""
    folders = [shared_data / "alpaca-wandb"]
    for number, client in enumerate(clients):
        folder = tmp_path_factory.mktemp(f"client{number}")
        ask(client, "write", folder)
        folders.append(folder)
    return sorted(path for folder in folders for path in folder.glob("wandb/*run-*/*.wandb"))


def plain(value):
    """Params as W&B has them."""
    if isinstance(value, dict):
        flagged = value.get("xreport:repr")
        return {key: plain(below) for key, below in value.items()} if flagged is None else flagged
    return [plain(one) for one in value] if isinstance(value, list) else value


def test_every_value_is_the_clients_to_the_last_bit(clients, logs):
    said = json.loads(ask(clients[0], "read", *logs))
    assert len(said) == 4 + len(clients)
    for path, theirs in said.items():
        (ours,) = import_folder(Path(path).parent)
        points = {key: value for key, value in theirs["points"].items() if not CORE.fullmatch(key)}
        # repr tells NaN from all else, and one double from the next.
        assert {key: repr([list(point) for point in ours.points(key)]) for key in ours.series} == {
            key: repr(value) for key, value in points.items()
        }, path
        config = {key: value for key, value in theirs["config"].items() if key != "_wandb"}
        assert plain(ours.start["params"]) | {"seed": ours.start["seed"]} == config, path
        assert (ours.start["run"], ours.start["project"]) == (theirs["run"]["id"], theirs["run"]["project"])
        code = theirs["exit"]
        assert (ours.end is None) == (code is None)
        assert ours.end is None or ours.end.get("error", "exit code 0") == f"exit code {code}"


def test_what_a_client_writes_is_read_whole(clients, logs):
    written = [path for path in logs if "offline-run" in str(path)]
    assert len(written) == len(clients)
    for path in written:
        (run,) = import_folder(path.parent)
        start = run.start
        assert (start["name"], start["group"], start["tags"], start["notes"]) == ("first", "g", ["a", "train"], "*n*")
        assert run.scores == {"acc/max": 6 / 7, "best": 0.5, "loss": 0.001, "loss/min": 1 / 30}
        assert [(one["key"], one["step"], one["caption"]) for one in run.of("image")] == [
            ("image", step, f"c{step}") for step in (0, 10, 20)
        ]
        roles = {one["role"] for one in run.of("artifact")}
        assert {"html", "model"} <= roles
        assert [(one["step"], one["columns"], one["rows"]) for one in run.of("table")] == [
            (step, ["a", "b"], [[1, 2]]) for step in (0, 10, 20)
        ]
        histograms = run.of("histogram")
        assert [(one["step"], sum(one["counts"]), len(one["edges"])) for one in histograms] == [
            (step, 3, 65) for step in (0, 10, 20)
        ]
        assert all((one["edges"][0], one["edges"][-1]) == (1, 3) for one in histograms)
        assert [(one["step"], one["caption"], one["media_type"]) for one in run.of("audio")] == [
            (step, "hi", "audio/wav") for step in (0, 10, 20)
        ]
        assert {one["key"]: one["direction"] for one in run.of("metric")} == {"acc": "max", "loss": "min"}
        assert run.end["status"] == "failed"
        assert run.whats == []
