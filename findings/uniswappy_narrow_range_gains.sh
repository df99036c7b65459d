#!/usr/bin/env bash
# uniswappy 1.7.9 (pip): the impermanent loss of a narrow range is a gain, that of a wider one twelve times too high.
#
# `UniswapImpLoss(...).apply(lower, upper)` is the loss of a liquidity position of Uniswap V3 against holding both
# tokens. One would guess that it is what the position's own amounts say, and negative. The package multiplies the loss
# of V2 with sqrt(r) / (sqrt(r) - 1), which is right for a range from p / r to p r around the FIRST price p. For r it
# takes the mean of both bounds over the CURRENT price: that of 1 / r and r, 1.08 for r = 1.5, divided by the move of
# the price. The factor is far too large then, and where the mean falls below 1, as in a range of 10 % on each side
# after a move of 5 %, it is negative. Only ranges so wide that they hardly matter come near.
#
# This hurts whoever decides on ranges, or pays for liquidity of a network's token, by a simulation with it: the narrow
# ranges, which lose most, are the ones that seem to gain. With V2 pools it is right. No report of it was found.
# windtunnel has no ranges of liquidity.
#
# Output seen on 2026-11-30 (ETH at 100, moved by 5 % with a swap; the range is from 100 / r to 100 r):
#       r   package   by hand
#     1.1    1.446%   -0.637%
#     1.5   -1.944%   -0.162%
#     2.0   -0.359%   -0.101%
#     4.0   -0.100%   -0.059%
#   100.0   -0.035%   -0.033%
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet uniswappy==1.7.9 numpy==2.4.6 scipy==1.17.1 pandas==3.0.3
"$folder/env/bin/python" -W ignore - <<'PYTHON'
from math import log, sqrt

from uniswappy import ERC20, Join, Swap, UniswapExchangeData, UniswapFactory, UniswapImpLoss

PRICE, SPACING = 100.0, 10


def tick(price):
    return round(log(price) / log(1.0001) / SPACING) * SPACING


def losses(width):
    """The package's loss and that of the position's amounts after the price of ETH has risen by 5 %."""
    eth, token = ERC20("ETH", "0x09"), ERC20("TKN", "0x111")
    data = UniswapExchangeData(
        tkn0=eth, tkn1=token, symbol="LP", address="0x011", version="V3", tick_spacing=SPACING, fee=500
    )
    pool = UniswapFactory("factory", "0x2").deploy(data)
    lower, upper = tick(PRICE / width), tick(PRICE * width)
    Join().apply(pool, "user", 1000, 1000 * PRICE, lower, upper)
    liquidity, first = pool.get_liquidity(), pool.get_price(eth)
    position = UniswapImpLoss(pool, liquidity, lower, upper)
    Swap().apply(pool, token, "user", liquidity * (sqrt(1.05 * first) - sqrt(first)))
    now = pool.get_price(eth)
    low, high = 1.0001**lower, 1.0001**upper

    def held(price):
        return liquidity * (1 / sqrt(price) - 1 / sqrt(high)), liquidity * (sqrt(price) - sqrt(low))

    (eths, tokens), (eths_first, tokens_first) = held(now), held(first)
    assert abs(now / first - 1.05) < 1e-3, "the price moved by another amount"
    return position.apply(lower, upper), (eths * now + tokens) / (eths_first * now + tokens_first) - 1


print(f"{'r':>5}{'package':>10}{'by hand':>10}")
for width in (1.1, 1.5, 2.0, 4.0, 100.0):
    package, true = losses(width)
    print(f"{width:5}{package:10.3%}{true:10.3%}")
    assert true < 0, "a position gains"
    if width == 1.1:
        assert package > 0.01, "a narrow range loses now"
    elif width == 1.5:
        assert package < 10 * true, "the loss of a wider range is nearer now"
    elif width == 100:
        assert abs(package / true - 1) < 0.1, "the loss of a very wide range is another one"
PYTHON
