#!/usr/bin/env bash
# fast-pareto 1.0.4 (pip): the hypervolume of a goal to be maximised is measured from MINUS the reference point.
#
# `hypervolume` takes the indices of the goals of which more is better, so that throughput and price can stay as they
# are. One would guess that the result is that of the same points with throughput negated by hand, its reference
# included. The points are negated, and so is a copy of the reference, against which the points are checked; but the
# volume itself is measured to the reference as it was given. With a reference of 0, the first that one tries, both are
# the same. With one of 60 each width is 120 too much; where the goal can be below 0, such as a profit, the volume
# becomes negative.
#
# This hurts whoever compares sets of configurations (routers, prices, batch sizes) by their hypervolume: a demanding
# reference, which should make the volume smaller, makes it larger, and below it turns the order of two sets around.
# Negate the goals and the reference yourself. `is_pareto_front` and `nondominated_rank` have no reference and are not
# concerned. No report of it was found. windtunnel has no hypervolume.
#
# Output seen on 2026-11-30 (throughput and price; the reference is that throughput, at a price of 20):
#                  [(100, 10)]          [(80, 5), (70, 2)]
#   reference  package  by hand          package  by hand
#           0     1000     1000             1410     1410
#          40     1400      600             2130      690
#          60     1600      400             2490      330
#          65     1650      350             2580      240
#   a profit of 5 at a price of 10, reference -10: -50 instead of 150
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet fast-pareto==1.0.4 numpy==2.4.6 scipy==1.17.1
"$folder/env/bin/python" - <<'PYTHON'
import numpy as np
from fast_pareto import hypervolume

PRICE = 20.0
ONE, TWO = [(100.0, 10.0)], [(80.0, 5.0), (70.0, 2.0)]


def both(points, reference):
    """The volume with the first goal named as one to be maximised, and that of the same points negated by hand."""
    points = np.array(points)
    named = hypervolume(points, np.array([reference, PRICE]), larger_is_better_objectives=[0])
    return float(named), float(hypervolume(points * [-1, 1], np.array([-reference, PRICE])))


print(f"{'':14} {str(ONE):21} {TWO}\nreference  package  by hand          package  by hand")
for reference in (0.0, 40.0, 60.0, 65.0):
    (one, one_true), (two, two_true) = both(ONE, reference), both(TWO, reference)
    print(f"{reference:9.0f}{one:9.0f}{one_true:9.0f}{two:17.0f}{two_true:9.0f}")
    assert one_true == (100 - reference) * 10, "minimised goals are measured in another way"
    assert one == (100 + reference) * 10, "the reference of a goal to be maximised is negated now"
    assert two > one, "the volumes have another order now"
    assert (two_true > one_true) == (reference < 60), "by hand the order is another"
profit, profit_true = both([(5.0, 10.0)], -10.0)
print(f"a profit of 5 at a price of 10, reference -10: {profit:.0f} instead of {profit_true:.0f}")
assert (profit, profit_true) == (-50, 150), "the volume of a profit is no longer negative"
PYTHON
