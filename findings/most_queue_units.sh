#!/usr/bin/env bash
# most-queue 2.9 (pip): with times in milliseconds, the waits of priority queues, networks and Engset's model are wrong,
# with microseconds they are anything, also negative.
#
# One would guess that a queue with rates per millisecond waits as long as the same one with rates per second: all
# formulas scale. Several calculators derive moments from a Laplace transform numerically, with a step of 0.0001 or 0.01
# that does not scale. It is meant for times around 1. If the unit is a thousandth of that, the step is far beyond the
# service rate, and the derivative is one of the tail; if it is a thousand times that, the transform does not change
# over the step, and the second and third moments are noise. `run()` returns these; `get_w1()` of Engset's model, which
# is not called by it, is exact. M/G/1 without priorities and Erlang's formulas are exact in all units.
#
# This hurts because latencies of inference are entered in milliseconds, as all traces have them. Nothing warns: the
# waits of the low class are below half of the right ones in milliseconds, which looks like a good priority rule. No
# report of it was found. windtunnel's theory tests are formulas without derivatives.
#
# Output seen on 2026-11-30 (mean waits in mean services; rates of the classes 0.3 and 0.4 per mean service; by hand
# Cobham 1.000 and 3.333, Engset with 4 sources of rate 0.5 per mean service 1.421):
#   a mean service is   first class  second class   Engset: run()  get_w1()
#   1 time unit               1.000         3.330           1.421     1.421
#   1,000                     0.761         1.387           0.155     1.421
#   100,000                   0.003         0.001           0.002     1.421
#   0.00001                 259.678      -173.309           1.421     1.421
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet most-queue==2.9 numpy==2.4.6 scipy==1.17.1
"$folder/env/bin/python" - <<'PYTHON'
import warnings

from most_queue.theory.closed.engset import Engset
from most_queue.theory.priority.non_preemptive.mg1 import MG1NonPreemptiveCalc

warnings.simplefilter("ignore")


def priorities(unit):
    """One mean service is `1 / unit` units of time."""
    queue = MG1NonPreemptiveCalc()
    queue.set_sources([0.3 * unit, 0.4 * unit])
    queue.set_servers([[1 / unit, 2 / unit**2, 6 / unit**3, 24 / unit**4]] * 2)
    return [waits[0] * unit for waits in queue.run().w]


def engset(unit):
    queue = Engset()
    queue.set_sources(0.5 * unit, 4)
    queue.set_servers(unit)
    exact = Engset()
    exact.set_sources(0.5 * unit, 4)
    exact.set_servers(unit)
    exact.get_p()
    return queue.run().w[0] * unit, exact.get_w1() * unit


# Cobham: the residual work 0.7 over (1 - 0.3), and over (1 - 0.3) (1 - 0.7).
cobham = 0.7 / 0.7, 0.7 / 0.7 / 0.3
print("a mean service is   first class  second class   Engset: run()  get_w1()")
found = {}
for unit, name in ((1, "1 time unit"), (1e-3, "1,000"), (1e-5, "100,000"), (1e5, "0.00001")):
    (first, second), (run, exact) = priorities(unit), engset(unit)
    found[name] = first, second, run
    print(f"{name:17}{first:14.3f}{second:14.3f}{run:16.3f}{exact:10.3f}")
    assert abs(exact - 1.42105) < 1e-4
assert all(abs(a - b) < 0.01 for a, b in zip(found["1 time unit"], (*cobham, 1.421)))
assert found["1,000"][1] < 0.5 * cobham[1] and found["1,000"][2] < 0.2, "thousands are right now"
assert found["0.00001"][1] < 0, "small times are right now"
PYTHON
