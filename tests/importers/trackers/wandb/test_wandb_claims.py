"""Which folders are runs, which of them are the same run, and what lies beside them."""

import shutil

import pytest
from wandb_folders import claims_of, import_folder
from wandb_writer import end, history, log, run, small_log

from xreport.importers.kit.protocol import Aside, Claim
from xreport.load import load
from xreport.settings import Config

FIRST = "wandb/run-20240101_000000-abcd1234"


def put(root, path: str, data: bytes = b"x"):
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return file


def claimed(root) -> dict[str, tuple[str, ...]]:
    return {claim.at: claim.files for claim in claims_of(root) if isinstance(claim, Claim)}


def test_nothing_of_wandb_is_a_refusal(tmp_path):
    put(tmp_path, "runs/a.jsonl")
    assert claims_of(tmp_path).reason.startswith("no .wandb log")


def test_a_run_folder_is_claimed_with_all_that_is_in_it(tmp_path):
    put(tmp_path, f"{FIRST}/run-abcd1234.wandb", small_log())
    put(tmp_path, f"{FIRST}/files/events.out.tfevents.1.host")
    put(tmp_path, f"{FIRST}/logs/debug.log")
    put(tmp_path, "wandb/debug.log")
    put(tmp_path, "wandb/settings")
    put(tmp_path, "train.py")
    claim, aside = claims_of(tmp_path)
    assert (claim.at, len(claim.files)) == (FIRST, 3)
    assert aside == Aside(("wandb/debug.log", "wandb/settings"), "a log of the W&B client")


@pytest.mark.parametrize("name", ["run-20240101_000000-x", "offline-run-20240101_000000-x", "dryrun-20240101_000000-x"])
def test_online_offline_and_dry_runs(tmp_path, name):
    put(tmp_path, f"{name}/run-x.wandb", small_log())
    assert list(claimed(tmp_path)) == [name]


def test_the_source_may_be_the_run_folder_itself(tmp_path):
    put(tmp_path, "run-abcd1234.wandb", small_log())
    put(tmp_path, "files/config.yaml")
    assert claimed(tmp_path) == {"": ("files/config.yaml", "run-abcd1234.wandb")}


def test_a_log_may_lie_alone_or_beside_others(tmp_path):
    put(tmp_path, "kept/run-a.wandb", small_log())
    put(tmp_path, "kept/run-b.wandb", small_log())
    put(tmp_path, "one/run-c.wandb", small_log())
    put(tmp_path, "one/notes.txt")
    assert claimed(tmp_path) == {path: (path,) for path in ("kept/run-a.wandb", "kept/run-b.wandb", "one/run-c.wandb")}


def test_a_folder_without_a_log_is_known_by_its_files(tmp_path):
    put(tmp_path, "wandb/run-20190101_000000-old/wandb-history.jsonl", b'{"x": 1}\n')
    put(tmp_path, "exported/files/wandb-summary.json", b'{"x": 1}')
    put(tmp_path, "exported/other/deep.txt")
    put(tmp_path, "wandb/run-20190102_000000-conf/files/config.yaml", b"")
    put(tmp_path, "unrelated/config.yaml", b"")
    assert claimed(tmp_path) == {
        "exported": ("exported/files/wandb-summary.json",),
        "wandb/run-20190101_000000-old": ("wandb/run-20190101_000000-old/wandb-history.jsonl",),
        "wandb/run-20190102_000000-conf": ("wandb/run-20190102_000000-conf/files/config.yaml",),
    }


def test_the_link_to_the_latest_run_is_no_run(tmp_path):
    put(tmp_path, f"{FIRST}/run-abcd1234.wandb", small_log())
    (tmp_path / "wandb/latest-run").symlink_to("run-20240101_000000-abcd1234", target_is_directory=True)
    assert list(claimed(tmp_path)) == [FIRST]


def test_a_copy_made_in_place_of_the_link_is_passed_over(tmp_path):
    put(tmp_path, f"{FIRST}/run-abcd1234.wandb", small_log())
    shutil.copytree(tmp_path / FIRST, tmp_path / "wandb/latest-run")
    said = claims_of(tmp_path)
    assert [one.at for one in said if isinstance(one, Claim)] == [FIRST]
    assert Aside(("wandb/latest-run/run-abcd1234.wandb",), "the same W&B run again") in said


def test_what_a_run_saved_is_no_other_run(tmp_path):
    put(tmp_path, f"{FIRST}/run-abcd1234.wandb", small_log())
    put(tmp_path, f"{FIRST}/files/wandb/run-20230101_000000-zzzz/run-zzzz.wandb", small_log())
    put(tmp_path, f"{FIRST}/files/saved/wandb-summary.json", b"{}")
    assert list(claimed(tmp_path)) == [FIRST]


def test_a_resumed_run_is_a_later_attempt(tmp_path):
    second = "wandb/offline-run-20240102_000000-abcd1234"
    put(tmp_path, f"{second}/run-abcd1234.wandb", log(run(time=1.8e9, resumed=True), history({"x": 2}, 2)))
    put(tmp_path, f"{FIRST}/run-abcd1234.wandb", log(run(time=1.7e9), history({"x": 1}, 1)))
    first, later = sorted(import_folder(tmp_path), key=lambda one: one.start["time"])
    assert (first.start["attempt"], later.start["attempt"]) == (1, 2)
    assert first.start["run"] == later.start["run"]
    assert first.start["writer"] != later.start["writer"]


def test_the_attempts_of_a_resumed_run_are_one_run(tmp_path):
    put(tmp_path, f"{FIRST}/run-abcd1234.wandb", log(run(time=1.7e9), history({"x": 1}, 1)))
    later = log(run(time=1.8e9, resumed=True), history({"x": 2}, 2), end(0))
    put(tmp_path, "wandb/run-20240102_000000-abcd1234/run-abcd1234.wandb", later)
    (found,) = load([tmp_path], now=2e9, config=Config(root=tmp_path)).runs
    assert (found.id, found.status, found.attempts) == ("abcd1234", "finished", 2)
    assert found.series["x"].values.tolist() == [1.0, 2.0]


def test_an_older_copy_of_a_log_is_no_second_run(tmp_path):
    whole = small_log()
    put(tmp_path, "a/wandb/run-20240101_000000-abcd1234/run-abcd1234.wandb", whole)
    put(tmp_path, "b/wandb/run-20240101_000000-abcd1234/run-abcd1234.wandb", whole[: len(whole) // 2])
    (found,) = load([tmp_path], now=2e9, config=Config(root=tmp_path)).runs
    assert (found.status, found.series["loss"].steps.size) == ("finished", 8)
    assert any("with other content" in issue.what for issue in found.issues)
