#!/usr/bin/env bash
# openqtsim 0.5.1 (pip): the occupancy at which M/M/n has a given waiting factor is beyond 100 % or negative, and the
# waiting factor near saturation is a fifth of the right one.
#
# `occupancy_to_waitingfactor` and `waitingfactor_to_occupancy` translate between the utilisation of a queue and the
# mean wait in units of the service. One would guess that they invert each other, and that waits go to infinity at 100
# %. Both are polynomials of degree six through a table for 10 to 90 %. From occupancy to wait it is good within the
# table; at 99 % it says 21 instead of 99 for one server, at 5 % of four servers 0.08 instead of 0.00002. The other way
# round the table is very uneven, and the polynomial swings through everything: a waiting factor of 0.3 at ten servers
# "is" an occupancy of 1,400,000 %, one of 1 at four servers of 8,700 %, of 2 of -32,000 %. With one server and factors
# below 2 it is right.
#
# This hurts because the second function is the one for design: how much load may a berth, or a GPU, take for a wait of
# so much? Nothing says where it holds. The defaults, a factor of 0.3 at four servers, give 90 % instead of 68 %.
# Erlang's formula, which takes ten lines, has no such limits. No report of it was found.
#
# Output seen on 2026-11-30 (by hand: Erlang's formula C, and its inverse by halving):
#   servers   occupancy   waiting factor   by hand
#         1        0.50           0.9940   1.00000
#         1        0.99          20.8303  99.00000
#         4        0.05           0.0776   0.00002
#         4        0.50           0.0855   0.08696
#         4        0.95           3.2811   4.45709
#        10        0.99           1.8195   9.63738
#   servers   waiting factor      occupancy   by hand
#         1              0.3          0.230     0.231
#         1              1.0          0.500     0.500
#         2              2.0          2.523     0.816
#         4              0.1          0.496     0.518
#         4              0.3          0.896     0.675
#         4              1.0         86.515     0.835
#         4              2.0       -321.969     0.901
#        10              0.3      13979.480     0.836
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --no-deps openqtsim==0.5.1
"$folder/env/bin/pip" install --quiet --no-warn-conflicts numpy==2.4.6 scipy==1.17.1 pandas==2.3.3 simpy==4.1.2
"$folder/env/bin/python" - <<'PYTHON'
import sys
import types

# Only for charts.
for name in ("matplotlib", "matplotlib.pyplot", "seaborn"):
    sys.modules[name] = types.ModuleType(name)
sys.modules["matplotlib"].pyplot = sys.modules["matplotlib.pyplot"]

from openqtsim.arrival_process import ArrivalProcess
from openqtsim.queue import Queue
from openqtsim.service_process import ServiceProcess


def wait(occupancy, servers):
    load, blocked = occupancy * servers, 1.0
    for k in range(1, servers + 1):
        blocked = load * blocked / (k + load * blocked)
    waits = servers * blocked / (servers - load * (1 - blocked))
    return waits / (servers - load)


def occupancy(factor, servers):
    low, high = 0.0, 1.0
    while high - low > 1e-9:
        middle = (low + high) / 2
        low, high = (middle, high) if wait(middle, servers) < factor else (low, middle)
    return low


queue = Queue(ArrivalProcess(symbol="M", arr_rate=8), ServiceProcess(symbol="M", srv_rate=9), 4)
print("servers   occupancy   waiting factor   by hand")
for servers, share in ((1, 0.5), (1, 0.99), (4, 0.05), (4, 0.5), (4, 0.95), (10, 0.99)):
    found, true = float(queue.occupancy_to_waitingfactor(share, servers)), wait(share, servers)
    print(f"{servers:7}{share:12.2f}{found:17.4f}{true:10.5f}")
    if share > 0.98:
        assert found < 0.25 * true, "waits near saturation are right now"
print("servers   waiting factor      occupancy   by hand")
for servers, factor in ((1, 0.3), (1, 1.0), (2, 2.0), (4, 0.1), (4, 0.3), (4, 1.0), (4, 2.0), (10, 0.3)):
    found, true = float(queue.waitingfactor_to_occupancy(factor, servers)), occupancy(factor, servers)
    print(f"{servers:7}{factor:17.1f}{found:15.3f}{true:10.3f}")
    if servers == 1:
        assert abs(found - true) < 0.01
    elif factor > 0.2:
        assert abs(found - true) > 0.05, "the inverse is right now"
PYTHON
