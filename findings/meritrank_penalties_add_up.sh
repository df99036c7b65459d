#!/usr/bin/env bash
# meritrank-python 0.2.10 (pip): calculating the ranks again subtracts the penalties of distrust again.
#
# An edge with a negative weight is distrust: everybody on a walk that ends at the distrusted node is penalised.
# `calculate(ego)` says: "If there are already walks for the node, drop them and calculate anew", and one would guess
# that a second calculation gives the same ranks up to the noise of the walks.
#
# The walks and the positive hits start again, the penalties of the dropped walks stay. Each call takes the same penalty
# off once more: after a few calls with not one change in the graph, a friend of the ego is as far below zero as an
# attacker should be. A new object has the right ranks.
#
# This hurts a simulation of reputation among peers (against freeloaders or fake identities) that calculates once each
# round, or that calculates again with more walks for less noise: scores drift with the number of rounds. No report of
# it was found.
#
# Output seen on 2026-11-30 ("me" trusts a and b and distrusts c; a trusts c and d, b trusts d):
#   call 1               a  0.095   b  0.164   c  0.000   d  0.210
#   call 2               a  0.027   b  0.167   c -0.069   d  0.212
#   call 3               a -0.043   b  0.165   c -0.138   d  0.211
#   call 4               a -0.114   b  0.167   c -0.208   d  0.212
#   call 5               a -0.183   b  0.164   c -0.279   d  0.210
#   a new object         a  0.093   b  0.167   c  0.000   d  0.213
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet meritrank-python==0.2.10 networkx==3.4.2
"$folder/env/bin/python" - <<'PYTHON'
import random

from meritrank_python.rank import IncrementalMeritRank
import networkx

random.seed(1)
WALKS = 20000


def graph():
    trust = networkx.DiGraph()
    trust.add_weighted_edges_from([("me", "a", 1), ("me", "b", 1), ("a", "c", 1), ("a", "d", 1), ("b", "d", 1)])
    trust.add_edge("me", "c", weight=-1)
    return trust


def show(label, rank):
    scores = {peer: rank.get_node_score("me", peer) for peer in "abcd"}
    print(f"{label:20}", "   ".join(f"{peer} {score:6.3f}" for peer, score in scores.items()))
    return scores


again = IncrementalMeritRank(graph())
calls = []
for call in range(1, 6):
    again.calculate("me", WALKS)
    calls.append(show(f"call {call}", again))
fresh = IncrementalMeritRank(graph())
fresh.calculate("me", WALKS)
right = show("a new object", fresh)

# By hand: a walk is on c when it goes on from me (0.85), takes a (1/2), goes on (0.85) and takes c (1/2).
alpha = 0.85
to_c = alpha / 2 * alpha / 2
hits = {"me": 1, "a": alpha / 2, "b": alpha / 2, "c": to_c, "d": alpha**2 * (1 / 4 + 1 / 2)}
total = sum(hits.values())
for peer in "abcd":
    exact = (hits[peer] - (to_c if peer in "ac" else 0)) / total
    assert abs(right[peer] - exact) < 0.01 and abs(calls[0][peer] - exact) < 0.01, (peer, exact)
for number, call in enumerate(calls, 1):
    for peer in "ac":
        assert abs(call[peer] - (hits[peer] - number * to_c) / total) < 0.02, "the penalties start again now"
assert calls[4]["a"] < 0 < right["a"]
PYTHON
