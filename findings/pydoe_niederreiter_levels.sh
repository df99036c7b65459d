#!/usr/bin/env bash
# pyDOE 1.6.0 (pip, Python >= 3.10): a Niederreiter sequence of any length has four values of the first parameter.
#
# A low-discrepancy sequence gives each parameter as many values as there are points, and the more points, the better
# every part of its range is met. Who would guess that of `niederreiter_sequence`, beside `halton_sequence`,
# `faure_sequence` and `sobol_sequence` of the same package, which do so, is wrong. Its matrices are filled from
# shift-register sequences of degree 2, 3, 3, 4, 4, 5, ..., and such a matrix has no higher rank than its register has
# bits: 2^2 values in the first dimension, 2^3 in the second and third, 2^11 in the twentieth. The joint points are
# all different, as those of a grid are, so that a count of distinct rows and the correlations between columns, which
# are 0, look perfect. Nothing lies above 6/7 in the first dimension. The discrepancy stays where it is from the first
# points on; that of random points is lower from a few dozen points on.
#
# This hurts whoever screens the parameters of a simulator with it, as the documentation offers for sampling and
# optimisation: the order of parameters decides how finely each is looked at, thresholds (the load at which a queue
# grows, the fee at which users leave) fall between four values, and more runs bring nothing. The function came in
# 1.3.0 (pydoe/pydoe#129); no report of this was found. windtunnel's own Sobol points have all values.
#
# Output seen on 2026-11-30 (six dimensions; the centred discrepancy, squared, is that of the first two):
#   points  values by dimension, Niederreiter  Halton          discrepancy, Niederreiter   Halton   random
#       64  [4, 8, 8, 16, 16, 32]                64 or more                        0.0158   0.0007   0.0046
#      512  [4, 8, 8, 16, 16, 32]               512 or more                        0.0158   0.0000   0.0004
#     4096  [4, 8, 8, 16, 16, 32]              4096 or more                        0.0158   0.0000   0.0001
#   largest value of the first dimension: 0.857; share above 0.9: 0.0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet pydoe==1.6.0 scipy==1.17.1 numpy==2.4.6
"$folder/env/bin/python" - <<'PYTHON'
import numpy as np
import pydoe
from scipy.stats.qmc import discrepancy


def values(points):
    return [len(np.unique(column)) for column in points.T]


print("points  values by dimension, Niederreiter  Halton          discrepancy, Niederreiter   Halton   random")
for count in (64, 512, 4096):
    points, halton = pydoe.niederreiter_sequence(count, 6), pydoe.halton_sequence(count, 6)
    random = np.random.default_rng(1).random((count, 2))
    found = [discrepancy(each[:, :2]) for each in (points, halton, random)]
    told = "".join(f"{value:9.4f}" for value in found)
    print(f"{count:6}  {str(values(points)):32} {min(values(halton)):10} or more {'':22}{told}")
    assert values(points)[:5] == [4, 8, 8, 16, 16], "the first dimensions have more values now"
    assert len(np.unique(points, axis=0)) == count and min(values(halton)) == count
    assert found[0] > found[2] > found[1], "Niederreiter is better than random now"
print(f"largest value of the first dimension: {points[:, 0].max():.3f}; share above 0.9: {(points[:, 0] > 0.9).mean()}")
PYTHON
