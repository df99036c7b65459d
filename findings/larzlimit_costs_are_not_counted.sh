#!/usr/bin/env bash
# larzlimit 0.1.0 (PyPI): `hit(key, cost=500)` costs 1 by two of its three strategies, among them the one that one gets;
# a limit of tokens lets 500 times as many through.
#
# A limiter of "at most `limit` events per `window` seconds" takes a cost for each event: 500 tokens of a prompt, say.
# All three strategies are said to have the same API. One would guess that a cost counts in each. Only the token bucket
# reads it. The sliding and the fixed window count each hit as 1, whatever it costs, and say how many are left on that
# count. No error tells. A limit of 1,000 tokens a minute is one of 1,000 requests a minute.
#
# `check` and `allow` cannot pass a cost at all, also with the token bucket.
#
# Whoever swaps the strategy for fewer bursts loses the limit. A simulation of a provider's limit of tokens a minute
# with this has no limit.
#
# Times are passed in here, as the package offers, so nothing waits. Source: `hit`, `_sliding`, `_fixed` in limiter.py.
#
# Output seen on 2026-11-30:
#   1,000 tokens in 60 s; requests of 500 tokens, one every 10 ms
#   strategy  let in of 5000  tokens in a minute  left after the first
#   sliding             1000              500000                   999
#   fixed               1000              500000                   999
#   token                  3                1500                   500
#   check takes a cost: False
#   allow takes a cost: False
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --no-deps larzlimit==0.1.0
cat > costs.py <<'PY'
import inspect

from larzlimit import RateLimiter

print("1,000 tokens in 60 s; requests of 500 tokens, one every 10 ms")
print("strategy  let in of 5000  tokens in a minute  left after the first")
found = {}
for strategy in ("sliding", "fixed", "token"):
    limiter = RateLimiter(limit=1000, window=60, strategy=strategy)
    answers = [limiter.hit("user", cost=500, now=0.01 * i) for i in range(5000)]
    found[strategy] = sum(answer.allowed for answer in answers)
    print(f"{strategy:10}{found[strategy]:14}{500 * found[strategy]:20}{answers[0].remaining:22}")
assert found["sliding"] == found["fixed"] == 1000, "windows count what a hit costs now"
assert found["token"] <= 4
for name in ("check", "allow"):
    takes = "cost" in inspect.signature(getattr(RateLimiter, name)).parameters
    print(f"{name} takes a cost: {takes}")
    assert not takes, "a cost can be passed now"
PY
venv/bin/python costs.py
