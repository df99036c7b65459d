#!/usr/bin/env bash
# mabalgs 0.6.8 (pip): the simulator plays one simulation and one pull less than it divides by, and Thompson sampling
# forgets the first failure of each arm.
#
# `MonteCarloSimulator().run(name, probabilities, simulations, pulls)` returns the mean reward and the share of each arm
# in each pull. One would guess that arms that always win give a reward of 1 per pull, whatever the number of
# simulations. Both loops begin at 1, and the sums are divided by the whole number: with 10 simulations all rewards are
# 10 % too low, with one they are 0, and the shares of the arms add up to 0.9. Two algorithms compared at different
# numbers of simulations differ by that alone.
#
# Its `ThompsomSampling` starts with one win and one view for each arm and draws from Beta(wins, views - wins, at least
# 1): Beta(1, 1), as it should. After a first failure it is still Beta(1, 1), after two failures Beta(1, 2). A failure
# is counted when an arm is selected, and taken back by the reward: with requests under way, each of them is a failure
# so far, and the slowest nodes, not the worst, are avoided. No report of it was found.
#
# Output seen on 2026-11-30 (two arms that always win, 100 pulls):
#      1 simulations: reward   0.00 of 100, shares of arms add up to 0.000
#      2 simulations: reward  49.50 of 100, shares of arms add up to 0.500
#     10 simulations: reward  89.10 of 100, shares of arms add up to 0.900
#   1000 simulations: reward  98.90 of 100, shares of arms add up to 0.999
#   arm 0 after 0 failures, arm 1 untried: chosen in 51.0 % (Thompson: 50.0 %)
#   arm 0 after 1 failures, arm 1 untried: chosen in 50.0 % (Thompson: 33.3 %)
#   arm 0 after 2 failures, arm 1 untried: chosen in 34.6 % (Thompson: 25.0 %)
#   arm 0 after 3 failures, arm 1 untried: chosen in 25.2 % (Thompson: 20.0 %)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet mabalgs==0.6.8 numpy==2.4.6
"$folder/env/bin/python" - <<'PYTHON'
import math

import numpy as np
from mab.algs import ThompsomSampling
from mab.simulator import MonteCarloSimulator

for simulations in (1, 2, 10, 1000):
    *_, arms, rewards = MonteCarloSimulator().run("ucb1", {0: [1.0, 1.0]}, simulations, 100)
    share = arms[1].sum()
    print(f"{simulations:4} simulations: reward {rewards[-1]:6.2f} of 100, shares of arms add up to {share:.3f}")
    true = 99 * (simulations - 1) / simulations
    assert math.isclose(rewards[-1], true), "all simulations are played now"

np.random.seed(1)
for failures in range(4):
    first = 0
    for _ in range(4000):
        sampling = ThompsomSampling(2)
        sampling.n_impressions[0] += failures
        first += sampling.select()[0] == 0
    # The chance that Beta(1, 1 + failures) is above a uniform number: its mean.
    proper = 1 / (2 + failures)
    print(f"arm 0 after {failures} failures, arm 1 untried: ", end="")
    print(f"chosen in {first / 40:4.1f} % (Thompson: {100 * proper:.1f} %)")
    expected = 1 / (2 + max(failures - 1, 0))
    assert abs(first / 4000 - expected) < 0.03, "failures are counted in another way now"
PYTHON
