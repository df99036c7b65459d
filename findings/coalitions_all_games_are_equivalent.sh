#!/usr/bin/env bash
# coalitions 0.4.0 (PyPI): any two games in which it pays to join are "strategically equivalent"; a division of more
# than there is lies in the core.
#
# Two games are strategically equivalent if one becomes the other by a positive factor and a fixed sum for each player.
# `is_equivalent` brings both to a normal form (single players 0, all together 1, 0 or -1), which decides it: the games
# are equivalent if their normal forms are equal. The method compares the values of ALL TOGETHER in these forms, which
# are 1 by construction, and nothing else. A vote by majority is equivalent to one by unanimity and to a dictatorship of
# two. Their Shapley values differ.
#
# The core holds the divisions of what all earn together with which no coalition is worse off. `is_core` asks for the
# second half alone. A division that hands out 3 of 1 passes. The name of the argument, imputation, says that the sum
# fits, and nothing checks it. So a search for stable payouts by this test ends with ones that cannot be paid.
#
# Source: `is_equivalent` and `is_core` of `CoalitionalGame`; "strategically equivalent" in its text.
#
# Output seen on 2026-11-30:
#   game            is_equivalent to majority  Shapley values of a, b, c  is_core of equal shares, of all to each
#   majority        True                       0.33 0.33 0.33             False, True (3 of 1)
#   twice that      True                       0.67 0.67 0.67             False, True (6 of 2)
#   unanimity       True                       0.33 0.33 0.33             True, True (3 of 1)
#   a and b decide  True                       0.50 0.50 0.00             False, True (3 of 1)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --no-deps coalitions==0.4.0
cat > games.py <<'PY'
from itertools import combinations

from coalitions.coalitionalgame import CoalitionalGame

PLAYERS = "abc"
COALITIONS = [frozenset(some) for size in range(4) for some in combinations(PLAYERS, size)]


def game(value):
    return CoalitionalGame({coalition: value(coalition) for coalition in COALITIONS})


games = {
    "majority": game(lambda some: int(len(some) > 1)),
    "twice that": game(lambda some: 2 * int(len(some) > 1)),
    "unanimity": game(lambda some: int(len(some) == 3)),
    "a and b decide": game(lambda some: int({"a", "b"} <= some)),
}
print("game            is_equivalent to majority  Shapley values of a, b, c  is_core of equal shares, of all to each")
found = {}
for name, one in games.items():
    values = one.get_shapley_values()
    earned = one.coalition_values[frozenset(PLAYERS)]
    fair = one.is_core({player: earned / 3 for player in PLAYERS})
    much = one.is_core({player: earned for player in PLAYERS})
    found[name] = one.is_equivalent(games["majority"]), much
    shown = " ".join(f"{values[player]:.2f}" for player in PLAYERS)
    print(f"{name:16}{str(found[name][0]):27}{shown:27}{fair}, {much} ({3 * earned} of {earned})")
assert all(equivalent for equivalent, _ in found.values()), "normal forms are compared now"
assert all(much for _, much in found.values()), "what is handed out must be there now"
PY
venv/bin/python games.py
