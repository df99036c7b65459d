#!/usr/bin/env bash
# hedge-python 0.3.0 (PyPI): at 5 requests a second the budget of "10 % of total traffic" lets every request be sent
# twice; `max_hedges` is not read.
#
# The package sends a copy of a request that takes longer than the 90th percentile seen so far. A token bucket caps the
# copies, "preventing the load-doubling spiral" in an outage, and needs "zero configuration". `budget_percent` is
# documented as a percentage of total traffic. It is one of `estimated_rps`, which is 100 and stays so: requests are not
# counted (`set_rps` is never called). So 10 copies a second pass whatever the traffic. A client with 10 requests a
# second or fewer has no cap. When all nodes become slow, each of its requests is copied until the slow times have
# reached the percentile: load is doubled when it hurts. The page says to set a value near the real rate.
#
# The first 20 requests to a host are copied after 10 ms, which for answers of LLMs is all of them.
#
# `max_hedges` ("maximum concurrent hedge requests per call") has no effect: 0 hedges all the same, 3 sends one copy.
#
# Time is simulated here (the clock jumps to the next timer), so the numbers do not depend on the machine. Source:
# `TokenBucket` in budget/_token_bucket.py, `execute_with_hedge` in transport/_base.py; "Configuration" of the page.
#
# Output seen on 2026-11-30:
#   5 requests a second; after 120 s all answers take 10 s
#   settings               copies of the first 20  of the others before  in the outage  most copies of one
#   those that one gets                      100%                   15%           100%                   1
#   estimated_rps=5                           10%                    5%            10%                   1
#   max_hedges=0                             100%                   15%           100%                   1
#   max_hedges=3                             100%                   15%           100%                   1
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check hedge-python==0.3.0 httpx==0.28.1
cat > hedges.py <<'PY'
import asyncio
import random
import selectors
import time

RATE, CALM, OUTAGE = 5, 120, 10  # [1/s, s, s]
clock = 0.0
time.monotonic = lambda: clock  # The event loop and the package read this one.


class Jumps(selectors.DefaultSelector):
    """Does not wait, but lets the clock jump."""

    def select(self, timeout=None):
        global clock
        clock += timeout or 0.0
        return super().select(0)


import httpx
from hedge import HedgeConfig
from hedge.transport import HedgedHttpxTransport


class Nodes(httpx.AsyncBaseTransport):
    """Answers of 0.5 s on average, of 10 s in the outage."""

    def __init__(self):
        self.draws = random.Random(1)
        self.sent = []

    async def handle_async_request(self, request):
        self.sent.append(request.url.path)
        await asyncio.sleep(self.draws.expovariate(2.0) if clock < CALM else 10.0)
        return httpx.Response(200)


async def run(config: HedgeConfig):
    """Copies of the first 20 requests, of the others before the outage, of those in it, and the most of one request."""
    nodes = Nodes()
    transport = HedgedHttpxTransport(nodes, config)
    start, count = clock, RATE * (CALM + OUTAGE)

    async def ask(i: int):
        await asyncio.sleep(i / RATE)
        await transport.handle_async_request(httpx.Request("GET", f"http://node/{i}"))

    await asyncio.gather(*(ask(i) for i in range(count)))
    await transport.aclose()
    copies = [nodes.sent.count(f"/{i}") - 1 for i in range(count)]
    calm = RATE * CALM
    parts = [copies[:20], copies[20:calm], copies[calm:]]
    return [sum(part) / len(part) for part in parts] + [max(copies)]


print(f"{RATE} requests a second; after {CALM} s all answers take 10 s")
print("settings               copies of the first 20  of the others before  in the outage  most copies of one")
found = {}
for settings in ({}, {"estimated_rps": RATE}, {"max_hedges": 0}, {"max_hedges": 3}):
    clock = 0.0
    with asyncio.Runner(loop_factory=lambda: asyncio.SelectorEventLoop(Jumps())) as runner:
        row = runner.run(run(HedgeConfig(**settings)))
    name = ", ".join(f"{key}={value}" for key, value in settings.items()) or "those that one gets"
    found[name] = row
    print(f"{name:20}{row[0]:25.0%}{row[1]:22.0%}{row[2]:15.0%}{row[3]:20}")
assert found["those that one gets"][2] > 0.8, "the cap follows the traffic now"
assert found["estimated_rps=5"][2] < 0.2
assert found["max_hedges=0"] == found["max_hedges=3"] == found["those that one gets"], "max_hedges is read now"
PY
venv/bin/python hedges.py
