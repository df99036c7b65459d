#!/usr/bin/env bash
# condorcet 0.1.1 (pip): a candidate whose comparisons are all draws is neither a winner nor in the table of the rest.
#
# `get_n_winners(n)` is documented to return at most n winners, and a table of wins and losses "for the remainder of the
# candidates (the ones who are not in the list of winners)". One expects every candidate in one of the two, and that one
# who lost to nobody is a winner, as the code takes the first that has no losses. A comparison that is a draw leaves no
# entry, and a candidate without entries is in no table. With three winners of three candidates asked for, one is
# missing, without an error; of two that draw there is nothing left at all.
#
# A candidate that wins or loses one comparison, at least, is there.
#
# In votes of few, as in councils or among validators of equal weight, draws are usual. Whoever takes the candidates
# that are in neither answer for losers ranks a proposal that half of the voters put first behind one that all put
# behind another. Source: `tabulate_pairwise_results` in utils.py.
#
# Output seen on 2026-12-01:
#   ballots               3 winners asked for   the rest            nowhere   lost to
#   ABC, ABC, CAB         A B C                 -                   -         -
#   ABC, CAB              A B                   -                   C         nobody
#   ABC, BCA, CAB         -                     A B C               -         -
#   AB, BA                -                     -                   A B       nobody
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --no-deps condorcet==0.1.1
cat > draws.py <<'PY'
from condorcet import CondorcetEvaluator

print("ballots               3 winners asked for   the rest            nowhere   lost to")
found = {}
for ballots in [["ABC", "ABC", "CAB"], ["ABC", "CAB"], ["ABC", "BCA", "CAB"], ["AB", "BA"]]:
    names = sorted(ballots[0])
    votes = [{name: place for place, name in enumerate(ballot, 1)} for ballot in ballots]
    winners, rest = CondorcetEvaluator(candidates=names, votes=votes).get_n_winners(3)
    missing = [name for name in names if name not in winners and name not in rest]
    beaten = [
        other
        for name in missing
        for other in names
        if sum(vote[other] < vote[name] for vote in votes) > len(votes) / 2
    ]
    found[tuple(ballots)] = winners, missing
    shown = " ".join(winners) or "-", " ".join(rest) or "-", " ".join(missing) or "-"
    lost = " ".join(beaten) or ("nobody" if missing else "-")
    print(f"{', '.join(ballots):21} {shown[0]:21} {shown[1]:19} {shown[2]:9} {lost}")
    assert not beaten
assert found["ABC", "ABC", "CAB"][1] == []
assert found["ABC", "CAB"] == (["A", "B"], ["C"]), "candidates that draw are kept now"
assert found["AB", "BA"] == ([], ["A", "B"]), "two that draw are winners now"
PY
venv/bin/python draws.py
