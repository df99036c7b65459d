#!/usr/bin/env bash
# openlimit 0.3.0 (pip): a limit of 60 requests per minute holds, one of 59 is no limit at all.
#
# `ChatRateLimiter(request_limit=30, token_limit=40_000)` is to keep a client below the limits of an LLM service, both
# per minute. One would guess that 30 admits a request every two seconds. The bucket of requests fills at the limit
# over 60 for each second, and holds what fills in one second. Below one per second no request would ever fit, so such a
# bucket lets every amount up to 1 pass, without taking anything and without waiting. The README promises to "precisely
# enforce rate limits".
#
# This hurts those whom it is for: small accounts and free tiers have limits such as 3, 15 or 30 requests per minute,
# and their clients send as fast as they can, get refusals from the service, and with retries use up what there was.
# The setting looks obeyed, as the token limit beside it goes on to wait. A simulator that takes "30 per minute" from
# such a client's configuration models a client that is not there. No report of it was found.
#
# Output seen on 2026-11-30 (six requests one after another):
#   limit per minute  seconds
#                 90     3.35
#                 60     5.01
#                 59     0.00
#                 30     0.00
#                  3     0.00
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --no-deps openlimit==0.3.0
# The package fetches a tokenizer when it is imported, so that its bucket is loaded alone.
"$folder/env/bin/python" - "$folder"/env/lib/python3*/site-packages/openlimit/buckets/bucket.py <<'PYTHON'
import asyncio
import importlib.util
import sys
import time

spec = importlib.util.spec_from_file_location("bucket", sys.argv[1])
bucket = importlib.util.module_from_spec(spec)
spec.loader.exec_module(bucket)


async def seconds_for_six(limit):
    """As RateLimiter asks its bucket of requests, with the limit that it was given."""
    requests = bucket.Bucket(limit)
    start = time.monotonic()
    for _ in range(6):
        await requests.wait_for_capacity(1)
    passed = time.monotonic() - start
    print(f"{limit:16} {passed:8.2f}")
    return passed


print("limit per minute  seconds")
assert asyncio.run(seconds_for_six(90)) > 2.5 and asyncio.run(seconds_for_six(60)) > 4, "limits from 60 on do not hold"
for limit in (59, 30, 3):
    assert asyncio.run(seconds_for_six(limit)) < 1, f"a limit of {limit} holds now"
PYTHON
