#!/usr/bin/env bash
# ammbt 0.2.0 (pip): in a backtest of type "v2" the strategies own the whole pool after the first swap.
#
# `LPBacktester(amm_type="v2", initial_reserve0=..., initial_reserve1=...)` has a pool with given reserves, to which a
# strategy adds its capital. One would guess that 10,000 in a pool of 2,000,000 is a share of half a percent, that a
# strategy does not depend on the others of the same run, and that fees which stay in the pool are counted once.
#
# The share is the liquidity of the strategy over that of all strategies of the run; those who own the reserves at the
# start are left out. A single strategy owns everything: 10,000 become two million in one swap. Two strategies with the
# same capital have a half each, so each result depends on how many variants are compared. The reserves already have the
# fees, as a comment in the code says, and `final_value` adds them again.
#
# This hurts every comparison of liquidity strategies, and any forecast of what a fund earns with its own pool. No
# report of it was found.
#
# Output seen on 2026-11-30 (reserves of 1,000,000 each, one swap of 10,000 with a fee of 0.3 %):
#   capitals [10000.0]: first has 1,980,286.25, by its share of the pool  9,901.28
#   capitals [10000.0, 10000.0]: first has   990,143.12, by its share of the pool  9,901.28
#   capitals [10000.0, 30000.0]: first has   495,071.56, by its share of the pool  9,901.28
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --no-deps ammbt==0.2.0 llvmlite==0.50.0 numba==0.68.1 numpy==2.4.6 pandas==2.3.3 \
	python-dateutil==4.0.0 pytz==2026.6 six==1.17.0 tzdata==2026.6
"$folder/env/bin/python" - <<'PYTHON'
import sys
from unittest import mock

sys.modules.update({name: mock.MagicMock() for name in ("plotly", "plotly.graph_objects", "plotly.subplots")})

from ammbt import LPBacktester
import pandas

RESERVE, SWAP, FEE = 1_000_000.0, 10_000.0, 0.003
out = RESERVE * SWAP * (1 - FEE) / (RESERVE + SWAP * (1 - FEE))
price = (RESERVE - out) / (RESERVE + SWAP)
pool = (RESERVE + SWAP) * price + RESERVE - out
swaps = pandas.DataFrame({"amount0": [SWAP], "amount1": [-out], "price": [price]})
for capitals in ([10_000.0], [10_000.0, 10_000.0], [10_000.0, 30_000.0]):
    strategies = {"initial_capital": capitals, "rebalance_threshold": [0.0] * len(capitals)}
    strategies["rebalance_frequency"] = [0] * len(capitals)
    backtest = LPBacktester(amm_type="v2", initial_reserve0=RESERVE, initial_reserve1=RESERVE, fee_rate=FEE)
    values = list(backtest.run(swaps, strategies).metrics["final_value"])
    right = pool * capitals[0] / (2 * RESERVE)
    print(f"capitals {capitals}: first has {values[0]:12,.2f}, by its share of the pool {right:9,.2f}")
    for capital, value in zip(capitals, values):
        share = capital / sum(capitals)
        twice = share * SWAP * FEE * price
        assert abs(value - (share * pool + twice)) < 1e-3, "those who own the reserves have their share now"
PYTHON
