#!/usr/bin/env bash
# glicko2 2.1.0 (pip): a player's volatility is learnt near a rating of 1500 and stays what it was elsewhere.
#
# In Glicko-2 only differences of ratings count: with 500 points more for everybody one would guess the same ratings
# plus 500, the same deviations and the same volatilities. The equation for the new volatility has the square of the
# RATING, counted from 1500, where Glickman has that of the rating DEVIATION. Near 1500 it is close to 0, and the result
# near the true one, the example of the paper (a player at 1500) included; 200 points away it drowns the surprise, and
# the volatility hardly moves from the 0.06 of a new player. What follows from the volatility is wrong with it: the
# deviation is too small, and the rating moves too little.
#
# This hurts whoever rates the nodes or models of a network by it. Those that got away from 1500 are the ones whose
# failures one wants to see: an erratic one far up keeps the volatility and the narrow band of a steady one, and
# `did_not_compete` widens the band by the same wrong number. No report of it was found. windtunnel has no rating that
# learns a volatility.
#
# Output seen on 2026-11-30 (a node of deviation 350 wins 15 comparisons in one period, loses 15 in the next, against
# opponents at its first rating with deviation 50; after 20 periods):
#   first rating  rating     deviation  volatility
#           1500    -23.9        33.1      0.0770
#           1600    -20.3        31.1      0.0641
#           1700    -19.3        30.4      0.0604
#           2000    -19.1        30.3      0.0600
#   by the paper    -23.8        33.1      0.0765
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet glicko2==2.1.0
"$folder/env/bin/python" - <<'PYTHON'
from math import exp, log, pi, sqrt

from glicko2 import Player

SCALE, TAU, NEW = 173.7178, 0.5, 0.06


def by_the_paper(rating, deviation, volatility, opponents):
    """The next rating, deviation and volatility; `opponents` have a rating, a deviation and a score."""
    mu, phi = (rating - 1500) / SCALE, deviation / SCALE
    inverse = gain = 0.0
    for their_rating, their_deviation, score in opponents:
        impact = 1 / sqrt(1 + 3 * (their_deviation / SCALE / pi) ** 2)
        expected = 1 / (1 + exp(-impact * (mu - (their_rating - 1500) / SCALE)))
        inverse += impact**2 * expected * (1 - expected)
        gain += impact * (score - expected)
    surprise = (gain / inverse) ** 2
    known = phi**2 + 1 / inverse

    def slope(x):
        return exp(x) * (surprise - known - exp(x)) / (2 * (known + exp(x)) ** 2) - (x - 2 * log(volatility)) / TAU**2

    low, high = -30.0, 10.0
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if slope(middle) > 0 else (low, middle)
    volatility = exp(low / 2)
    phi = 1 / sqrt(1 / (phi**2 + volatility**2) + inverse)
    return rating + SCALE * phi**2 * gain, SCALE * phi, volatility


def erratic(first, update, state):
    for period in range(20):
        state = update(state, [(first, 50, 1 - period % 2)] * 15)
    return state


def package(player, opponents):
    player.update_player(*map(list, zip(*opponents)))
    return player


# The example of the paper.
sample = [(1400, 30, 1), (1550, 100, 0), (1700, 300, 0)]
assert abs(by_the_paper(1500, 200, NEW, sample)[0] - 1464.06) < 0.02, "this is not the method of the paper"

print(f"{'first rating':>12}  {'rating':9}{'deviation':>11}{'volatility':>12}")
learnt, narrow = {}, {}
for first in (1500, 1600, 1700, 2000):
    player = erratic(first, package, Player(first, 350, NEW))
    learnt[first], narrow[first] = player.vol, player.rd
    print(f"{first:12}{player.rating - first:9.1f}{player.rd:12.1f}{player.vol:12.4f}")
rating, deviation, volatility = erratic(2000, lambda state, met: by_the_paper(*state, met), (2000, 350, NEW))
print(f"by the paper{rating - 2000:9.1f}{deviation:12.1f}{volatility:12.4f}")
assert volatility > 0.075 and abs(learnt[1500] - volatility) < 0.001, "at 1500 the volatility is another one"
assert abs(learnt[2000] - NEW) < 0.0001, "the volatility is learnt far from 1500 now"
assert narrow[2000] < 0.93 * deviation, "the deviation far from 1500 is that of the paper now"
PYTHON
