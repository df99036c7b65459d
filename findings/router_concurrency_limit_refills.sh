#!/usr/bin/env bash
# vllm-router 0.1.17 and sglang-router 0.3.2 (pip): `--max-concurrent-requests 4` lets 20 requests run at once.
#
# One would guess that the option bounds what is in flight, as its name, its help and SGLang's documentation ("requests
# beyond the concurrency limit wait") say, and that a router with it is a queue with four servers. The limit is a bucket
# of 4 tokens. A request takes one and gives it back at its end, but the bucket also fills by itself, at
# `--rate-limit-tokens-per-second`, whose default is the same number: 4 per second, whether or not anything has ended.
# The bound is therefore 4 + 4 x the duration of a request: with answers of 5 s up to 24 at once, with a minute 244.
# With answers below a second, as a stub gives in tests, it looks like a limit of concurrency. No rate turns it off: 0
# counts as not given in sglang-router, and as 1 per second in vllm-router.
#
# This hurts whoever sets the limit to a replica's batch size or to what its KV cache holds, or simulates the gateway as
# an admission queue: overload goes straight through to the engines, whose queues and preemptions one meant to avoid,
# and tail latency is that of no limit at all. For SGLang it is sgl-project/sglang#21163; one mending (#21362) was
# closed without a merge, another (#32491) is open.
#
# The script sends 4 requests per second for 7 s to a worker that answers each after 5 s; the router has no queue.
# In windtunnel only completions free a place.
#
# Output seen on 2026-11-30 (refused ones got status 429):
#   vllm_router --max-concurrent-requests 4: at most 20 at once, 28 served, 0 refused
#   sglang_router --max-concurrent-requests 4: at most 20 at once, 28 served, 0 refused
#   vllm_router --max-concurrent-requests 4 --rate-limit-tokens-per-second 0: at most 10 at once, 15 served, 13 refused
#   sglang_router --max-concurrent-requests 4 --rate-limit-tokens-per-second 0: at most 20 at once, 28 served, 0 refused
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet aiohttp==3.14.5 fastapi==0.165.0 uvicorn==0.54.0 orjson==3.13.0 \
    setproctitle==1.3.8
"$folder/env/bin/pip" install --quiet --no-deps vllm-router==0.1.17 sglang-router==0.3.2
cat >"$folder/run.py" <<'PYTHON'
import asyncio
import logging
import socket
import subprocess
import sys
import tempfile

from aiohttp import ClientError, ClientSession, TCPConnector, web

logging.disable()  # the router first asks the worker whether it speaks HTTP/2, which aiohttp reports as an error
LIMIT, SERVICE, GAP, REQUESTS = 4, 5.0, 0.25, 28


class Worker:
    def __init__(self):
        self.busy, self.peak, self.service = 0, 0, 0.0

    async def answer(self, request):
        await request.read()
        self.busy += 1
        self.peak = max(self.peak, self.busy)
        await asyncio.sleep(self.service)
        self.busy -= 1
        return web.json_response({"choices": [{"index": 0, "message": {"role": "assistant", "content": "x"}}]})

    async def known(self, request):
        told = {"model_path": "model", "served_model_name": "model", "is_generation": True}
        return web.json_response(told | {"data": [{"id": "model"}]})

    async def serve(self, port):
        app = web.Application()
        app.router.add_post("/v1/chat/completions", self.answer)
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


async def measure(router, options):
    port, door, metrics = free_ports(3)
    worker = Worker()
    runner = await worker.serve(port)
    command = [sys.executable, "-m", f"{router}.launch_router", "--host", "127.0.0.1", "--port", str(door)]
    command += ["--prometheus-port", str(metrics), "--worker-urls", f"http://127.0.0.1:{port}", "--policy"]
    command += ["round_robin", "--queue-size", "0", "--max-concurrent-requests", str(LIMIT), *options]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            async with ClientSession(connector=TCPConnector(limit=0)) as session:
                statuses = await send(session, f"http://127.0.0.1:{door}", worker)
        finally:
            process.terminate()
            process.wait()
    await runner.cleanup()
    return worker.peak, statuses.count(200), statuses.count(429)


async def send(session, address, worker):
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
    await asyncio.sleep(2)  # so that the bucket is full
    worker.service, worker.peak = SERVICE, 0
    asked = []
    for _ in range(REQUESTS):
        asked.append(asyncio.create_task(ask()))
        await asyncio.sleep(GAP)
    return await asyncio.gather(*asked)


async def main():
    found = {}
    for options in ([], ["--rate-limit-tokens-per-second", "0"]):
        routers = ("vllm_router", "sglang_router")
        for router, seen in zip(routers, await asyncio.gather(*(measure(router, options) for router in routers))):
            found[router, len(options)] = peak, served, refused = seen
            name = " ".join([router, f"--max-concurrent-requests {LIMIT}", *options])
            print(f"{name}: at most {peak} at once, {served} served, {refused} refused", flush=True)
    return found


for (router, _), (peak, served, refused) in asyncio.run(main()).items():
    assert served + refused == REQUESTS, f"{router} answers something else now"
    assert peak > 1.5 * LIMIT, f"{router} has a limit of concurrency now"
PYTHON
"$folder/env/bin/python" "$folder/run.py"
