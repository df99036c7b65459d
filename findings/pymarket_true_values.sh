#!/usr/bin/env bash
# pymarket 0.7.6 (pip): `percentage_welfare` ignores the true values that it is given, and measures by the bids.
#
# A participant of a market need not bid what the good is worth to it. `Market.statistics(reservation_prices=...)`
# takes the true values, "if there is none, the bid will be assumed truthfull". One would guess that the share of the
# welfare is then that of the true values, for which the option is there. `profits` does heed them;
# `percentage_welfare` replaces the argument by an empty dictionary in its first line, and `percentage_traded` does not
# look at it. Both compare what was traded by the bids with the best that there is by the bids: with and without the
# true values the answer is the same, and a trade that shading has prevented is not missed if the bids do not want it.
# (The keys are the numbers of the bids; one docstring says users.)
#
# This hurts whoever asks how much a mechanism loses when its participants shade their bids, which is what a truthful
# one is measured by. Below the reported share rises from 70 to 90 % as all shade by 30 instead of 20 %, and a market in
# which all shade by 10 % seems better than an honest one by 18 percentage points instead of 14. No report of it was
# found. windtunnel's `surplus_usd_h` is of what answers were worth, not of what was offered.
#
# Output seen on 2026-11-30 (`huang`; buyers' values 10, 8, 6, 5; sellers' costs 1, 2, 3, 4; true values given or not):
#              percentage_welfare if     profits by true
#   shaded by        given   not given     values / best
#   0%               0.789       0.789             0.789
#   10%              0.974       0.974             0.932
#   20%              0.700       0.700             0.663
#   30%              0.900       0.900             0.758
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet pymarket==0.7.6 numpy==2.3.5 pandas==2.3.3 networkx==3.4.2 pulp==3.3.2 \
    matplotlib==3.10.7
"$folder/env/bin/python" -W ignore - <<'PYTHON'
import pulp
import pymarket

pulp.LpSolverDefault.msg = 0
VALUES, COSTS = [10, 8, 6, 5], [1, 2, 3, 4]
BEST = sum(value - cost for value, cost in zip(VALUES, COSTS))

print(f"{'':10}{'percentage_welfare if':^24}{'profits by true':>18}")
print(f"{'shaded by':10}{'given':>12}{'not given':>12}{'values / best':>18}")
reported = []
for shade in (0, 0.1, 0.2, 0.3):
    market, true = pymarket.Market(), {}
    for value in VALUES:
        true[market.accept_bid(1, value * (1 - shade), len(true), True)] = value
    for cost in COSTS:
        true[market.accept_bid(1, cost * (1 + shade), len(true), False)] = cost
    market.run("huang")
    given = market.statistics(reservation_prices=dict(true))
    without = market.statistics()
    share = given["profits"]["player_reservation"].sum() / BEST
    welfare = given["percentage_welfare"], without["percentage_welfare"]
    traded = given["percentage_traded"], without["percentage_traded"]
    print(f"{shade:<10.0%}{welfare[0]:12.3f}{welfare[1]:12.3f}{share:18.3f}")
    assert welfare[0] == welfare[1] and traded[0] == traded[1], "the true values count now"
    assert shade == 0 or abs(welfare[0] - share) > 0.03, "the welfare is that of the profits now"
    reported.append(welfare[0])
assert reported[3] > reported[2], "more shading loses more now"
PYTHON
