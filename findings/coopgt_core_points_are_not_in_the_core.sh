#!/usr/bin/env bash
# coopgt 0.0.3 (pip): of the core points that it finds, a quarter are not in the core by its own test; of the Shapley
# values, more than half are no imputations.
#
# `is_in_core` and `is_imputation` compare the sum of the payoffs with the value of all players by `==`, and coalitions
# by `>=`, without a tolerance, while `find_core_point` uses `isclose`. One expects that what one function of the
# package returns passes the other, as the Shapley value of a convex game is in the core by Shapley's theorem. With
# values that have decimals the sums of floats differ in the last digit, and the answer is False. With whole numbers, as
# in the examples, it was right in all games below.
#
# A False says "this coalition will leave". A simulated pool that checks whether its shares are stable finds that they
# are not, in a share of cases that looks like a result. Source: core.py.
#
# Output seen on 2026-12-01:
#   300 convex games of 4 players   core points in the core   Shapley values in it, imputations
#   values with 3 decimals                           231                        121, 121
#   whole numbers                                    300                        300, 300
#   they miss by less than 1e-9
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check numpy==2.4.6 scipy==1.17.1 more-itertools==11.2.1
venv/bin/pip install --quiet --disable-pip-version-check --no-deps coopgt==0.0.3
cat > games.py <<'PY'
import itertools
import random

import numpy as np
from coopgt.core import find_core_point, is_convex, is_imputation, is_in_core
from coopgt.shapley_value import calculate

PLAYERS, GAMES = 4, 300


def game(draws: random.Random, unit: float) -> dict:
    """What each brings, more by a tenth for each further member; convex with a wide margin."""
    alone = [draws.randint(10, 99) for _ in range(PLAYERS)]
    values = {}
    for size in range(PLAYERS + 1):
        for members in itertools.combinations(range(1, PLAYERS + 1), size):
            tenths = sum(alone[member - 1] for member in members) * (10 + max(size - 1, 0))
            values[members] = round(tenths * unit, 3)
    return values


def worst(values: dict, payoffs) -> float:
    """By how much the payoffs miss the core at most."""
    lacks = [values[group] - sum(payoffs[member - 1] for member in group) for group in values]
    return max(max(lacks), abs(sum(payoffs) - values[tuple(range(1, PLAYERS + 1))]))


print(f"{GAMES} convex games of {PLAYERS} players   core points in the core   Shapley values in it, imputations")
found = {}
for unit, name in [(0.001, "values with 3 decimals"), (1, "whole numbers")]:
    draws = random.Random(1)
    games = [game(draws, unit) for _ in range(GAMES)]
    assert is_convex(games[0])
    points = [find_core_point(values) for values in games]
    shares = [calculate(values) for values in games]
    missed = max(max(worst(v, p), worst(v, s)) for v, p, s in zip(games, points, shares))
    counts = found[unit] = [
        sum(is_in_core(values, point) for values, point in zip(games, points)),
        sum(is_in_core(values, share) for values, share in zip(games, shares)),
        sum(is_imputation(values, share) for values, share in zip(games, shares)),
    ]
    print(f"{name:36} {counts[0]:15} {counts[1]:26}, {counts[2]}")
    assert missed < 1e-9, "the payoffs miss by more than rounding"
assert found[0.001][0] < 0.95 * GAMES, "the test of the core has a tolerance now"
assert found[0.001][2] < 0.8 * GAMES, "the test of imputations has a tolerance now"
print("they miss by less than 1e-9")
PY
venv/bin/python games.py
