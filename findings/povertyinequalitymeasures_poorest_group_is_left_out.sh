#!/usr/bin/env bash
# povertyInequalityMeasures 1.1.1 (pip): the Gini index of 100 people who all have the same is 1, 0.25 or 0.01, by the
# number of rows that they are written in.
#
# `get_gini(data, target_col, weight_col)` takes grouped data: each row has a value and the number of people (nodes,
# tokens) with that value. One expects 0 for equal values, and the same index for the same people in fewer rows. The
# area below the Lorenz curve is summed from the first row to the last, without the piece from the origin to the first
# row. So the poorest group does not count in the area, and the index is too large by (share of people in the poorest
# row) x (their share of the total). With one row of weight 1 for each of 1000 people that is nothing, with two or
# three groups it is most of the result. Equality in a single row is 1, the value of complete inequality.
#
# Stake, fees or work by operator class or by region is grouped data. A network looks less equal the larger its poorest
# class is, and merging its two poorest classes, if they are equal, raises the index. The Sen index of the package uses
# it, too.
#
# Source: `get_gini` in inequality.py (`popn[1:] - popn[:-1]` has no first piece).
#
# Output seen on 2026-12-01:
#   100 people                            get_gini   by pairs
#   all have 10, one row                    1.0000     0.0000
#   all have 10, two rows                   0.2500     0.0000
#   all have 10, ten rows                   0.0100     0.0000
#   all have 10, 100 rows                   0.0001     0.0000
#   60 have 5, 30 have 10, 10 have 20       0.4875     0.2625
#   the same, one row for each              0.2626     0.2625
#   90 have 5, 10 have 10                   0.8182     0.0818
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check numpy==2.4.6 pandas==3.1.1
venv/bin/pip install --quiet --disable-pip-version-check --no-deps povertyInequalityMeasures==1.1.1
cat > gini.py <<'PY'
import pandas as pd
from povertyInequalityMeasures.inequality import get_gini


def by_pairs(values, weights) -> float:
    """Half the mean difference of two people over the mean."""
    people, total = sum(weights), sum(v * w for v, w in zip(values, weights))
    apart = sum(a * b * abs(x - y) for x, a in zip(values, weights) for y, b in zip(values, weights))
    return apart / (2 * people * total)


cases = {
    "all have 10, one row": ([10], [100]),
    "all have 10, two rows": ([10, 10], [50, 50]),
    "all have 10, ten rows": ([10] * 10, [10] * 10),
    "all have 10, 100 rows": ([10] * 100, [1] * 100),
    "60 have 5, 30 have 10, 10 have 20": ([5, 10, 20], [60, 30, 10]),
    "the same, one row for each": ([5] * 60 + [10] * 30 + [20] * 10, [1] * 100),
    "90 have 5, 10 have 10": ([5, 10], [90, 10]),
}
print("100 people                            get_gini   by pairs")
found = {}
for name, (values, weights) in cases.items():
    seen = get_gini(pd.DataFrame({"stake": values, "nodes": weights}), "stake", "nodes")
    true = by_pairs(values, weights)
    found[name] = seen
    print(f"{name:36} {seen:9.4f} {true:10.4f}")
    poorest = weights[0] / sum(weights) * values[0] * weights[0] / sum(v * w for v, w in zip(values, weights))
    assert abs(seen - true - poorest) < 1e-4, "the error is another one now"
assert found["all have 10, one row"] == 1, "equality in one row is equality now"
assert found["60 have 5, 30 have 10, 10 have 20"] > 1.5 * found["the same, one row for each"]
PY
venv/bin/python gini.py
