#!/usr/bin/env bash
# sglang-router 0.3.2 (pip): `--policy power_of_two` tosses a coin for 30 s, then sends everything to one of two
# workers.
#
# One would guess that the router compares how many requests it has in flight at the two workers that it sampled: it is
# the one that placed them. For HTTP workers it counts them only under `cache_aware` and `manual`, so that both sides
# are always 0 and the choice is random. The other input is the load that the workers report. It is polled at the
# interval of `--worker-startup-check-interval` (30 s by default; no option is named for the load); until the first
# report the choice stays random, and between reports nothing is added for requests that were placed since: all requests
# go to whichever of two workers reported less, for 30 s.
#
# This hurts whoever takes the router's results for those of two choices (Mitzenmacher), or fits a simulator to them:
# what is measured is random choice, then a herd on information that is up to 30 s old, where fresh counts would keep
# two equal workers about equal. The counter that stays at zero is described in smg-project/smg#2146 (merged in August
# 2026); 0.3.2 is the newest release on PyPI.
#
# The script starts two workers that answer every request after 1 s and report their load as SGLang does, and sends 10
# requests per second. windtunnel's `power_of_d` compares the backlogs that its gateway knows.
#
# Output seen on 2026-11-30:
#   seconds  0 to  5:  27 and  22 requests
#   seconds 10 to 15:  30 and  19 requests
#   seconds 20 to 25:  25 and  24 requests
#   seconds 30 to 35:  48 and   0 requests
#   seconds 40 to 45:  49 and   0 requests
#   and the like between; which worker gets all differs from run to run
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --no-deps sglang-router==0.3.2
"$folder/env/bin/pip" install --quiet aiohttp==3.14.5 fastapi==0.165.0 uvicorn==0.54.0 orjson==3.13.0 \
    setproctitle==1.3.8
cat >"$folder/run.py" <<'PYTHON'
import asyncio
import logging
import socket
import subprocess
import sys
import tempfile
import time

from aiohttp import ClientError, ClientSession, TCPConnector, web

logging.disable()  # the router first asks the workers whether they speak HTTP/2, which aiohttp reports as an error
GAP, SERVICE, SECONDS = 0.1, 1.0, 50


class Worker:
    """Answers every request after a second, and tells its load."""

    def __init__(self):
        self.times, self.busy, self.peak = [], 0, 0

    async def answer(self, request):
        await request.read()
        self.times.append(time.monotonic())
        self.busy += 1
        self.peak = max(self.peak, self.busy)
        await asyncio.sleep(SERVICE)
        self.busy -= 1
        return web.json_response({"choices": [{"index": 0, "message": {"role": "assistant", "content": "x"}}]})

    async def load(self, request):
        tokens = 100 * self.busy
        return web.json_response([{"dp_rank": 0, "num_reqs": self.busy, "num_waiting_reqs": 0, "num_tokens": tokens}])

    async def known(self, request):
        return web.json_response({"model_path": "model", "served_model_name": "model", "is_generation": True})

    async def serve(self, port):
        app = web.Application()
        app.router.add_post("/v1/chat/completions", self.answer)
        app.router.add_get("/get_load", self.load)
        app.router.add_get("/{any:.*}", self.known)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        return runner


def free_ports(n):
    sockets = [socket.socket() for _ in range(n)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


async def main():
    *ports, door, metrics = free_ports(4)
    workers = [Worker() for _ in ports]
    runners = [await worker.serve(port) for worker, port in zip(workers, ports)]
    urls = [f"http://127.0.0.1:{port}" for port in ports]
    command = [sys.executable, "-m", "sglang_router.launch_router", "--host", "127.0.0.1", "--port", str(door)]
    command += ["--prometheus-port", str(metrics), "--policy", "power_of_two", "--worker-urls", *urls]
    with tempfile.TemporaryFile() as log:
        router = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            async with ClientSession(connector=TCPConnector(limit=0)) as session:
                begun = await send(session, f"http://127.0.0.1:{door}")
        finally:
            router.terminate()
            router.wait()
    for runner in runners:
        await runner.cleanup()
    return workers, begun


async def send(session, address):
    """Waits for the router and sends requests at fixed gaps; says when the first was sent."""
    body = {"model": "model", "messages": [{"role": "user", "content": "What is a queue?"}]}

    async def ask():
        async with session.post(f"{address}/v1/chat/completions", json=body) as answer:
            await answer.read()
            return answer.status

    for _ in range(120):
        try:
            if await ask() == 200:
                break
        except ClientError:
            pass
        await asyncio.sleep(0.5)
    begun = time.monotonic()
    asked = []
    while time.monotonic() < begun + SECONDS:
        asked.append(asyncio.create_task(ask()))
        await asyncio.sleep(GAP)
    assert set(await asyncio.gather(*asked)) == {200}
    return begun


workers, begun = asyncio.run(main())
shares = []
for second in range(0, SECONDS, 5):
    counts = [sum(begun + second <= at < begun + second + 5 for at in worker.times) for worker in workers]
    shares.append(max(counts) / sum(counts))
    print(f"seconds {second:2} to {second + 5:2}: {counts[0]:3} and {counts[1]:3} requests")
print(f"most at once: {workers[0].peak} and {workers[1].peak}, of 10 in the system")
assert max(shares[:3]) < 0.9 and sum(share > 0.95 for share in shares) >= 3, "the policy balances in another way now"
PYTHON
"$folder/env/bin/python" "$folder/run.py"
