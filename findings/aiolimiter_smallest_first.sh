#!/usr/bin/env bash
# aiolimiter 1.3.0 (pip, Python >= 3.10): whoever waits for capacity is served smallest amount first, not in order.
#
# `AsyncLimiter(100_000, 60)` with `await limiter.acquire(tokens)` is a common way to keep to a provider's tokens per
# minute. One would guess that those who wait are served first come, first served, as with asyncio's own locks and
# semaphores, so that the limiter delays everybody alike. The waiters are in a heap that is sorted by amount, and a new
# caller for whom there is room does not look at the heap at all. It is a shortest-job-first queue without ageing: a
# long prompt goes behind every shorter one that comes while it waits.
#
# This hurts whoever models the limiter as a FIFO server with tokens as work, or reads the waits that it measured as
# those of the provider. Close below the limit only the long requests wait, twice as long as with FIFO; above it
# the long ones carry the whole overload: throughput in requests looks fine, and the users with long prompts are served
# later and later, or never. The mean wait over all is better than FIFO's, which hides it. No issue of the project was
# found on this.
#
# The script plays an hour in a virtual time: Poisson arrivals, 10 of 11 requests of 1,000 tokens, the others of 10,000,
# so that each kind has half of the tokens. FIFO is the same bucket with a queue in front.
#
# Output seen on 2026-11-30 (mean wait in seconds, and the share of requests that was let through within the hour):
#   load                     small           large
#   0.97  aiolimiter    0.0 s 100 %      6.7 s 100 %
#   0.97  FIFO          2.6 s 100 %      3.6 s 100 %
#    1.1  aiolimiter    0.1 s 100 %    338.0 s  88 %
#    1.1  FIFO        158.7 s  95 %    154.1 s  94 %
#    1.5  aiolimiter    0.2 s 100 %   1218.5 s  36 %
#    1.5  FIFO        603.4 s  71 %    565.6 s  67 %
#   asked for 4, 4, 3, 2, 1 of 4; let through: 4, 1, 2, 3, 4
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet aiolimiter==1.3.0
"$folder/env/bin/python" - <<'PYTHON'
import asyncio
import random
import selectors

from aiolimiter import AsyncLimiter

LIMIT, HOUR, SMALL, LARGE = 100_000, 3600, 1_000, 10_000


class Instant(selectors.DefaultSelector):
    """Does not wait, but moves the loop's time, by a microsecond at least."""

    now = 0.0

    def select(self, timeout=None):
        self.now += max(timeout or 0, 1e-6)
        return super().select(0)


class VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self):
        self.clock = Instant()
        super().__init__(self.clock)

    def time(self):
        return self.clock.now


def draw(load):
    """Times and sizes of an hour's requests."""
    rng = random.Random(7)
    rate = load * LIMIT / 60 / ((10 * SMALL + LARGE) / 11)
    at, asked = rng.expovariate(rate), []
    while at < HOUR:
        asked.append((at, LARGE if rng.random() < 1 / 11 else SMALL))
        at += rng.expovariate(rate)
    return asked


def limited(asked):
    """When the limiter lets each request through; those that are still waiting after the hour are left out."""
    through = {}

    async def main():
        limiter = AsyncLimiter(LIMIT, 60)
        loop = asyncio.get_running_loop()

        async def ask(i, size):
            await limiter.acquire(size)
            through[i] = loop.time()

        tasks = []
        for i, (at, size) in enumerate(asked):
            await asyncio.sleep(at - loop.time())
            tasks.append(asyncio.create_task(ask(i, size)))
        await asyncio.sleep(HOUR - loop.time())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    loop = VirtualLoop()
    loop.run_until_complete(main())
    loop.close()
    return through


def fifo(asked):
    """The same leaky bucket with a queue in front."""
    level, last, through = 0.0, 0.0, {}
    for i, (at, size) in enumerate(asked):
        start = max(at, last)
        level = max(level - (start - last) * LIMIT / 60, 0)
        wait = max(level + size - LIMIT, 0) * 60 / LIMIT
        last = start + wait
        level = max(level - wait * LIMIT / 60, 0) + size
        if last <= HOUR:
            through[i] = last
    return through


def summary(asked, through, size):
    ours = [i for i, (_, amount) in enumerate(asked) if amount == size]
    waits = [through[i] - asked[i][0] for i in ours if i in through]
    return sum(waits) / len(waits), len(waits) / len(ours)


found = {}
print(f"{'load':4}  {'':10} {'small':>13}   {'large':>13}")
for load in (0.97, 1.1, 1.5):
    asked = draw(load)
    for name, let in (("aiolimiter", limited), ("FIFO", fifo)):
        through = let(asked)
        found[name, load] = small, large = [summary(asked, through, size) for size in (SMALL, LARGE)]
        cells = [f"{wait:6.1f} s {100 * share:3.0f} %" for wait, share in (small, large)]
        print(f"{load:4}  {name:10} {cells[0]:>13}   {cells[1]:>13}")


# Four callers in the order of their coming, with an empty bucket's worth taken before.
async def four():
    limiter, order = AsyncLimiter(4, 4), []

    async def ask(size):
        await limiter.acquire(size)
        order.append(size)

    await asyncio.gather(*(ask(size) for size in (4, 4, 3, 2, 1)))
    return order


for load in (1.1, 1.5):
    small, large = found["aiolimiter", load]
    assert small[0] < 1 and small[1] > 0.99, "short requests wait, too"
    assert large[0] > 2 * found["FIFO", load][1][0] > 100, "long requests wait as with FIFO now"
loop = VirtualLoop()
order = loop.run_until_complete(four())
loop.close()
print("asked for 4, 4, 3, 2, 1 of 4; let through:", ", ".join(map(str, order)))
assert order == [4, 1, 2, 3, 4], "the order of waiters has changed"
PYTHON
