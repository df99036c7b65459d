#!/usr/bin/env bash
# nakamoto 0.1.4.1 (pip): if the first of four has 70 %, four are needed for 51 %; if it is the last, one is needed.
#
# `CustomSector(data, currency, type)` gives the Nakamoto coefficient (how few hold more than a share, 51 % here) and
# the Gini index of an array. Both belong to the amounts and not to their order, so one would guess that the order does
# not matter. It is not sorted, and what is computed is right for ascending amounts only. In descending order, as lists
# of the largest holders are, the Gini index is that of ascending order with a minus sign, and the coefficient counts
# the small ones. The page makes its example by appending two random samples, which are in no order.
#
# In ascending order there is a second thing. The entities whose cumulative share from the SMALLEST up exceeds 51 % are
# counted. These are the fewest that together hold more than 49 %: one of two equals is enough, or one of 50 % beside 30
# and 20. For equal amounts it is 49 of 100 and not 52.
#
# The coefficient of a network is compared with a threshold of 1 or 2. (Modules for plots and web pages are left out
# here; the amounts need none.) Source: `generate_nakamoto_coefficient` in coefficient/, `Gini` in sector/analysis.
#
# Output seen on 2026-12-01:
#   amounts            nakamoto   fewest for 51 %   Gini   by pairs
#   70 10 10 10               4                 1  -0.45       0.45
#   10 10 10 70               1                 1   0.45       0.45
#   10 70 10 10               3                 1  -0.15       0.45
#   50 30 20                  2                 2  -0.20       0.20
#   20 30 50                  1                 2   0.20       0.20
#   50 50                     1                 2   0.00       0.00
#   100 equal ones           49                52   0.00       0.00
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check numpy==2.4.6 pandas==3.1.1
venv/bin/pip install --quiet --disable-pip-version-check --no-deps nakamoto==0.1.4.1
cat > shares.py <<'PY'
import sys
import types
from unittest import mock

for other in ("plotly", "plotly.graph_objs", "plotly.offline", "requests", "requests_html", "github"):
    sys.modules[other] = mock.MagicMock(spec=types.ModuleType(other))
for name in ("download_plotlyjs", "init_notebook_mode", "plot", "iplot"):
    setattr(sys.modules["plotly.offline"], name, None)
sys.modules["plotly"].graph_objs = sys.modules["plotly.graph_objs"]
sys.modules["requests_html"].HTMLSession = sys.modules["github"].Github = None

import numpy as np
from nakamoto.sector import CustomSector


def fewest(amounts) -> int:
    """How few hold more than 51 %."""
    held = 0
    for count, amount in enumerate(sorted(amounts, reverse=True), 1):
        held += amount
        if held > 0.51 * sum(amounts):
            return count


def gini(amounts) -> float:
    apart = sum(abs(a - b) for a in amounts for b in amounts)
    return apart / (2 * len(amounts) * sum(amounts))


print("amounts            nakamoto   fewest for 51 %   Gini   by pairs")
found = {}
for amounts in [[70, 10, 10, 10], [10, 10, 10, 70], [10, 70, 10, 10], [50, 30, 20], [20, 30, 50], [50, 50], [1] * 100]:
    sector = CustomSector(np.array(amounts), "coin", "stake")
    seen = sector.get_nakamoto_coefficient(), sector.get_gini_coefficient() + 0.0
    found[tuple(amounts)] = seen
    name = " ".join(map(str, amounts)) if len(amounts) < 9 else "100 equal ones"
    print(f"{name:18} {seen[0]:8} {fewest(amounts):17} {seen[1]:6.2f} {gini(amounts):10.2f}")
assert found[70, 10, 10, 10][0] == 4 and found[10, 10, 10, 70][0] == 1, "the order does not matter now"
assert found[70, 10, 10, 10][1] < 0
assert found[20, 30, 50][0] == 1 and found[50, 50][0] == 1, "50 % are not 51 % now"
PY
venv/bin/python shares.py
