#!/usr/bin/env bash
# powerindices 1.0.2 (pip): an index changes the list of weights that it gets, so that the next one is of another vote.
#
# `compute_pbi(quota, weights)`, `compute_ssi` and `compute_csi` give the power of the members of a weighted vote by
# Penrose and Banzhaf, by Shapley and Shubik, and by Coleman. One would guess that one can ask all three about the same
# list, in any order.
#
# Where a member has a veto the functions shrink its weight, and the quota by as much, which changes no power and
# makes the tables smaller. The weight is shrunk in the list of the caller, the quota is not the caller's. The next
# question is then about the old quota and the smaller weights: with weights 6, 2, 1, 1 and a quota of 8 nobody has any
# power in the second answer, since the weights that are left do not reach the quota. With 50, 20, 20, 10 and a quota
# of 60 the second answer looks plausible, and a small stakeholder's power of 0.125 is 0. Without a veto all is well.
#
# This hurts comparisons of indices, and sweeps over quotas with one list of stakes: the results depend on the order.
# Give a copy, list(weights). No report of it was found.
#
# Output seen on 2026-11-30 (Penrose-Banzhaf index):
#   quota  8 of [6, 2, 1, 1]           first 0.625 0.375 0.125 0.125   again 0.000 0.000 0.000 0.000
#   quota 60 of [50, 20, 20, 10]       first 0.875 0.125 0.125 0.125   again 0.750 0.250 0.250 0.000
#   quota 60 of [40, 30, 20, 10]       first 0.625 0.375 0.375 0.125   again 0.625 0.375 0.375 0.125
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --no-deps powerindices==1.0.2
"$folder/env/bin/pip" install --quiet numpy==2.4.6
"$folder/env/bin/python" - <<'PYTHON'
from itertools import product

from powerindices import compute_pbi


def by_hand(quota, weights):
    powers = []
    for member, weight in enumerate(weights):
        others = weights[:member] + weights[member + 1 :]
        sums = [sum(w for w, joins in zip(others, choice) if joins) for choice in product((0, 1), repeat=len(others))]
        powers.append(sum(quota - weight <= total < quota for total in sums) / len(sums))
    return powers


def text(powers):
    return " ".join(f"{power:.3f}" for power in powers)


for quota, stakes, veto in ((8, [6, 2, 1, 1], True), (60, [50, 20, 20, 10], True), (60, [40, 30, 20, 10], False)):
    weights = list(stakes)
    first = [float(power) for power in compute_pbi(quota, weights)]
    left = list(weights)
    again = [float(power) for power in compute_pbi(quota, weights)]
    print(f"quota {quota:2} of {str(stakes):20}   first {text(first)}   again {text(again)}")
    assert first == by_hand(quota, stakes)
    assert (left != stakes) == veto and (again != first) == veto, "the list stays as it is now"
    assert again == by_hand(quota, left)
PYTHON
