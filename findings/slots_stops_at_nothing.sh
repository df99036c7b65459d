#!/usr/bin/env bash
# slots 0.4.0 (pip): a live test of rare events ends after a few trials without a success, and names the first arm.
#
# `MAB(num_bandits=3, live=True)` is asked after each trial whether to go on. It stops when the regret is at most 0.1,
# by default. The regret is described as trials times the best mean minus the sum of the rewards; one would guess that
# it needs some evidence, and that more trials are made for arms that are hard to tell apart.
#
# The code divides that by the number of trials, takes the observed means as true, and asks for three trials of each arm
# only. While no arm has a success the regret is 0: the test is over and the best is the arm 0. Arms that succeed in
# less than one of ten trials can hardly have a regret above 0.1 at all.
#
# This hurts an automatic choice by rare events, such as failures, disputes or sales: the answer is the first arm in
# half of the tests, although it is the worst by far. No report of it was found.
#
# Output seen on 2026-11-30 (successes in 2, 5 and 20 % of the trials, 1,000 tests of at most 1,000 trials):
#   trials: median 12; ended without any success: 43 %
#   best is the arm with 2 %: 48.3 % of the tests
#   best is the arm with 5 %: 14.0 % of the tests
#   best is the arm with 20 %: 37.7 % of the tests
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet slots==0.4.0 numpy==2.4.6
"$folder/env/bin/python" - <<'PYTHON'
import statistics

import numpy
import slots

RATES = (0.02, 0.05, 0.20)
numpy.random.seed(1)
draws = numpy.random.default_rng(1)


def test():
    bandit = slots.MAB(num_bandits=3, live=True)
    arm = 0
    for trial in range(1, 1001):
        # Each arm in turn, so that only the rule for the end is tested.
        answer = bandit.online_trial(bandit=arm, payout=int(draws.random() < RATES[arm]))
        if not answer["new_trial"]:
            return trial, int(answer["best"]), bandit.wins.sum() == 0
        arm = trial % 3
    return trial, int(answer["best"]), False


tests = [test() for _ in range(1000)]
lengths = [length for length, _, _ in tests]
nothing = sum(none for _, _, none in tests) / len(tests)
print(f"trials: median {statistics.median(lengths):.0f}; ended without any success: {100 * nothing:.0f} %")
for arm, rate in enumerate(RATES):
    share = sum(best == arm for _, best, _ in tests) / len(tests)
    print(f"best is the arm with {100 * rate:.0f} %: {100 * share:.1f} % of the tests")
# Nine trials without a success end a test.
expected = numpy.prod([(1 - rate) ** 3 for rate in RATES])
assert abs(nothing - expected) < 0.05, "a test without a success goes on now"
assert all(best == 0 for _, best, none in tests if none)
assert statistics.median(lengths) < 30
PYTHON
