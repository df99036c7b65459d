#!/usr/bin/env bash
# smt 2.15.0 (pip): FullFactorial with a number of points that is no product leaves out one CORNER of the grid.
#
# One would guess that ten points for two parameters are a 3 x 3 grid and one more, or ten that are spread over a 4 x
# 3 grid, or an error. They are the first ten rows of the 4 x 3 grid in the order of nested loops: the largest value
# of the first parameter comes with the smallest value of the second alone. Factors of a factorial design are
# uncorrelated, so that an effect is a difference of means; here they are correlated, and a parameter without any
# effect gets one from the others. The grid grows by one level after the other until it holds the points. Numbers that
# it meets on the way are complete, most others are not: of 100 points in three dimensions all are there (5 x 5 x 4),
# of 20 in three seven of 27 are missing. `clip=True` takes the whole of the larger grid; it is off by default.
#
# This hurts whoever sweeps a simulator with as many runs as the budget allows and reads main effects from the table
# of means, or fits a surrogate, which has to extrapolate just where all parameters are large, that is where load,
# price and delay are worst. Nothing warns. No report of it was found. windtunnel's `sweep` makes whole grids.
#
# Output seen on 2026-11-30 (the result is the second parameter, the first has no effect):
#     9 points of a grid of 3 x 3    : mean result 0.50 at its least, 0.50 at its largest value; correlation  0.00
#    10 points of a grid of 4 x 3    : mean result 0.50 at its least, 0.00 at its largest value; correlation -0.22
#    19 points of a grid of 3 x 3 x 3: mean result 0.50 at its least, 0.00 at its largest value; correlation -0.15
#    20 points of a grid of 3 x 3 x 3: mean result 0.50 at its least, 0.00 at its largest value; correlation -0.25
#    27 points of a grid of 3 x 3 x 3: mean result 0.50 at its least, 0.50 at its largest value; correlation  0.00
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet smt==2.15.0 numpy==2.4.6
"$folder/env/bin/python" -W ignore - <<'PYTHON'
import numpy as np
from smt.sampling_methods import FullFactorial

for dimensions, count in ((2, 9), (2, 10), (3, 19), (3, 20), (3, 27)):
    limits = np.tile([0.0, 1.0], (dimensions, 1))
    points = FullFactorial(xlimits=limits)(count)
    levels = [len(np.unique(column)) for column in points.T]
    result = points[:, 1]  # the first parameter has no effect
    low, high = (result[points[:, 0] == end].mean() for end in (0, 1))
    correlation = np.corrcoef(points.T)[0, 1]
    grid = " x ".join(map(str, levels))
    told = f"mean result {low:.2f} at its least, {high:.2f} at its largest value"
    print(f"{count:3} points of a grid of {grid:9}: {told}; correlation {correlation:5.2f}")
    assert len(points) == count
    whole = FullFactorial(xlimits=limits, clip=True)(count)
    assert len(whole) == np.prod(levels), "clip does not make the grid whole"
    if count == np.prod(levels):
        assert abs(low - high) < 1e-9 and abs(correlation) < 1e-9
    else:
        assert low == 0.5 and high <= 0.2 and correlation < -0.1, "what is missing is not in one corner now"
PYTHON
