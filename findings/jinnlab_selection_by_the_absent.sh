#!/usr/bin/env bash
# jinnlab 3.3.3 (pip): how hard selection is depends on the worst strategy there is, and on whether one has died out.
#
# `run_population_evolution` is described as "payoff-proportional reproduction": a strategy with a payoff of 3.0 should
# have 3 % more children than one with 2.9. One would guess that, and that one individual of a third strategy among a
# thousand changes next to nothing.
#
# The weights are the payoffs less the lowest payoff, plus 0.05. Of two strategies with 3.0 and 2.9 the first has three
# times as many children, whatever the distance to zero: 500 of 1,000 become 750 in one generation, not 508. One
# individual of a strategy with a payoff of 0 makes the lowest payoff 0, and selection is proportional, as described:
# 510. A strategy that has died out counts with a payoff of 0, too: from the generation on in which the first one dies
# out, selection is some thirty times weaker than in the one before, for ever, unless payoffs are near zero.
#
# This hurts studies of which strategies (of provers, auditors, freeloaders) survive: speeds of fixation, the effect of
# mutation, and who coexists all come from who else is listed. No report of it was found.
#
# Output seen on 2026-11-30 (mean over 200 seeds of one generation without mutation):
#   500 with 3.0 and 500 with 2.9                         750.3   in proportion to payoffs  508.5
#   500 with 3.0, 500 with 2.9 and 1 with 0               510.2   in proportion to payoffs  509.0
#   after five generations 995.4 of 1,000 without and 543.1 of 1,001 with the worthless one, now extinct
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --no-deps jinnlab==3.3.3
"$folder/env/bin/python" - <<'PYTHON'
from jinnlab import engine

# Payoffs are given here, so that Axelrod's matches need not be played: who has the strategy gets this from anybody.
PAYOFFS = {"steady": 3.0, "slightly worse": 2.9, "worthless": 0.0}


def match(first, second, turns, *_):
    return engine.MatchResult(first, second, PAYOFFS[first] * turns, PAYOFFS[second] * turns, "", 0.0, 0.0)


engine.run_match = match


def steady_children(*others, generations=1):
    total = 0
    for seed in range(200):
        run = engine.run_population_evolution(
            {"steady": 500, **dict(others)},
            generations=generations,
            mutation_rate=0.0,
            seed=seed,
            catalog=PAYOFFS,
            snapshot_every=1,
        )
        total += run[generations].populations["steady"]
    return total / 200


def show(text, found, weights):
    mine, all_of_them = 500 * PAYOFFS["steady"], sum(count * PAYOFFS[name] for name, count in weights)
    expected = sum(count for _, count in weights) * mine / all_of_them
    print(f"{text:52}{found:7.1f}   in proportion to payoffs {expected:6.1f}")
    return expected


others = [("slightly worse", 500)]
found = steady_children(*others)
expected = show("500 with 3.0 and 500 with 2.9", found, [("steady", 500), *others])
assert abs(expected - 508.5) < 0.1 and abs(found - 750) < 4, "selection is in proportion to payoffs now"
others.append(("worthless", 1))
found = steady_children(*others)
expected = show("500 with 3.0, 500 with 2.9 and 1 with 0", found, [("steady", 500), *others])
assert abs(found - expected) < 5
two, three = steady_children(others[0], generations=5), steady_children(*others, generations=5)
print(f"after five generations {two:.1f} of 1,000 without and {three:.1f} of 1,001 with the worthless one, now extinct")
assert two > 990 and three < 600, "who has died out does not count now"
PYTHON
