"""Which params are drawn."""

import numpy as np

from xreport.charts.choice import choose


def test_the_param_that_decides_comes_first():
    rng = np.random.default_rng(0)
    params = [{"noise": float(rng.normal()), "depth": index % 4, "constant": 1} for index in range(60)]
    scores = np.array([one["depth"] + rng.normal(0, 0.1) for one in params])
    assert [param.key for param in choose(params, scores, set())] == ["depth", "noise"]


def test_one_diverged_run_does_not_choose():
    params = [{"lr": index % 3, "other": index % 2} for index in range(30)]
    scores = np.array([float(one["lr"]) for one in params])
    scores[1] = 1e30
    assert choose(params, scores, set())[0].key == "lr"


def test_at_most_six_without_seed_and_names():
    params = [
        {"seed": index, "path": f"/x/{index}", **{f"p{k}": index * k for k in range(1, 9)}} for index in range(20)
    ]
    chosen = [param.key for param in choose(params, np.arange(20.0), {"seed"})]
    assert chosen == ["p1", "p2", "p3", "p4", "p5", "p6"]


def test_null_is_a_category_beside_few_numbers():
    params = [{"depth": value} for value in (10, 2, None, 2, 10, None)]
    (param,) = choose(params, np.arange(6.0), set())
    assert param.categories == ("2", "10", "null")
    assert param.values.tolist() == [1, 0, 2, 0, 1, 2]


def test_runs_without_the_param_are_left_out():
    (param,) = choose([{"a": 1.0}, {}, {"a": 3.0}], np.arange(3.0), set())
    assert param.rows.tolist() == [0, 2]
    assert np.isnan(param.values[1])


def test_numbers_a_float_cannot_hold():
    assert choose([{"a": 10**400}, {"a": 1}, {"a": float("nan")}], np.arange(3.0), set())[0].categories


def test_of_params_that_go_together_the_first_is_drawn():
    params = [
        {
            "list": "global, local, " * 4 if side else "local, " * 9,
            **{f"k{k}": side * k for k in range(1, 9)},
            "step": step,
        }
        for side in (0, 1)
        for step in (1, 2)
    ]
    assert [param.key for param in choose(params, np.arange(4.0), set())] == ["k1", "step"]
