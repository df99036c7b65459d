#!/usr/bin/env bash
# reliability 0.9.0 (pip, Python >= 3.10): `optimal_replacement_time` is never below 1, whatever the unit of time is.
#
# The best time for replacing a machine before it fails scales with its life: 6,708 hours, 279 days or 0.77 years are
# the same answer. One would guess that the function finds it in any unit. It looks at 10,000 times from 1 to three
# times the Weibull scale. For a life of two years in years the best time of 0.77 lies before the first one that is
# looked at, and the answer is 1. For a life of less than 1/3 the times run down from 1 to the end, all of them too
# late: 0.2 decades give an answer of eight years. The reported cost is that of the wrong time, and nothing warns. With
# q=1 there is a closed formula, which is not concerned.
#
# This hurts whoever has lives of GPUs in years, or of leaking processes in days, which is how they are talked about:
# plans come out too late, at nearly three times the cost in the last row but one, and only in hours or minutes all is
# well. No report of it was found. windtunnel has no such rule, and its times have units.
#
# Output seen on 2026-11-30 (cost_PM 1, cost_CM 10, Weibull shape 3, scale two years; costs per scale):
#   unit          scale    answer  in years    cost
#   hours         17532  6707.533     0.765    3.95
#   days          730.5   279.440     0.765    3.95
#   months           24     9.180     0.765    3.95
#   years             2     1.000     1.000    4.24
#   decades         0.2     0.800     7.996   11.20
#   by hand                           0.764    3.95
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet reliability==0.9.0 numpy==2.3.5 scipy==1.17.1 pandas==2.3.3 matplotlib==3.10.7
MPLBACKEND=Agg "$folder/env/bin/python" -W ignore - <<'PYTHON'
from math import exp

from reliability.Repairable_systems import optimal_replacement_time
from scipy.integrate import quad

SHAPE, DEAR = 3.0, 10.0


def by_hand(share):
    """The cost per scale of replacing after so much of the scale, each repair being as good as new."""
    alive = exp(-(share**SHAPE))
    return (alive + DEAR * (1 - alive)) / quad(lambda x: exp(-(x**SHAPE)), 0, share)[0]


best = min((k / 1000 for k in range(1, 3000)), key=by_hand)
print(f"{'unit':10}{'scale':>9}{'answer':>10}{'in years':>10}{'cost':>8}")
found = {}
for unit, scale in (("hours", 17_532), ("days", 730.5), ("months", 24), ("years", 2), ("decades", 0.2)):
    quiet = {"show_time_plot": False, "show_ratio_plot": False, "print_results": False}
    plan = optimal_replacement_time(1, DEAR, scale, SHAPE, **quiet)
    share = plan.ORT / scale
    found[unit] = share
    print(f"{unit:10}{scale:9}{plan.ORT:10.3f}{2 * share:10.3f}{plan.min_cost * scale:8.2f}")
    assert abs(plan.min_cost * scale - by_hand(share)) < 0.01, "the cost is another one"
print(f"{'by hand':29}{2 * best:10.3f}{by_hand(best):8.2f}")
assert all(abs(found[unit] - best) < 0.002 for unit in ("hours", "days", "months")), "long lives are wrong too"
assert found["years"] == 0.5 and found["decades"] > 3.5, "the unit does not matter now"
PYTHON
