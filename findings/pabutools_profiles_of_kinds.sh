#!/usr/bin/env bash
# pabutools 1.2.3 (pip): of the same votes, gathered by kind of ballot, 2 % instead of 80 % are satisfied.
#
# `as_multiprofile` keeps each different ballot once, with its number, which saves time with many voters. One would
# guess that all measures of an outcome are those of the votes one by one. `percent_positive_satisfaction` counts the
# KINDS of satisfied ballots, and divides by the number of VOTERS. With 70, 20 and 10 equal ballots, of which the first
# and last kind are satisfied, that is 2 of 100. Its neighbours, `percent_non_empty_handed`, `avg_satisfaction` and
# `gini_coefficient_of_satisfaction`, multiply, and are the same for both. (The two "percentages" are shares.)
#
# This hurts whoever simulates a treasury or a grants programme whose members vote, where many vote alike: the fewer
# different ballots, the worse an outcome looks, and rules are compared on numbers that say nothing of voters. Where all
# ballots differ, as in small tests, nothing is seen. Measure on the profile that was not gathered. No report of it was
# found. windtunnel's votes are counted one by one.
#
# Output seen on 2026-11-30 (100 voters, 3 kinds of ballots, the outcome pleases 80 voters of 2 kinds):
#                  positive  not empty-handed  average    gini
#   one by one         0.80              0.80     0.90  0.2778
#   by kind            0.02              0.80     0.90  0.2778
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet pabutools==1.2.3 numpy==2.4.6
"$folder/env/bin/python" - <<'PYTHON'
from math import isclose

from pabutools.analysis.votersatisfaction import (
    avg_satisfaction,
    gini_coefficient_of_satisfaction,
    percent_non_empty_handed,
    percent_positive_satisfaction,
)
from pabutools.election import ApprovalBallot, ApprovalProfile, Cost_Sat, Instance, Project

cache, router, audit = projects = [Project("cache", 1), Project("router", 2), Project("audit", 3)]
instance = Instance(projects, budget_limit=3)
votes = ApprovalProfile(
    [ApprovalBallot([each]) for each, voters in ((cache, 70), (audit, 20), (router, 10)) for _ in range(voters)]
)
outcome = [cache, router]


def measures(profile):
    return [
        float(each)
        for each in (
            percent_positive_satisfaction(profile, outcome, Cost_Sat),
            percent_non_empty_handed(instance, profile, outcome),
            avg_satisfaction(instance, profile, outcome, Cost_Sat),
            gini_coefficient_of_satisfaction(instance, profile, outcome, Cost_Sat),
        )
    ]


single, gathered = measures(votes), measures(votes.as_multiprofile())
print(f"{'':14} positive  not empty-handed  average    gini")
for name, (positive, handed, average, gini) in (("one by one", single), ("by kind", gathered)):
    print(f"{name:14}{positive:9.2f}{handed:18.2f}{average:9.2f}{gini:8.4f}")
assert isclose(single[0], 0.8), "the share of satisfied voters is another one"
assert isclose(gathered[0], 0.02), "satisfied ballots are counted with their number now"
assert all(map(isclose, single[1:], gathered[1:])), "other measures differ too"
PYTHON
