#!/usr/bin/env bash
# SALib 1.6.0 (pip, Python >= 3.9): one missing result makes every Sobol index 0, not NaN.
#
# Who would guess that a NaN among the results gives NaN indices (as morris, delta, pawn and rbd_fast of the same package
# say, and as issue SALib/SALib#237 describes for older versions), or an error, is wrong: sobol.analyze fills indices with 0
# where the variance is not above an epsilon, and NaN is not above anything. S1, ST and their intervals are exactly 0: one
# failed run among a thousand reads as "no parameter matters, for certain", and without a warning. Drop the whole block of
# k + 2 runs, or check for NaN first.
#
# Output seen on 2026-11-29:
#   complete: S1 0.900 0.100 ST 0.900 0.100
#   one of 1,024 missing: S1 0.000 0.000 ST 0.000 0.000, intervals 0.000 0.000, warnings 0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet SALib==1.6.0
"$folder/env/bin/python" - <<'PYTHON'
import warnings

import numpy as np
from SALib.analyze import sobol
from SALib.sample import sobol as sampler

problem = {"num_vars": 2, "names": ["a", "b"], "bounds": [[0, 1], [0, 1]]}
points = sampler.sample(problem, 256, calc_second_order=False, seed=1)
results = 3 * points[:, 0] + points[:, 1]


def shown(values):
    return " ".join(f"{value:.3f}" for value in values)


whole = sobol.analyze(problem, results, calc_second_order=False, seed=1)
print("complete: S1", shown(whole["S1"]), "ST", shown(whole["ST"]))
results[5] = np.nan
with warnings.catch_warnings(record=True) as told:
    warnings.simplefilter("always")
    found = sobol.analyze(problem, results, calc_second_order=False, seed=1)
print(
    f"one of {len(results):,} missing: S1 {shown(found['S1'])} ST {shown(found['ST'])},",
    f"intervals {shown(found['S1_conf'])}, warnings {len(told)}",
)
assert abs(whole["ST"][0] - 0.9) < 0.01, "the complete results no longer give the analytic 0.9"
for key in ("S1", "S1_conf", "ST", "ST_conf"):
    assert np.all(found[key] == 0), f"{key} is no longer 0 when a result is missing: {found[key]}"
PYTHON
