#!/usr/bin/env bash
# pytest-benchmark writes the statistics of every benchmark to a JSON file.
#
# One would guess that "total" is the time that was spent measuring, that a test that failed is missing or marked, and that the
# deviation of a single round is missing, since there is none.
#
# What happens instead (pytest-benchmark 5.3.1, stats.py): each round is divided by its iterations before it is kept, and total is the sum of those
# quotients. Three rounds of a hundred calls that take 2 ms each have a total of 6 ms, though 600 ms were spent. A benchmark whose test
# fails after it was measured is in the file like any other; nothing says that its result was wrong. The deviation of one round is 0, as if it
# were perfectly repeatable.
#
# Whoever adds up total to learn how long a suite takes is off by the number of iterations: it has to be multiplied by it. A fast and wrong
# implementation looks like progress. An error bar of a result with rounds = 1 must not be drawn.

set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -qq --disable-pip-version-check 'pytest-benchmark==5.3.1'
export HOME="$work"

cat > test_demo.py <<'PY'
import time


def test_three_times_hundred(benchmark):
    benchmark.pedantic(time.sleep, args=(0.002,), rounds=3, iterations=100)


def test_wrong(benchmark):
    assert benchmark.pedantic(lambda: 41, rounds=5) == 42


def test_once(benchmark):
    benchmark.pedantic(time.sleep, args=(0.002,), rounds=1)
PY
cat > try.py <<'PY'
import json
from importlib.metadata import version

print("pytest-benchmark", version("pytest-benchmark"))
with open("out.json") as file:
    found = {row["name"]: row for row in json.load(file)["benchmarks"]}
keys = ("rounds", "iterations", "mean", "stddev", "total")
for name, row in found.items():
    print(name, {key: row["stats"][key] for key in keys}, "other keys:", sorted(set(row) - {"stats", "options"}))
hundred, wrong, once = (found[name] for name in ("test_three_times_hundred", "test_wrong", "test_once"))
assert 0.006 <= hundred["stats"]["total"] < 0.3, "total is no longer the sum of the rounds' means"
assert set(wrong) == set(once), "a test that failed is now marked"
assert not wrong.get("error") and once["stats"]["stddev"] == 0 and once["stats"]["rounds"] == 1
print("as described")
PY
code=0
venv/bin/python -m pytest -q --benchmark-json=out.json test_demo.py >output 2>&1 || code=$?
[ "$code" = 1 ] || { cat output; exit 1; }
tail -n 1 output
venv/bin/python try.py
