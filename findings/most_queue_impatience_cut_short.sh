#!/usr/bin/env bash
# most-queue 2.9 (pip): M/M/1 with impatience is wrong if arrivals are the service rate plus a whole multiple of the
# impatience, and says that nobody waits if the load is high.
#
# One would guess that `MM1Impatience` sums the series of its states until the terms are small. It stops when two
# consecutive terms are nearly EQUAL. They are at the top of the series whenever l = mu + k gamma: of 2 arrivals per s,
# 1 service and an impatience of 1 the sum ends after the second term of 2, and the probabilities of the states add up
# to 1.48. These are just the round numbers of which examples consist; with an impatience of 0.9 all is right. The list
# of states ends at the first one below 1e-10; under a load of 30 the first ones are, so that there are no states,
# nobody is in the system and nobody waits, where 29 wait on average. `utilization` is l / mu, also beyond 1, though the
# server is idle at times. Its sister for n servers, `MMnImpatienceCalc`, has none of these faults, also for n = 1.
#
# This hurts where impatience matters, under overload: users who give up are what keeps such a queue stable. A sweep of
# the load has spikes at whole numbers, and falls to 0 at its end. No report of it was found. windtunnel's theory tests
# have this queue in closed form.
#
# Output seen on 2026-11-30 (jobs in the system on average; sum of the probabilities):
#     l  mu  gamma    jobs   by hand   n servers, n = 1   sum of p   utilization
#     1   1      1   1.000     1.000              1.000      1.000           1.0
#     2   1    0.9   2.125     2.125              2.125      1.000           2.0
#     2   1      1   2.956     2.000              2.000      1.478           2.0
#     3   1      1   4.635     3.000              3.000      1.545           3.0
#     3   2      1   3.431     2.157              2.157      1.590           1.5
#     3   1    0.5   8.285     5.015              5.015      1.652           3.0
#    30   1      1   0.000    30.000             30.000      0.000          30.0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet most-queue==2.9 numpy==2.4.6 scipy==1.17.1
"$folder/env/bin/python" - <<'PYTHON'
import math

from most_queue.theory.impatience.mm1 import MM1Impatience
from most_queue.theory.impatience.mmn import MMnImpatienceCalc


def by_hand(l, mu, gamma, states=2000):
    logs = [0.0]
    for k in range(1, states):
        logs.append(logs[-1] + math.log(l / (mu + (k - 1) * gamma)))
    weights = [math.exp(each - max(logs)) for each in logs]
    return sum(k * weight for k, weight in enumerate(weights)) / sum(weights)


print("  l  mu  gamma    jobs   by hand   n servers, n = 1   sum of p   utilization")
for l, mu, gamma, wrong in (
    (1, 1, 1, False),
    (2, 1, 0.9, False),
    (2, 1, 1, True),
    (3, 1, 1, True),
    (3, 2, 1, True),
    (3, 1, 0.5, True),
    (30, 1, 1, True),
):
    queue = MM1Impatience(gamma=gamma)
    queue.set_sources(l)
    queue.set_servers(mu)
    result = queue.run()
    sister = MMnImpatienceCalc(1, gamma)
    sister.set_sources(l)
    sister.set_servers(mu)
    other = sum(k * p for k, p in enumerate(sister.run().p))
    jobs, true = queue.get_N(), by_hand(l, mu, gamma)
    print(f"{l:3}{mu:4}{gamma:7}{jobs:8.3f}{true:10.3f}{other:19.3f}{sum(result.p):11.3f}{result.utilization:14.1f}")
    assert abs(other - true) < 1e-3
    assert (abs(jobs - true) > 0.5) == wrong, "the sum is another one now"
PYTHON
