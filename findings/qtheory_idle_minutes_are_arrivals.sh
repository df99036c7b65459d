#!/usr/bin/env bash
# qtheory 1.0.0 (PyPI): the rate of one arrival in 10 minutes is 0.5 per minute, and every queue has one busy server.
#
# `rate(times, beginnings)` of a log of arrivals gives arrivals per minute. It divides their number by the minutes of
# observation: those with arrivals and those without. To count the idle ones it walks over the ARRIVALS and adds one for
# each that is not in the first minute of its period (the time that it compares with is never moved on). So "idle
# minutes" are arrivals. With one arrival per minute at most, the rate is close to 1 / 2, whether the next one is a
# minute away or a day. A busy log, 10 a minute without any idle minute, gets 10 idle ones for each: 0.9 per minute.
#
# The multi-server formulas take two logs, of arrivals and of leaves, and use the rate of leaves as the rate at which
# ONE server works. As many leave as arrive, so `roh` (the load in servers) is 1 for any log, at 10 % and at 90 % load,
# with 2 servers or with 20, and `lq`, `wq`, `p0` are those of that load.
#
# Who fits a simulator to a log by this package gets one and the same queue from all logs.
#
# Here: logs of exact intervals, so nothing is drawn; the service of each takes 30 s, and nobody waits. Source:
# `_eval_zeros_occurrence` and `_eval_rate` in _stats.py, `_eval_roh` in _multiserver.py.
#
# Output seen on 2026-11-30:
#   one arrival every  per minute  rate()  load in servers  roh()  lq() of 2 servers
#   6 s                   10.0000   0.949           5.0000  1.024              0.363
#   1 min                  1.0000   0.502           0.5000  1.000              0.333
#   10 min                 0.1000   0.502           0.0500  1.000              0.333
#   1 h                    0.0167   0.502           0.0083  1.000              0.333
#   1 day                  0.0007   0.502           0.0003  1.000              0.333
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check numpy==2.4.6 pandas==2.3.3 scipy==1.17.1
venv/bin/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation setuptools==80.9.0 wheel==0.45.1
venv/bin/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation qtheory==1.0.0
cat > rates.py <<'PY'
from datetime import datetime, timedelta

from qtheory import multiserver, stats

BEGIN = datetime(2026, 1, 5, 8, 0, 0)
CUSTOMERS = 240


def log(gap_s: float, delay_s: float = 0) -> list[str]:
    """Times of customers that come one every so often, after a delay."""
    times = (BEGIN + timedelta(seconds=i * gap_s + delay_s) for i in range(CUSTOMERS))
    return [f"{time:%Y-%m-%d %H:%M:%S}" for time in times]


period = [0, CUSTOMERS]
print("one arrival every  per minute  rate()  load in servers  roh()  lq() of 2 servers")
found = {}
for name, gap in [("6 s", 6), ("1 min", 60), ("10 min", 600), ("1 h", 3600), ("1 day", 86400)]:
    arrivals, leaves = log(gap), log(gap, 30)
    rate = stats.rate(arrivals, period)
    load = multiserver.roh(arrivals, period, leaves, period)
    queue = multiserver.lq(2, arrivals, period, leaves, period)
    found[name] = rate, load
    print(f"{name:17}{60 / gap:12.4f}{rate:8.3f}{30 / gap:17.4f}{load:7.3f}{queue:19.3f}")
assert abs(found["10 min"][0] - 0.5) < 0.01 and abs(found["1 day"][0] - 0.5) < 0.01, "idle minutes are counted now"
assert found["6 s"][0] < 1, "a minute with arrivals is one minute now"
assert all(abs(load - 1) < 0.05 for _, load in found.values()), "the load is that of the servers now"
PY
venv/bin/python rates.py
