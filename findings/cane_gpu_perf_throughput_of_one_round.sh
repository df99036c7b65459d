#!/usr/bin/env bash
# cane-gpu-perf 0.1.0 (pip): all requests are divided by the time of one: throughput grows with the number of requests.
#
# The benchmark of an inference server sends `num_requests`, at most `concurrency` at a time, and reports requests and
# tokens in each second. One would guess that these are all requests over the time that all of them took.
#
# The time is the latency of the slowest request. Twenty requests, two at a time, take 2.8 s, and are reported as 65 a
# second in place of 7. With twice as many requests the throughput is twice as high; it is right only where all are
# sent at once. Tokens for each watt and each joule, and costs, are made of it. In the same result
# `tokens_per_second_mean` is that of a single request, so that the two look like a server with ideal batching.
#
# This hurts every number that is compared with another tool, or between runs of different length: ten times as many
# requests "need" a tenth of the GPUs. No report of it was found.
#
# Output seen on 2026-11-30 (a server on the same machine, ten words in 0.2 s or a bit more; numbers vary):
#   requests  at a time   seconds   requests/s: true  found   tokens/s: true  found
#          2          2       0.3                  6      6               64     64
#         10          2       1.4                  7     32               69    323
#         20          2       2.8                  7     65               71    646
#         20         20       0.9                 22     22              219    221
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --no-deps cane-gpu-perf==0.1.0
"$folder/env/bin/pip" install --quiet --no-warn-conflicts httpx==0.28.1 rich==14.2.0
"$folder/env/bin/python" - <<'PYTHON'
import asyncio
import io
import json
import sys
import time
import types

# tiktoken would load the vocabulary of a tokenizer: words do here.
words = types.SimpleNamespace(encode=str.split)
sys.modules["tiktoken"] = types.SimpleNamespace(encoding_for_model=lambda _: words, get_encoding=lambda _: words)

from cane_gpu_perf import BenchmarkConfig
from cane_gpu_perf.bench import runner

runner.console.file = io.StringIO()
ANSWER = 0.2


async def answer(reader, writer):
    head = await reader.readuntil(b"\r\n\r\n")
    size = next(int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length"))
    await reader.readexactly(size)
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n")
    for _ in range(10):
        await asyncio.sleep(ANSWER / 10)
        writer.write(b"data: " + json.dumps({"choices": [{"delta": {"content": "word "}}]}).encode() + b"\n\n")
        await writer.drain()
    writer.write(b"data: [DONE]\n\n")
    await writer.drain()
    writer.close()


async def measure():
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1/chat/completions"
    print("requests  at a time   seconds   requests/s: true  found   tokens/s: true  found")
    ratios = []
    for requests, concurrency in ((2, 2), (10, 2), (20, 2), (20, 20)):
        config = BenchmarkConfig("m", "vllm", num_requests=requests, concurrency=concurrency, base_url=url)
        start = time.perf_counter()
        found = await runner.BenchmarkRunner().run(config)
        seconds = time.perf_counter() - start
        assert found.failed_requests == 0
        true = requests / seconds
        print(f"{requests:8}{concurrency:11}{seconds:10.1f}{true:19.0f}{found.requests_per_second:7.0f}", end="")
        print(f"{10 * true:17.0f}{found.aggregate_tps:7.0f}")
        ratios.append(found.requests_per_second / true)
    server.close()
    return ratios


ratios = asyncio.run(measure())
assert 0.7 < ratios[0] < 2 and 0.7 < ratios[3] < 2
assert ratios[1] > 3 and ratios[2] > 1.5 * ratios[1], "the time is that of all requests now"
PYTHON
