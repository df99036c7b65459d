#!/usr/bin/env bash
# liquidcounter 1.0 (pip): a voter who delegates to two counts twice; who counts the same votes again gets 0 for all.
#
# `resolveIt(votes)` counts a vote with delegation: {"yes": [...], "no": [...], "ann": [who delegates to Ann]}. One
# expects no more votes than voters. That a voter has two votes is an error if one of them is yes, no or abstain. Of two
# delegations, the error is made in the code but not raised, so both count: three voters who delegate to both sides
# are six.
#
# The dictionary that is passed in is emptied by the count. The second count of it, for a report or another quorum, is 0
# for yes, no, abstain and undecided. No error tells. Lists in it grow by the delegations that were resolved.
#
# Delegations in a circle, and those into it, are abstentions; a delegate who does not vote leaves her voters in
# "liquid".
#
# A ballot in a governance simulation that is counted by two rules from the same dictionary passes or fails with the
# order of the rules. The package has no documentation. Source: `resolveIt` in liquidcounter.
#
# Output seen on 2026-12-01:
#                                       voters   yes  no  abstain  liquid   the same once more
#   one each                                  5     3   2        0       0   0 0 0 0
#   cat, dan and eve delegate to both         5     4   4        0       0   0 0 0 0
#   a chain                                   4     4   0        0       0   0 0 0 0
#   bob and cat in a circle                   3     1   0        2       0   0 0 0 0
#   and dan delegates to bob                  4     1   0        3       0   0 0 0 0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check setuptools==80.9.0 wheel==0.45.1
venv/bin/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation liquidcounter==1.0
cat > ballots.py <<'PY'
import copy

from liquidcounter import resolveIt

ballots = {
    "one each": {"yes": ["ann"], "no": ["bob"], "ann": ["cat", "dan"], "bob": ["eve"]},
    "cat, dan and eve delegate to both": {"yes": ["ann"], "no": ["bob"], "ann": ["cat", "dan", "eve"],
                                          "bob": ["cat", "dan", "eve"]},
    "a chain": {"yes": ["ann"], "ann": ["bob"], "bob": ["cat"], "cat": ["dan"]},
    "bob and cat in a circle": {"yes": ["ann"], "bob": ["cat"], "cat": ["bob"]},
    "and dan delegates to bob": {"yes": ["ann"], "bob": ["cat", "dan"], "cat": ["bob"]},
}
print("                                    voters   yes  no  abstain  liquid   the same once more")
found = {}
for name, votes in ballots.items():
    voters = {voter for group in votes.values() for voter in group}
    votes = copy.deepcopy(votes)
    first, second = resolveIt(votes), resolveIt(votes)
    found[name] = first, second
    shown = [first[key] for key in ("yes", "no", "abstain", "liquid")]
    again = " ".join(str(second[key]) for key in ("yes", "no", "abstain", "liquid"))
    print(f"{name:35} {len(voters):7} {shown[0]:5} {shown[1]:3} {shown[2]:8} {shown[3]:7}   {again}")
both = found["cat, dan and eve delegate to both"][0]
assert both["yes"] + both["no"] == 8, "two delegations are an error now"
assert sum(found["one each"][0].values()) == 5
assert sum(found["one each"][1].values()) == 0, "the votes are left alone now"
PY
venv/bin/python ballots.py
