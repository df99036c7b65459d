#!/usr/bin/env bash
# LLMeter 0.2.0 (pip, Python >= 3.10): p99 is far above the largest latency, and requests per minute above those made.
#
# One would guess that a percentile lies between the least and the largest value, as in NumPy, vLLM's bench, AIPerf and
# GuideLLM, and that the 99th of ten latencies is next to the largest. LLMeter takes the percentiles of Python's
# `statistics.quantiles`, whose default is made for a population of which a sample is seen: below 99 values it goes on
# from the two largest along a straight line. Nine answers of 0.1 s and one of 1 s have a p99 of 1.8 s. The fewer
# requests, the further: of two latencies p99 is the larger one plus 0.97 of their difference.
#
# One would also guess that `requests_per_minute` is requests over the time of the run. It is all requests over the time
# from the first one SENT to the last one sent, so that the last answers are free: k per client give k / (k - 1) times
# the rate, 2 requests per client twice of it, and with 1 per client it is how fast threads start, here many times
# the true rate. `output_tps` and tokens per minute of the output are over the whole run.
#
# This hurts because `n_requests` is per client, and sweeps over many clients are done with few each: the rate grows in
# proportion to clients however slow the service is, as of a service without a limit, and a p99 target is missed by a
# latency that nobody had. The sum of requests over `total_test_time` is right. Not found in LLMeter's issues (#59 and
# #85 there are about intervals of confidence for quantiles of small samples).
#
# Output seen on 2026-11-30:
#   10 latencies, the largest 1.0 s: p99 1.801 s
#    2 latencies, the largest 1.0 s: p99 1.873 s
#   10 clients, 10 requests each, answers after 0.5 s:  1190 requests/min, shown     1322
#   10 clients,  2 requests each, answers after 0.5 s:  1174 requests/min, shown     2334
#   10 clients,  1 requests each, answers after 0.5 s:  1154 requests/min, shown    71693
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet universal_pathlib==0.3.10 fsspec==2026.1.0 tqdm==4.70.1 jmespath==1.1.0 \
    boto3==1.44.8
"$folder/env/bin/pip" install --quiet --no-deps llmeter==0.2.0
"$folder/env/bin/python" - 2>"$folder/progress" <<'PYTHON' || { cat "$folder/progress" && exit 1; }
import asyncio
import contextlib
import io
import itertools
import time

from llmeter.endpoints.base import Endpoint
from llmeter.runner import Runner


class Service(Endpoint):
    """Answers after the given times, any number of requests at once."""

    def __init__(self, times):
        super().__init__(endpoint_name="test", model_id="model", provider="test")
        self.times = itertools.cycle(times)

    @Endpoint.llmeter_invoke
    def invoke(self, payload):
        taken = next(self.times)
        time.sleep(taken)
        return taken

    def process_raw_response(self, raw_response, start_t, response):
        response.response_text = "x"
        response.time_to_last_token = raw_response


def run(times, clients, each):
    with contextlib.redirect_stdout(io.StringIO()):
        runner = Runner(Service(times))
        result = asyncio.run(runner.run(payload={"prompt": "What is a queue?"}, n_requests=each, clients=clients))
    return result.stats, result.total_test_time


for times in ([0.1] * 9 + [1.0], [0.1, 1.0]):
    stats, _ = run(times, clients=1, each=len(times))
    p99 = stats["time_to_last_token-p99"]
    print(f"{len(times):2} latencies, the largest {max(times)} s: p99 {p99:.3f} s")
    assert p99 > 1.5 * max(times), "percentiles are within what was measured now"

for each, least in ((10, 1.05), (2, 1.5), (1, 10)):
    stats, seconds = run([0.5], clients=10, each=each)
    told, made = stats["requests_per_minute"], 60 * 10 * each / seconds
    print(f"10 clients, {each:2} requests each, answers after 0.5 s: {made:5.0f} requests/min, shown {told:8.0f}")
    assert stats["total_requests"] == 10 * each and made < 1210
    assert told > least * made, "the rate counts the last answers now"
PYTHON
