#!/usr/bin/env bash
# mohaf 0.2.0 (pip): revenue is price times amount, where the price is that of the whole amount already.
#
# Each auction of the package sells an amount of a resource for `cost_per_unit * amount`, which it calls the price, and
# `calculate_metrics` reports the revenue of an auction. One would guess that this is the sum of the prices.
#
# It is the sum of prices times amounts. A sale of 20 units at 2 each, for 40, counts as 800. The unit is coins times
# units, so that the same sales in units a thousandth of the size (megabytes in place of gigabytes) have a thousand
# times the revenue, and two designs may change places: one sale of 20 units for 40 beats nine of 4 units for 72 in all
# by 800 to 288. In the same metrics the "utility" that makes the allocation efficiency and the fairness is a constant
# or a random number for all but the package's own auction (0.7 for the optimal assignment), whoever is served.
#
# This hurts the comparison that the package is for. Sum the prices of `result["allocations"]` yourself. No report of it
# was found.
#
# Output seen on 2026-11-30 (the greedy auction, sellers at 2 for each unit):
#   1 sale of 20 gigabytes                   paid   40.0   revenue     800.0
#   9 sales of 4 gigabytes each              paid   72.0   revenue     288.0
#   1 sale of 20,000 megabytes               paid   40.0   revenue  800000.0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --no-deps mohaf==0.2.0
"$folder/env/bin/pip" install --quiet --no-warn-conflicts numpy==2.4.6
"$folder/env/bin/python" - <<'PYTHON'
import contextlib
import io
import sys
from unittest import mock

# Only other mechanisms of the package need SciPy and scikit-learn.
for name in ("scipy", "scipy.optimize", "sklearn", "sklearn.cluster"):
    sys.modules[name] = mock.MagicMock()

from mohaf.auction_mechanisms import GreedyAuction
from mohaf.core import Request, Resource, ResourceType

KIND = ResourceType.STORAGE


def sell(name, jobs, units, price_of_unit):
    sellers = [Resource(f"r{n}", KIND, units, price_of_unit, (0, 0), 1, 1, 1, f"owner {n}") for n in range(jobs)]
    requests = [Request(f"q{n}", "requester", KIND, units, 1e9, 1.0, 5, (0, 0), {}) for n in range(jobs)]
    auction = GreedyAuction()
    with contextlib.redirect_stdout(io.StringIO()):
        result = auction.run_auction(sellers, requests)
    paid = sum(sale["price"] for sale in result["allocations"])
    revenue = auction.calculate_metrics(result)["revenue"]
    print(f"{name:40} paid {paid:6.1f}   revenue {revenue:9.1f}")
    assert paid == jobs * units * price_of_unit
    assert revenue == paid * units, "the revenue is what is paid now"
    return paid, revenue


one = sell("1 sale of 20 gigabytes", 1, 20, 2)
many = sell("9 sales of 4 gigabytes each", 9, 4, 2)
fine = sell("1 sale of 20,000 megabytes", 1, 20_000, 0.002)
assert many[0] > one[0] and many[1] < one[1]
assert fine[0] == one[0] and fine[1] == 1000 * one[1]
PYTHON
