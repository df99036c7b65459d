#!/usr/bin/env bash
# socialchoice 0.0.12 (pip): with `group_ties=True` the last of a ranking is missing, and ties are not grouped.
#
# An `Election` ranks candidates from ballots by Copeland, win ratio, Borda count and others. Each ranking takes
# `group_ties`, and one would guess that it gives the same candidates, those with equal scores together.
#
# The list lacks the last one. `nest_ties` hands a group on when the next one begins, and the last group never is. It
# also compares the name of a candidate with a score to see a tie, so that no two candidates are ever grouped, except
# where the names are numbers: candidate 1 is "tied" with whoever comes next with a score of 1. Of two candidates one
# is ranked, of one none. Without the option all is well.
#
# This hurts a router or an auditor that ranks nodes by pairwise comparisons and looks at both ends of the ranking: the
# worst one, the one to slash or to drop, is not in it, and the one above gets its place. No report of it was found.
#
# Output seen on 2026-11-30:
#   plain        a 4, b 1, c 1, d -2, e -4
#   group_ties   a 4 | b 1 | c 1 | d -2
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --no-deps socialchoice==0.0.12 more-itertools==10.8.0 networkx==3.4.2
"$folder/env/bin/python" - <<'PYTHON'
import sys
import types

# Only the distance of two rankings needs SciPy, which is not needed here.
sys.modules["scipy"] = types.ModuleType("scipy")
sys.modules["scipy.stats"] = sys.modules["scipy"].stats = types.ModuleType("scipy.stats")

from socialchoice import Election, PairwiseBallotBox

wins = [("a", "b"), ("a", "c"), ("a", "d"), ("a", "e"), ("b", "d"), ("b", "e"), ("c", "d"), ("c", "e"), ("d", "e")]
ballots = [(*pair, "win") for pair in wins] + [("b", "c", "tie")]
election = Election(PairwiseBallotBox(ballots, candidates=["a", "b", "c", "d", "e"]))


def text(pairs):
    return ", ".join(f"{name} {score}" for name, score in pairs)


plain = election.ranking_by_copeland(include_score=True)
groups = election.ranking_by_copeland(include_score=True, group_ties=True)
print(f"plain        {text(plain)}")
print(f"group_ties   {' | '.join(text(group) for group in groups)}")
assert plain == [("a", 4), ("b", 1), ("c", 1), ("d", -2), ("e", -4)]
assert groups == [[pair] for pair in plain[:-1]], "the last is ranked now, or ties are grouped"
assert election.ranking_by_copeland() == ["a", "b", "c", "d", "e"]
assert election.ranking_by_copeland(group_ties=True) == ["a", "b", "c", "d"]
PYTHON
