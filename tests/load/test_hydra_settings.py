"""The config that Hydra hides beside a log gives the params of the runs that are found in its folder."""

import pytest
from caches import cache_in
from made_journals import Made, read
from throwaway import answer, interpreter

JOB = "outputs/2024-01-02/10-11-12"
CONFIG = (
    "model:\n  lr: 0.1\n  depth: 3\nseed: 7\nroot: /home/ada/x\nrun: !!python/object/apply:os.system [touch evil]\n"
)
LOG = '{"step": 1, "loss": 3}\n{"step": 2, "loss": 2}\n'


def put(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


@pytest.fixture
def source(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return put(tmp_path / "wine", {
        f"{JOB}/.hydra/config.yaml": CONFIG,
        f"{JOB}/.hydra/overrides.yaml": "- model.lr=0.1\n- seed=7\n",
        f"{JOB}/.hydra/secret.jsonl": LOG,
        f"{JOB}/csv/version_0/metrics.csv": "step,epoch,loss\n1,0,0.5\n",
        f"{JOB}/csv/version_0/hparams.yaml": "model:\n  depth: 9\n",
        f"{JOB}/log.jsonl": LOG,
        "elsewhere/log.jsonl": LOG,
        "elsewhere/.hydra/other.txt": "",
    })  # fmt: skip


def test_params_join_every_log_of_the_job_and_no_other(source, tmp_path):
    collection = read(source)
    assert collection.issues == ()
    runs = {run.sources[0].path: run for run in collection.runs}
    assert len(runs) == 3
    plain = runs[f"{JOB}/log.jsonl"]
    assert plain.params == {"model.lr": 0.1, "model.depth": 3, "root": "x", "run": '["touch evil"]'}
    assert plain.seed == 7
    assert plain.facts["hydra overrides"] == "model.lr=0.1 seed=7"
    assert (plain.project, plain.name) == ("wine", "2024-01-02/10-11-12")
    # What a run says itself counts more.
    lightning = runs[f"{JOB}/csv/version_0/metrics.csv"]
    assert lightning.params["model.depth"] == 9
    assert lightning.params["model.lr"] == 0.1
    assert runs["elsewhere/log.jsonl"].params == {}
    assert not (tmp_path / "evil").exists()
    assert collection.skipped["hidden"] == 1


def test_journals_are_left_alone(source):
    Made(params={"lr": 1}).log(0, a=1).end().write(source / JOB)
    run = next(run for run in read(source).runs if not run.bare)
    assert run.params == {"lr": 1}


def test_a_changed_config_is_a_changed_run_even_from_the_cache(source, tmp_path):
    before = {run.sources[0].path: run for run in read(source, cache=cache_in(tmp_path / "cache")).runs}
    (source / JOB / ".hydra" / "config.yaml").write_text("model:\n  lr: 0.2\n")
    after = {run.sources[0].path: run for run in read(source, cache=cache_in(tmp_path / "cache")).runs}
    path = f"{JOB}/log.jsonl"
    assert after[path].params == {"model.lr": 0.2}
    assert before[path].digest != after[path].digest
    assert before["elsewhere/log.jsonl"].digest == after["elsewhere/log.jsonl"].digest


@pytest.mark.parametrize("text", ["a: [", "\0", "- 1\n", "", "&a [*a]", "x: " + "[" * 3000, "a: 1\n" * 60_000])
def test_a_config_that_is_none(source, text):
    (source / JOB / ".hydra" / "config.yaml").write_text(text)
    collection = read(source)
    assert len(collection.runs) == 3
    assert all(issue.where.endswith(".hydra/config.yaml") for issue in collection.issues)


def test_links_to_settings_are_not_followed(source, tmp_path):
    secret = tmp_path / "secret.yaml"
    secret.write_text("password: x\n")
    path = source / JOB / ".hydra" / "config.yaml"
    path.unlink()
    path.symlink_to(secret)
    assert "password" not in repr(read(source).runs)


SCRIPT = """
import csv, hydra
from hydra.core.hydra_config import HydraConfig
from omegaconf import DictConfig

@hydra.main(version_base=None, config_path="conf", config_name="config")
def main(cfg: DictConfig) -> None:
    folder = HydraConfig.get().runtime.output_dir
    with open(f"{folder}/metrics.csv", "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["step", "loss"])
        writer.writerows([at, at * cfg.optimizer.lr] for at in range(3))

main()
"""


@pytest.mark.slow
def test_outputs_of_hydra_itself(tmp_path):
    python = interpreter(tmp_path / "venv", "hydra-core")
    config = "seed: 3\noptimizer:\n  lr: 0.1\n  name: sgd\nwidth: ${optimizer.lr}\n"
    work = put(tmp_path / "wine", {"train.py": SCRIPT, "conf/config.yaml": config})
    answer([python, "train.py", "-m", "optimizer.lr=0.1,0.25"], cwd=work)
    answer([python, "train.py", "+extra=[1,a]"], cwd=work)
    collection = read(work)
    assert collection.issues == ()
    runs = [run for run in collection.runs if run.series]
    assert sorted(run.params["optimizer.lr"] for run in runs) == [0.1, 0.1, 0.25]
    for run in runs:
        lr = run.params["optimizer.lr"]
        assert run.series["loss"].values.tolist() == [at * lr for at in range(3)]
        assert (run.seed, run.params["optimizer.name"], run.project) == (3, "sgd", "wine")
    assert [run.params["extra"] for run in runs if "extra" in run.params] == ['[1, "a"]']
    assert len({run.name for run in runs}) == 3
