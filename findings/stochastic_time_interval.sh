#!/usr/bin/env bash
# stochastic 0.6.0 (pip): BrownianMotion.sample spreads ONE unit of time's drift over the whole interval, and the
# volatility of VarianceGammaProcess vanishes as the steps get finer.
#
# `drift` is the rate of change of the expected value and `t` the end of the interval, so that one would guess a mean
# of drift * t at the end. `sample(n)` draws a line from 0 to `drift`, whatever t is: after a year in days the drift
# is 1/365 of what was asked for, while the noise is of a year. `sample_at(times)` of the same object has it right,
# and so has GeometricBrownianMotion. With t = 1, the default and what one tests, all agree.
#
# The variance-gamma process is Brownian motion at a random time, whose variance at t is scale^2 * t however finely
# one looks. The package multiplies the square root of the gamma step by Gaussian noise that is itself scaled with the
# length of the step: the deviation falls with the square root of the number of steps, and what is meant to be wild,
# with jumps, is a smooth line at a thousand steps. At one step of length 1 it is right.
#
# This hurts whoever draws the price of a coin, the demand of a network or the cost of power from them: the trend or
# the risk is missing, and with it ruin, liquidation and the value of holding reserves. sample_at without drift was
# mended once (crflynn/stochastic#15); no report of these was found, and 0.6.0 is the newest version. windtunnel has
# neither process.
#
# Output seen on 2026-11-30 (20,000 paths each):
#   Brownian motion, drift 2 per day, 30 days: mean 2.0 by sample(30), 60.0 by sample_at, 60 is right
#   variance gamma, scale 1, t = 1: deviation 1.00, 0.32, 0.10 with 1, 10, 100 steps, 1 is right
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet stochastic==0.6.0 numpy==1.26.4
"$folder/env/bin/python" - <<'PYTHON'
import numpy as np
from stochastic.processes.continuous import BrownianMotion, VarianceGammaProcess

PATHS, DRIFT, DAYS = 20_000, 2.0, 30
motion = BrownianMotion(drift=DRIFT, scale=1.0, t=DAYS, rng=np.random.default_rng(1))
steps = np.mean([motion.sample(DAYS)[-1] for _ in range(PATHS)])
times = np.mean([motion.sample_at([0, DAYS])[-1] for _ in range(PATHS)])
means = f"{steps:.1f} by sample(30), {times:.1f} by sample_at, 60 is right"
print(f"Brownian motion, drift 2 per day, 30 days: mean {means}")
assert abs(steps - DRIFT) < 0.5, "sample has another drift now"
assert abs(times - DRIFT * DAYS) < 0.5, "sample_at has another drift now"
one = BrownianMotion(drift=DRIFT, scale=1.0, t=1, rng=np.random.default_rng(1))
assert abs(np.mean([one.sample(10)[-1] for _ in range(PATHS)]) - DRIFT) < 0.1

gamma = VarianceGammaProcess(drift=0, variance=0.5, scale=1.0, t=1, rng=np.random.default_rng(1))
deviations = [np.std([gamma.sample(n)[-1] for _ in range(PATHS)]) for n in (1, 10, 100)]
shown = ", ".join(f"{deviation:.2f}" for deviation in deviations)
print(f"variance gamma, scale 1, t = 1: deviation {shown} with 1, 10, 100 steps, 1 is right")
for n, deviation in zip((1, 10, 100), deviations):
    assert abs(deviation * n**0.5 - 1) < 0.1, "the deviation depends on the steps in another way now"
PYTHON
