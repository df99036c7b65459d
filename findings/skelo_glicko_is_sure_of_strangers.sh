#!/usr/bin/env bash
# skelo 0.1.5 (pip): Glicko-2 predictions do not depend on the deviations, and are 2.6 times as sure in the exponent as
# Elo's.
#
# A Glicko-2 rating has a deviation, 350 for a newcomer, so that predictions about little-known players stay near 50 %.
# One would guess that of `Glicko2Estimator.predict_proba`. Its formula puts the deviation, in points, where the other
# scale is meant, and multiplies by it once more: both cancel. What is left is pi sqrt(2/3) = 2.565 times the difference
# of the ratings for equal deviations, whatever they are. Two newcomers 100 points apart meet at 81 %; by Glickman's
# formula at 58 %, by Elo's at 64 %. And the two directions do not add up to 1: the deviation of the first player counts
# for both, so that of a newcomer with 1,600 and a veteran with 1,500 one wins with 74 %, the other with 0.0005 %.
#
# This hurts a router or an auditor that picks nodes by win probabilities: it is surest about those it knows least, and
# a first lucky match decides. The ratings themselves, from the package glicko2, are right. No report of it was found.
#
# Output seen on 2026-11-30:
#   deviations   skelo   Glickman    Elo   (100 points apart)
#           30   0.814      0.639  0.640
#          100   0.814      0.628  0.640
#          350   0.814      0.577  0.640
#   newcomer against veteran 0.7404, veteran against newcomer 0.000005, sum 0.7404; Glickman 0.5949
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet numpy==2.4.6 pandas==2.3.3
"$folder/env/bin/pip" install --quiet --no-deps skelo==0.1.5 glicko2==2.1.0
"$folder/env/bin/python" - <<'PYTHON'
import math
import sys
import types

# Only base classes come from scikit-learn, of 40 MB.
sys.modules["sklearn"], sys.modules["sklearn.base"] = types.ModuleType("sklearn"), types.ModuleType("sklearn.base")
sys.modules["sklearn.base"].BaseEstimator = type("BaseEstimator", (), {})
sys.modules["sklearn.base"].ClassifierMixin = type("ClassifierMixin", (), {})

from skelo.model.glicko2 import Glicko2Model


def glickman(first, second):
    """The expected outcome of http://www.glicko.net/glicko/glicko.pdf."""
    q = math.log(10) / 400
    g = 1 / math.sqrt(1 + 3 * q**2 * (first[1] ** 2 + second[1] ** 2) / math.pi**2)
    return 1 / (1 + 10 ** (-g * (first[0] - second[0]) / 400))


elo = 1 / (1 + 10 ** (-100 / 400))
print("deviations   skelo   Glickman    Elo   (100 points apart)")
for deviation in (30, 100, 350):
    first, second = (1600, deviation, 0.06), (1500, deviation, 0.06)
    found, true = Glicko2Model.compute_prob(first, second), glickman(first, second)
    print(f"{deviation:10}{found:8.3f}{true:11.3f}{elo:7.3f}")
    surer = 1 / (1 + 10 ** (-math.pi * math.sqrt(2 / 3) * 100 / 400))
    assert abs(found - surer) < 1e-3 and abs(found - true) > 0.15, "deviations matter now"
newcomer, veteran = (1600, 350, 0.06), (1500, 30, 0.06)
both = Glicko2Model.compute_prob(newcomer, veteran), Glicko2Model.compute_prob(veteran, newcomer)
print(f"newcomer against veteran {both[0]:.4f}, veteran against newcomer {both[1]:.6f}, sum {sum(both):.4f}; ", end="")
print(f"Glickman {glickman(newcomer, veteran):.4f}")
assert abs(sum(both) - 1) > 0.2, "both directions add up to 1 now"
PYTHON
