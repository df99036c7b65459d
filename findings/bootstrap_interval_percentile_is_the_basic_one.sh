#!/usr/bin/env bash
# bootstrap-interval 0.0.5 (pip): its "percentile" interval is the basic one, and the default; they are not the same.
#
# Bootstrap intervals have names. In Efron's books, in R's boot and in SciPy the percentile interval is between the
# quantiles of the statistic over resamples; the basic (reverse percentile) interval mirrors them at the estimate. One
# would guess that `method="percentile"`, the default, is the first.
#
# It is the basic one. The percentile interval is `method="sampling"` (the documentation calls it "sample", which
# raises an error). For symmetric statistics there is no difference; for a p99 of latencies, a maximum or a ratio the
# two are mirrored at the estimate: 35 to 65 s in place of 20 to 50 s below, where only one of them has the true value.
# A basic interval can also end below 0 for what is positive, which a percentile interval cannot. BootCI 1.0.1, which
# came from this package, has the same names.
#
# This hurts comparisons of intervals between tools, and of a new run with an old one that came from another tool. No
# report of it was found.
#
# Output seen on 2026-11-30 (p99 of 400 latencies in s, log-normal; 95 % intervals of 4,000 resamples):
#   estimate 42.5, true p99 32.8
#   bootstrap-interval  percentile      34.6 to   65.4
#   bootstrap-interval  sampling        19.7 to   50.4
#   SciPy               percentile      19.7 to   50.4
#   SciPy               basic           34.6 to   65.4
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --no-deps bootstrap-interval==0.0.5
"$folder/env/bin/pip" install --quiet --no-warn-conflicts numpy==2.4.6 scipy==1.17.1
"$folder/env/bin/python" - <<'PYTHON'
import numpy
import scipy.stats
from bootstrap_interval.bootstrap_interval import Bootstrap


def p99(values, axis=-1):
    return numpy.quantile(values, 0.99, axis=axis)


latencies = numpy.random.default_rng(13).lognormal(0.0, 1.5, 400)
numpy.random.seed(1)
ours, theirs = {}, {}
for method in ("percentile", "sampling"):
    ours[method] = Bootstrap(latencies, stat=p99, n_iter=4000).get_confidence_interval(0.05, method=method)
for method in ("percentile", "basic"):
    found = scipy.stats.bootstrap((latencies,), p99, method=method, n_resamples=4000, rng=numpy.random.default_rng(1))
    theirs[method] = numpy.array(found.confidence_interval)
print(f"estimate {p99(latencies):.1f}, true p99 {numpy.exp(1.5 * scipy.stats.norm.ppf(0.99)):.1f}")
for tool, intervals in (("bootstrap-interval", ours), ("SciPy", theirs)):
    for method, (low, high) in intervals.items():
        print(f"{tool:20}{method:12}{low:8.1f} to {high:6.1f}")
assert numpy.allclose(ours["percentile"], theirs["basic"], atol=6), "the names are the usual ones now"
assert numpy.allclose(ours["sampling"], theirs["percentile"], atol=6)
assert abs(ours["percentile"][1] - theirs["percentile"][1]) > 10
PYTHON
