#!/usr/bin/env bash
# shapley 1.0.3 (PyPI): by the multilinear extension the strongest voter has the least power; by exact enumeration 10 %
# of the weight have more power than 20 %.
#
# The package gives Shapley values of weighted votes by four solvers. `MultilinearExtension` stands for Owen's
# approximation: the weight that others bring is taken as normal, each of them in with a chance t, and t runs from 0 to
# 1. One would guess values near those of the exact solver, as Owen's are. The code takes ALL others as in (mean = the
# whole of their weight), and their variance in place of the deviation. At a quota of a quarter the one with 30 % of
# the weight gets 0.009, the least of all, and at a half it is second.
#
# `ExactEnumeration` adds weights in the order of each permutation and asks for a sum ABOVE the quota. First, one would
# guess that 70 % decide where the quota is 70 %, as in the books and in other packages. Second, sums of 0.1, 0.2 and
# 0.4 come out as 0.7 or 0.7000000000000001 depending on their order, so one and the same coalition wins in some orders
# and loses in others. The result is of no game at all: a voter of 10 % is stronger than one of 20 %. In whole numbers
# (10, 20, 30, 40 and 70) it is right, but for the first point.
#
# Who pays nodes by such values pays the strongest nothing, or two unequal ones the wrong way round.
#
# numba, which only makes another solver faster, is left out here. Source: `_approximate` in multilinear_extension.py,
# `_run_permutations` in exact_enumeration.py.
#
# Output seen on 2026-11-30:
#   quota  solver                  0.3   0.21   0.16   0.14    0.1   0.06   0.03
#   0.255  exact                 0.393  0.193  0.143  0.110  0.110  0.043  0.010
#   0.255  Owen's formula        0.335  0.214  0.153  0.131  0.090  0.052  0.025
#   0.255  MultilinearExtension  0.009  0.169  0.238  0.238  0.191  0.109  0.047
#   0.505  exact                 0.357  0.240  0.140  0.124  0.074  0.057  0.007
#   0.505  Owen's formula        0.345  0.211  0.151  0.129  0.089  0.051  0.025
#   0.505  MultilinearExtension  0.252  0.234  0.180  0.155  0.102  0.054  0.024
#   weights                  quota  exact enumeration
#   [0.1, 0.2, 0.3, 0.4]     0.7    0.167  0.083  0.250  0.500
#   [10, 20, 30, 40]         70     0.083  0.083  0.417  0.417
#   [10, 20, 30, 40]         69.5   0.083  0.083  0.250  0.583
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
pip() {
    venv/bin/pip install --quiet --disable-pip-version-check --no-deps "$@"
}
pip numpy==2.4.6 scipy==1.17.1 setuptools==80.9.0 wheel==0.45.1 pytest-runner==6.0.1
pip --no-build-isolation shapley==1.0.3
cat > power.py <<'PY'
import sys
import warnings
from math import erf, sqrt
from unittest import mock

sys.modules["numba"] = mock.MagicMock(jit=lambda function: function)
warnings.simplefilter("ignore")

import numpy as np
from shapley.solvers import ExactEnumeration, MultilinearExtension


def values(solver, weights, quota):
    solver.solve_game(np.array([weights]), quota)
    return solver.get_solution()[0]


def owen(weights, quota, steps=400):
    """Owen's approximation: each other voter is in with chance t, from 0 to 1."""
    below = lambda x: 0.5 * (1 + erf(x / sqrt(2)))
    power = np.zeros(len(weights))
    for t in (np.arange(steps) + 0.5) / steps:
        for at, weight in enumerate(weights):
            others = [other for place, other in enumerate(weights) if place != at]
            mean, deviation = t * sum(others), sqrt(t * (1 - t) * sum(other**2 for other in others))
            power[at] += below((quota - mean) / deviation) - below((quota - weight - mean) / deviation)
    return power / power.sum()


def shown(power):
    return "  ".join(f"{share:.3f}" for share in power)


weights = [0.30, 0.21, 0.16, 0.14, 0.10, 0.06, 0.03]
print(f"quota  solver                {'  '.join(f'{weight:5}' for weight in weights)}")
for quota in (0.255, 0.505):
    exact = values(ExactEnumeration(), weights, quota)
    found = values(MultilinearExtension(), weights, quota)
    near = owen(weights, quota)
    for name, power in [("exact", exact), ("Owen's formula", near), ("MultilinearExtension", found)]:
        print(f"{quota:<7}{name:22}{shown(power)}")
    assert abs(near - exact).max() < 0.06
    assert abs(found - exact).max() > 0.1, "the approximation is near now"
    if quota < 0.5:
        assert found.argmin() == 0, "the strongest has power now"

print("weights                  quota  exact enumeration")
parts = [0.1, 0.2, 0.3, 0.4]
whole = [10, 20, 30, 40]
found = {}
for all_of, quota in [(parts, 0.7), (whole, 70), (whole, 69.5)]:
    found[quota] = values(ExactEnumeration(), all_of, quota)
    print(f"{str(all_of):25}{quota:<7}{shown(found[quota])}")
assert found[0.7][0] > found[0.7][1], "more weight is more power now"
assert abs(found[70] - found[69.5]).max() > 0.1, "the quota itself is enough now"
PY
venv/bin/python power.py
