#!/usr/bin/env bash
# pymoo 0.6.2 (pip, Python >= 3.10): a candidate of which one goal is NaN can be the whole Pareto front of NSGA-II.
#
# Who would guess that a NaN goal ranks last, as infinity would, or is refused, is wrong. Domination asks whether a is
# smaller in one goal and larger in none; a comparison with NaN is false, so that a candidate with one NaN goal dominates
# all that are worse in the other goal, and nothing dominates it that is not better there. The plan that serves nobody
# costs least and has no mean latency: it alone is the front, the known front of 40 plans is gone, and nothing warns.
# Break a constraint there instead; infinity leaves the cheapest such plan in the front, beside all others.
#
# Output seen on 2026-11-29:
#   NaN for who serves nobody, by seed: front of 1, missing 1; front of 1, missing 1; front of 1, missing 1
#   infinity for who serves nobody, by seed: front of 40, missing 1; front of 40, missing 1; front of 40, missing 1
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet pymoo==0.6.2
"$folder/env/bin/python" - <<'PYTHON'
import warnings

import numpy as np
from pymoo.algorithms.moo.nsga2 import NSGA2
from pymoo.core.problem import ElementwiseProblem
from pymoo.optimize import minimize

warnings.filterwarnings("ignore")


class Trade(ElementwiseProblem):
    """Cost against mean latency: who buys below 0.05 serves nobody, and a mean over no answers does not exist."""

    def __init__(self, missing):
        super().__init__(n_var=2, n_obj=2, xl=0, xu=1)
        self.missing = missing

    def _evaluate(self, x, out, *args, **kwargs):
        cost = x[0] + x[1]
        out["F"] = [cost, 1 / cost if cost > 0.05 else self.missing]


def fronts(missing):
    for seed in (1, 2, 3):
        front = minimize(Trade(missing), NSGA2(pop_size=40), ("n_gen", 60), seed=seed).F
        yield len(front), int((~np.isfinite(front)).any(axis=1).sum())


nan, inf = list(fronts(np.nan)), list(fronts(np.inf))
for name, found in (("NaN", nan), ("infinity", inf)):
    print(f"{name} for who serves nobody, by seed:", "; ".join(f"front of {n}, missing {bad}" for n, bad in found))
assert all(n == bad for n, bad in nan), "candidates with a NaN goal no longer are the whole front"
assert all(n > 30 and bad <= 1 for n, bad in inf), "infinity no longer leaves the front whole"
PYTHON
