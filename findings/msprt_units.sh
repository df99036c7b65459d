#!/usr/bin/env bash
# msprt 0.1.2 (pip): the sequential test of two latencies finds half as much in seconds as in milliseconds, or refuses.
#
# A mixture sequential probability ratio test compares two variants while the data come in. Data, standard deviation
# and effect have one unit, and one would guess that their ratio, which has none, is the same in seconds and in
# milliseconds. The package chooses the width of the mixture from `sigma` and `truncation`; an intermediate result that
# should have no unit is divided by sigma there, the outcome, a VARIANCE, is taken for the standard deviation `tau`,
# and it is rounded to two decimals. A noise of 10 ms has a tau of 3.4 ms in milliseconds, of 70 ms in seconds. So wide
# a mixture costs power: 36 % instead of 67 % of the differences below are found. With less noise there is a division
# by 0, with more data a tau of 0.00, and "tau must be positive" is raised, of a parameter that the call does not have.
# From sigmas of about 1 on, the README's, the unit hardly matters.
#
# This hurts whoever stops a comparison of routers or schedulers by it: latencies in seconds, as most tools write them,
# and prices per token in dollars are just where it fails, and a difference that is there is called none. Divide the
# data by their standard deviation first, and pass `sigma=1.0`. No report of it was found. windtunnel has no such test.
#
# The package wants Python 3.10 to 3.12.
#
# Output seen on 2026-11-30 (means of 40 and 42 ms, sd 10 ms, 500 pairs, error 5 %; 500 experiments):
#   unit              tau  in sds  found
#   microseconds  3358.25    0.34    67%
#   milliseconds     3.40    0.34    67%
#   seconds          0.07    7.00    36%
#   seconds, sd 5 ms: ValueError: tau must be positive
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --no-deps msprt==0.1.2
"$folder/env/bin/pip" install --quiet matplotlib==3.10.7 numpy==1.26.4 scipy==1.15.3
"$folder/env/bin/python" -W ignore - <<'PYTHON'
import numpy as np
from msprt import msprt

PAIRS, NOISE = 500, 10.0
UNITS = {"microseconds": 1e3, "milliseconds": 1.0, "seconds": 1e-3}


def decision(seed, noise, unit):
    random = np.random.default_rng(seed)
    slow, fast = random.normal(42, noise, PAIRS), random.normal(40, noise, PAIRS)
    return msprt(x=fast * unit, y=slow * unit, sigma=noise * unit, truncation=PAIRS, warmup_observations=0).decision


found = {}
print(f"{'unit':12}{'tau':>9}{'in sds':>8}{'found':>7}")
for name, unit in UNITS.items():
    tau = msprt.calculate_mixture_variance(alpha=0.05, sigma=NOISE * unit, truncation=PAIRS)
    found[name] = sum(decision(seed, NOISE, unit) == "Accept H1" for seed in range(500)) / 500
    print(f"{name:12}{tau:9.2f}{tau / (NOISE * unit):8.2f}{found[name]:7.0%}")
assert found["microseconds"] == found["milliseconds"] > 0.5, "milliseconds find another number now"
assert found["seconds"] < 0.7 * found["milliseconds"], "seconds find as much as milliseconds now"
decision(1, 5.0, UNITS["milliseconds"])  # is not refused
try:
    decision(1, 5.0, UNITS["seconds"])
except ValueError as error:
    print(f"seconds, sd 5 ms: ValueError: {error}")
else:
    raise AssertionError("a noise of 5 ms is taken in seconds now")
PYTHON
