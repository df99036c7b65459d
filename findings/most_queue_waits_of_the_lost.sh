#!/usr/bin/env bash
# most-queue 2.9 (pip): the waits of a queue with limited room count lost jobs as jobs that waited for no time, and its
# utilisation is beyond 1.
#
# `MMnrCalc(n, r)` is the queue M/M/n/r. One would guess that `w` and `v` are those of the jobs that are served, since
# lost ones have neither. Little's law is applied with ALL arrivals: the mean wait is too small by the share of jobs
# that are lost, and the sojourn adds a whole service to that. Offered twice what it can do, a server with room for four
# more makes jobs wait half as long as they do, and the longer the overload, the better the latency looks. `utilization`
# is the offered load, 2 here, though the server is busy 98 % of the time. By the doc, `r` is the room in the queue
# "including servers", the states go up to n + r: there are n more places than the doc says. At a load of exactly 1
# there is an error.
#
# This hurts just where a limit of the queue is of interest, as a way to keep latency low under overload. `ErlangBCalc`
# of the same package has the carried load as utilisation, and says so. No report of it was found.
#
# Output seen on 2026-11-30 (services take 1 on average):
#   n  r  arrivals     lost   mean wait   by hand   utilization   by hand   states
#   1  4       0.5    0.016       0.825     0.839          0.50     0.492        6
#   1  4         2    0.508       1.556     3.161          2.00     0.984        6
#   2  3         3    0.374       0.596     0.953          1.50     0.938        6
#   2  3        20    0.900       0.144     1.445         10.00     1.000        6
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet most-queue==2.9 numpy==2.4.6 scipy==1.17.1
"$folder/env/bin/python" - <<'PYTHON'
import math

from most_queue.theory.fifo.mmnr import MMnrCalc

print("n  r  arrivals     lost   mean wait   by hand   utilization   by hand   states")
for n, r, arrivals in ((1, 4, 0.5), (1, 4, 2), (2, 3, 3), (2, 3, 20)):
    queue = MMnrCalc(n, r)
    queue.set_sources(arrivals)
    queue.set_servers(1.0)
    result = queue.run()
    weights = [1.0]
    for jobs in range(1, n + r + 1):
        weights.append(weights[-1] * arrivals / min(jobs, n))
    states = [weight / sum(weights) for weight in weights]
    assert all(math.isclose(a, b) for a, b in zip(states, result.p)), "the states are other ones now"
    waiting = sum((jobs - n) * p for jobs, p in enumerate(states) if jobs > n)
    served = arrivals * (1 - states[-1])
    true, busy = waiting / served, served / n
    print(f"{n}{r:3}{arrivals:10}{states[-1]:9.3f}{result.w[0]:12.3f}{true:10.3f}", end="")
    print(f"{result.utilization:14.2f}{busy:10.3f}{len(states):9}")
    assert math.isclose(result.w[0], waiting / arrivals) and result.w[0] < true, "waits are of served jobs now"
    assert math.isclose(result.utilization, arrivals / n), "the utilization is the carried load now"
PYTHON
