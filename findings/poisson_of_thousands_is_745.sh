#!/usr/bin/env bash
# simcraft 1.0.1 and queuenamics 0.8.4 (pip): a Poisson number with a mean of 800, 5,000 or a million is about 745.
#
# `rng.poisson(5000)`, `Poisson(5000)`: one would guess numbers around 5,000, or an error. Both multiply uniform numbers
# until the product is below exp(-mean). Beyond a mean of 745 that bound is 0 as a float of 64 bits, and the product
# gets there, too, after as many factors as it takes to run out of exponents: 745 of them on average, and a few more for
# the smallest numbers, which are coarse. No error, no warning, and a standard deviation that looks right, for it is
# that of a Poisson number of 745. The doc of queuenamics calls the algorithm exact.
#
# This hurts where counts are large: arrivals in a batch or in a step of an hour, tokens of a day, a sweep of load. The
# curve rises as it should up to 745 and is flat from there on, which looks like a saturated system. No report of it was
# found. windtunnel adds exponential gaps or inverts the distribution function, with bounds on the mean.
#
# Output seen on 2026-11-30 (means of 2,000 draws, standard deviations behind them):
#      mean            simcraft         queuenamics
#       100       100.1 ±  10.1       100.1 ±  10.1
#       700       699.4 ±  25.4       699.4 ±  25.4
#       800       745.4 ±  26.8       745.4 ±  26.8
#      5000       744.7 ±  26.9       744.7 ±  26.9
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet simcraft==1.0.1 queuenamics==0.8.4 numpy==2.4.6 rich==14.0.0
"$folder/env/bin/python" - <<'PYTHON'
import math
import random
import statistics

from queuenamics.distributions import Poisson
from simcraft.random.distributions import RandomGenerator

DRAWS = 2000
simcraft = RandomGenerator(seed=1)
seeded = random.Random(1)
print(f"{'mean':>7}{'simcraft':>20}{'queuenamics':>20}")
for mean in (100, 700, 800, 5000):
    law = Poisson(mean).set_rng(seeded)
    found = []
    for draw in (lambda: simcraft.poisson(mean), law.sample):
        numbers = [draw() for _ in range(DRAWS)]
        found.append((statistics.mean(numbers), statistics.stdev(numbers)))
    print(f"{mean:7}" + "".join(f"{average:12.1f} ± {spread:5.1f}" for average, spread in found))
    for average, _ in found:
        expected = mean if mean < 745 else 745
        assert abs(average - expected) < 4 * math.sqrt(expected / DRAWS) + 1, "large means are drawn in another way now"
PYTHON
