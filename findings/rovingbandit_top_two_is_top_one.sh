#!/usr/bin/env bash
# rovingbandit 0.1.0 (pip): in `pick_arm`, "thompsonTopTwo" is Thompson sampling, and "kasySautmann" looks for the arm
# whose chance of success is nearest to one half.
#
# Top-two sampling plays the best arm of a draw with probability psi, and otherwise draws again until ANOTHER arm is the
# best, so that the runner-up is tested as well. One would guess that with psi = 0 the two best arms change places. The
# loop draws again until the SAME arm is the best: the choice does not depend on psi, and has the distribution of plain
# Thompson sampling. The class `TopTwoThompson` of the package is right.
#
# The exploration sampling of Kasy and Sautmann plays an arm in proportion to q (1 - q), q being the probability that it
# is the best. The code takes the largest x (1 - x), x being a draw of the chance of SUCCESS. Of arms that succeed in
# 90, 80 and 50 of 100 trials it plays the worst. The class `KasySautmann` goes by this variance as well, but leaves out
# arms below 80 % of the best.
#
# This hurts a search for the best setting or provider: a comparison of the three rules compares one rule with itself
# and with one that tests the wrong arm. No report of it was found.
#
# Output seen on 2026-11-30 (shares of three arms; 9, 8 and 5 successes of 10 each, ten times that from the 7th row):
#   best with probability             70.1 %   28.7 %    1.1 %
#   thompson                          70.3 %   28.5 %    1.2 %
#   thompsonTopTwo, psi 1.0           69.6 %   29.3 %    1.1 %
#   thompsonTopTwo, psi 0.5           70.4 %   28.4 %    1.2 %
#   thompsonTopTwo, psi 0.0           70.2 %   28.6 %    1.2 %
#   top two by definition, psi 0.0    29.1 %   67.8 %    3.1 %
#   kasySautmann                       0.0 %    0.0 %  100.0 %
#   q (1 - q) by definition           50.0 %   50.0 %    0.0 %
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --no-deps rovingbandit==0.1.0 numpy==2.4.6 scipy==1.17.1
"$folder/env/bin/python" - <<'PYTHON'
import sys
from unittest import mock

sys.modules.update({name: mock.MagicMock() for name in ("matplotlib", "matplotlib.pyplot", "matplotlib.axes")})

import numpy
from rovingbandit import pick_arm

SUCCESS, FAILURE = numpy.array([9.0, 8.0, 5.0]), numpy.array([1.0, 2.0, 5.0])
TRIALS = 20000


def shares(strategy, success, failure, psi=0.5, trials=TRIALS):
    numpy.random.seed(1)
    counts = success + failure
    arms = [pick_arm(success / counts, counts, strategy, success, failure, None, 0, psi=psi) for _ in range(trials)]
    return numpy.bincount(arms, minlength=3) / trials


def show(label, found):
    print(f"{label:32}", "  ".join(f"{100 * share:5.1f} %" for share in found))
    return found


# The probability that an arm is the best, and top-two sampling with psi = 0 by definition.
draws = numpy.random.default_rng(1).beta(SUCCESS + 1, FAILURE + 1, size=(400_000, 3))
best = numpy.bincount(draws.argmax(axis=1), minlength=3) / len(draws)
other = [sum(best[first] * best[arm] / (1 - best[first]) for first in range(3) if first != arm) for arm in range(3)]

show("best with probability", best)
thompson = show("thompson", shares("thompson", SUCCESS, FAILURE))
top = [show(f"thompsonTopTwo, psi {psi}", shares("thompsonTopTwo", SUCCESS, FAILURE, psi)) for psi in (1.0, 0.5, 0.0)]
show("top two by definition, psi 0.0", other)
assert all(numpy.allclose(found, best, atol=0.015) for found in (thompson, *top)), "a challenger is drawn now"
assert not numpy.allclose(top[2], other, atol=0.1)

explore = show("kasySautmann", shares("kasySautmann", 10 * SUCCESS, 10 * FAILURE))
weights = numpy.random.default_rng(1).beta(10 * SUCCESS + 1, 10 * FAILURE + 1, size=(400_000, 3))
sure = numpy.bincount(weights.argmax(axis=1), minlength=3) / len(weights)
show("q (1 - q) by definition", sure * (1 - sure) / (sure * (1 - sure)).sum())
assert explore[2] > 0.95, "the probability to be the best is used now"
PYTHON
