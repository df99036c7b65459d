#!/usr/bin/env bash
# queuelab 0.2.0 (pip, also as queuesim): the simulated queue does not get shorter when somebody is served.
#
# `MM1(arrival_rate, service_rate).simulate()` returns the mean wait and the mean length of the queue of a simulated
# M/M/1 queue, and `mm1_metrics` the same of theory. One would guess that the two agree in a long run.
#
# The waits do. The queue grows by one with each arrival that finds the server busy, and nobody who is served is taken
# off; it is empty again only when an arrival finds the whole system empty. What is called the mean length is how many
# have waited since then: at a load of 0.8 that is 20 and not 3.2, at 0.9 it is 12 times too long. It is not even
# Little's law with the wait in the same answer. `compare_mm1`, which shows simulation and theory side by side, has a
# simulator of its own: there the length is the mean wait once more, and the wait in the queue is compared with the time
# in the system.
#
# This hurts a first look at a queue or at how much room its buffer needs, and a class that learns that simulations
# do not match theory. No report of it was found.
#
# Output seen on 2026-11-30 (400,000 customers, services of mean 1):
#   load   wait: simulated, theory   length: simulated, theory   rate times the simulated wait
#    0.5              1.01    1.00                2.02    0.50                            0.51
#    0.8              4.01    4.00               20.23    3.20                            3.21
#    0.9              8.74    9.00               90.93    8.10                            7.87
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --no-deps queuelab==0.2.0
"$folder/env/bin/python" - <<'PYTHON'
import random
import sys
import types

# Only plots need Matplotlib.
sys.modules["matplotlib"] = types.ModuleType("matplotlib")
sys.modules["matplotlib.pyplot"] = sys.modules["matplotlib"].pyplot = types.ModuleType("matplotlib.pyplot")

from queuelab.formulas import mm1_metrics
from queuelab.mm1 import MM1

random.seed(1)
print("load   wait: simulated, theory   length: simulated, theory   rate times the simulated wait")
for load in (0.5, 0.8, 0.9):
    theory = {key.strip(): value for key, value in mm1_metrics(load, 1).items()}
    found = MM1(load, 1, max_customers=400_000).simulate()
    wait, length = found["avg_wait_time"], found["avg_queue_length"]
    true_wait, true_length = theory["avg_waiting_queue"], theory["avg_customer_queue"]
    print(f"{load:4}{wait:18.2f}{true_wait:8.2f}{length:20.2f}{true_length:8.2f}{load * wait:32.2f}")
    assert abs(wait / true_wait - 1) < 0.15 and abs(load * wait / true_length - 1) < 0.15
    assert length > 3 * true_length, "those who are served leave the queue now"
PYTHON
