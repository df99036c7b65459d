#!/usr/bin/env bash
# multiagent-auction 0.1.1 (pip): in its all-pay auction a loser pays 0.1 more than it bid, where values are at most 1.
#
# `MAAllPayAuctionEnv` is an environment in which agents learn to bid in an auction where "all participants must pay
# their bids". `MAPartialAllPayAuctionEnv` has a share t of the bids that losers pay; t = 1 is "equivalent to an all-pay
# auction". One would guess that both give the same rewards then, and that who bids nothing loses nothing.
#
# The all-pay environment takes 0.1 more off each loser, by a constant in its `step` that neither the text nor an
# argument speaks of. Values are between 0 and 1, so that this is a fifth of the mean value. Three players that bid by
# the equilibrium of the all-pay auction gain a fifth of what they should; not to bid costs 0.1, too. The bids that are
# learned are those of another game, with a fine for not winning.
#
# This hurts comparisons with theory, and of the two environments with each other: a curve over t jumps at its end.
#
# Output seen on 2026-11-30 (three players, 200,000 draws of values, bids of the equilibrium, 2/3 v^3):
#   all-pay          bids 0.4, 0.1 and 0: rewards [0.5, -0.2, -0.1]   mean in equilibrium  0.0163
#   partial, t = 1   bids 0.4, 0.1 and 0: rewards [0.5, -0.1, -0.0]   mean in equilibrium  0.0830
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --no-deps multiagent-auction==0.1.1
"$folder/env/bin/pip" install --quiet --no-warn-conflicts numpy==2.4.6
"$folder/env/bin/python" - <<'PYTHON'
import sys
from unittest import mock

# Only the learning agents and plots need these.
for name in ("torch", "torch.nn", "torch.nn.functional", "torch.optim", "matplotlib", "matplotlib.pyplot"):
    sys.modules[name] = mock.MagicMock()
sys.modules["tqdm"] = mock.MagicMock()

import random

from multiagent_auction.env import MAAllPayAuctionEnv, MAPartialAllPayAuctionEnv

PLAYERS, DRAWS = 3, 200_000
environments = {"all-pay": MAAllPayAuctionEnv(PLAYERS), "partial, t = 1": MAPartialAllPayAuctionEnv(PLAYERS)}
for name, environment in environments.items():
    rewards = environment.step([0.9, 0.5, 0.2], [0.4, 0.1, 0.0], 1, 1)
    random.seed(1)
    total = 0.0
    for _ in range(DRAWS):
        values = environment.reset()
        total += environment.step(values, [2 / 3 * value**3 for value in values], 1, 1)[0]
    mean = total / DRAWS
    print(f"{name:16} bids 0.4, 0.1 and 0: rewards {[round(float(reward), 3) for reward in rewards]}", end="")
    print(f"   mean in equilibrium {mean:7.4f}")
    # A player with value v gains v^3 / 3 in this equilibrium, 1/12 on average.
    if name == "all-pay":
        assert abs(rewards[2] + 0.1) < 1e-9 and abs(mean - (1 / 12 - 0.1 * 2 / 3)) < 0.003, "losers pay their bids now"
    else:
        assert rewards[2] == 0 and abs(mean - 1 / 12) < 0.003
PYTHON
