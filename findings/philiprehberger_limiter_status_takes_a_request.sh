#!/usr/bin/env bash
# philiprehberger-rate-limiter 0.6.0 (PyPI): to ask for the status of a key uses up one of its requests.
#
# `status(key)` is documented as the "current rate limit status for a key", with `allowed`, `remaining` and `reset_at`:
# what one asks before a request, for a header, or for a dashboard. One would guess that it changes nothing. It is the
# call that counts; `allow` is `status(key).allowed`. Whoever asks for the status and then calls `allow` spends two of
# the limit for each request, so half of the requests get through, and `allowed` was true for one that is then refused.
# A monitor that reads the status once a second empties a limit of 60 a minute, although nobody sends anything.
# `RateLimiterGroup.status` does the same to all keys of the group.
#
# What the names do not say: `get_stats`, `remaining`, `reset_at` and `format_status` are the ones that only look. The
# page shows `status` under "Check Status" and these under "without consuming".
#
# Source: `allow`, `status` and the `_..._status` of `RateLimiter` in __init__.py.
#
# Output seen on 2026-11-30:
#   a limit of 60, 60 requests
#   algorithm       let in  with a look by status before each  by get_stats  left after 60 looks at status
#   fixed_window        60                                 30            60                              0
#   sliding_window      60                                 30            60                              0
#   token_bucket        60                                 30            60                              0
#   leaky_bucket        60                                 30            60                              0
#   a group of a and b after 60 looks at a: b is let in: False
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --no-deps philiprehberger-rate-limiter==0.6.0
cat > status.py <<'PY'
from philiprehberger_rate_limiter import Algorithm, RateLimiter, RateLimiterGroup

LIMIT, HOURS = 60, 24 * 3600  # Nothing comes back while this runs.

print(f"a limit of {LIMIT}, {LIMIT} requests")
print("algorithm       let in  with a look by status before each  by get_stats  left after 60 looks at status")
found = {}
for algorithm in Algorithm:
    def new():
        return RateLimiter(LIMIT, HOURS, algorithm)

    plain, looked, read, watched = new(), new(), new(), new()
    alone = sum(plain.allow("user") for _ in range(LIMIT))
    both = 0
    for _ in range(LIMIT):
        if looked.status("user").allowed:
            both += looked.allow("user")
    without = 0
    for _ in range(LIMIT):
        if read.get_stats("user").remaining > 0:
            without += read.allow("user")
    for _ in range(LIMIT):
        watched.status("user")
    left = watched.remaining("user")
    found[algorithm] = alone, both, without, left
    print(f"{algorithm.value:14}{alone:8}{both:35}{without:14}{left:31}")
group = RateLimiterGroup(RateLimiter(LIMIT, HOURS), ["a", "b"])
for _ in range(LIMIT):
    group.status("a")
print(f"a group of a and b after {LIMIT} looks at a: b is let in: {group.allow('b')}")
assert all(one == (LIMIT, LIMIT // 2, LIMIT, 0) for one in found.values()), "a look at the status is free now"
PY
venv/bin/python status.py
