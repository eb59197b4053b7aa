"""What bare runs are called."""

import pytest

from xreport.load.join.names import name_bare_runs, telling_stem


def names(*paths, root="runs"):
    return name_bare_runs(paths, [root] * len(paths))


def test_the_file_name_when_it_says_something():
    assert names("logs/vit_small.txt", "2024.log.json", "a.b.jsonl") == ["vit_small", "2024", "a.b"]


def test_folders_when_it_does_not():
    assert names("logdir/reach/dreamer/1/metrics.jsonl", "logdir/reach/dreamer/2/metrics.jsonl") == [
        "reach/dreamer/1",
        "reach/dreamer/2",
    ]
    assert names("metrics.jsonl", "output/metrics.json", root="nyu") == ["nyu/metrics.jsonl", "nyu/metrics.json"]


def test_as_many_folders_as_tell_equal_files_apart():
    assert names("a/x/run1.txt", "b/x/run1.txt", "c/run2.txt") == ["a/x/run1", "b/x/run1", "run2"]


@pytest.mark.parametrize(
    ("file", "stem"),
    [
        ("vit_small.txt", "vit_small"),
        ("2024.log.json", "2024"),
        ("metrics.csv", ""),
        ("progress_log.csv", ""),
        ("train_metrics.jsonl", ""),
        ("trainer_state.json", ""),
        ("metrics_adam.csv", "metrics_adam"),
        ("metrics_3.csv", "metrics_3"),
        ("results_2026-11-23T12-00-00.123456.json", "2026-11-23T12-00-00.123456"),
        ("train_log_20261123_120000.txt", "20261123_120000"),
    ],
)
def test_files_whose_names_say_only_that_they_are_logs(file, stem):
    assert telling_stem(file) == stem
