"""The committed example keeps what it promises: enough real runs, and a report that quotes nothing but them."""

import json
import os
import re
import shutil
import statistics
import subprocess
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from scipy import stats

from xreport.settings import read_config

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "site-example"


@dataclass
class Journal:
    """A journal read with nothing but ``json``."""

    start: dict
    logs: list[dict] = field(default_factory=list)
    summary: dict = field(default_factory=dict)
    images: list[dict] = field(default_factory=list)
    artifacts: list[dict] = field(default_factory=list)
    end: dict | None = None

    @property
    def configuration(self):
        return self.start["name"].rpartition(" s")[0]


def read(path):
    lines = path.read_text(encoding="utf-8").split("\n")
    assert lines.pop() == "", f"{path} ends with half a line"
    records = [json.loads(line, parse_constant=pytest.fail) for line in lines]
    journal = Journal(records[0])
    for record in records[1:]:
        match record.get("type", "log"):
            case "log":
                journal.logs.append(record)
            case "summary":
                journal.summary |= record["values"]
            case "image":
                journal.images.append(record)
            case "artifact":
                journal.artifacts.append(record)
            case "end":
                journal.end = record
    return journal


@pytest.fixture(scope="module")
def journals():
    found = [read(path) for path in sorted(EXAMPLE.glob("runs/*/*.jsonl"))]
    assert len(found) == len(list(EXAMPLE.glob("runs/*")))
    return found


@pytest.fixture(scope="module")
def digits(journals):
    return scores_of(journals, "digits", "test/accuracy")


@pytest.fixture(scope="module")
def val(journals):
    return scores_of(journals, "digits", "val/accuracy")


def scores_of(journals, project, metric):
    """Configuration → seed → score."""
    scores = defaultdict(dict)
    for journal in journals:
        if journal.start["project"] == project and journal.summary:
            last = journal.logs[-1]["metrics"] | journal.summary
            scores[journal.configuration][journal.start["seed"]] = last[metric]
    return scores


# -- the journals ---------------------------------------------------------------------------------


def test_there_are_enough_runs_of_every_kind(journals):
    assert len({journal.start["project"] for journal in journals}) >= 3
    assert 60 <= len(journals) <= 220
    assert len({journal.start["algorithm"] for journal in journals}) >= 7
    statuses = Counter(journal.end["status"] if journal.end else "killed" for journal in journals)
    assert statuses["finished"] >= 60
    assert statuses["failed"] >= 3
    assert statuses["killed"] == 1


def test_configurations_have_replicates(journals):
    seeds = defaultdict(set)
    for journal in journals:
        if journal.end and "seed" in journal.start:
            key = json.dumps([journal.start[name] for name in ("project", "algorithm", "params")], sort_keys=True)
            seeds[key].add(journal.start["seed"])
    sizes = Counter(map(len, seeds.values()))
    assert sum(sizes[n] for n in sizes if n >= 3) >= 20
    assert sum(sizes[n] for n in sizes if n >= 5) >= 10


def test_journals_are_small():
    assert sum(path.stat().st_size for path in EXAMPLE.glob("runs/*/*")) < 3_000_000


def test_models_that_learn_in_steps_have_curves(journals):
    curves = [journal for journal in journals if len(journal.logs) >= 20]
    assert len(curves) >= 60
    for journal in curves:
        names = {name for log in journal.logs for name in log["metrics"]}
        assert {name.partition("/")[0] for name in names} == {"train", "val"}
        assert [log["step"] for log in journal.logs] == sorted(log["step"] for log in journal.logs)


def test_failed_runs_say_why(journals):
    errors = [journal.end["error"] for journal in journals if journal.end and journal.end["status"] == "failed"]
    assert any("non-finite" in error for error in errors)
    assert any("penalt" in error for error in errors)


def test_some_runs_break_the_rules_that_the_review_checks(journals):
    assert sum("seed" not in journal.start for journal in journals) == 2
    assert sum("data" not in journal.start for journal in journals) == 2
    values = [value for journal in journals if journal.logs for value in journal.logs[-1]["metrics"].values()]
    assert "Infinity" in values or "NaN" in values


def test_one_run_was_done_twice(digits):
    assert digits["network again"][0] == digits["network lr=0.01"][0]


def test_the_best_digits_model_shows_its_confusion_matrix(journals):
    pictured = [journal for journal in journals if journal.images]
    assert {journal.start["algorithm"] for journal in pictured} == {"support vector machine"}
    assert all(journal.images[0]["media_type"] == "image/png" for journal in pictured)


def test_the_best_digits_model_is_kept_as_an_artifact(journals):
    assert {artifact["role"] for journal in journals for artifact in journal.artifacts} == {"model"}
    assert all(journal.artifacts for journal in journals if journal.configuration == "svm C=10" and journal.images)


def test_no_journal_names_a_place_on_a_machine():
    for path in EXAMPLE.glob("runs/*/*.jsonl"):
        # Images are base64, which has slashes of its own.
        text = re.sub(r'"base64":"[^"]*"', "", path.read_text(encoding="utf-8"))
        assert not re.search(r'["\s(]/\w|[A-Z]:\\', text), path


def test_the_configuration_has_no_mistakes(journals):
    config = read_config(EXAMPLE / "xreport.toml", EXAMPLE)
    logged = {name for journal in journals for log in journal.logs for name in log["metrics"]}
    logged |= {name for journal in journals for name in journal.summary}
    assert set(config.metrics) <= logged
    assert set(config.owners) <= {journal.start["project"] for journal in journals}


# -- the report -----------------------------------------------------------------------------------

ROWS = {
    "neural network, learning rate 0.001 (the default)": "network lr=0.001",
    "neural network, learning rate 0.01": "network lr=0.01",
    "neural network, 256 units, learning rate 0.01": "wide network lr=0.01",
    "support vector machine (the defaults)": "svm C=1",
    "support vector machine, C = 10": "svm C=10",
}


def interval(values):
    """Mean and half the 95 % confidence interval (Student's t)."""
    values = list(values)
    half = stats.t.ppf(0.975, len(values) - 1) * statistics.stdev(values) / len(values) ** 0.5
    return statistics.fmean(values), half


def gain(scores, better, worse):
    """Mean and half interval of the difference, seed by seed, in points."""
    return interval(100 * (scores[better][seed] - scores[worse][seed]) for seed in scores[worse])


CLAIMS = [
    ("network lr=0.01", "network lr=0.001"),
    ("wide network lr=0.001", "network lr=0.001"),
    ("network lr=0.1", "network lr=0.001"),
    ("svm C=1", "network lr=0.01"),
    ("svm C=1", "wide network lr=0.01"),
]


def quoted(digits, val, journals):
    """Everything that the report may quote, as it has to stand there."""
    for row, configuration in ROWS.items():
        cells = [interval(scores[configuration].values()) for scores in (val, digits)]
        texts = [f"{mean:.4f} ± {half:.4f}" for mean, half in cells]
        yield f"| {row} | {len(digits[configuration])} | {' | '.join(texts)} |"
    for configuration in ("network lr=0.001", "network lr=0.01", "svm C=1"):
        yield f"{100 * statistics.fmean(digits[configuration].values()):.1f} %"
    for better, worse in CLAIMS:
        mean, half = gain(digits, better, worse)
        yield f"{mean:.1f} ± {half:.1f} points"
    yield f"{statistics.fmean(digits['network lr=1'].values()):.2f}"
    yield f"{len(journals)} runs"
    scores = [score for seeds in digits.values() for score in seeds.values()]
    images = next(n for n in range(1, 2000) if all(abs(score * n - round(score * n)) < 1e-9 for score in scores))
    yield f"{images} images"
    yield f"{100 / images:.1f} points"


def test_the_report_quotes_the_journals(digits, val, journals):
    report = (EXAMPLE / "reports" / "finding.md").read_text(encoding="utf-8")
    prose = re.sub(r"\]\([^)]*\)|^\d\. ", "", report, flags=re.MULTILINE)
    for text in quoted(digits, val, journals):
        assert text in prose
        prose = prose.replace(text, "")
    # What is left are params that were logged, how the data were split, and the 95 % of the intervals.
    ours = [journal.start["params"] for journal in journals if journal.start["project"] == "digits"]
    logged = {str(value) for params in ours for value in params.values()}
    split = {"60", "20", "95"}
    assert set(re.findall(r"\d+(?:\.\d+)?", prose)) <= logged | split


def test_the_report_opens_with_the_headline_of_the_site():
    report = (EXAMPLE / "reports" / "finding.md").read_text(encoding="utf-8")
    headline = read_config(EXAMPLE / "xreport.toml", EXAMPLE).headline
    assert " ".join(report.split("\n\n")[1].split()) == f"**{headline}**"


@pytest.mark.parametrize(("better", "worse"), CLAIMS)
def test_what_the_report_claims_is_more_than_chance(better, worse, digits):
    mean, half = gain(digits, better, worse)
    assert mean > half


def test_no_model_clearly_beats_the_linear_one_on_the_other_tasks(journals):
    """As the report says."""
    for project, metric, linear, sign in (
        ("breast-cancer", "test/accuracy", "logistic", 1),
        ("diabetes", "test/rmse", "ridge alpha=0", -1),
    ):
        scores = scores_of(journals, project, metric)
        for name, seeds in scores.items():
            if len(seeds) >= 3:
                mean, half = interval(sign * (seeds[seed] - scores[linear][seed]) for seed in seeds)
                assert mean <= half, f"{project}: {name} is clearly better"


# -- the scripts ----------------------------------------------------------------------------------


def run_script(script, folder, *options):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, script, *options]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [read(path) for path in sorted(folder.glob("runs/*/*.jsonl"))]


@pytest.mark.parametrize(
    ("script", "project"), [("train_cancer.py", "breast-cancer"), ("train_diabetes.py", "diabetes")]
)
def test_scripts_run_as_they_stand(script, project, tmp_path, journals):
    found = run_script(EXAMPLE / script, tmp_path, "--seeds", "1", "--epochs", "4", "--trees", "10")
    assert {journal.start["project"] for journal in found} == {project}
    assert all(journal.end for journal in found)
    # What learns all at once does not depend on epochs or trees: it comes out as it was committed.
    ours = [journal for journal in journals if journal.start["project"] == project and len(journal.logs) == 1]
    committed = {journal.start["name"]: journal.summary for journal in ours}
    again = [journal for journal in found if journal.summary and len(journal.logs) == 1]
    assert len(again) >= 3
    for journal in again:
        assert journal.summary == pytest.approx(committed[journal.start["name"]], rel=0.02)


def test_the_search_comes_out_again(tmp_path, journals):
    found = run_script(EXAMPLE / "train_wine.py", tmp_path, "--runs", "2")
    committed = {journal.start["name"]: journal for journal in journals if journal.start["project"] == "wine"}
    assert len(committed) == 48
    for journal in found:
        ours = committed[journal.start["name"]]
        assert journal.start["params"] == ours.start["params"]
        assert journal.summary == pytest.approx(ours.summary, rel=0.02)


@pytest.mark.slow
def test_the_finding_comes_out_again(tmp_path, journals):
    ignore = shutil.ignore_patterns("runs", "models", "__pycache__")
    folder = shutil.copytree(EXAMPLE, tmp_path / "example", ignore=ignore)
    found = run_script(folder / "run_all.py", folder)
    assert sorted(journal.start["name"] for journal in found) == sorted(journal.start["name"] for journal in journals)
    assert sum(journal.end is None for journal in found) == 1
    again = scores_of(found, "digits", "test/accuracy")
    for better, worse in CLAIMS:
        mean, half = gain(again, better, worse)
        assert mean > half
