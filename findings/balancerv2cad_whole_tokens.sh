#!/usr/bin/env bash
# balancerv2cad 0.1.93 (pip): in a stable pool each trade loses up to a whole token, and who gives 0.1 token can owe 0.8
# on top.
#
# The package models Balancer's pools for studies of token economies. A pool of two stable coins with an amplification
# of 200 changes them nearly one to one: one would guess that 0.1 of a coin buys 0.1 of the other, within the fee of a
# millionth. The contract that was ported rounds its invariant up to the smallest unit, 10^-18 of a coin. The port
# counts in coins, and rounds up to a whole one (`math.ceil` in each step), after which the pool seems to be short of up
# to a coin. Each trade pays that out of its own pocket, whatever its size: less comes out, and below zero for a small
# trade, which the pool books as a withdrawal of a negative amount.
#
# This hurts a study of how a coin holds its peg, of a provider who changes each day's earnings, or of the income of a
# pool: trades of 1,000 look right to a thousandth, small ones are confiscated, and the loss of the traders is a gain
# of the pool a thousand times its fees. A pool of equal whole balances, which one tests first, is exact, as its
# invariant is whole, and goes wrong after the first trade. A report shows inaccurate numbers without a cause
# (officialnico/balancerv2cad#29). Give balances and amounts in units of 10^-18.
#
# Output seen on 2026-11-30 (StablePool, coins; what comes out, and what Balancer's formula gives):
#   balances         0.1 in              10 in               1,000 in
#     100000   100000    0.1000   0.1000   10.0000  10.0000  999.9493 999.9493
#     100000    90000   -0.2129   0.1000    9.6820   9.9948  999.1065 999.4193
#       1000     2000   -0.8332   0.1005    9.1079  10.0414  999.0694 999.9991
#   0.1 in, in units of 10^-18: 0.1005
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet balancerv2cad==0.1.93 attrs==25.4.0
"$folder/env/bin/python" - <<'PYTHON'
import contextlib
import io
from decimal import Decimal, localcontext

from balancerv2cad.BalancerConstants import AMPLIFICATION_PARAMETER
from balancerv2cad.StablePool import StablePool


def bought(balances, amount):
    """What a pool gives, without what it prints."""
    pool = StablePool()
    pool.join_pool(dict(zip("ab", balances)))
    with contextlib.redirect_stdout(io.StringIO()):
        return pool.swap("a", "b", amount)


def exactly(balances, amount):
    """The formula of Balancer (for two coins) in fifty digits, after the same fee."""
    with localcontext() as context:
        context.prec = 50
        fourfold, total = AMPLIFICATION_PARAMETER * 2, sum(balances)
        invariant = total
        for _ in range(100):
            product = invariant**3 / (4 * balances[0] * balances[1])
            invariant = (fourfold * total + 2 * product) * invariant / ((fourfold - 1) * invariant + 3 * product)
        paid_in = balances[0] + amount * (1 - StablePool()._swap_fee)
        left = balances[1]
        for _ in range(100):
            c = invariant**3 / (4 * fourfold * paid_in)
            left = (left**2 + c) / (2 * left + paid_in + invariant / fourfold - invariant)
        return balances[1] - left


print(f"{'balances':16} {'0.1 in':19} {'10 in':19} 1,000 in")
for balances in ((100_000, 100_000), (100_000, 90_000), (1000, 2000)):
    balances = [Decimal(balance) for balance in balances]
    told = []
    for amount in (Decimal("0.1"), Decimal(10), Decimal(1000)):
        found, right = bought(balances, amount), exactly(balances, amount)
        told.append(f"{found:9.4f}{right:9.4f}")
        if balances[0] == balances[1]:
            assert abs(found - right) < Decimal("0.002"), "even a pool of equal balances has another formula"
        else:
            assert right - found > Decimal("0.1"), "the invariant is no longer rounded to whole coins"
    print(f"{balances[0]:8}{balances[1]:9} " + " ".join(told))
balances, amount = [Decimal(1000), Decimal(2000)], Decimal("0.1")
assert bought(balances, amount) < 0
wei = bought([balance * 10**18 for balance in balances], amount * 10**18) / 10**18
print(f"0.1 in, in units of 10^-18: {wei:.4f}")
assert abs(wei - exactly(balances, amount)) < Decimal("0.0001")
PYTHON
