#!/usr/bin/env bash
# subjective-logic 1.0.2 (pip): fused one by one, observations stop counting after the 2,000th.
#
# An opinion of subjective logic has belief, disbelief and uncertainty, which is 2 / (2 + observations). Cumulative
# fusion adds the evidence of two opinions; the method's text has just this use: a long-term opinion and a newly
# observed one give the opinion of the whole period. One would guess that a node that is checked once in a while, with
# each check fused into what is known of it, ends with the opinion that `from_evidence` gives for all checks at once.
#
# Each opinion is rounded to 6 decimals, also between two fusions (`set_param`). From an uncertainty of 0.001 on one
# more observation would lower it by less than half of the last digit: it stays at 0.001 for ever, as if there were
# 2,000 observations, and the belief stays with it. A node with 100,000 checks, all good, is trusted like one with
# 2,000, and a change weighs 50 times as much as it should. Once results differ the rounded parts also stop adding up
# to 1, and the next fusion raises an error about its own result.
#
# This hurts a reputation that is updated check by check, which is how a simulation or a live network has it; one would
# look for a window or a decay, which the package does not have. Keep the counts and make the opinion from them.
#
# Output seen on 2026-11-30 (all observations are good):
#                     fused one by one             all at once
#   observations  uncertainty    trust      uncertainty    trust
#            100     0.019610 0.990195         0.019608 0.990196
#           1000     0.002014 0.998993         0.001996 0.999002
#           2000     0.001000 0.999500         0.000999 0.999501
#          10000     0.001000 0.999500         0.000200 0.999900
#         100000     0.001000 0.999500         0.000020 0.999990
#   one bad observation more: 0.999001 one by one, 0.999980 all at once
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet subjective-logic==1.0.2
"$folder/env/bin/python" - <<'PYTHON'
from subjective_logic import BinomialOpinion

good, bad = BinomialOpinion.from_evidence(1, 0), BinomialOpinion.from_evidence(0, 1)
print(f"{'':18}fused one by one             all at once")
print("observations  uncertainty    trust      uncertainty    trust")
known = good
for number in range(2, 100_001):
    known = known.cumulative_fusion(good)
    if number in (100, 1000, 2000, 10_000, 100_000):
        once = BinomialOpinion.from_evidence(number, 0)
        print(f"{number:12}{known.uncertainty:13.6f}{known.probability():9.6f}", end="")
        print(f"{once.uncertainty:17.6f}{once.probability():9.6f}")
        if number <= 1000:
            assert abs(known.probability() - once.probability()) < 2e-5
        if number >= 2000:
            assert known.uncertainty == 0.001 and known.probability() == 0.9995, "it goes on learning now"
after = known.cumulative_fusion(bad).probability(), BinomialOpinion.from_evidence(100_000, 1).probability()
print(f"one bad observation more: {after[0]:.6f} one by one, {after[1]:.6f} all at once")
assert 1 - after[0] > 20 * (1 - after[1])
PYTHON
