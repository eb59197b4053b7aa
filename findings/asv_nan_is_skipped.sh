#!/usr/bin/env bash
# A track_... benchmark of asv returns a number, and asv stores it: the accuracy of a model, or a loss.
#
# One would guess that any number is stored as it is, a NaN of a loss that diverged and a number of numpy among them.
#
# What happens instead (asv 0.6.6, asv-runner 0.3.2): a NaN is stored as NaN, which is also what is stored for a benchmark whose setup raised
# NotImplementedError to skip it, and asv shows both as n/a. A numpy.float32 is stored as null, which is a benchmark that failed, for
# the number cannot be written as JSON, while a numpy.float64 is stored as a number. Infinity is stored as Infinity. A list is
# stored as one value, and a dict with "samples" is taken for a series of measurements, of which the median is stored.
#
# Whoever reads the results cannot tell a loss that diverged from a combination that was skipped. Whoever writes a benchmark should return
# float(x), and a large number in place of NaN.

set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -qq --disable-pip-version-check 'asv==0.6.6' 'asv-runner==0.3.2' 'numpy==2.3.5' 'setuptools<81'
export HOME="$work" GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1

mkdir -p suite/benchmarks
cd suite
touch benchmarks/__init__.py
cat > benchmarks/demo.py <<'PY'
import numpy as np

RESULTS = {
    "NaN": float("nan"),
    "infinity": float("inf"),
    "float32": np.float32(0.5),
    "float64": np.float64(0.5),
    "list": [1, 2],
    "samples": {"samples": [1.0, 2.0, 9.0], "number": 1},
}


class Demo:
    params = ["skipped", *RESULTS]

    def setup(self, kind):
        if kind == "skipped":
            raise NotImplementedError

    def track_it(self, kind):
        return RESULTS[kind]
PY
echo '{"version": 1, "project": "demo", "repo": ".", "branches": ["HEAD"], "environment_type": "existing"}' > asv.conf.json
git init -q .
git add .
git -c user.name=someone -c user.email=someone@example.org commit -q -m demo
../venv/bin/asv machine --yes --machine somewhere >../output 2>&1
../venv/bin/asv run -E "existing:$work/venv/bin/python" --machine somewhere --set-commit-hash "$(git rev-parse HEAD)" >>../output 2>&1 || true
cat > ../try.py <<'PY'
import json
import math
from importlib.metadata import version
from pathlib import Path

(path,) = Path("results/somewhere").glob("*-existing*.json")
(row,) = json.loads(path.read_text())["results"].values()
values, params = row[:2]
found = dict(zip((name.strip("'") for name in params[0]), values, strict=True))
print("asv", version("asv"), "stores", found)
assert math.isnan(found["skipped"]) and math.isnan(found["NaN"])
assert found["float32"] is None and found["float64"] == 0.5 and found["infinity"] == math.inf
assert found["list"] == [1, 2] and found["samples"] == 2.0
print("as described")
PY
../venv/bin/python ../try.py || { cat ../output; exit 1; }
