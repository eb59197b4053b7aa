"""What configurations are called: what tells them apart, in at most 80 letters, never two alike."""

import json
import random
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from made_runs import config_of, run_of, studied

from xreport.analysis.metrics import Metric
from xreport.analysis.replicates import group_replicates
from xreport.analysis.scores import run_scores
from xreport.model import DataSource

LONGEST = 80
VAL_ACC = Metric("val/acc", "val/acc", "max")


def labels_of(runs, **config):
    return [item.label for item in studied(runs, config_of(**config))[1]]


def runs_with(*params, **fields):
    return [run_of(params=item, **fields) for item in params]


def grid(**values):
    """Return every combination, as params."""
    found = [{}]
    for name, options in values.items():
        found = [{**item, name: value} for item in found for value in options]
    return found


TOGETHER = {f"k{place}": place for place in range(40)}
FILES = {mark: "# settings\n" + "".join(f'"{mark}-{n}": {n},\n' for n in range(60)) for mark in "ab"}
WORDS = {mark: json.dumps([mark] * 30) for mark in ("global", "local")}
CASES = {
    "what is alike in all is not named": (
        [{"lr": lr, "batch": 32, "solver": "sgd"} for lr in (0.1, 0.2)],
        ["forest · lr=0.1", "forest · lr=0.2"],
    ),
    "params that go together are named by the first": (
        [
            {**({"a": 1} | TOGETHER if side else dict.fromkeys(["a", *TOGETHER], 9)), "step": step}
            for side in (0, 1)
            for step in (1000, 2000)
        ],
        [
            "forest · a=1 · step=1000",
            "forest · a=1 · step=2000",
            "forest · a=9 · step=1000",
            "forest · a=9 · step=2000",
        ],
    ),
    "what is long is not named beside what is short": (
        [
            {"text": FILES[mark], "list": WORDS[word], "n": n}
            for mark, word, n in (("a", "global", 1), ("b", "local", 2))
        ],
        ["forest · n=1", "forest · n=2"],
    ),
    "of long values what they have in common goes first": (
        [{"prompt": f"{'You are a helpful assistant. ' * 4}Answer {end}"} for end in ("shortly.", "at length.")],
        ["forest · prompt=…at length.", "forest · prompt=…shortly."],
    ),
    "three are named where they vary, though one tells them apart": (
        [{f"p{k}": 10 * k + i for k in range(30)} for i in range(2)],
        ["forest · p0=0 · p1=10 · p2=20", "forest · p0=1 · p1=11 · p2=21"],
    ),
    "more are named where three leave some alike": (
        [*grid(a=[1, 2], b=[1, 2], c=[1, 2], d=[1, 2])[:9], {"a": 2, "b": 2, "c": 2, "d": 2}],
        [f"forest · a=1 · b={b} · c={c} · d={d}" for b in (1, 2) for c in (1, 2) for d in (1, 2)]
        + ["forest · a=2 · b=1 · c=1", "forest · a=2 · b=2 · c=2"],
    ),
    "paths, ids and times tell nothing where others do": (
        [{"lr": lr, "out": f"out/{lr}", "run_id": lr, "started": f"2026-01-0{lr}"} for lr in (1, 2, 3)],
        ["forest · lr=1", "forest · lr=2", "forest · lr=3"],
    ),
    "a path is named where nothing else differs": (
        [{"lr": 1, "data_dir": f"/data/set/{name}"} for name in ("old", "new")],
        ["forest · data_dir=/data/set/new", "forest · data_dir=/data/set/old"],
    ),
    "what has one value is named where it alone is there": (
        [{"C": 1.0}, *({"eta": eta, "solver": "sgd"} for eta in (0.1, 0.2))],
        ["forest · C=1.0", "forest · eta=0.1", "forest · eta=0.2"],
    ),
    "what is there or not tells apart where values do not": (
        [{"a": 1}, {"a": 1, "b": 2}],
        ["forest", "forest · b=2"],
    ),
    "a hash is as long as people write it": (
        [{"commit": f"{n}a" * 20} for n in range(2)],
        ["forest · commit=0a0a0a0a0a", "forest · commit=1a1a1a1a1a"],
    ),
    "hashes that begin alike are whole": (
        [{"commit": f"{'c0ffee' * 6}{n}abc"} for n in range(2)],
        [f"forest · commit={'c0ffee' * 6}{n}abc" for n in range(2)],
    ),
    "what has no room in one is named of none": (
        [
            {"learning_rate_of_the_head": n / 10, "alpha": n // 2, "hidden_layer_sizes": 10**11 if n == 5 else n % 2}
            for n in range(6)
        ],
        [f"forest · learning_rate_of_the_head={n / 10} · alpha={n // 2}" for n in range(6)],
    ),
    "nested names are as short as they are unique": (
        [{"model.lr": lr, "head.lr": lr, "model.layers.0": size} for lr, size in ((1, 1), (1, 2), (2, 1))],
        ["forest · head.lr=1 · layers.0=1", "forest · head.lr=1 · layers.0=2", "forest · head.lr=2 · layers.0=1"],
    ),
    "floats have as many digits as tell them apart": (
        [{"lr": value} for value in (0.00012345678901, 0.00012349999, 0.5, 1 / 3)],
        ["forest · lr=0.00012346", "forest · lr=0.0001235", "forest · lr=0.33333", "forest · lr=0.5"],
    ),
}


@pytest.mark.parametrize(("params", "labels"), CASES.values(), ids=CASES.keys())
def test_a_label_says_what_tells_a_configuration_from_the_others(params, labels):
    assert sorted(labels_of(runs_with(*params))) == sorted(labels)


def test_seeds_tell_apart_what_differs_in_nothing_but_its_folder():
    runs = [
        run_of(params={"lr": lr, "output_dir": f"out/{lr}/{seed}"}, seed=seed) for lr in (1, 2) for seed in range(3)
    ]
    assert labels_of(runs) == [f"forest · lr={lr} · seed={seed}" for lr in (1, 2) for seed in range(3)]


def test_a_folder_that_several_runs_share_is_a_param_like_others():
    runs = [run_of(params={"data_dir": f"/data/{name}", "n": n}, seed=s) for n, name in enumerate("ab") for s in (1, 2)]
    assert labels_of(runs) == ["forest · data_dir=/data/a · n=0", "forest · data_dir=/data/b · n=1"]


@pytest.mark.parametrize("direction", [1, -1])
def test_the_param_that_matters_is_named_first(direction):
    rng = random.Random(1)
    runs = [
        run_of(
            {"val/acc": [direction * 0.1 * depth + rng.random() / 100]},
            params={"alpha": alpha, "depth": depth, "zeta": zeta},
        )
        for alpha in range(3)
        for depth in (1, 5)
        for zeta in range(3)
    ]
    task, _, _ = studied(runs)
    found, params = group_replicates(task, config_of(), run_scores(runs, VAL_ACC))
    assert params == ("depth", "alpha", "zeta")
    assert all(item.label.startswith("forest · depth=") for item in found)
    assert group_replicates(task, config_of())[1] == ("alpha", "zeta", "depth"), "what varies most, where none is known"


def test_chance_orders_nothing():
    early = 0
    for draw in range(40):
        rng = random.Random(draw)
        runs = [
            run_of({"val/acc": [rng.random()]}, params={f"p{k}": rng.randrange(2) for k in range(10)} | {"n": n % 12})
            for n in range(24)
        ]
        params = group_replicates(studied(runs)[0], config_of(), run_scores(runs, VAL_ACC))[1]
        early += params[0] != "n"
    assert early <= 6, "one of twenty by chance"


@pytest.mark.parametrize(
    ("fields", "label"),
    [
        ({"name": "brave-net", "params": {"lr": 1}}, "brave-net"),
        ({"name": "n" * 100}, f"{'n' * 40}…{'n' * 39}"),
        ({"name": "two\n lines"}, "two lines"),
    ],
)
def test_a_configuration_alone_is_called_by_its_run(fields, label):
    assert labels_of([run_of(**fields)]) == [label]


def test_seeds_of_a_configuration_alone_are_called_by_what_they_share():
    assert labels_of([run_of(seed=seed, params={"lr": 1}) for seed in (1, 2)]) == ["forest"]
    runs = [run_of(algorithm="", seed=seed, name=f"baseline-s{seed}") for seed in (1, 2)]
    assert labels_of(runs) == ["baseline"]


def test_labels_name_the_algorithm_and_what_differs_within_it():
    runs = [
        run_of(algorithm="rf", params={"model.depth": depth, "trees": 100, "jobs": 2}, seed=seed)
        for depth in (4, 10)
        for seed in (1, 2)
    ]
    runs += [run_of(algorithm="svm", params={"C": 1.0})]
    assert labels_of(runs) == ["rf · depth=4", "rf · depth=10", "svm"]


def test_bare_files_are_called_by_their_names():
    assert labels_of([run_of(algorithm="", name=name) for name in ("m1_0", "m0_9")]) == ["m0_9", "m1_0"]


def test_what_nothing_tells_apart_has_its_name_or_its_fingerprint():
    twins = [run_of(params={"a": value}, name=name) for value, name in ((1, "first"), ("1", "second"))]
    assert labels_of(twins) == ["forest · a=1 · first", "forest · a=1 · second"]
    alike = labels_of([run_of(params={"a": value}, name="n") for value in (1, "1")])
    assert len(set(alike)) == 2
    assert all(label.startswith("forest · a=1 · #") for label in alike)


def test_the_version_of_the_data_joins_where_it_differs():
    runs = [run_of(params={"a": 1}, data=[DataSource("wine", version=version)]) for version in ("1", "2")]
    assert labels_of(runs) == ["forest · wine@1", "forest · wine@2"]


def test_runs_without_data_are_called_so_beside_others():
    runs = [run_of(data=["wine"], project="p"), run_of(data=[], project="p")]
    assert labels_of(runs, tasks={"All": ("p",)}) == ["forest", "forest · data not logged"]


TEXTS = st.one_of(
    st.sampled_from(["0", "1 · b=1", "None", "", "x" * 50, " · ", "#abcdef", "a/b/c", "2026-01-01", "\n", "é" * 90]),
    st.text(max_size=100),
)
VALUES = st.one_of(st.none(), st.booleans(), st.integers(0, 2), st.floats(), st.integers(10**30, 10**31), TEXTS)
NAMES = st.sampled_from(
    ["a", "b", "m.a", "n.a", "layers.0", "x" * 90, "y" * 100, "out_dir", "run_id", "p\\.q", ".", " "]
)
PARAMS = st.dictionaries(NAMES, VALUES, max_size=8)


@given(
    st.lists(
        st.tuples(st.sampled_from(["", "rf", "rf · a=0", "z" * 120]), PARAMS, st.sampled_from([0, 0, 1, None])),
        min_size=1,
        max_size=12,
    ),
    st.randoms(use_true_random=False),
)
@example([("", {"a": 1}, 0), ("", {"a": "1"}, 0), ("", {"a": 1.0}, 0)], random.Random(0))
def test_labels_are_short_unique_and_the_same_for_any_order(configurations, rng):
    runs = [
        run_of(algorithm=algorithm, params=params, seed=seed, name="n", data=["d"], started=float(place))
        for place, (algorithm, params, seed) in enumerate(configurations)
    ]
    found = studied(runs)[1]
    labels = [item.label for item in found]
    assert len(set(labels)) == len(labels)
    assert all(0 < len(label) <= LONGEST and "\n" not in label for label in labels)
    shuffled = [*runs]
    rng.shuffle(shuffled)
    assert [item.label for item in studied(shuffled)[1]] == labels


@given(st.lists(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 3), min_size=6), min_size=2, max_size=20))
def test_no_label_names_a_param_that_is_alike_in_all(params):
    constant = {name for name in "abcdef" if len({item[name] for item in params}) == 1}
    labels = labels_of(runs_with(*params))
    if len(labels) > 1:
        assert not any(f"{name}=" in label for name in constant for label in labels)


def test_time_grows_with_the_number_of_configurations():
    def seconds(count):
        rng = random.Random(0)
        runs = [
            run_of(
                {"val/acc": [rng.random()]},
                params={f"p{k}": rng.choice([rng.random(), 1, 2]) if k % 2 else rng.randrange(4) for k in range(60)},
            )
            for _ in range(count)
        ]
        task = studied(runs)[0]
        begin = time.process_time()
        group_replicates(task, config_of(), run_scores(runs, VAL_ACC))
        return time.process_time() - begin

    seconds(100)
    few, many = seconds(500), seconds(2000)
    print(f"500 configurations of 60 params: {few:.2f} s, 2,000: {many:.2f} s")
    assert many < 8 * few
