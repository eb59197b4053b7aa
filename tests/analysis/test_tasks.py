import random

from made_runs import config_of, run_of

from xreport.analysis.metrics import resolve_metrics
from xreport.analysis.tasks import group_tasks
from xreport.model import DataSource


def tasks_of(runs, config=None):
    config = config or config_of()
    return group_tasks(runs, config, resolve_metrics(runs, config))


def test_a_task_is_a_project_with_its_data_whatever_the_version():
    runs = [
        run_of(data=[DataSource("wine", "train", version="1"), DataSource("wine", "test", version="1")]),
        run_of(data=[DataSource("wine", version="2")]),
        run_of(data=["digits"]),
        run_of(data=[]),
        run_of(project="other", data=[]),
    ]
    tasks = tasks_of(runs)
    assert [(task.title, len(task.runs)) for task in tasks] == [
        ("bench · data not logged", 1),
        ("bench · digits", 1),
        ("bench · wine", 2),
        ("other", 1),
    ]
    assert tasks[2].data == ("wine",)
    assert len({task.slug for task in tasks}) == 4


def test_a_project_of_one_task_needs_no_data_in_its_title():
    assert [task.title for task in tasks_of([run_of(data=["a", "b"])])] == ["bench"]


def test_data_named_like_the_project_is_not_said_twice():
    assert [task.title for task in tasks_of([run_of(data=["bench"]), run_of(data=[])])] == [
        "bench",
        "bench · data not logged",
    ]


def test_separators_in_names_do_not_join_tasks():
    runs = [run_of(project="a/b", data=["c"]), run_of(project="a", data=["b/c"]), run_of(project="a", data=["b+c"])]
    runs.append(run_of(project="a", data=["b", "c"]))
    assert len(tasks_of(runs)) == 4


def test_configured_tasks_join_what_matches_and_the_first_match_wins():
    runs = [run_of(project="a", data=["x"]), run_of(project="b", data=["x"]), run_of(project="b", data=["y"])]
    config = config_of(tasks={"All of x": ("*/x",), "Rest": ("b",)})
    tasks = tasks_of(runs, config)
    assert [(task.title, task.project, len(task.runs)) for task in tasks] == [("All of x", "a, b", 2), ("Rest", "b", 1)]


def test_a_configured_title_cannot_be_forged_by_a_project():
    config = config_of(tasks={"Mine": ("a",)})
    assert len(tasks_of([run_of(project="a"), run_of(project="Mine"), run_of(project='{"task": "Mine"}')], config)) == 3


def test_order_of_input_does_not_matter():
    runs = [
        run_of(project=p, data=[d], started=float(i % 3))
        for i, (p, d) in enumerate(zip("abcabc", "xyzzyx", strict=True))
    ]
    expected = tasks_of(runs)
    shuffled = runs[:]
    random.Random(5).shuffle(shuffled)
    assert tasks_of(shuffled) == expected


def test_the_primary_metric_is_that_of_the_task():
    tasks = tasks_of([run_of({"acc": 1}, data=["a"]), run_of({"rmse": 1}, data=["b"])])
    assert [task.primary.name for task in tasks] == ["acc", "rmse"]
