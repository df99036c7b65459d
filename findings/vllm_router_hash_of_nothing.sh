#!/usr/bin/env bash
# vllm-router 0.1.17 (pip): `--policy consistent_hash` sends all chat requests to one worker unless a header names a
# session.
#
# One would guess that a consistent hash spreads what it is given. The documentation lists eleven sources of the key:
# headers such as X-Session-ID, then fields of the body (`session_params`, OpenAI's `user`, `session_id`, `user_id`),
# and at last a hash of the whole body, so that requests of different users, or different ones at all, would go to
# different workers. For /v1/chat/completions there is only the header and `session_params.session_id`. Without them
# the key is the empty text: every chat of every user has the same one, and of four workers one gets all and three get
# nothing. `user` and `session_id` are ignored. /v1/completions has the prompt as key, and not `user` either: its
# requests are spread, but each turn of a conversation goes to another worker. `sticky_least_loaded` takes the same key
# and does the same. Nothing warns.
#
# This hurts measurements and models of affinity: a benchmark whose client sends no such header (the usual OpenAI
# clients send none) measures one worker, and reports a throughput of a quarter, with the best possible cache. Known in
# part: vllm-project/router#213 and #219 (open) tell that chats without a session id have no text to route by.
#
# Output seen on 2026-11-30 (100 different requests; which worker gets all depends on the ports):
#   consistent_hash
#     chat, header X-Session-ID    24   23   24   29
#     chat, session_params         20   23   23   34
#     chat, user                  100    0    0    0
#     chat, session_id            100    0    0    0
#     chat                        100    0    0    0
#     completion                   24   32   24   20
#     completion, one user         24   32   24   20
#   sticky_least_loaded
#     chat, header X-Session-ID    25   25   25   25
#     chat, session_params         22   26   27   25
#     chat, user                    0    0    0  100
#     chat, session_id              0    0    0  100
#     chat                          0    0    0  100
#     completion                   24   26   23   27
#     completion, one user         24   26   23   27
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet aiohttp==3.14.5 fastapi==0.165.0 uvicorn==0.54.0 orjson==3.13.0 \
    setproctitle==1.3.8
"$folder/env/bin/pip" install --quiet --no-deps vllm-router==0.1.17
cat >"$folder/run.py" <<'PYTHON'
import asyncio
import logging
import socket
import subprocess
import sys
import tempfile

from aiohttp import ClientError, ClientSession, web

logging.disable()  # the router first asks the workers whether they speak HTTP/2, which aiohttp reports as an error
WORKERS, REQUESTS = 4, 100


class Worker:
    def __init__(self):
        self.served = 0

    async def answer(self, request):
        await request.read()
        self.served += 1
        message = {"role": "assistant", "content": "x"}
        return web.json_response({"choices": [{"index": 0, "message": message, "text": "x"}]})

    async def known(self, request):
        return web.json_response({"data": [{"id": "model"}]})

    async def serve(self, port):
        app = web.Application()
        app.router.add_post("/v1/chat/completions", self.answer)
        app.router.add_post("/v1/completions", self.answer)
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


def chat(i):
    return {"model": "model", "messages": [{"role": "user", "content": f"{i} is a question of its own"}]}


def completion(i):
    return {"model": "model", "prompt": f"{i} is a question of its own"}


CASES = {
    "chat, header X-Session-ID": (chat, lambda i: {}, lambda i: {"X-Session-ID": f"session {i}"}),
    "chat, session_params": (chat, lambda i: {"session_params": {"session_id": f"session {i}"}}, lambda i: {}),
    "chat, user": (chat, lambda i: {"user": f"user {i}"}, lambda i: {}),
    "chat, session_id": (chat, lambda i: {"session_id": f"session {i}"}, lambda i: {}),
    "chat": (chat, lambda i: {}, lambda i: {}),
    "completion": (completion, lambda i: {}, lambda i: {}),
    "completion, one user": (completion, lambda i: {"user": "user 1"}, lambda i: {}),
}


async def measure(policy):
    *ports, door, metrics = free_ports(WORKERS + 2)
    workers = [Worker() for _ in ports]
    runners = [await worker.serve(port) for worker, port in zip(workers, ports)]
    urls = [f"http://127.0.0.1:{port}" for port in ports]
    command = [sys.executable, "-m", "vllm_router.launch_router", "--host", "127.0.0.1", "--port", str(door)]
    command += ["--prometheus-port", str(metrics), "--policy", policy, "--worker-urls", *urls]
    address, found = f"http://127.0.0.1:{door}", {}
    with tempfile.TemporaryFile() as log:
        router = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            async with ClientSession() as session:
                await ready(session, f"{address}/v1/chat/completions")
                for name, (body, fields, headers) in CASES.items():
                    for worker in workers:
                        worker.served = 0
                    path = "/v1/chat/completions" if body is chat else "/v1/completions"
                    for i in range(REQUESTS):
                        asked = {"json": body(i) | fields(i), "headers": headers(i)}
                        async with session.post(address + path, **asked) as answer:
                            await answer.read()
                            assert answer.status == 200
                    found[name] = [worker.served for worker in workers]
        finally:
            router.terminate()
            router.wait()
    for runner in runners:
        await runner.cleanup()
    return found


async def ready(session, url):
    for _ in range(120):
        try:
            async with session.post(url, json=chat(0)) as answer:
                await answer.read()
                if answer.status == 200:
                    break
        except ClientError:
            pass
        await asyncio.sleep(0.5)
    await asyncio.sleep(2)  # so that all workers are known


async def main():
    spread = {"chat, header X-Session-ID", "chat, session_params", "completion", "completion, one user"}
    for policy in ("consistent_hash", "sticky_least_loaded"):
        print(policy)
        for name, served in (await measure(policy)).items():
            print(f"  {name:26}" + "".join(f"{count:5}" for count in served), flush=True)
            if name in spread:
                assert max(served) < 0.6 * REQUESTS, f"{name} is not spread any more"
            else:
                assert max(served) == REQUESTS, f"{name} is spread now"


asyncio.run(main())
PYTHON
"$folder/env/bin/python" "$folder/run.py"
