#!/usr/bin/env bash
# ammbt 0.2.0 (pip): moving a range of concentrated liquidity to a new price creates money.
#
# In a backtest of type "v3" (or "dlmm") a strategy with `rebalance_frequency` moves its range to the current price when
# the price has left it. One would guess that the position is sold for what it holds and the money bought into the new
# range, so that moving does not change the value of the position.
#
# The code moves the ticks and keeps `liquidity` as it was. The same liquidity around the new price is worth more than
# what the old range held after a falling price: the difference comes from nowhere, with each move. In a fall of 61 %
# the position that moves six times keeps 716 of 1,000; with the value kept at each move it would keep 468.
#
# This hurts every comparison of strategies for liquidity: the one that moves most often has the best result, whatever
# the fees are. No report of it was found.
#
# Output seen on 2026-11-30 (1,000 in a range of 10 % around the price, 10 swaps that sell the token, no fee):
#   price 0.8918: held 913.52 before the move, 951.10 after it
#   price 0.7987: held 872.53 before the move, 927.54 after it
#   price 0.7195: held 856.82 before the move, 906.34 after it
#   price 0.5927: held 766.43 before the move, 846.17 after it
#   price 0.4967: held 728.89 before the move, 796.14 after it
#   price 0.4222: held 696.35 before the move, 753.90 after it
#   created: 346.65. At the end: resting 400.68, moving 716.01, by the value kept 468.44
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --no-deps ammbt==0.2.0 llvmlite==0.50.0 numba==0.68.1 numpy==2.4.6 pandas==2.3.3 \
	python-dateutil==4.0.0 pytz==2026.6 six==1.17.0 tzdata==2026.6
"$folder/env/bin/python" - <<'PYTHON'
import math
import sys
from unittest import mock

sys.modules.update({name: mock.MagicMock() for name in ("plotly", "plotly.graph_objects", "plotly.subplots")})

from ammbt import LPBacktester
import pandas


def worth(liquidity, lower, upper, price):
    """The value of a position: its tokens, by the formulas of the white paper of Uniswap 3."""
    low, high = math.sqrt(1.0001**lower), math.sqrt(1.0001**upper)
    now = min(max(math.sqrt(price), low), high)
    return liquidity * ((1 / now - 1 / high) * price + now - low)


swaps = pandas.DataFrame({"amount0": [0.0] + [60_000.0] * 10, "amount1": [0.0] * 11})
strategies = {
    "initial_capital": [1000.0, 1000.0],
    "tick_lower": [-953, -953],
    "tick_upper": [953, 953],
    "rebalance_threshold": [0.0, 0.0],
    "rebalance_frequency": [0, 1],
}
result = LPBacktester(amm_type="v3", initial_liquidity=1e6, fee_tier=0).run(swaps, strategies)
prices = result.metadata["price_history"]
rests, moves = result.positions[:, 0], result.positions[:, 1]
created = 0.0
fair = 1000.0
before = (-953, 953)
for step, (position, price) in enumerate(zip(moves, prices)):
    held = position["token0_balance"] * price + position["token1_balance"]
    assert abs(held - worth(position["liquidity"], *before, price)) < 1e-6 * held
    if step:
        fair *= worth(1, *before, price) / worth(1, *before, prices[step - 1])
    after = (int(position["tick_lower"]), int(position["tick_upper"]))
    if after != before:
        gain = worth(position["liquidity"], *after, price) - held
        print(f"price {price:.4f}: held {held:6.2f} before the move, {held + gain:6.2f} after it")
        assert gain > 0.03 * held, "moving a range keeps its value now"
        created, before = created + gain, after
assert len(set(moves["liquidity"])) == 1, "the liquidity is computed again now"
last = [position["token0_balance"] * prices[-1] + position["token1_balance"] for position in (rests[-1], moves[-1])]
print(f"created: {created:.2f}. At the end: resting {last[0]:.2f}, moving {last[1]:.2f}, by the value kept {fair:.2f}")
assert last[0] < fair < last[1] / 1.5, "moving is worth what it is worth now"
PYTHON
