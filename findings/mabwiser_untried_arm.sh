#!/usr/bin/env bash
# mabwiser 2.7.4 (pip, Fidelity): under `UCB1` an arm without a trial has the bound 0: a new node is never tried.
#
# UCB1 is optimism about what is unknown: the bound of an arm grows as it is tried less, and in the algorithm as
# published, as in mabby 0.1.2 and mabalgs 0.6.8 (pip), an arm without a trial comes first. One would guess that a node
# which joins gets a request at once. In mabwiser its bound is 0, below the mean of all that ever gave a reward. It
# stays there, as only a trial would change it, whatever `alpha` is. The same holds for an arm that is in the list but
# not in the history that `fit` gets, and for `Popularity`. The maintainers hold the 0 for right (fidelity/mabwiser#10);
# the documentation of `UCB1` and of `add_arm` does not tell it.
#
# This hurts whoever routes requests with it, or studies whether newcomers get a chance: a network whose nodes come and
# go is closed to them, no error says so, and the regret that the library can see looks fine. With rewards below zero,
# such as minus the latency, it is the other way round: 0 is the best there is, and the newcomer gets everything until
# its own trials tell. EpsilonGreedy and ThompsonSampling find it. Give each newcomer one trial by hand (`partial_fit`).
#
# windtunnel's `ucb` takes a node without a trial first, as the paper does.
#
# Output seen on 2026-11-30 (requests of 2,000 to each node; `new` joined after ten, and is answered best: 90 %, not 40
# and 30):
#                                    old   slow    new
#   UCB1(alpha=1)                   1718    282      0
#   UCB1(alpha=10)                  1076    924      0
#   UCB1(alpha=1), reward - 1         33     17   1950
#   EpsilonGreedy(epsilon=0.1)       111     63   1826
#   ThompsonSampling()                 2      0   1998
#   Popularity()                    1101    899      0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --no-compile mabwiser==2.7.4
"$folder/env/bin/python" - <<'PYTHON'
import numpy
from mabwiser.mab import MAB, LearningPolicy

ANSWERED = {"old": 0.4, "slow": 0.3, "new": 0.9}


def routed(name, policy, shift=0):
    """Requests to each node, one at a time, each with its reward before the next."""
    random = numpy.random.default_rng(1)

    def reward(node):
        return int(random.random() < ANSWERED[node]) + shift

    history = ["old", "slow"] * 5
    bandit = MAB(["old", "slow"], policy, seed=1)
    bandit.fit(history, [reward(node) for node in history])
    bandit.add_arm("new")
    requests = dict.fromkeys(ANSWERED, 0)
    for _ in range(2000):
        node = bandit.predict()
        requests[node] += 1
        bandit.partial_fit([node], [reward(node)])
    print(f"{name:28}{requests['old']:7}{requests['slow']:7}{requests['new']:7}")
    return requests["new"]


print(f"{'':28}{'old':>7}{'slow':>7}{'new':>7}")
for alpha in (1, 10):
    new = routed(f"UCB1(alpha={alpha})", LearningPolicy.UCB1(alpha=alpha))
    assert new == 0, "UCB1 tries a new arm now"
assert routed("UCB1(alpha=1), reward - 1", LearningPolicy.UCB1(alpha=1), shift=-1) > 1800
assert routed("EpsilonGreedy(epsilon=0.1)", LearningPolicy.EpsilonGreedy(epsilon=0.1)) > 1500
assert routed("ThompsonSampling()", LearningPolicy.ThompsonSampling()) > 1800
assert routed("Popularity()", LearningPolicy.Popularity()) == 0, "Popularity tries a new arm now"
PYTHON
