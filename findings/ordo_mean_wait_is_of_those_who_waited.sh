#!/usr/bin/env bash
# ordo-des 0.1.1 (PyPI): `mean_wait` of a resource is of those only who had to wait; Little's law does not hold for the
# numbers side by side in `stats`.
#
# A resource keeps `utilization`, `mean_queue_length` and `mean_wait`. In a queue with one server and random arrivals at
# half load the wait is as long as a service, mean over all customers (half of them do not wait). One would guess that
# `mean_wait` is that, the more so as queue length = rate x wait (Little) ties it to the number beside it. But who finds
# a server free gives no sample: `mean_wait` is 2 services, and at 10 % load 1.1 instead of 0.11. The factor is 1 / the
# share that waits, so it is largest where waits are rare.
#
# A comparison of two networks goes wrong. Eight servers at half load instead of one take away 99 % of the wait, as
# hardly anybody waits any more; `mean_wait` falls by seven eighths, and says nothing of how rare a wait is. The page
# calls it the mean time that "waiters" spent, which one can read either way; a comment in the code says it clearly.
# `wait_times` leaves them out too. Ciw, for one, records a wait of 0 for them.
#
# Source: `_request` and `release` in resource.py, `mean_wait` in stats.py; "Stats" of the page.
#
# Output seen on 2026-11-30:
#   load  servers  mean_wait  wait of all  queue length  rate x mean_wait  rate x wait of all
#    0.1        1      1.132        0.113        0.0113            0.1131              0.0113
#    0.5        1      1.972        0.986        0.4912            0.9823              0.4912
#    0.9        1      9.915        8.931        8.0111            8.8938              8.0111
#    0.5        2      1.022        0.342        0.3420            1.0216              0.3420
#    0.5        8      0.242        0.014        0.0564            0.9671              0.0564
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --no-deps ordo-des==0.1.1 numpy==2.4.6
cat > waits.py <<'PY'
import random

from ordo import Resource, Simulator

CUSTOMERS = 60_000


def simulated(load: float, servers: int):
    """A queue with random arrivals and services of mean 1: what the resource says, and what the customers had."""
    draws = random.Random(1)
    sim = Simulator()
    desk = Resource(sim, capacity=servers)
    waits = []

    async def customer():
        came = sim.now
        async with desk.acquire():
            waits.append(sim.now - came)
            await sim.sleep(draws.expovariate(1))

    async def source():
        for _ in range(CUSTOMERS):
            await sim.sleep(draws.expovariate(load * servers))
            sim.process(customer())

    sim.process(source())
    sim.run()
    return desk.stats, sum(waits) / len(waits), len(waits) / sim.now


print("load  servers  mean_wait  wait of all  queue length  rate x mean_wait  rate x wait of all")
found = {}
for load, servers in [(0.1, 1), (0.5, 1), (0.9, 1), (0.5, 2), (0.5, 8)]:
    stats, true, rate = simulated(load, servers)
    found[load, servers] = stats.mean_wait, true
    queue, mean = stats.mean_queue_length, stats.mean_wait
    print(f"{load:4}{servers:9}{mean:11.3f}{true:13.3f}{queue:14.4f}{rate * mean:18.4f}{rate * true:20.4f}")
    assert abs(queue / (rate * true) - 1) < 0.01
    if load < 0.9:
        assert stats.mean_wait > 1.5 * true, "those who do not wait count now"
PY
venv/bin/python waits.py
