#!/usr/bin/env bash
# simdist 0.1.1 (pip, Python >= 3.12): the expected shortfall of exponential times lies below the quantile it is beyond.
#
# The expected shortfall (or CVaR) at level p is the mean of what lies beyond the p-quantile: how late a request is
# when it is among the 5 % latest. For exponential times that is the quantile plus the mean, as they have no memory.
# One would guess that `Exponential(rate).expected_shortfall(p)` is above the quantile.
#
# It has the formula with the other sign: minus the mean in place of plus. The "mean of the worst 5 %" is 2.0 means
# where the quantile is 3.0 and the answer 4.0; for the worst half it is negative, and at level 0, where it is the mean
# of all, it is minus the mean. The median of the class `Gamma` is of no use either: it does not depend on the scale.
#
# This hurts whoever sizes time-outs, deposits or reserves by the mean of the tail: they come out at half, or less, of
# what is needed. No report of it was found.
#
# Output seen on 2026-11-30 (exponential times with a mean of 1 s; mean of the worst of 1,000,000 draws):
#   level   quantile   simdist    true   drawn
#     0.0     -0.000    -1.000   1.000   0.998
#     0.5      0.693    -0.307   1.693   1.690
#     0.9      2.303     1.303   3.303   3.291
#    0.95      2.996     1.996   3.996   3.981
#    0.99      4.605     3.605   5.605   5.568
#   median of gamma times of shape 2: 1.678 with scale 1, 1.678 with scale 10
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --no-deps --ignore-requires-python simdist==0.1.1
"$folder/env/bin/pip" install --quiet numpy==2.4.6
"$folder/env/bin/python" - <<'PYTHON'
import typing

import numpy

# Python 3.11 lacks this mark for overriding methods, which does nothing.
if not hasattr(typing, "override"):
    typing.override = lambda method: method

from simdist.dists import Exponential, Gamma

draws = numpy.sort(numpy.random.default_rng(1).exponential(1.0, 1_000_000))
print("level   quantile   simdist    true   drawn")
for level in (0.0, 0.5, 0.9, 0.95, 0.99):
    found = float(Exponential(rate=1.0).expected_shortfall(level))
    quantile = -numpy.log(1 - level)
    drawn = draws[int(level * len(draws)) :].mean()
    print(f"{level:5}{quantile:11.3f}{found:10.3f}{quantile + 1:8.3f}{drawn:8.3f}")
    assert abs(drawn - (quantile + 1)) < 0.1
    assert abs(found - (quantile - 1)) < 1e-9, "the shortfall lies beyond the quantile now"
medians = [float(Gamma(shape=2.0, scale=scale).median()) for scale in (1.0, 10.0)]
print(f"median of gamma times of shape 2: {medians[0]:.3f} with scale 1, {medians[1]:.3f} with scale 10")
assert medians[0] == medians[1], "the scale counts now"
PYTHON
