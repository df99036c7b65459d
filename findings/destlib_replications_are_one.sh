#!/usr/bin/env bash
# destlib 1.1.2 (pip): of a simulation with a seed all replications are the same one.
#
# `des_run_simulations(simulation, n_times)` yields n runs of a queue, for a mean over runs and its error. One would
# guess that each run has other random numbers, derived from the seed if there is one, so that the study as a whole can
# be repeated.
#
# The seed of a run is `get_seed() or random.randint(...) + i`: the plus binds closer than the `or`, and a seed that
# is set is used as it is. All n runs are equal to the last digit. Without a seed they differ, but then nothing can be
# repeated. A seed of 0 counts as none.
#
# This hurts because it looks like what one wants to see: the spread over the runs is 0, the confidence interval has no
# width, and each comparison of two designs is significant. Set another seed for each run and run them yourself. No
# report of it was found.
#
# Output seen on 2026-11-30 (mean waits of five runs with 2,000 customers, in thousandths):
#   set_seed(7)                  2742    2742    2742    2742    2742   standard deviation     0
#   seeds 7 to 11, by hand       2742    4389    2384    2872    2617   standard deviation   797
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --no-deps destlib==1.1.2
"$folder/env/bin/pip" install --quiet --no-warn-conflicts numpy==2.4.6 pandas==2.3.3
"$folder/env/bin/python" - <<'PYTHON'
import random
import statistics
import sys
import types

# Only plots need Matplotlib.
sys.modules["matplotlib"] = types.ModuleType("matplotlib")
sys.modules["matplotlib.pyplot"] = sys.modules["matplotlib"].pyplot = types.ModuleType("matplotlib.pyplot")

from destlib.des import DES, des_run_simulations


def queue():
    """Gaps of 1,000 on average, services of 800: the package cuts fractions off."""
    model = DES(sample_size=2000)
    model.set_time_between_distro(random.expovariate, lambd=1 / 1000)
    return model.set_service_time_distro(random.expovariate, lambd=1 / 800)


def show(name, runs):
    waits = [float(run.compute_statistics()["average_waiting_time"]) for run in runs]
    spread = statistics.stdev(waits)
    print(f"{name:24}", "".join(f"{wait:8.0f}" for wait in waits), f"  standard deviation {spread:5.0f}")
    return spread


assert show("set_seed(7)", des_run_simulations(queue().set_seed(7), 5)) == 0, "replications differ now"
by_hand = []
for seed in range(7, 12):
    by_hand.append(queue().set_seed(seed))
    by_hand[-1].run()
assert show("seeds 7 to 11, by hand", by_hand) > 100
PYTHON
