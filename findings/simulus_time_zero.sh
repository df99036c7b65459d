#!/usr/bin/env bash
# simulus 1.2.1 (pip): rates and averages over time of a simulator that starts at another time than 0 are divided by the
# time on its clock; and `mean` of a queue length is the mean over CHANGES.
#
# `simulus.simulator(init_time=1000)` starts the clock at 1,000, for a replay of a trace with its own time, or to go on
# where another run ended. One would guess that the arrival rate of a `DataCollector` is the number of arrivals per time
# since then. It is the number over the time on the clock, as is `avg_over_time`: with UNIX seconds all rates, queue
# lengths and utilisations are 0. A run that begins at a negative time has negative ones.
#
# Of a time series there is also `mean()`, first in `report()`. It is the mean of the values that were noted at changes,
# which no time weighs: a server that is busy for 1 of 10 s has an `avg_over_time` of 0.1 and a `mean` of 0.5, since it
# changes up and down equally often. So have all servers, whatever their load. `rate` of such a series counts changes,
# that is twice the arrivals.
#
# No report of it was found. windtunnel begins at 0, and its means over time are integrals.
#
# Output seen on 2026-11-30 (an arrival every 10 s, served for 1 s, for 1,000 s):
#   clock starts at   arrivals per s   utilisation   mean of the same series
#                 0        0.1000000     0.1000000                      0.50
#             1,000        0.0500000     0.0500000                      0.50
#     1,700,000,000        0.0000001     0.0000001                      0.50
#            -2,000       -0.1000000    -0.1000000                      0.50
#   served for 8 s: utilisation 0.80, mean 0.50
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet simulus==1.2.1 greenlet==3.2.4
"$folder/env/bin/python" - <<'PYTHON'
import math

import simulus


def play(start, every=10, served=1, length=1000):
    simulator = simulus.simulator(init_time=start)
    seen = simulus.DataCollector(arrivals="timemarks", in_services="timeseries")
    server = simulator.resource(collect=seen)

    def serve():
        server.acquire()
        simulator.sleep(served)
        server.release()

    def arrive():
        while True:
            simulator.process(serve)
            simulator.sleep(every)

    simulator.process(arrive)
    simulator.run(until=start + length)
    now = simulator.now
    return seen.arrivals.rate(now), seen.in_services.avg_over_time(now), seen.in_services.mean()


print("clock starts at   arrivals per s   utilisation   mean of the same series")
found = {start: play(start) for start in (0, 1000, 1_700_000_000, -2000)}
for start, (rate, utilisation, mean) in found.items():
    print(f"{start:15,}{rate:17.7f}{utilisation:14.7f}{mean:26.2f}")
assert math.isclose(found[0][0], 0.1) and math.isclose(found[0][1], 0.1), "rates from time 0 are wrong"
assert math.isclose(found[1000][0], 0.05) and math.isclose(found[1000][1], 0.05), "the start counts now"
assert found[1_700_000_000][1] < 1e-6 and found[-2000][0] < 0, "the start counts now"
busier = play(0, served=8)
print(f"served for 8 s: utilisation {busier[1]:.2f}, mean {busier[2]:.2f}")
assert math.isclose(found[0][2], busier[2]), "the mean is weighed by time now"
PYTHON
