#!/usr/bin/env bash
# paretoset 1.2.5 (pip): of counts without sign, the configuration that completed NOTHING is the best one.
#
# `paretoset(costs, sense=["max", "min"])` picks the rows that no other row dominates. One would guess that the type of
# the numbers does not matter. Goals to be maximised are negated in the type that they have; without sign that is 2^64
# less the value, which keeps the order of all values but 0: its negative is 0, the least of all. A row of 0 completed
# requests beats all rows that completed some, and dominates those that cost as much. Without a zero among the rows all
# is right, and so it is if one other column has fractions, as a table becomes one of floats then; unless a goal is
# "diff", which compares within groups: columns keep their types there.
#
# This hurts whoever filters the runs of a sweep: counters (requests, tokens, blocks) come without sign from Arrow,
# Parquet and databases, and runs that collapsed, with a count of 0, are just those that a frontier should drop. Convert
# with `astype(float)` first. No report of it was found. windtunnel picks no frontier.
#
# Output seen on 2026-11-30 (completed requests and dollars: 0 for 10, 5 for 10, 9 for 20; which are efficient):
#   int64             [(5, 10), (9, 20)]
#   float64           [(5, 10), (9, 20)]
#   uint64            [(0, 10)]
#   uint64, no zero   [(5, 10), (9, 20)]
#   groups, floats    [(0, 10.0)]
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet paretoset==1.2.5 numpy==2.4.6 pandas==3.0.3
"$folder/env/bin/python" - <<'PYTHON'
import numpy as np
import pandas as pd
from paretoset import paretoset

RUNS = [(0, 10), (5, 10), (9, 20)]
RIGHT = RUNS[1:]


def efficient(name, rows, table, sense=("max", "min")):
    found = [row for row, kept in zip(rows, paretoset(table, sense=list(sense))) if kept]
    print(f"{name:16}  {found}")
    return found


for kind in ("int64", "float64"):
    assert efficient(kind, RUNS, np.array(RUNS, dtype=kind)) == RIGHT, f"{kind} has another frontier"
assert efficient("uint64", RUNS, np.array(RUNS, dtype="uint64")) == RUNS[:1], "zero without sign is not best any more"
assert efficient("uint64, no zero", RIGHT, np.array(RIGHT, dtype="uint64")) == RIGHT, "it is not only about zero"
rows = [(completed, float(dollars)) for completed, dollars in RUNS]
table = pd.DataFrame(rows, columns=["completed", "dollars"]).astype({"completed": "uint64"})
groups = table.assign(model=1)
assert efficient("groups, floats", rows, groups, ("max", "min", "diff")) == rows[:1], "groups are right now"
PYTHON
