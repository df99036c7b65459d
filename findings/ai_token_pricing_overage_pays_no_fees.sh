#!/usr/bin/env bash
# ai-token-pricing 0.1.1 (pip): tokens over the quota are checked as if nobody took a fee of their price.
#
# `validate_plan` is to "validate that a plan cannot lose money": with the share of the payment service and of the
# platform, each token above the included ones is paid for through the same services. One would guess that SAFE means
# that each of these tokens earns something after fees, and that the "break-even" price earns nothing.
#
# The fees are taken off the fixed price only. The price of more tokens is compared with the bare cost: with a platform
# that takes 30 % and the markup of 1.3 that one has chosen, the plan is SAFE, its margin is 23.1 %, and each token
# loses 12.8 % of its cost. A price between the cost and the cost plus fees is a WARNING with a positive margin. And
# `break_even_overage_price` is the cost times the markup, with the default of 1.6 not the price at which the profit is
# zero.
#
# This hurts whoever sets a price for inference with it: the loss grows with the use, and the check has no warning.
# No report of it was found.
#
# Output seen on 2026-11-30 (cost 1 a million tokens, payment 2.9 %, platform 30 %, fixed price 100 with 10 million):
#   price  1.3, markup 1.3: SAFE, margin 23.1 %; after fees a profit of -12.8 % of the cost
#   price 1.05, markup 1.6: WARNING, margin 4.8 %; after fees a profit of -29.5 % of the cost
#   price  1.6, markup 1.6: SAFE, margin 37.5 %; after fees a profit of 7.4 % of the cost
#   break-even by the package: 1.6; with fees 1.490
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet ai-token-pricing==0.1.1
"$folder/env/bin/python" - <<'PYTHON'
from token_pricing.economics import Plan, validate_plan

COST, PAYMENT, PLATFORM = 1.0, 0.029, 0.30
for price, markup in ((1.3, 1.3), (1.05, 1.6), (1.6, 1.6)):
    plan = Plan(price=100, included_tokens_m=10, overage_per_m=price)
    check = validate_plan(plan, COST, PAYMENT, PLATFORM, overage_markup=markup)
    kept = price * (1 - PAYMENT - PLATFORM)
    print(
        f"price {price:4}, markup {markup}: {check.status}, margin {check.overage_margin_pct} %; "
        f"after fees a profit of {100 * (kept - COST) / COST:.1f} % of the cost"
    )
    assert abs(check.overage_margin_pct - 100 * (price - COST) / price) < 0.06, "the fees are taken off now"
    assert abs(check.break_even_overage_price - COST * markup) < 0.006
    assert check.status == ("WARNING" if price == 1.05 else "SAFE")
print(f"break-even by the package: {check.break_even_overage_price}; with fees {COST / (1 - PAYMENT - PLATFORM):.3f}")
PYTHON
