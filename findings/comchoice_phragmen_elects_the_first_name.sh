#!/usr/bin/env bash
# comchoice 0.1.3 (pip): `phragmen` gives the first seat to the first name of the alphabet.
#
# The sequential rule of Phragmén elects the candidate with the most approvals first, then each time the one whose
# election leaves the smallest load on a voter. Networks with elected validators use it, with stake as the votes. One
# would guess that with one seat the candidate with the most votes is elected.
#
# The candidates of the first round are not sorted by their load. The table is in the order of the names, and its first
# row wins, for any votes: "a" with 1 of 13 votes has the only seat. Later rounds are right, but begin with loads of the
# wrong winner. The same ballots with other names elect others. The returned load of 1.0 shows that something is odd.
#
# This hurts a model of a validator election, or of its attack by splitting a stake: a candidate with one small
# supporter and the right name is always elected, and an attacker needs one seat less. No report of it was found.
#
# Output seen on 2026-11-30 (approvals: a by 1 voter, b by 5, c by 3, b and c by 4):
#   a, b, c    1 seat(s): elected a     by the definition b
#   a, b, c    2 seat(s): elected a, b  by the definition b, c
#   a named z  1 seat(s): elected b     by the definition b
#   a named z  2 seat(s): elected b, c  by the definition b, c
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet comchoice==0.1.3 numpy==2.4.6 pandas==2.3.3
"$folder/env/bin/python" - <<'PYTHON'
from fractions import Fraction
import sys
import types

for name in ("seaborn", "matplotlib", "matplotlib.pyplot"):  # Only for charts.
    sys.modules[name] = types.ModuleType(name)

from comchoice.aggregate.phragmen import phragmen
import pandas

BALLOTS = {("a",): 1, ("b",): 5, ("c",): 3, ("b", "c"): 4}


def by_definition(ballots, seats):
    load, elected = {ballot: Fraction(0) for ballot in ballots}, []
    names = sorted({name for ballot in ballots for name in ballot})
    for _ in range(seats):
        after = {}
        for name in names:
            if name not in elected:
                own = [ballot for ballot in ballots if name in ballot]
                votes = sum(ballots[ballot] for ballot in own)
                after[name] = (1 + sum(ballots[ballot] * load[ballot] for ballot in own)) / Fraction(votes)
        best = min(after, key=after.get)
        elected.append(best)
        load.update({ballot: after[best] for ballot in ballots if best in ballot})
    return sorted(elected)


def library(ballots, seats):
    frame = pandas.DataFrame({"ballot": [",".join(ballot) for ballot in ballots], "voters": list(ballots.values())})
    return sorted(phragmen(frame, n_seats=seats)["alternative"])


names = {"a": "z", "b": "b", "c": "c"}
renamed = {tuple(names[name] for name in ballot): votes for ballot, votes in BALLOTS.items()}
for label, ballots in (("a, b, c", BALLOTS), ("a named z", renamed)):
    for seats in (1, 2):
        got, right = library(ballots, seats), by_definition(ballots, seats)
        print(f"{label:10} {seats} seat(s): elected {', '.join(got):5} by the definition {', '.join(right)}")
assert by_definition(BALLOTS, 1) == ["b"] and by_definition(BALLOTS, 2) == ["b", "c"]
assert library(BALLOTS, 1) == ["a"] and library(BALLOTS, 2) == ["a", "b"], "the first round is sorted now"
assert library(renamed, 1) == ["b"] and library(renamed, 2) == ["b", "c"]
PYTHON
