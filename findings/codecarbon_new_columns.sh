#!/usr/bin/env bash
# Runs of several months are appended to one emissions.csv of CodeCarbon, and meanwhile CodeCarbon is upgraded to a version with more columns.
#
# One would guess that new rows are appended below a wider header, or that the file is refused.
#
# What happens instead (codecarbon 3.0.1 and 3.3.2, output_methods/file.py): a file whose columns are not exactly those of this version is renamed
# to emissions.csv.bak, the next one to emissions.csv_0.bak, and so on, and emissions.csv begins anew with one row. Where two environments share
# the file, each run of the other version puts aside all that is there. The experiment_id does not help to find the rows again: without a
# name given for it, it is one constant, the same in all files of all people.
#
# Whoever adds up emissions.csv counts only what came after the last change of version. The rest lies in files whose name does not end in .csv.

set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
export PIP_DISABLE_PIP_VERSION_CHECK=1
for version in 3.0.1 3.3.2; do
    python3 -m venv "venv-$version"
    "venv-$version/bin/pip" install -qq "codecarbon==$version"
done
export HOME="$work"
mkdir shared

cat > track.py <<'PY'
import sys
import time

from codecarbon import OfflineEmissionsTracker

name, folder = sys.argv[1:]
options = {"country_iso_code": "FRA", "log_level": "critical", "allow_multiple_runs": True}
tracker = OfflineEmissionsTracker(project_name=name, output_dir=folder, **options)
tracker.start()
time.sleep(1)
tracker.stop()
PY
cat > try.py <<'PY'
import csv
from pathlib import Path

found, ids = {}, set()
for path in sorted(Path("shared").iterdir()):
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    found[path.name] = [row["project_name"] for row in rows]
    ids |= {row["experiment_id"] for row in rows}
    print(f"{path.name}: {len(rows[0])} columns, the runs {found[path.name]}")
print("experiment ids of five runs in five processes:", ids)
assert found == {"emissions.csv": ["fifth"], "emissions.csv.bak": ["first", "second"], "emissions.csv_0.bak": ["third", "fourth"]}, found
assert len(ids) == 1
print("as described")
PY
echo "codecarbon 3.0.1 for first, second and fifth, 3.3.2 for third and fourth"
for run in 3.0.1:first 3.0.1:second 3.3.2:third 3.3.2:fourth 3.0.1:fifth; do
    "venv-${run%:*}/bin/python" track.py "${run#*:}" shared >output 2>&1 || { cat output; exit 1; }
done
venv-3.3.2/bin/python try.py
