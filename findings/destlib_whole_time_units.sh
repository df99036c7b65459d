#!/usr/bin/env bash
# destlib 1.1.2 (pip): arrivals and services take whole time units, rounded down: 72 % more load arrives than asked.
#
# `DES` simulates a queue with any distributions of gaps and services, such as random.expovariate. One would guess that
# exponential gaps with a mean of 1 have a mean near 1, and that waiting times are those of an M/M/1 queue.
#
# Each draw is put into an array of integers (`_generate_array`), which cuts the fraction off. Exponential gaps of mean
# 1 become geometric ones of mean 1 / (e - 1) = 0.582, so that many arrive at the same instant; services of mean 0.5
# become 0.157. The load is 0.27 in place of 0.5, and the mean wait fits neither. The defaults, uniform between 0 and 1,
# become all zeros. Nothing warns, and no documentation speaks of integers; `compare_with_expected` of the package shows
# the difference of the means to whoever asks.
#
# This hurts everyone whose time unit is of the size of the gaps, such as seconds with some requests each second. Use
# milliseconds or finer, and compare the means with what you asked for. No report of it was found.
#
# Output seen on 2026-11-30 (100,000 customers, rate 1 in each unit, services of mean 0.5):
#   unit            mean gap  mean service  mean wait
#   1                  0.585         0.156      0.419
#   1 / 1,000          1.003         0.500      0.491
#   M/M/1              1.000         0.500      0.500
#   sum of all gaps and services with the defaults: 0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --no-deps destlib==1.1.2
"$folder/env/bin/pip" install --quiet --no-warn-conflicts numpy==2.4.6 pandas==2.3.3
"$folder/env/bin/python" - <<'PYTHON'
import math
import random
import sys
import types

# Only plots need Matplotlib.
sys.modules["matplotlib"] = types.ModuleType("matplotlib")
sys.modules["matplotlib.pyplot"] = sys.modules["matplotlib"].pyplot = types.ModuleType("matplotlib.pyplot")

from destlib.des import DES

print(f"{'unit':14}{'mean gap':>10}{'mean service':>14}{'mean wait':>11}")


def simulate(name, units):
    queue = DES(sample_size=100_000)
    queue.set_time_between_distro(random.expovariate, lambd=1 / units)
    queue.set_service_time_distro(random.expovariate, lambd=2 / units)
    queue.set_seed(1).run()
    found = queue.compute_statistics()
    gap, service = found["average_time_between_arrivals"] / units, found["average_service_time"] / units
    wait = found["average_waiting_time"] / units
    print(f"{name:14}{gap:10.3f}{service:14.3f}{wait:11.3f}")
    return gap, service, wait, queue.df


gap, service, wait, table = simulate("1", 1)
assert abs(gap - 1 / (math.e - 1)) < 0.01 and abs(service - 1 / (math.e**2 - 1)) < 0.01, "fractions are kept now"
assert all(column == int(column) for column in table["service_time"])
gap, service, wait, _ = simulate("1 / 1,000", 1000)
assert abs(gap - 1) < 0.02 and abs(service - 0.5) < 0.02 and abs(wait - 0.5) < 0.05
print(f"{'M/M/1':14}{1:10.3f}{0.5:14.3f}{0.5:11.3f}")
defaults = DES(sample_size=1000)
defaults.set_seed(1).run()
print("sum of all gaps and services with the defaults:", int(defaults.df[["time_between", "service_time"]].sum().sum()))
assert defaults.df[["time_between", "service_time"]].sum().sum() == 0
PYTHON
