#!/usr/bin/env bash
# fluxrate 0.4.0 (PyPI): `allow("user_123")`, as on the page, does not limit that user: all users share one limit.
#
# The page begins with `limiter = RateLimiter(calls=100, period=60)` and `limiter.allow("user_123")`, and with the same
# name in `acquire`. One would guess 100 calls a minute for each user. What is passed counts only for a limiter with a
# `key_func`; without one it is dropped, without an error, and all users draw from one bucket. The first user who sends
# 100 requests leaves none for anybody else. `retry_after("user_456")` says when the bucket of all has room. `stats` has
# one entry, and `stats("user_123")`, a key that was just used, says that nothing was ever allowed.
#
# The lower classes of the package (`SlidingWindow`, `FixedWindow`, `LeakyBucket`) do take a name in `allow`, and count
# each apart; `TokenBucket` has none.
#
# A service that is simulated or tested with one user behaves as expected. With n users each gets 1/n of the limit, and
# who is refused depends on the others.
#
# Source: `_resolve_key` in limiter.py; "Quick Start" of the page.
#
# Output seen on 2026-11-30:
#   at most 20 calls an hour; five users, 20 calls each
#   RateLimiter, token_bucket    [20, 0, 0, 0, 0]  stats: ['__global__'], user_0 allowed 0
#   RateLimiter, sliding_window  [20, 0, 0, 0, 0]  stats: ['__global__'], user_0 allowed 0
#   RateLimiter, fixed_window    [20, 0, 0, 0, 0]  stats: ['__global__'], user_0 allowed 0
#   RateLimiter, leaky_bucket    [20, 0, 0, 0, 0]  stats: ['__global__'], user_0 allowed 0
#   RateLimiter with key_func    [20, 20, 20, 20, 20]
#   SlidingWindow                [20, 20, 20, 20, 20]
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --no-deps fluxrate==0.4.0
cat > users.py <<'PY'
from fluxrate import RateLimiter, SlidingWindow

USERS = [f"user_{i}" for i in range(5)]
HOUR = 3600  # Long enough that nothing comes back while this runs.


def served(limiter) -> list[int]:
    """How many of 20 calls of each user are let in, one user after the other."""
    return [sum(limiter.allow(user) for _ in range(20)) for user in USERS]


print("at most 20 calls an hour; five users, 20 calls each")
found = {}
for algorithm in ("token_bucket", "sliding_window", "fixed_window", "leaky_bucket"):
    limiter = RateLimiter(calls=20, period=HOUR, algorithm=algorithm)
    found[algorithm] = served(limiter)
    said = limiter.stats("user_0")["calls_allowed"]
    print(f"RateLimiter, {algorithm:16}{found[algorithm]}  stats: {list(limiter.stats())}, user_0 allowed {said}")
named = served(RateLimiter(calls=20, period=HOUR, key_func=lambda user: user))
print(f"{'RateLimiter with key_func':29}{named}")
lower = served(SlidingWindow(max_calls=20, window_seconds=HOUR))
print(f"{'SlidingWindow':29}{lower}")
assert named == lower == [20] * 5
assert all(sum(counts) < 25 for counts in found.values()), "each user has a limit now"
PY
venv/bin/python users.py
