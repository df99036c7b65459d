#!/usr/bin/env bash
# percentile-rank 1.0.4 (pip): of values in the order of arrival, the rank is that of the place: the largest, if it came
# first, has rank 0.
#
# The package says of `percent_rank(arr, value)`: "Returns the same values as the Excel PERCENTRANK and PERCENTRANK.INC
# functions." These rank a value among others whatever their order, so one passes latencies as they were measured. The
# array is not sorted: the place of the value in it is its rank. A value between two others is interpolated between the
# first two NEIGHBOURS with a smaller one before a larger one. Ascending arrays are right; no error tells of the others,
# and all results are between 0 and 1.
#
# Excel ranks equal values like the first of them; so does this, in an ascending array.
#
# A node's score by the rank of its latency among its peers is then the order in which the peers reported. Source:
# percentile_rank/rank.py (`return i / (len(arr) - 1)`).
#
# Output seen on 2026-12-01:
#   values            value   percent_rank   as documented
#   10 20 30 40 50       10          0.000           0.000
#   10 20 30 40 50       25          0.375           0.375
#   10 20 30 40 50       30          0.500           0.500
#   10 20 30 40 50       50          1.000           1.000
#   50 10 40 20 30       10          0.250           0.000
#   50 10 40 20 30       25          0.375           0.375
#   50 10 40 20 30       30          1.000           0.500
#   50 10 40 20 30       50          0.000           1.000
#   50 40 10 30 20       10          0.500           0.000
#   50 40 10 30 20       25          0.688           0.375
#   50 40 10 30 20       30          0.750           0.500
#   50 40 10 30 20       50          0.000           1.000
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --no-deps percentile-rank==1.0.4
cat > ranks.py <<'PY'
from percentile_rank import percent_rank


def excel(values, value) -> float:
    """Share of the others that are smaller; between two values, linear."""
    values = sorted(values)
    if value in values:
        return sum(other < value for other in values) / (len(values) - 1)
    below, above = max(v for v in values if v < value), min(v for v in values if v > value)
    part = (value - below) / (above - below)
    return excel(values, below) * (1 - part) + excel(values, above) * part


print("values            value   percent_rank   as documented")
found = {}
for values in ([10, 20, 30, 40, 50], [50, 10, 40, 20, 30], [50, 40, 10, 30, 20]):
    for value in (10, 25, 30, 50):
        found[tuple(values), value] = rank = percent_rank(values, value)
        print(f"{' '.join(map(str, values)):17} {value:5} {rank:14.3f} {excel(values, value):15.3f}")
        if values == sorted(values):
            assert abs(rank - excel(values, value)) < 1e-9
assert found[(50, 10, 40, 20, 30), 50] == 0, "the values are sorted now"
assert found[(50, 10, 40, 20, 30), 30] == 1
PY
venv/bin/python ranks.py
