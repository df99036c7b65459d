#!/usr/bin/env bash
# inference-perf 0.7.0 (pip, Kubernetes SIG): the `constant` load has exponential gaps, and `poisson` likes whole
# seconds.
#
# One would guess that `type: constant` with `rate: 10` sends a request every 100 ms, as the constant profiles of
# GuideLLM and AIPerf do, with at most a little jitter. The timer draws exponential gaps and scales them to the length
# of the stage: apart from the fixed total these are Poisson arrivals, with a coefficient of variation of 1 instead of
# 0. `poisson` draws how many requests come in each second and then fills the second with that timer, whose gaps add up
# to the whole second: the last request of every second that has one falls exactly on its end, counted from the start of
# the stage. At 1 request/s, a usual rate for large models, nearly two thirds of all requests arrive on a tick.
#
# This hurts comparisons of runs at a "constant" rate with a deterministic model or with another tool: a server with a
# fixed service time at 80 % load has no queue under constant arrivals, and here the wait of M/D/1. Two clients that
# start together send their `poisson` requests at the same ticks.
#
# Only the module of the timers is loaded: the package asks for Python 3.12 and for clients of two clouds. The wait is
# that of one server with a fixed service time at 80 % load, in service times (constant arrivals: 0, M/D/1: 2).
#
# windtunnel's `renewal` arrivals with a fixed gap are constant, and its `poisson` is a Poisson process.
#
# Output seen on 2026-11-30:
#   ConstantLoadTimer  1 /s: CV of the gaps 0.99, wait 1.9, on a whole second 0 %
#   PoissonLoadTimer   1 /s: CV of the gaps 0.95, wait 1.9, on a whole second 63 %
#   ConstantLoadTimer 10 /s: CV of the gaps 1.00, wait 2.0, on a whole second 0 %
#   PoissonLoadTimer  10 /s: CV of the gaps 1.00, wait 2.0, on a whole second 10 %
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --no-deps --ignore-requires-python inference-perf==0.7.0 numpy==2.4.6
"$folder/env/bin/python" - <<'PYTHON'
import importlib.util
import sys
import types

import numpy as np

# The packages above the module import everything: stand-ins with the same folders leave that out.
home = importlib.util.find_spec("inference_perf").submodule_search_locations[0]
for name in ("", ".utils", ".loadgen"):
    package = types.ModuleType("inference_perf" + name)
    package.__path__ = [home + name.replace(".", "/")]
    sys.modules["inference_perf" + name] = package

from inference_perf.loadgen.load_timer import ConstantLoadTimer, PoissonLoadTimer

SECONDS = 4000


def wait(gaps, service):
    now, total = 0.0, 0.0
    for gap in gaps:
        now = max(0.0, now + service - gap)
        total += now
    return total / len(gaps) / service


for rate in (1, 10):
    for kind in (ConstantLoadTimer, PoissonLoadTimer):
        start = kind(rate, SECONDS).start_timer(0.0)
        times = np.array([next(start) for _ in range(rate * SECONDS)])
        gaps = np.diff(times)
        variation = gaps.std() / gaps.mean()
        tick = np.mean(np.abs(times - np.round(times)) < 1e-6)
        waiting = wait(gaps, 0.8 * gaps.mean())
        print(
            f"{kind.__name__:17} {rate:2} /s: CV of the gaps {variation:.2f}, wait {waiting:.1f}, "
            f"on a whole second {100 * tick:.0f} %"
        )
        if kind is ConstantLoadTimer:
            assert variation > 0.9 and waiting > 1, "constant arrivals are closer to constant now"
        else:
            assert tick > 0.5 / rate, "Poisson arrivals no longer prefer whole seconds"
PYTHON
