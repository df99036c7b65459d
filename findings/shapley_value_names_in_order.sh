#!/usr/bin/env bash
# shapley-value 0.0.9 (pip): a coalition whose tuple is not in alphabetical order is worth 0, without an error.
#
# `ShapleyValue(players, coalition_values)` takes a value for each tuple of players. One would guess that a tuple in the
# order of `players`, which is how `itertools.combinations(players, r)` makes it, is found. It is looked up SORTED, with
# a default of 0: of node2 and node10 the tuple is ("node2", "node10"), which sorts the other way. The coalition is then
# worth nothing, shares are negative, and they add up to less than the whole. With up to ten nodes, with numbers, and
# with players that are listed in alphabetical order (as in its examples) all is well, so that tests pass and the first
# run with eleven nodes is wrong. `ShapleyCombinations`, which its doc prefers, raises an error.
#
# This hurts a division of revenue or of blame among nodes: nobody notices a missing coalition among a thousand. The sum
# of the shares against the value of all players tells. No report of it was found. windtunnel has no Shapley values.
#
# Output seen on 2026-11-30 (the worth of a coalition is the square of its number of players, so that all shares are
# equal):
#   node1 to node9              shares   9.000 to   9.000, sum   81.000 of 81
#   node1 to node9, and node10  shares -28.356 to   3.200, sum   -0.000 of 100
#   node01 to node10            shares  10.000 to  10.000, sum  100.000 of 100
#   numbers 1 to 10             shares  10.000 to  10.000, sum  100.000 of 100
#   b, a                        shares   0.000 to   0.000, sum    0.000 of 4
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet shapley-value==0.0.9 pandas==2.3.3 joblib==1.5.2
"$folder/env/bin/python" - <<'PYTHON'
import itertools

from shapley_value import ShapleyValue


def shares(players):
    coalitions = (each for size in range(len(players) + 1) for each in itertools.combinations(players, size))
    worth = {coalition: float(len(coalition) ** 2) for coalition in coalitions}
    return ShapleyValue(players, worth).calculate_shapley_values(), worth[tuple(players)]


def show(what, players):
    found, whole = shares(players)
    smallest, largest, total = min(found.values()), max(found.values()), sum(found.values())
    print(f"{what:27} shares {smallest:7.3f} to {largest:7.3f}, sum {total:8.3f} of {whole:.0f}")
    return smallest, largest, total


for what, players in (
    ("node1 to node9", [f"node{i}" for i in range(1, 10)]),
    ("node1 to node9, and node10", [f"node{i}" for i in range(1, 11)]),
    ("node01 to node10", [f"node{i:02}" for i in range(1, 11)]),
    ("numbers 1 to 10", list(range(1, 11))),
    ("b, a", ["b", "a"]),
):
    smallest, largest, total = show(what, players)
    if "node10" in players and "node2" in players or players == ["b", "a"]:
        assert total < 0.5 * len(players) ** 2, "the order of names does not matter now"
    else:
        assert abs(smallest - len(players)) < 1e-9 and abs(largest - len(players)) < 1e-9
PYTHON
