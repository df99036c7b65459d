#!/usr/bin/env bash
# power-bdd 1.0.0 (PyPI): `calc_banzhaf` asked a second time gives larger numbers; the first voter's is always right.
#
# The Banzhaf/Penrose index of a voter is the share of all coalitions of the others that win with it and lose without:
# from 0 to 1, and the same each time. `calc_banzhaf` counts the paths from the root to each node of a decision diagram
# and keeps the counts in the nodes. It sets that of the root to 1 and adds to the others, which it does not clear. The
# second call adds to what the first left, the third to both. The first voter is the root, so its index stays right;
# those after it grow, the later the faster, and soon pass 1. A cheap test on the first entry finds nothing.
#
# Five voters of equal weight have equal power; asked a second time the last has five times that of the first. A
# dictator (the first voter) and four without power stay as they are, so that test passes, too.
#
# `calc_shapley` clears its counts and gives the same each time, before or after. To ask for one index after another for
# the same game, in a loop, a notebook cell or a property, is the usual way to meet this. A composed game (`&`, `|`) has
# its own nodes: asked once it is right, whatever its parts were asked.
#
# Source: `preparepaths`, called by `calc_banzhaf`, in bdd.py.
#
# Output seen on 2026-11-30:
#   a majority of 51 among [40, 30, 20, 10]
#     all coalitions     0.625 0.375 0.375 0.125
#     asked 1 times      0.625 0.375 0.375 0.125
#     asked 2 times      0.625 0.750 1.125 0.500
#     asked 3 times      0.625 1.125 2.250 1.250
#   a majority of 3 among [1, 1, 1, 1, 1]
#     all coalitions     0.375 0.375 0.375 0.375 0.375
#     asked 1 times      0.375 0.375 0.375 0.375 0.375
#     asked 2 times      0.375 0.750 1.125 1.500 1.875
#     asked 3 times      0.375 1.125 2.250 3.750 5.625
#   a majority of 51 among [60, 10, 10, 10, 10]
#     all coalitions     1.000 0.000 0.000 0.000 0.000
#     asked 1 times      1.000 0.000 0.000 0.000 0.000
#     asked 2 times      1.000 0.000 0.000 0.000 0.000
#     asked 3 times      1.000 0.000 0.000 0.000 0.000
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --no-deps power-bdd==1.0.0 sortedcontainers==2.4.0
cat > again.py <<'PY'
from itertools import product

from power_bdd.bdd import BDD, WeightedGame


def swings(quota: int, weights: list[int]) -> list[float]:
    """The index by looking at every coalition."""
    found = []
    for place, weight in enumerate(weights):
        others = weights[:place] + weights[place + 1 :]
        sums = [sum(w for w, in_it in zip(others, bits) if in_it) for bits in product((0, 1), repeat=len(others))]
        found.append(sum(quota - weight <= one < quota for one in sums) / len(sums))
    return found


def shown(values: list[float]) -> str:
    return " ".join(f"{value:.3f}" for value in values)


found = {}
for quota, weights in [(51, [40, 30, 20, 10]), (3, [1, 1, 1, 1, 1]), (51, [60, 10, 10, 10, 10])]:
    print(f"a majority of {quota} among {weights}")
    right = swings(quota, weights)
    print(f"  all coalitions     {shown(right)}")
    game = BDD(WeightedGame(quota, list(weights)))
    asked = [game.calc_banzhaf() for _ in range(3)]
    for count, values in enumerate(asked, 1):
        print(f"  asked {count} times      {shown(values)}")
    assert asked[0] == right
    found[tuple(weights)] = asked
first, second, third = found[40, 30, 20, 10]
assert first[0] == second[0] == third[0] and third[2] > 2, "a second call gives the same now"
PY
venv/bin/python again.py
