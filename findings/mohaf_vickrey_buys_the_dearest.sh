#!/usr/bin/env bash
# mohaf 0.2.0 (pip): its Vickrey baseline buys from the dearest seller, and makes it sell below its cost.
#
# The package compares an auction of IoT resources with classical ones. In its second-price baseline the resources ask a
# price for each request. Where sellers bid, one would guess that the one that asks least wins, and is paid the second
# lowest: that is what makes it best to ask one's cost.
#
# The asks are sorted from high to low: the one that asks most wins, and is paid the second highest. Asks above what the
# requester would pay are cut to that price, not left out, so that they win: a resource with a cost of 900 sells for 90,
# and one with a cost of 10 gets nothing. Its "first-price" baseline lets the highest ask win as well (there asks
# above the limit are left out).
#
# This hurts each comparison with the two: what looks like a gain of the package's own mechanism is one over buying
# from whoever is dearest. No report of it was found.
#
# Output seen on 2026-11-30 (a requester that would pay 100 for 10 units; costs of 10, 50, 90 and 900):
#   costs (10, 50, 90)      second price: cost  90 for  50 (should be 10 for 50)   first price: cost 90 for 90
#   costs (10, 50, 90, 900) second price: cost 900 for  90 (should be 10 for 50)   first price: cost 90 for 90
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

from mohaf.auction_mechanisms import FirstPriceAuction, VickreyAuction
from mohaf.core import Request, Resource, ResourceType

KIND, UNITS, LIMIT = ResourceType.COMPUTE, 10, 100
request = Request("job", "requester", KIND, UNITS, LIMIT, 1.0, 5, (0, 0), {})


def winner(auction, costs):
    sellers = [Resource(f"{cost:.0f}", KIND, UNITS, cost / UNITS, (0, 0), 1, 1, 1, "owner") for cost in costs]
    with contextlib.redirect_stdout(io.StringIO()):
        (sale,) = auction.run_auction(sellers, [request])["allocations"]
    return float(sale["resource_id"]), float(sale["price"])


def second_lowest(costs):
    asks = sorted(cost for cost in costs if cost <= LIMIT)
    return asks[0], asks[1]


for costs in ((10, 50, 90), (10, 50, 90, 900)):
    true = second_lowest(costs)
    second, first = winner(VickreyAuction(), costs), winner(FirstPriceAuction(), costs)
    print(f"costs {str(costs):17} second price: cost {second[0]:3.0f} for {second[1]:3.0f}", end="")
    print(f" (should be {true[0]} for {true[1]})   first price: cost {first[0]:.0f} for {first[1]:.0f}")
    assert second[0] == max(costs) and first[0] == 90, "the lowest ask wins now"
assert second == (900, 90)
PYTHON
