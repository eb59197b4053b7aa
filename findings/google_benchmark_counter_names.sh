#!/usr/bin/env bash
# A benchmark of Google Benchmark can have counters of its own, and its JSON report writes them beside the fields that it has for every benchmark.
#
# One would guess that a counter whose name is that of a field is refused or renamed, that the unit of a row holds for its times, and that a
# benchmark that was skipped with an error has no times.
#
# What happens instead (google-benchmark 1.9.5): the key stands twice in the object, first as the field and then as the counter. JSON readers keep the
# last one, so a counter called real_time takes the place of the time that was measured, and one called name makes the name of the
# benchmark a number. The row of the coefficient of variation says time_unit "ms" though its real_time is a ratio, says
# "percentage" though 0.05 stands for 5 percent, and its iterations are the number of repetitions. A benchmark that was skipped has a real_time of
# 0, the best there is.
#
# Whoever reads such a report should keep the first of equal keys, use aggregate_unit before time_unit, and leave out the times where
# error_occurred is true.

set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -qq --disable-pip-version-check 'google-benchmark==1.9.5'
export HOME="$work"

cat > suite.py <<'PY'
import google_benchmark as benchmark


@benchmark.register
@benchmark.option.iterations(10)
def counters(state):
    while state:
        sum(range(1000))
    state.counters["real_time"] = -1.0
    state.counters["name"] = 7.0


@benchmark.register
@benchmark.option.iterations(100)
@benchmark.option.repetitions(4)
@benchmark.option.report_aggregates_only(True)
@benchmark.option.unit(benchmark.kMillisecond)
def repeated(state):
    while state:
        sum(range(1000))


@benchmark.register
def skipped(state):
    state.skip_with_error("no data")
    while state:
        pass


benchmark.main()
PY
cat > try.py <<'PY'
import json
from importlib.metadata import version

print("google-benchmark", version("google-benchmark"))
with open("out.json") as file:
    text = file.read()
pairs = json.loads(text, object_pairs_hook=list)
first = dict(pairs)["benchmarks"][0]
twice = [(key, value) for key, value in first if key in ("name", "real_time")]
print("counters, as written:", twice)
rows = json.loads(text)["benchmarks"]
print("counters, as read:", {key: rows[0][key] for key in ("name", "real_time")})
assert [key for key, _ in twice] == ["name", "real_time", *sorted(key for key, _ in twice[2:])] and len(twice) == 4
assert (rows[0]["name"], rows[0]["real_time"]) == (7, -1)
spread = next(row for row in rows if row.get("aggregate_name") == "cv")
kept = {key: spread[key] for key in ("iterations", "real_time", "time_unit", "aggregate_unit")}
print("coefficient of variation:", kept)
assert (kept["iterations"], kept["time_unit"], kept["aggregate_unit"]) == (4, "ms", "percentage") and kept["real_time"] < 2
skipped = rows[-1]
print("skipped:", {key: skipped[key] for key in ("error_occurred", "iterations", "real_time", "time_unit")})
assert skipped["error_occurred"] is True and skipped["real_time"] == 0
print("as described")
PY
venv/bin/python suite.py --benchmark_out=out.json --benchmark_out_format=json >output 2>&1 || { cat output; exit 1; }
venv/bin/python try.py
