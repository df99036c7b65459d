#!/usr/bin/env bash
# aio-fairshare 0.2.1 (PyPI): a tenant that shared 10 slots with another keeps to 7 when the other has left, with a
# thousand jobs waiting and 3 slots free.
#
# The page says: two requests have 5 of 10 tabs each; "Request B finishes, Request A can now use all 10 tabs again". A
# tenant may hold slots / tenants with demand. Other jobs wait, and each release wakes ONE of them, if its tenant may
# have more at that moment. While B still holds a slot A may have 5, so B's first four releases wake nobody. The last
# one finds that A may have 10, and wakes one; that B leaves wakes another. From then on one is woken for one that A
# releases. The slots that came free before stay free: A works on 7 until its queue has been empty. (A comment in the
# code speaks of one waiter "per available slot"; the loop ends after the first.)
#
# Shares are rounded down, too: 6 tenants use 6 of 10 slots, whatever waits.
#
# Five short jobs of B make A take 41 % longer. Capacity that is measured or modelled with this depends on who was there
# before. With one tenant alone, or with few jobs at a time, nothing shows.
#
# Time is simulated here (the clock jumps to the next timer). Source: `_notify_waiters` and `_calculate_share`.
#
# Output seen on 2026-11-30:
#   10 slots, jobs of 1 s on average that all come at once
#                            all done after, in use  with asyncio.Semaphore
#   A 1000 jobs                   105.8 s       10.0         105.8 s   10.0
#   B 5 jobs, A 1000              149.6 s        7.0         105.8 s   10.0
#   B 100 jobs, A 1000            153.7 s        7.3         113.3 s   10.0
#   six tenants with 200          203.2 s        6.1         124.4 s   10.0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --no-deps aio-fairshare==0.2.1
cat > slots.py <<'PY'
import asyncio
import contextlib
import random
import selectors
import time

SLOTS = 10
clock = 0.0
time.monotonic = lambda: clock  # The event loop reads this one.


class Jumps(selectors.DefaultSelector):
    """Does not wait, but lets the clock jump."""

    def select(self, timeout=None):
        global clock
        clock += timeout or 0.0
        return super().select(0)


from aio_fairshare import FairShareSemaphore


async def run(tenants: dict[str, int], fair: bool):
    """When all jobs are done, and how many slots were in use on average until nobody waited."""
    slots = FairShareSemaphore(max_slots=SLOTS) if fair else asyncio.Semaphore(SLOTS)
    draws = random.Random(1)
    waiting, busy, last = sum(tenants.values()), 0.0, 0.0

    async def job():
        nonlocal waiting, busy, last
        async with slots.acquire() if fair else slots:
            waiting -= 1
            if waiting == 0:
                last = clock
            took = draws.expovariate(1.0)
            start = clock
            await asyncio.sleep(took)
            busy += (min(clock, last) if last else clock) - start

    async def tenant(name: str, jobs: int):
        async with slots.tenant(name) if fair else contextlib.nullcontext():
            await asyncio.gather(*(job() for _ in range(jobs)))

    await asyncio.gather(*(tenant(name, jobs) for name, jobs in tenants.items()))
    return clock, busy / last


def measured(tenants: dict[str, int], fair: bool):
    global clock
    clock = 0.0
    with asyncio.Runner(loop_factory=lambda: asyncio.SelectorEventLoop(Jumps())) as runner:
        return runner.run(run(tenants, fair))


print(f"{SLOTS} slots, jobs of 1 s on average that all come at once")
print("                         all done after, in use  with asyncio.Semaphore")
found = {}
for name, tenants in [
    ("A 1000 jobs", {"A": 1000}),
    ("B 5 jobs, A 1000", {"B": 5, "A": 1000}),
    ("B 100 jobs, A 1000", {"B": 100, "A": 1000}),
    ("six tenants with 200", {name: 200 for name in "ABCDEF"}),
]:
    (took, used), (plain, all_used) = measured(tenants, True), measured(tenants, False)
    found[name] = used
    print(f"{name:25}{took:10.1f} s {used:10.1f} {plain:13.1f} s {all_used:6.1f}")
assert found["A 1000 jobs"] > 9.9
assert found["B 5 jobs, A 1000"] < 8, "slots that came free are taken now"
assert found["six tenants with 200"] < 7, "what is left of a division is shared now"
PY
venv/bin/python slots.py
