#!/usr/bin/env bash
# mcp-server-mm1 0.1.5 (pip): the "simulated" utilization is the one of theory, so that its error is always 0.
#
# `run_mm1_simulation` simulates an M/M/1 queue with SimPy, and `compare_simulation_to_theory` gives the error of each
# metric and a grade. One would guess that all metrics of the simulation are measured in it: a short run has a
# utilization off by some tens of percent, which is what the comparison is for.
#
# The utilization of the "simulation" is the arrival rate over the service rate; the source calls it approximate. In 50
# short runs it is 0.9 to the last digit, while the server was busy between 2 % and 97 % of the time.
# The number in the system is the measured queue plus that. The grade is the mean over all errors, one of them always
# 0, so that the other four may be a quarter worse. `customers_served` counts who has begun to be served.
#
# This hurts the check of a simulation against theory: one of its five lines cannot fail. It is for language models,
# which are told that the two agree there. No report of it was found.
#
# Output seen on 2026-11-30 (rate 0.9, services of mean 1, 50 runs of 10 units each):
#   reported utilization [0.9], measured 0.02 to 0.97
#   error of avg_num_in_system     18.4 % to    90.0 %
#   error of avg_queue_length      20.4 % to   100.0 %
#   error of avg_system_time       45.1 % to    98.9 %
#   error of avg_waiting_time      52.0 % to   100.0 %
#   error of utilization            0.0 % to     0.0 %
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --no-deps mcp-server-mm1==0.1.5 simpy==4.1.1
"$folder/env/bin/pip" install --quiet --no-warn-conflicts numpy==2.4.6
"$folder/env/bin/python" - <<'PYTHON'
import sys
import types
from pathlib import Path

import simpy

# The package's own __init__ starts a server for language models; its simulation is imported without.
found = next(Path(entry) for entry in sys.path if (Path(entry) / "mcp_server_mm1").is_dir())
package = types.ModuleType("mcp_server_mm1")
package.__path__ = [str(found / "mcp_server_mm1")]
sys.modules["mcp_server_mm1"] = package

from mcp_server_mm1.simulations import mm1_queue
from mcp_server_mm1.utils.metrics import calculate_theoretical_metrics, compare_simulation_to_theory


class Observed(simpy.Resource):
    """A server that knows how long it was busy."""

    def __init__(self, env, capacity):
        super().__init__(env, capacity)
        self.busy, self.since = 0.0, None
        servers.append(self)

    def _do_put(self, event):
        super()._do_put(event)
        if self.users and self.since is None:
            self.since = self._env.now

    def _do_get(self, event):
        super()._do_get(event)
        if not self.users and self.since is not None:
            self.busy, self.since = self.busy + self._env.now - self.since, None


servers = []
mm1_queue.simpy.Resource = Observed
theory = calculate_theoretical_metrics(0.9, 1.0)
reported, measured, errors = set(), [], []
for seed in range(50):
    metrics = mm1_queue.run_mm1_simulation(0.9, 1.0, simulation_time=10.0, random_seed=seed)
    server = servers[-1]
    measured.append((server.busy + (10 - server.since if server.since is not None else 0)) / 10)
    reported.add(metrics["utilization"])
    comparison = compare_simulation_to_theory(metrics, theory)
    errors.append({line["metric"]: line["relative_error_pct"] for line in comparison["comparisons"]})
print(f"reported utilization {sorted(reported)}, measured {min(measured):.2f} to {max(measured):.2f}")
for metric in sorted(errors[0]):
    values = [error[metric] for error in errors]
    print(f"error of {metric:18} {min(values):7.1f} % to {max(values):7.1f} %")
assert reported == {0.9} and all(error["utilization"] == 0 for error in errors), "the utilization is measured now"
assert min(measured) < 0.5
PYTHON
