#!/usr/bin/env bash
# evalsig 0.1.2 (pip): an improvement that is the same for all items is of "negligible" effect, and the sequential gate
# never stops for it.
#
# The package compares two runs of an evaluation. One would guess that a change that turns ALL failures into successes
# is the largest there is. Effects are divided by the standard deviation of the differences; if that is 0, the effect
# size is set to 0 and labelled negligible, and the half-width of the confidence sequence to infinity: after any number
# of items the interval is everything and the gate says "not stopped". If a single item of 200 is different, the effect
# is 14, "large", and the gate stops at item 30, the first at which it looks. The paired t test has a p-value of 0.
#
# This hurts where judgements are 0 and 1 and a fault was total: a node that answered nothing before and everything
# after, a format error in each answer. An automatic gate rejects just the clearest repairs. The reverse, a release that
# breaks everything, is as invisible for `alternative="less"`. No report of it was found.
#
# Output seen on 2026-11-30 (200 items; before, all are wrong):
#   after, 200 are right: effect  0.00 (negligible), p = 0e+00, gate never stopped
#   after, 199 are right: effect 14.07 (large), p = 6e-231, gate stopped at 30
#   after, 150 are right: effect  1.73 (large), p = 8e-62, gate stopped at 59
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --no-deps evalsig==0.1.2
"$folder/env/bin/pip" install --quiet numpy==2.4.6 scipy==1.17.1
"$folder/env/bin/python" - <<'PYTHON'
import numpy as np
from evalsig.inference import cohens_d_paired, paired_t_test, sequential_gate

before = np.zeros(200)
for right in (200, 199, 150):
    after = np.ones(200)
    after[: 200 - right] = 0
    effect = cohens_d_paired(before, after)
    gate = sequential_gate(after - before)
    p = paired_t_test(before, after).p_value
    stopped = f"stopped at {gate.n_pairs}" if gate.stopped else "never stopped"
    print(f"after, {right} are right: effect {effect.value:5.2f} ({effect.magnitude}), p = {p:.0e}, ", end="")
    print(f"gate {stopped}")
    if right == 200:
        assert effect.magnitude == "negligible" and not gate.stopped, "the clearest effect is one now"
    else:
        assert effect.magnitude == "large" and gate.stopped, "a large effect is none"
PYTHON
