#!/usr/bin/env bash
# lifelines 0.30.3 (pip, Python >= 3.11): `percentile(0.9)` is the 10th percentile.
#
# Latencies of which some were cut off by a timeout are censored, and a Kaplan-Meier estimate is the right way to their
# quantiles. One would guess that `percentile(0.9)` is the time within which 90 % are done, as `SurvfuncRight.quantile`
# of statsmodels is, and everything of that name in NumPy, SciPy and Prometheus. It is the time at which 90 % are still
# out, "the unique time point, t, such that S(t) = p", for the parametric fitters too. The median, by which one would
# check it, is the same either way, and so is the order of magnitude where the law is narrow; latencies and lives are
# wide. Infinity, which says that the timeout hides the quantile, comes for 0.01 and not for 0.99.
#
# This hurts whoever writes a level of service from it, or takes the lives of nodes: below, a p99 of 93 ms stands for
# one above the timeout of 10 s, without a warning. Ask for 1 - p. R's flexsurv had the same meaning and changed it as
# an error (chjackson/flexsurv#57); in lifelines it stands. windtunnel's quantiles count from below.
#
# Output seen on 2026-11-30 (5,000 lognormal latencies of median 1 s, timeout 10 s):
#        p     true   statsmodels   lifelines: Kaplan-Meier   lognormal
#     0.01    0.093         0.093                       inf      10.048
#      0.1    0.273         0.273                     3.533       3.540
#      0.5    0.974         0.973                     0.973       0.985
#      0.9    3.533         3.533                     0.273       0.274
#     0.99   10.723           nan                     0.093       0.097
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet lifelines==0.30.3 statsmodels==0.14.5 numpy==2.3.5 scipy==1.16.3 pandas==2.3.3
"$folder/env/bin/python" -W ignore - <<'PYTHON'
import math

import numpy as np
from lifelines import KaplanMeierFitter, LogNormalFitter
from statsmodels.duration.survfunc import SurvfuncRight

TIMEOUT = 10.0
latencies = np.random.default_rng(1).lognormal(0, 1, 5000)
seen, done = np.minimum(latencies, TIMEOUT), latencies <= TIMEOUT
other = SurvfuncRight(seen, done.astype(int))
free, law = KaplanMeierFitter().fit(seen, done), LogNormalFitter().fit(seen, done)

print(f"{'p':>6}{'true':>9}{'statsmodels':>14}{'lifelines: Kaplan-Meier':>26}{'lognormal':>12}")
for p in (0.01, 0.1, 0.5, 0.9, 0.99):
    true, below = np.quantile(latencies, p), other.quantile(p)
    print(f"{p:6}{true:9.3f}{below:14.3f}{free.percentile(p):26.3f}{law.percentile(p):12.3f}")
    opposite = np.quantile(latencies, 1 - p)
    if opposite < TIMEOUT:
        assert math.isclose(free.percentile(p), opposite, rel_tol=0.02), "percentile counts from below now"
        assert math.isclose(law.percentile(p), opposite, rel_tol=0.1), "the law's percentile counts from below now"
    if true < TIMEOUT:
        assert math.isclose(below, true, rel_tol=0.02), "statsmodels counts from above now"
assert math.isinf(free.percentile(0.01)) and free.percentile(0.99) < 0.1, "percentile counts from below now"
PYTHON
