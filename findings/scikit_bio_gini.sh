#!/usr/bin/env bash
# scikit-bio 0.7.4 (pip, Python >= 3.10): `gini_index` is 1/n too low, and 0 if one of two has everything.
#
# Who would guess that the Gini index of [100, 0] is 1/2 (or 1, with the correction for small samples) is wrong, and
# so is who expects all index functions of Python to agree on [60, 30, 10]. By default the area below the Lorenz curve
# is that of rectangles whose height is the curve's value at their RIGHT end, which is too large by 1/(2n). Hence the
# index is 1/n too small, and what would be negative is set to 0: two providers, one of which serves everything, are
# as equal as two that share, and so are three with 60 %, 30 % and 10 %. method="trapezoids" is the usual index. The
# docstring names the two methods and calls the first one correct; that it moves the index with n is not said. Issue
# scikit-bio/scikit-bio#1844 reported the negative values; they were cut off, the shift remained.
#
# This hurts whoever measures how concentrated stake, work or income in a small network is, compares networks of
# different size, or asks whether a subsidy that brings in nodes made one more equal: below, ten times as many nodes
# with the same distribution, which leave the Gini index alone, raise it from 0.44 to 0.62. PySAL's `inequality` 1.1.2
# and quantecon 0.11.4, run beside it, have the usual index, as has windtunnel's `stake_gini` (over the operators that
# have any stake).
#
# Output seen on 2026-11-30:
#   shares                    default  trapezoids  by hand
#   [100, 0]                    0.000       0.500    0.500
#   [60, 30, 10]                0.000       0.333    0.333
#   [70, 20, 10, 0, 0]          0.440       0.640    0.640
#   the same ten times over     0.620       0.640    0.640
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet scikit-bio==0.7.4
"$folder/env/bin/python" -W ignore - <<'PYTHON'
import numpy as np
from skbio.diversity.alpha import gini_index

FIVE = [70, 20, 10, 0, 0]
print(f"{'shares':24}{'default':>9}{'trapezoids':>12}{'by hand':>9}")
for name, shares in (
    ("[100, 0]", [100, 0]),
    ("[60, 30, 10]", [60, 30, 10]),
    ("[70, 20, 10, 0, 0]", FIVE),
    ("the same ten times over", 10 * FIVE),
):
    values = np.array(shares, dtype=float)
    default, usual = gini_index(values), gini_index(values, method="trapezoids")
    by_hand = abs(values[:, None] - values).sum() / (2 * len(values) * values.sum())
    print(f"{name:24}{default:9.3f}{usual:12.3f}{by_hand:9.3f}")
    assert abs(usual - by_hand) < 1e-9, "the trapezoids are another index now"
    assert abs(default - max(0, by_hand - 1 / len(values))) < 1e-9, "the default is another index now"
PYTHON
