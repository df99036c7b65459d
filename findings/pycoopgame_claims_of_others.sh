#!/usr/bin/env bash
# pyCoopGame 0.0.6 (pip): the tau value takes a player's minimal claim also from coalitions that the player is not in,
# so that nobody can claim less than 0.
#
# The tau value (Tijs, 1981) lies between what a player adds to all others, M, and the least that it can justify: the
# largest remainder of a coalition WITH the player after all others in it got their M. One would guess that `tauvalue`
# looks at these. It looks at all coalitions, also at the empty one, whose remainder is 0: a minimal claim below 0
# becomes 0. A player who alone makes a loss, as a node whose hardware costs more than its own orders bring, is paid as
# if it lost nothing alone. In games where all single values are 0, as those of its own generator, it does not show. The
# shares add up to the whole in any case.
#
# `is_in_core` compares the sum of the shares with the LARGEST value of any coalition, not with that of all players: if
# somebody is a burden to the rest, allocations in the core are none, and ones that give out more than there is are.
#
# This hurts a division of revenue among nodes with costs, for which one takes such a package. No report of it was
# found. windtunnel has no cooperative games.
#
# Output seen on 2026-11-30 (v: A alone -2, pairs AB 1, AC 1, BC 4, all 6, else 0; and a game in which C is a burden):
#   tauvalue: A 1.000, B 2.500, C 2.500; sum 6.000
#   by hand:  A 0.286, B 2.857, C 2.857; sum 6.000
#   shares [5.0, 5.0, -2.0] of 8: is_in_core False, by hand True
#   shares [5.0, 5.0, 0.0] of 8: is_in_core True, by hand False
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --no-deps pyCoopGame==0.0.6
"$folder/env/bin/pip" install --quiet numpy==2.4.6 pandas==2.3.3
"$folder/env/bin/python" - <<'PYTHON'
import contextlib
import io
import sys
import types

# Solvers are only for other functions.
for name in ("pyomo", "pyomo.environ", "pyomo.opt"):
    sys.modules[name] = types.ModuleType(name)
sys.modules["pyomo"].environ = sys.modules["pyomo.environ"]
sys.modules["pyomo.opt"].SolverStatus = sys.modules["pyomo.opt"].TerminationCondition = None

import pandas as pd
from pyCoopGame import Core, CostGap

ALL = ("A", "B", "C")
WORTH = {(): 0, ("A",): -2, ("B",): 0, ("C",): 0, ("A", "B"): 1, ("A", "C"): 1, ("B", "C"): 4, ALL: 6}


def frame(worth):
    return pd.DataFrame({"coalition": [list(each) for each in worth], "value": [float(v) for v in worth.values()]})


def by_hand(worth):
    most = {i: worth[ALL] - worth[tuple(j for j in ALL if j != i)] for i in ALL}
    least = {i: max(v - sum(most[j] for j in s if j != i) for s, v in worth.items() if i in s) for i in ALL}
    part = (worth[ALL] - sum(most.values())) / (sum(least.values()) - sum(most.values()))
    return {i: part * least[i] + (1 - part) * most[i] for i in ALL}


def show(what, shares):
    print(what + ", ".join(f"{i} {shares[i]:.3f}" for i in ALL) + f"; sum {sum(shares.values()):.3f}")


with contextlib.redirect_stdout(io.StringIO()):
    found = CostGap.tauvalue(frame(WORTH))
true = by_hand(WORTH)
show("tauvalue: ", found)
show("by hand:  ", true)
assert abs(found["A"] - 1) < 1e-9 and abs(true["A"] - 2 / 7) < 1e-9, "the tau value is another one now"

burden = {(): 0, ("A",): 0, ("B",): 0, ("C",): -5, ("A", "B"): 10, ("A", "C"): -4, ("B", "C"): -4, ALL: 8}
for shares in ({"A": 5.0, "B": 5.0, "C": -2.0}, {"A": 5.0, "B": 5.0, "C": 0.0}):
    told = Core.is_in_core(frame(burden), shares)
    enough = all(sum(shares[i] for i in s) >= v for s, v in burden.items())
    true = enough and sum(shares.values()) == burden[ALL]
    print(f"shares {list(shares.values())} of {burden[ALL]}: is_in_core {told}, by hand {true}")
    assert told != true, "the core is the core now"
PYTHON
