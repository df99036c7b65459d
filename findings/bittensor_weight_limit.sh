#!/usr/bin/env bash
# bittensor 11.3.0 (pip, Python >= 3.10): if fewer miners have a score than the weight limit has room for, EVERY miner
# gets the same weight, also those whose score is 0.
#
# A subnet can limit the share of one miner (MaxWeightsLimit), and `set_weights` brings the validator's scores to that
# limit before they are submitted: the largest are cut, the cut mass goes to the others. One would guess that with a
# limit of 10 % and five good miners among twenty the five get as much as they may, or that an error says that the
# limit cannot be met; at any rate that a score of 0 stays 0. If the miners with a score, times the limit, are less
# than 1, the cut is computed from those without a score, comes out below zero, and all twenty are set to it: after
# normalisation each has 5 %. The documentation says "uniform" only of a limit that the NUMBER of weights cannot
# satisfy, which twenty can. With ten scored miners the others get nothing, with nine they get 55 %.
#
# This hurts whoever models or runs the incentives of such a network: an outage that leaves nine of twenty miners
# answering, or a validator that finds eleven cheating, switches the rewards from "by merit" to "to everybody" at
# once, and pays those that were found wanting. Scores that are left out, instead of given as 0, get nothing, so that
# two validators who agree on all scores submit different weights. No report of it was found.
#
# Output seen on 2026-11-30 (twenty miners, a limit of 10 %, the first k have the scores k, ..., 2, 1, the others 0):
#    scored    best  worst scored  score 0  to those with score 0
#        15   0.100         0.009    0.000                  0.000
#        11   0.100         0.033    0.000                  0.000
#        10   0.100         0.100    0.000                  0.000
#         9   0.050         0.050    0.050                  0.550
#         5   0.050         0.050    0.050                  0.750
#         1   0.050         0.050    0.050                  0.950
#   the five scored ones alone: 0.200, 0.200, 0.200, 0.200, 0.200
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet bittensor==11.3.0
"$folder/env/bin/python" - <<'PYTHON'
from bittensor.intents.weights import clip_to_max_weight, normalize

MINERS, LIMIT = 20, 0.1


def submitted(scores):
    """The shares that SetWeights submits: clipped to the limit, then in units of the largest over 65,535."""
    uids, values = normalize(range(len(scores)), clip_to_max_weight(scores, LIMIT))
    return {uid: value / sum(values) for uid, value in zip(uids, values)}


print(f"{'scored':>7}{'best':>8}{'worst scored':>14}{'score 0':>9}{'to those with score 0':>23}")
unscored = {}
for scored in (15, 11, 10, 9, 5, 1):
    scores = [float(max(0, scored - uid)) for uid in range(MINERS)]
    shares = submitted(scores)
    unscored[scored] = sum(share for uid, share in shares.items() if uid >= scored)
    worst, other = shares[scored - 1], shares.get(MINERS - 1, 0.0)
    print(f"{scored:7}{shares[0]:8.3f}{worst:14.3f}{other:9.3f}{unscored[scored]:23.3f}")
    assert max(shares.values()) < LIMIT + 0.001
assert all(unscored[scored] == 0 for scored in (15, 11, 10)), "a score of 0 has a weight here now"
assert all(abs(unscored[scored] - (1 - scored / MINERS)) < 1e-3 for scored in (9, 5, 1)), "a score of 0 stays 0 now"

# The same scores without the zeros: now the limit cannot be met, and the answer is uniform over those scored.
shares = submitted([5.0, 4.0, 3.0, 2.0, 1.0])
print(f"the five scored ones alone: {', '.join(f'{share:.3f}' for share in shares.values())}")
assert len(set(shares.values())) == 1
PYTHON
