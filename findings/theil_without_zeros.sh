#!/usr/bin/env bash
# concentrationMetrics 0.6.0 and IneqPy 0.4.1 (pip): if one node earns everything, the Theil index is 0.
#
# Zero is the index of perfect equality, and ln n that of one who has everything. Who would guess that incomes of 0
# are taken by the limit of x ln x, which is 0, so that they only count in n (PySAL's `inequality` 1.1.2 does so), or
# are refused as in its Atkinson index, is wrong: both packages delete them first, without a word, and measure how
# equal the earners are among themselves. [100, 0, 0, 0] has an index of 0, as [25, 25, 25, 25] has; when the poorest
# node is pushed out of the market, the index falls. IneqPy does the same in its Atkinson index, and so disagrees with
# concentrationMetrics, which deletes nothing there. (The data are called positive in the docstrings of the latter,
# but in those of the Gini, Atkinson and Herfindahl indices too, which take zeros as they are.)
#
# Nodes that earn nothing are the usual case in a network of which the best are chosen: a rule of rewards that gives
# to the first ten of a hundred alone looks fairest. The Gini indices of the two packages keep the zeros, so that the
# two measures move in opposite directions. In concentrationMetrics `hhi` is, besides, the normalised index: 0 for
# four equal shares, not 1/4, so that limits of 0.15 or 0.25 taken from competition law do not apply.
#
# windtunnel has no Theil index; its `stake_gini` is over the operators that have any stake, and says so.
#
# Output seen on 2026-11-30 (100 nodes, of which the first k share everything equally):
#               Theil index                                   Atkinson index (1/2)
#   earning     PySAL   concentrationMetrics       IneqPy     concentrationMetrics       IneqPy
#       100     0.000                  0.000        0.000                    0.000        0.000
#        10     2.303                  0.000        0.000                    0.900        0.000
#         1     4.605                  0.000        0.000                    0.990        0.000
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet concentrationMetrics==0.6.0 ineqpy==0.4.1 inequality==1.1.2 numpy==1.26.4
"$folder/env/bin/python" - <<'PYTHON'
import math
import warnings

import numpy as np

warnings.simplefilter("ignore")
import ineqpy
from concentrationMetrics import Index
from inequality.theil import Theil

index = Index()
names = ("PySAL", "concentrationMetrics", "IneqPy", "concentrationMetrics", "IneqPy")
print("            Theil index" + " " * 46 + "Atkinson index (1/2)")
print("   earning" + "".join(f"{name:>22}" for name in names))
for earning in (100, 10, 1):
    incomes = np.zeros(100)
    incomes[:earning] = 1000 / earning
    pysal, short, other = Theil(incomes).T, index.theil(incomes), ineqpy.inequality.theil(incomes)
    kept, deleted = index.atkinson(incomes, 0.5), ineqpy.inequality.atkinson(incomes, e=0.5)
    print(f"{earning:10}" + "".join(f"{abs(value):22.3f}" for value in (pysal, short, other, kept, deleted)))
    assert math.isclose(pysal, math.log(100 / earning), abs_tol=1e-6), "PySAL's Theil index is another one now"
    assert math.isclose(kept, 1 - earning / 100, abs_tol=1e-9), "concentrationMetrics' Atkinson index changed"
    assert max(abs(short), abs(other), abs(deleted)) < 1e-9, "incomes of 0 count now"
assert abs(index.hhi(np.ones(4))) < 1e-9, "hhi is the index itself now"
PYTHON
