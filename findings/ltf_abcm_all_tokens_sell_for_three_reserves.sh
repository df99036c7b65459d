#!/usr/bin/env bash
# ltf-abcm 0.0.2 (pip): selling all tokens of a bonding curve with a reserve ratio of 1/2 pays three times its reserve.
#
# `Fundraising` of this augmented bonding curve has `buy_amount` and `sell_amount`. Buying is Bancor's formula,
# S ((1 + paid / R)^w - 1). To sell T tokens one expects its inverse, R (1 - (1 - T / S)^(1/w)): all tokens bring the
# whole reserve R, and what was just bought is sold for what it cost. Instead, the sign of T is that of a purchase,
# R ((1 + T / S)^(1/w) - 1): the price of the NEXT T tokens is paid out for the last ones. All tokens bring R (2^(1/w)
# - 1), which is 3 R for w = 1/2 and 1023 R for w = 0.1, the default. (The comment above the line has the same formula.)
# For small T both are nearly equal, so that `get_sell_price` looks right.
#
# `ppSupply`, the projected supply that the virtual reserve is computed from, is 7e-11 where `Formula.projected_supply`
# of the same package, for the same settings, gives eleven million: the sign of an exponent. The right line is above it,
# as a comment. So the virtual supply is the negative of the real one, nearly to the last digit, and orders are made at
# a supply of nothing.
#
# A treasury simulated with this is emptied by the first holder who leaves. (The modules for plots are left out here.)
# Source: `sell_amount` and `ppSupply` in augmentedbondingcurve/model.py.
#
# Output seen on 2026-12-01:
#   supply 1000, reserve 500: paid out for tokens
#   reserve ratio   tokens sold   sell_amount   inverse of buy_amount   the same tokens cost to buy next
#             1.0             1           0.5                     0.5                                0.5
#             1.0           100          50.0                    50.0                               50.0
#             1.0          1000         500.0                   500.0                              500.0
#             0.5             1           1.0                     1.0                                1.0
#             0.5           100         105.0                    95.0                              105.0
#             0.5          1000        1500.0                   500.0                             1500.0
#             0.1             1           5.0                     5.0                                5.0
#             0.1           100         796.9                   325.7                              796.9
#             0.1          1000      511500.0                   500.0                           511500.0
#   bought for 100 and sold at once, ratio 0.5: 109.1
#   projected supply: Fundraising 6.6e-11, Formula 1.1e+07
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check numpy==2.4.6 pandas==3.1.1 param==2.4.2
venv/bin/pip install --quiet --disable-pip-version-check --no-deps ltf-abcm==0.0.2
cat > curve.py <<'PY'
import sys
import types

for plots in ("panel", "hvplot", "hvplot.pandas", "holoviews"):
    sys.modules[plots] = types.ModuleType(plots)
from augmentedbondingcurve.model import Formula, Fundraising

SUPPLY, RESERVE = 1000.0, 500.0
curve = Fundraising()
print(f"supply {SUPPLY:.0f}, reserve {RESERVE:.0f}: paid out for tokens")
print("reserve ratio   tokens sold   sell_amount   inverse of buy_amount   the same tokens cost to buy next")
found = {}
for ratio in (1.0, 0.5, 0.1):
    for sold in (1.0, 100.0, 1000.0):
        paid = curve.sell_amount(SUPPLY, RESERVE, sold, ratio)
        inverse = RESERVE * (1 - (1 - sold / SUPPLY) ** (1 / ratio))
        cost = RESERVE * ((1 + sold / SUPPLY) ** (1 / ratio) - 1)
        assert abs(curve.buy_amount(SUPPLY, RESERVE, cost, ratio) - sold) < 1e-6
        assert abs(paid - cost) < 1e-6, "a sale is another one now"
        found[ratio, sold] = paid
        print(f"{ratio:13} {sold:13.0f} {paid:13.1f} {inverse:23.1f} {cost:34.1f}")
assert abs(found[0.5, 1000.0] - 3 * RESERVE) < 1e-6

bought = curve.buy_amount(SUPPLY, RESERVE, 100.0, 0.5)
back = curve.sell_amount(SUPPLY + bought, RESERVE + 100.0, bought, 0.5)
print(f"bought for 100 and sold at once, ratio 0.5: {back:.1f}")
assert back > 105

settings = {"initial_price": 2.0, "expected_growth": 200}
here = Fundraising(reserve_ratio=0.1, **settings)
there = Formula(r=0.1, initial_supply=here.sSupply(), **settings)
print(f"projected supply: Fundraising {here.ppSupply():.1e}, Formula {there.projected_supply():.1e}")
assert here.ppSupply() < 1 < 1e6 < there.projected_supply(), "both agree now"
PY
venv/bin/python curve.py
