#!/usr/bin/env bash
# markon 1.0.0 (pip): a transition from a state to itself changes the steady state of a chain in continuous time.
#
# `solve_ctmc(transitions)` takes rates between states, as numbers or symbols, and returns the steady state. An event
# that leaves a state where it is (a check that finds nothing, a retry that fails, a renewed lease) is no change of
# state, and one would guess that its rate does not matter, as in the theory of such chains.
#
# The rate is put on the diagonal and then counted once more with the rates that leave the state: it leaves and does not
# come back. A node that fails at rate 1 and is repaired at rate 9 is down a tenth of the time. With failed tries of
# repair at rate 9 as well it is down a nineteenth of the time, and with a hundred failed tries for each repair it is
# hardly ever down: the less repairs succeed, the better the availability. The order of the states matters, too: one
# equation is dropped for the sum of 1, and if it is that of the state, the loop does not count.
#
# This hurts who writes down all events of a model, or builds the transitions by program. Leave such transitions out.
# No report of it was found.
#
# Output seen on 2026-11-30 (failures at rate 1, repairs at rate 9):
#   failed tries at rate   down, states in the order down, up   in the order up, down
#                      0                                 1/10                    1/10
#                      9                                 1/19                    1/10
#                    900                                1/910                    1/10
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet markon==1.0.0 sympy==1.14.0
"$folder/env/bin/python" - <<'PYTHON'
from fractions import Fraction

from markon import solve_ctmc

FAIL, REPAIR = 1, 9
print("failed tries at rate   down, states in the order down, up   in the order up, down")
for tries in (0, 9, 900):
    transitions = {("up", "down"): FAIL, ("down", "up"): REPAIR}
    if tries:
        transitions["down", "down"] = tries
    found = [Fraction(str(solve_ctmc(transitions, order)["down"])) for order in (["down", "up"], ["up", "down"])]
    print(f"{tries:20}{str(found[0]):>37}{str(found[1]):>24}")
    assert found[1] == Fraction(FAIL, FAIL + REPAIR)
    assert found[0] == Fraction(FAIL, FAIL + REPAIR + tries), "a transition to the same state does not count now"
PYTHON
