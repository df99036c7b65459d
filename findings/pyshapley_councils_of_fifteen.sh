#!/usr/bin/env bash
# pyshapley 0.1.0 (pip): the power of council members is right for 15 members, 5 vetoes and 9 votes, and for no other.
#
# `GeneralCouncilGame(players, numberPermanentMembers, affirmativeCount)` has a closed formula for councils in which
# some members have a veto. One would guess that it holds for the three numbers it is given, and that the powers of
# all members add up to 1, as Shapley values do.
#
# The formula has the 10 members without a veto of the Security Council of the United Nations written into it, and
# puts the number of votes where the members without a veto who are asked belong; both are 9 there. For 5 members, of
# whom 2 have a veto, and 3 votes, the ones with a veto have no power at all, and the others three times what they
# should; all together have 0.3. Nothing warns. The class `Shapley` of the same package, which goes through all
# orders, has the right numbers for the same game.
#
# This hurts whoever weighs the say of validators, auditors or multi-signature holders with vetoes: the sizes of such
# committees are seldom 15, 5 and 9.
#
# Output seen on 2026-11-30:
#   members  vetoes  votes   with a veto: found, true    others: found, true    sum found
#         5       2      3              0.0000 0.4500        0.1000  0.0333       0.3000
#         7       2      4              0.3571 0.4286        0.0286  0.0286       0.8571
#         9       1      5              0.9868 0.5556        0.0013  0.0556       0.9974
#        15       5      9              0.1963 0.1963        0.0019  0.0019       1.0000
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --no-deps pyshapley==0.1.0
"$folder/env/bin/python" - <<'PYTHON'
from math import comb, isclose

from pyshapley.game import GeneralCouncilGame
from pyshapley.solution import Shapley


def true_powers(members, vetoes, votes):
    """A member without a veto decides when all vetoes and votes - vetoes - 1 others stand before it."""
    other = comb(members - vetoes - 1, votes - vetoes - 1) / (members * comb(members - 1, votes - 1))
    return (1 - (members - vetoes) * other) / vetoes, other


print("members  vetoes  votes   with a veto: found, true    others: found, true    sum found")
for members, vetoes, votes in ((5, 2, 3), (7, 2, 4), (9, 1, 5), (15, 5, 9)):
    players = [f"member {number:02}" for number in range(members)]
    council = GeneralCouncilGame(players, vetoes, votes)
    found = [council.shapley(player) for player in players]
    veto, other = true_powers(members, vetoes, votes)
    print(f"{members:7}{vetoes:8}{votes:7}{found[0]:20.4f}{veto:7.4f}{found[-1]:14.4f}{other:8.4f}{sum(found):13.4f}")
    if members <= 7:
        orders = Shapley(council)
        assert isclose(orders.shapley(players[0]), veto) and isclose(orders.shapley(players[-1]), other)
    if members == 15:
        assert isclose(found[0], veto) and isclose(found[-1], other)
    else:
        assert abs(sum(found) - 1) > 0.002 and not isclose(found[0], veto), "the formula is for all councils now"
PYTHON
