#!/usr/bin/env bash
# pygini 1.0.1 (pip): a negative balance in one column makes the other columns look more equal, and the caller's array
# is changed.
#
# `gini(data, axis=0)` gives the Gini index of each column. One expects the same as for the column alone. If there is a
# negative value anywhere, the smallest value of the WHOLE array is subtracted from all columns, and a shift makes any
# column look more equal. So the index of one network of a table depends on the debts in another. The documentation says
# nothing of negative values (a comment in the code: "values cannot be negative").
#
# With an axis the shift is made in place: the array of the caller has other values afterwards, and measures taken from
# it later (totals, Herfindahl, another Gini index by rows) are of these. Without an axis a copy is used.
#
# Balances after slashing or with fees owed are negative for some nodes. The index that is compared between scenarios
# should not depend on which other scenarios stand in the table.
#
# Source: `gini` in pygini/gini.py (`np.amin(data.flatten())`, `data -= minval`).
#
# Output seen on 2026-12-01:
#   balances of network A: 1 2 3 10; B has the same, but for one node
#   that node of B   Gini of A   Gini of A alone   the array of the caller, first row, afterwards
#                1       0.437             0.437   1 1
#               -1       0.350             0.437   2 0
#              -10       0.125             0.437   11 0
#             -100       0.017             0.437   101 0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check numpy==2.4.6
venv/bin/pip install --quiet --disable-pip-version-check --no-deps pygini==1.0.1
cat > columns.py <<'PY'
import numpy as np
from pygini import gini

first = np.array([1.0, 2.0, 3.0, 10.0])
print("balances of network A: 1 2 3 10; B has the same, but for one node")
print("that node of B   Gini of A   Gini of A alone   the array of the caller, first row, afterwards")
found = {}
for debt in (1.0, -1.0, -10.0, -100.0):
    table = np.stack([first, first], axis=1)
    table[0, 1] = debt
    index = gini(table, axis=0)[0]
    alone = gini(first.copy())
    row = " ".join(f"{value:.0f}" for value in table[0])
    found[debt] = index, table[0, 0]
    print(f"{debt:14.0f} {index:11.3f} {alone:17.3f}   {row}")
    assert abs(alone - 0.4375) < 1e-6
assert abs(found[1.0][0] - 0.4375) < 1e-6
assert found[-100.0][0] < 0.02, "columns are on their own now"
assert found[-100.0][1] > 100, "the array is left alone now"
PY
venv/bin/python columns.py
