#!/usr/bin/env bash
# gametheory-mcp 0.1.2 (pip): a second-price auction against one competitor promises twice the surplus that it has.
#
# `optimal_bid` tells a bidder, also agents that call it as a tool, the bid, the chance to win and the expected surplus.
# With private values of one law, first- and second-price auctions have the same surplus for a bidder (revenue
# equivalence, which the package names itself), and one would guess equal numbers for both. For uniform values the
# mean price of the second-price auction is that of one competitor LESS: the highest of n values below v is n/(n+1) v
# on average, the package takes (n-1)/n v. With one competitor the price is 0 and the surplus double; with two it is
# half too high, with ten a tenth. For lognormal values, which are integrated, both are equal.
#
# A reserve leaves the second-price surplus as it was, although the winner pays at least the reserve; that of the
# first-price auction is off too, as the bid is the one without a reserve, raised to the reserve. And the
# `expected_efficiency_loss` of `optimal_reserve` is the REVENUE that a reserve loses: 0 for the best one, of which a
# quarter of the auctions between two bidders ends without a sale.
#
# This hurts whoever lets nodes or users choose between mechanisms by it, or fills a simulator's bidders with its
# numbers: they flock to second-price auctions, the more the fewer bidders there are. No report of it was found. In
# windtunnel's `first_price` bids are raised to the reserve in the same way; its doc calls them an equilibrium for no
# reserve only.
#
# Output seen on 2026-11-30 (a value of 0.8 among uniform values from 0 to 1):
#   competitors  reserve  first-price  second-price  by hand
#             1        0       0.3200        0.6400   0.3200
#             2        0       0.1707        0.2560   0.1707
#            10        0       0.0078        0.0086   0.0078
#             1      0.5       0.2400        0.6400   0.1950
#             1      0.7       0.0800        0.6400   0.0750
#   lognormal, 2 competitors: 0.1150 and 0.1150
#   two bidders, best reserve 0.5: efficiency loss 0.0; of simulated auctions 24% end without a sale
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --no-deps gametheory-mcp==0.1.2
"$folder/env/bin/pip" install --quiet --no-warn-conflicts numpy==2.4.6 scipy==1.17.1
"$folder/env/bin/python" - <<'PYTHON'
import sys
import types

# numba, of 100 MB, only makes another part of the package faster: a stand-in compiles nothing.
sys.modules["numba"] = types.ModuleType("numba")
sys.modules["numba"].jit = lambda *_, **__: lambda function: function

from gametheory_mcp.auctions import optimal_bid, optimal_reserve, simulate

UNIFORM = {"family": "uniform", "params": {"low": 0.0, "high": 1.0}}
LOGNORMAL = {"family": "lognorm", "params": {"mu": 0.0, "sigma": 0.5}}
FORMATS = ("first_price", "second_price_vickrey")


def surplus(competitors, reserve=None, value=0.8, law=UNIFORM):
    return [
        optimal_bid(
            auction_format=each,
            my_valuation=value,
            n_competing_bidders=competitors,
            competitor_value_prior=law,
            reserve_price=reserve,
        )["expected_surplus"]
        for each in FORMATS
    ]


print("competitors  reserve  first-price  second-price  by hand")
for competitors, reserve in ((1, 0.0), (2, 0.0), (10, 0.0), (1, 0.5), (1, 0.7)):
    first, second = surplus(competitors, reserve or None)
    # The integral of the chance to win, x^n, from the reserve to the value.
    true = (0.8 ** (competitors + 1) - reserve ** (competitors + 1)) / (competitors + 1)
    print(f"{competitors:11}{reserve:9g}{first:13.4f}{second:14.4f}{true:9.4f}")
    if reserve:
        assert second == surplus(competitors)[1] and second > 3 * true, "a reserve lowers the surplus now"
    else:
        assert abs(first - true) < 1e-4, "the first-price surplus is another one"
        assert abs(second / true - 1 - 1 / competitors) < 0.01, "the second-price surplus is another one now"
first, second = surplus(2, value=1.2, law=LOGNORMAL)
print(f"lognormal, 2 competitors: {first:.4f} and {second:.4f}")
assert abs(first - second) < 1e-3, "lognormal values have two surpluses"
best = optimal_reserve(bidder_value_prior=UNIFORM, n_bidders=2, seller_valuation=0.0)
sold = simulate(
    auction_format="second_price_vickrey", bidder_priors=[UNIFORM] * 2, reserve_price=best["reserve_price"]
)["efficiency"]
lost = best["expected_efficiency_loss"]
print(f"two bidders, best reserve {best['reserve_price']}: efficiency loss {lost}; ", end="")
print(f"of simulated auctions {1 - sold:.0%} end without a sale")
assert lost == 0 and sold < 0.8, "the loss of efficiency is no longer one of revenue"
PYTHON
