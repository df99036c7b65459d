#!/usr/bin/env bash
# evalica 0.4.2 (pip): in a weighted Elo rating a win of weight 1/2 is a draw, and one of weight 1/4 costs the winner.
#
# `elo` takes a weight for each comparison, so that old or doubtful verdicts count less. One would guess that a weight
# of 1/4 moves both ratings by a quarter, and one of 0 not at all. The weight is multiplied with the SCORE of a win or
# draw, not with the step: the winner's rating moves by k (weight - expected), the loser's by k (0 - expected) in full.
# Among equals a winner gains nothing with 1/2 and falls with 1/4; a comparison of weight 0 is a defeat of both; and the
# ratings no longer have the sum that they began with. With weights below 1, whoever is compared most often sinks.
#
# This hurts whoever rates models or nodes by verdicts that decay with age or carry a judge's confidence: below, one
# that won 9 of 11 comparisons is behind one that lost its only one, from a weight of 1/2 on. Equal weights for all,
# which should be no more than a smaller k, turn the order around. `bradley_terry` of the same package takes weights as
# one would guess. In dustalov/evalica#41 0.5 is recommended for comparisons to be penalised; that a win becomes a draw
# is not mentioned. windtunnel has no such rating.
#
# Output seen on 2026-11-30 (a beats b in 8 of 10 comparisons, and c in the only one that c has; k 4, from 1000):
#   weight        a       b       c     sum   with k times the weight: a, b, c
#     1.00  1013.51  988.43  998.07    3000    1013.51  988.43  998.07
#     0.50   995.81  984.21  997.98    2978    1006.87  994.11  999.02
#     0.25   986.96  982.11  997.93    2967    1003.47  997.03  999.50
#     0.00   978.12  980.00  997.88    2956    1000.00 1000.00 1000.00
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet evalica==0.4.2 numpy==2.4.6 pandas==3.0.3
"$folder/env/bin/python" - <<'PYTHON'
from math import isclose

from evalica import Winner, bradley_terry, elo

WON, LOST = Winner.X, Winner.Y
PLAYED = [("a", "b", WON if turn % 5 else LOST) for turn in range(10)] + [("a", "c", WON)]


def ratings(method, played, weight, **more):
    left, right, winners = zip(*played)
    scores = method(left, right, winners, weights=[weight] * len(played), **more).scores
    return [float(scores[name]) for name in "abc"]


print("weight        a       b       c     sum   with k times the weight: a, b, c")
for weight in (1.0, 0.5, 0.25, 0.0):
    rated, smaller = ratings(elo, PLAYED, weight, k=4.0), ratings(elo, PLAYED, 1.0, k=4 * weight)
    told = "".join(f"{each:8.2f}" for each in rated)
    print(f"{weight:6.2f} {told}{sum(rated):8.0f}   {''.join(f'{each:8.2f}' for each in smaller)}")
    assert isclose(sum(smaller), 3000), "the sum of unweighted ratings moves"
    assert isclose(sum(rated), 3000 + 11 * 4 * (weight - 1)), "the sum of weighted ratings is another one now"
    assert all(map(isclose, rated, ratings(elo, PLAYED, weight, k=4.0, solver="naive"))), "the solvers differ"
    if weight < 1:
        assert rated[2] > rated[0], "the one that won 9 of 11 is in front now"
a, b, _ = ratings(elo, [("a", "b", WON), ("b", "c", Winner.Draw)], 0.5, k=4.0)
assert a == 1000 and b < 998, "a win of weight 1/2 is no draw for the winner now"
again = PLAYED + [("c", "b", WON), ("b", "c", WON), ("c", "a", WON)]
full, quarter = ratings(bradley_terry, again, 1.0), ratings(bradley_terry, again, 0.25)
assert full[0] > 0, "there is no rating"
assert all(isclose(*pair, rel_tol=1e-3) for pair in zip(full, quarter)), "Bradley-Terry ratings shrink with weights"
PYTHON
