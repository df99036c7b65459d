#!/usr/bin/env bash
# diversipy 0.9 (pip): the averaged Hausdorff distance of two fronts grows with the number of points on them.
#
# `averaged_hausdorff_dist(a, b, exponent=p)` is, by the paper that it names, the p-th root of the MEAN of the p-th
# powers of the distances to the nearest point. For two lines 0.07 apart one would guess about 0.07, however many points
# show them, with outliers counting more the larger p is. The package takes the root of the number of points alone: the
# sum of the powers over n^(1/p). For p = 1, the default, and for `inf` that is right. For p = 2 it is the mean SQUARE
# times sqrt(n), neither a distance nor independent of n; if all goals are 10 times as large, it is 100 times as large.
# `average_inverse_dist` has its root at a wrong place too: "the average of all these values" is the root of their sum,
# over their number.
#
# This hurts whoever compares fronts or designs of a simulator's runs by it: a front of 1,000 points is three times
# further from the truth than one of 100 that is as good. Use p = 1. No report of it was found. windtunnel has no such
# measure.
#
# Output seen on 2026-11-30 (a line, and the same line moved up by 0.1; by hand for p = 2):
#   points    p = 1    p = 2      inf  by hand
#       50   0.0727   0.0375   0.1000   0.0728
#      200   0.0713   0.0721   0.1000   0.0714
#     1000   0.0712   0.1608   0.1000   0.0713
#   goals 10 times as large: 100 times the distance
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet diversipy==0.9 numpy==2.4.6 scipy==1.17.1
"$folder/env/bin/python" - <<'PYTHON'
from math import inf, isclose, sqrt

import numpy as np
from diversipy.indicator import average_inverse_dist, averaged_hausdorff_dist


def by_hand(one, other):
    apart = np.sqrt(((one[:, None] - other) ** 2).sum(axis=2))
    return max(sqrt((apart.min(axis=side) ** 2).mean()) for side in (0, 1))


print("points    p = 1    p = 2      inf  by hand")
for count in (50, 200, 1000):
    step = np.linspace(0, 1, count)
    line = np.column_stack((step, 1 - step))
    moved = line + [0, 0.1]
    first, second, last = (float(averaged_hausdorff_dist(line, moved, exponent=p)) for p in (1, 2, inf))
    true = by_hand(line, moved)
    print(f"{count:6}{first:9.4f}{second:9.4f}{last:9.4f}{true:9.4f}")
    assert isclose(first, true, rel_tol=0.01) and isclose(last, 0.1), "p = 1 or infinite is another distance"
    assert isclose(second, true**2 * sqrt(count), rel_tol=1e-6), "the root for p = 2 is taken elsewhere now"
larger = averaged_hausdorff_dist(10 * line, 10 * moved, exponent=2) / second
print(f"goals 10 times as large: {larger:.0f} times the distance")
assert isclose(larger, 100), "the distance grows with the goals now"
# Three points, all 1 apart: each of the three inverse distances is 1, and so is any average of them.
triangle = np.array([[0.0, 0.0], [1.0, 0.0], [0.5, sqrt(0.75)]])
assert isclose(average_inverse_dist(triangle), 3 ** (1 / 3) / 3), "the average of equal values is their value now"
PYTHON
