#!/usr/bin/env bash
# mcshapley 0.0.2 (pip): the temporal Shapley value gives the tenth version the credit of the second to the tenth.
#
# `get_vbs_shap_temp` shares the performance of the best among solvers (models, nodes) by who was there first: a version
# gets what it adds to those before it. Versions are the keys of a dictionary, strings in all that the package makes
# (`toTempOrder`, `read_temporal_file`), and are sorted as text: 1, 10, 11, 2, 3. One expects them by number, "lower
# values of time". Up to nine versions all is right. From the tenth on it comes before the second, takes what the second
# to the tenth have added, and leaves them nothing. `temporal_marginal_contributions` compares the same strings. Years
# of four digits are right.
#
# `toTempOrder` makes that dictionary from a list. By the page, "groups that come earlier in the list are associated
# with earlier times"; they get the later ones (by its comment and by the example below that sentence).
#
# `get_vbs_shap` says of its game that it is the mean over the instances; it is the sum, as in the rest of the package.
#
# Royalties for a chain of models that improve each other are shared like this. Source: `sorted(temporal_order.keys())`
# in shaps.py; temporalUtils.py.
#
# Output seen on 2026-12-01:
#   each version is better by 1 than the one before; temporal Shapley values, by version
#     5 from    1: 1 1 1 1 1                 marginal 1 1 1 1 1
#     9 from    1: 1 1 1 1 1 1 1 1 1         marginal 1 1 1 1 1 1 1 1 1
#    10 from    1: 1 0 0 0 0 0 0 0 0 9       marginal 1 0 0 0 0 0 0 0 0 9
#    12 from    1: 1 0 0 0 0 0 0 0 0 9 1 1   marginal 1 0 0 0 0 0 0 0 0 9 1 1
#    12 from 2014: 1 1 1 1 1 1 1 1 1 1 1 1   marginal 1 1 1 1 1 1 1 1 1 1 1 1
#   earliest by toTempOrder: second in the list
#   one solver with 10 points in each: one task 10, two tasks 20
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check numpy==2.4.6 scipy==1.17.1
venv/bin/pip install --quiet --disable-pip-version-check --no-deps mcshapley==0.0.2
cat > credit.py <<'PY'
from mcshapley.shaps import get_vbs_shap, get_vbs_shap_temp, temporal_marginal_contributions
from mcshapley.temporalUtils import toBySolver, toTempOrder


def credits(versions: int, first: int = 1):
    """Each version solves the task one point better than the one before."""
    names = [f"v{version}" for version in range(first, first + versions)]
    scores = {name + "task": float(place) for place, name in enumerate(names, 1)}
    order = {name[1:]: [name] for name in names} if first > 1 else toTempOrder([[name] for name in reversed(names)])
    shares = get_vbs_shap_temp(names, ["task"], scores, order)
    added = temporal_marginal_contributions(names, ["task"], scores, order, toBySolver(order))
    return [shares[name] for name in names], [added[name] for name in names]


print("each version is better by 1 than the one before; temporal Shapley values, by version")
found = {}
for versions, first in [(5, 1), (9, 1), (10, 1), (12, 1), (12, 2014)]:
    shares, added = found[versions, first] = credits(versions, first)
    shown = " ".join(f"{share:.0f}" for share in shares)
    print(f"{versions:3} from {first:4}: {shown:25} marginal {' '.join(f'{value:.0f}' for value in added)}")
assert found[9, 1][0] == [1.0] * 9
assert found[10, 1][0] == [1.0] + [0.0] * 8 + [9.0], "versions are numbers now"
assert found[12, 2014][0] == [1.0] * 12

order = toTempOrder([["first in the list"], ["second in the list"]])
print("earliest by toTempOrder:", order["1"][0])
assert order["1"] == ["second in the list"], "the first in the list is the earliest now"

sums = [get_vbs_shap(["a"], tasks, {"a" + task: 10.0 for task in tasks})["a"] for tasks in (["x"], ["x", "y"])]
print(f"one solver with 10 points in each: one task {sums[0]:.0f}, two tasks {sums[1]:.0f}")
assert sums == [10.0, 20.0]
PY
venv/bin/python credit.py
