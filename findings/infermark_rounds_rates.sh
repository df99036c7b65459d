#!/usr/bin/env bash
# infermark 0.3.0 (pip): a load test at 5 requests per second sends none, one at 6 sends 10, one at 25 sends 20.
#
# `LoadProfile(initial_rps=5, target_rps=5, ...)` describes the load on an LLM endpoint, `LoadTestRunner` applies it.
# One would guess that the rate holds on average, and that the load does not wait for the endpoint: it is given as a
# rate, not as a number of users. The runner works in steps of 0.1 s and rounds the requests of each step to a whole
# number, so that all rates are multiples of ten: below 6 per second there are none, 15 becomes 20, and so does 25 (half
# goes to the even number). And each step waits for its requests: of an endpoint that takes 0.4 s, twenty per second
# are asked for and four or five come. "Peak RPS" in the report is the rate of the profile in both cases.
#
# This hurts a search for the capacity of an endpoint: between 15 and 25 all rates are the same load, below 6 the report
# says that there are no results, and above, the slower the endpoint gets, the less it is asked: its latency stays that
# of an idle one while "Peak RPS" says 20. A simulator that is checked against such a test is given the wrong arrivals.
# Count the results over the time, and do not take the rate from the report. The other way to measure, `infermark run`,
# asks for a concurrency and does what it says.
#
# Output seen on 2026-11-30 (requests per second over 3 s; the last digits depend on how busy the machine is):
#   rate  answered in  sent per s  Peak RPS
#      2       0.001 s        0.0       0.0
#      5       0.001 s        0.0       0.0
#      6       0.001 s       10.0       6.0
#     14       0.001 s        9.7      14.0
#     15       0.001 s       19.3      15.0
#     25       0.001 s       19.3      25.0
#     20       0.400 s        4.0      20.0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet infermark==0.3.0
"$folder/env/bin/python" - <<'PYTHON'
import time

from infermark.load import LoadProfile, LoadTestPlan, LoadTestRunner

SECONDS = 3


def sent(rate, service_s=0.001):
    """Requests per second that an endpoint sees which answers each after this time."""
    profile = LoadProfile(initial_rps=rate, target_rps=rate, ramp_duration_s=0, hold_duration_s=SECONDS)
    runner = LoadTestRunner(LoadTestPlan(profile), lambda: time.sleep(service_s))
    per_second = len(runner.run_sync()) / SECONDS
    peak = runner.summary()["peak_rps"]
    print(f"{rate:6} {service_s:11.3f} s {per_second:10.1f} {peak:9.1f}")
    return per_second, peak


print(f"{'rate':>6}  answered in  sent per s  Peak RPS")
assert sent(2)[0] == 0 and sent(5)[0] == 0, "low rates are sent now"
six, fourteen, fifteen, twentyfive = sent(6), sent(14), sent(15), sent(25)
six, fourteen, fifteen, twentyfive = (per_second for per_second, _ in (six, fourteen, fifteen, twentyfive))
assert six > 6.5 and fourteen < 1.2 * six, "6 or 14 per second are kept now"
assert fifteen > 1.6 * six, "15 per second are kept now"
assert twentyfive < 1.2 * fifteen, "25 per second are kept now"
slow, peak = sent(20, service_s=0.4)
assert slow < 6 and peak == 20, "the load goes on while the endpoint is slow now, or the report tells the rate sent"
PYTHON
