#!/usr/bin/env bash
# retrieval-reputation-layer 0.2.1 (pip): bad reputation decays the faster the more often one fails, and by being looked
# at; and applause for who has lost trust counts as a failure.
#
# The layer keeps a beta reputation, alpha for successes and beta for failures, of which both decay by 0.98 a day. One
# would guess that who fails each day for a hundred days has a beta of about 45, and an expected success of 2 %. At each
# feedback both are decayed for the WHOLE time since the last success (`last_confirmed`), which a failure does not
# renew: on the hundredth day all failures of before are decayed for a hundred days, after having been so for 99, 98 and
# so on. What is left is the last failure: beta is 2.2, expected success 32 %, for ever. Failing ten times a day does
# not lower it much more. Successes renew the time, so that good reputation is exact. Both stores, in memory and SQLite,
# do it.
#
# With the store in memory, `rescore(..., now=...)` decays the counters in place, too, at each query, again for the
# whole time: who is asked about a hundred times is forgiven, without any feedback.
#
# A "trust score" is to weaken the applause of users for documents that have fooled them before. The signal is
# multiplied by it, and 0.5 is the neutral point: with a trust of 0, thumbs up are an outcome of 0, the strongest
# failure.
#
# This hurts what reputation is for: cheaters are forgiven by going on. No report of it was found.
#
# Output seen on 2026-11-30 (one failure a day that a verifier found, gamma 0.98 per day):
#   days   failures: beta   expected success   by hand: beta   expected   successes: alpha
#      1             2.00              0.333            2.00      0.333               2.00
#     10             6.49              0.134           10.15      0.090              10.15
#    100             2.15              0.317           44.37      0.022              44.37
#    300             2.00              0.333           50.88      0.019              50.88
#   SQLite, 100 days: beta 2.15
#   20 days of failures: beta 4.40; after 100 queries on the next day: 1.00
#   thumbs up at a trust of 1.0: outcome 1.0 (0.5 is neutral)
#   thumbs up at a trust of 0.5: outcome 0.5 (0.5 is neutral)
#   thumbs up at a trust of 0.0: outcome 0.0 (0.5 is neutral)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet retrieval-reputation-layer==0.2.1 numpy==2.4.6
"$folder/env/bin/python" - <<'PYTHON'
import os
import tempfile

from rrl.feedback import OutcomeSignals, calculate_outcome
from rrl.layer import ReputationLayer
from rrl.store import Candidate, CandidateStore
from rrl.store_sqlite import SqliteCandidateStore

DAY, GAMMA = 86_400.0, 0.98


def play(store, days, outcome, queries=0):
    store.add_candidate(Candidate(id="node", content="", last_confirmed=DAY, last_updated=DAY))
    layer = ReputationLayer(store, gamma=GAMMA, decay_unit_sec=DAY)
    now = DAY
    for _ in range(days):
        now += DAY
        asked = layer.rescore({"node": 1.0}, explore=False, now=DAY)  # the first day: nothing decays
        layer.record_feedback(asked.response_id, s_gt=outcome, now=now)
    for _ in range(queries):
        layer.rescore({"node": 1.0}, explore=False, now=now + DAY)
    node = store.get_candidate("node")
    return node.alpha, node.beta


def by_hand(days):
    counted = 0.0
    for _ in range(days):
        counted = counted * GAMMA + 1
    return 1 + counted


print("days   failures: beta   expected success   by hand: beta   expected   successes: alpha")
for days in (1, 10, 100, 300):
    alpha, beta = play(CandidateStore(), days, 0.0)
    good = play(CandidateStore(), days, 1.0)[0]
    true = by_hand(days)
    print(f"{days:4}{beta:17.2f}{alpha / (alpha + beta):19.3f}{true:16.2f}{1 / (1 + true):11.3f}{good:19.2f}")
    assert abs(good - true) < 1e-6, "successes decay in another way"
    assert days < 50 or beta < 3 < true, "failures decay once now"
with tempfile.TemporaryDirectory() as folder:
    store = SqliteCandidateStore(db_path=os.path.join(folder, "rrl.db"), gamma=GAMMA, decay_unit_sec=DAY)
    alpha, beta = play(store, 100, 0.0)
print(f"SQLite, 100 days: beta {beta:.2f}")
assert beta < 3, "failures in SQLite decay once now"
before, after = play(CandidateStore(), 20, 0.0)[1], play(CandidateStore(), 20, 0.0, queries=100)[1]
print(f"20 days of failures: beta {before:.2f}; after 100 queries on the next day: {after:.2f}")
assert after < 1.01 < before, "queries do not decay now"
for trust in (1.0, 0.5, 0.0):
    outcome = calculate_outcome(OutcomeSignals(s_expl=1.0), trust_score=trust)
    print(f"thumbs up at a trust of {trust}: outcome {outcome} (0.5 is neutral)")
assert outcome == 0, "applause without trust is neutral now"
PYTHON
