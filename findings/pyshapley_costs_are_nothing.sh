#!/usr/bin/env bash
# pyshapley 0.1.0 (pip): a coalition that makes a loss counts as one that makes nothing: shared costs are nobody's.
#
# Shapley values share what a coalition makes. Costs are shared in the same way, as losses: the values of a runway's
# users, or of the tenants of a machine, are negative and add up to the cost of the whole. One would guess that
# `Shapley(game).shapley(player)` of a game whose payoffs are negative gives negative shares.
#
# It takes max(0, payoff) of each coalition before it takes the difference. Three who share a machine of which the
# largest need decides the size pay nothing at all: the sum is 0, not the cost. Mixed games are worse, for their sum is
# right: a requester whose task is worth 10 if anybody else works on it, each of the three with costs of 3, gets 1.67
# in place of 3.67, since its loss when it is alone is not counted; the others lose 0.33 each in place of 1.33. A
# comment in the source asks how to treat negative payoffs; the documentation of the package says nothing about it.
#
# This hurts whoever splits costs, rewards less costs, or slashes by contribution. Add the costs after the values, as
# Shapley values are additive: subtract from each player its own cost.
#
# Output seen on 2026-11-30:
#   shared machine (needs 1, 2, 3)      found    0.000   0.000   0.000 sum  0.000
#                                       true    -0.333  -0.833  -1.833 sum -3.000
#   task worth 10, costs of 3 each      found    1.667  -0.333  -0.333 sum  1.000
#                                       true     3.667  -1.333  -1.333 sum  1.000
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --no-deps pyshapley==0.1.0
"$folder/env/bin/python" - <<'PYTHON'
from itertools import permutations

from pyshapley.game import CoalitionalGame
from pyshapley.solution import Shapley


class Game(CoalitionalGame):
    def __init__(self, players, worth):
        super().__init__(players)
        self.worth = worth

    def payoff_raw(self, coalition):
        return self.worth(coalition)


def true_values(players, worth):
    orders = list(permutations(players))
    values = []
    for player in players:
        before = [set(order[: order.index(player)]) for order in orders]
        values.append(sum(worth(others | {player}) - worth(others) for others in before) / len(orders))
    return values


def show(name, kind, values):
    print(f"{name:36}{kind:6}", "".join(f"{value:8.3f}" for value in values), f" sum {sum(values):6.3f}", sep="")


def machine(users):
    return -max(users, default=0)


def task(workers):
    return 10 * ("requester" in workers and len(workers) > 1) - 3 * len(workers)


def both(name, players, worth):
    values = Shapley(Game(players, worth))
    found, true = [values.shapley(player) for player in players], true_values(players, worth)
    show(name, "found", found)
    show("", "true", true)
    assert abs(sum(true) - worth(set(players))) < 1e-9
    return found, true


found, true = both("shared machine (needs 1, 2, 3)", (1, 2, 3), machine)
assert found == [0, 0, 0] and max(true) < 0, "losses count now"
found, true = both("task worth 10, costs of 3 each", ("requester", "a", "b"), task)
assert abs(sum(found) - 1) < 1e-9 and abs(found[0] - 5 / 3) < 1e-9 and abs(true[0] - 11 / 3) < 1e-9, "losses count now"
PYTHON
