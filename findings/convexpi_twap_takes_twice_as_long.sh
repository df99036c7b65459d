#!/usr/bin/env bash
# convexpi-arena 0.2.0 (pip): `TWAPAgent` does not spread an order over its duration.
#
# `TWAPAgent("id", target_qty=199, duration=100)` "splits a target order quantity evenly across a fixed time window",
# and one would guess that it is done after 100 ticks, with 1 or 2 a tick.
#
# A part is target // duration, rounded down and at least 1, and no tick takes the rest: 199 at 1 a tick takes 199
# ticks, almost twice the window. 299 takes 150, and 50 over 100 ticks is bought in the first 50. Only a multiple of the
# duration keeps to the window.
#
# This hurts a study of sales or buybacks in parts over a month: a part of the sale is outside the window, or all of it
# in its first half, and its effect on the price is that of another pace. No report of it was found.
#
# Output seen on 2026-11-30 (a window of 100 ticks, market orders, a book that is never empty):
#   200: from tick 1 to 100, 200 in the window
#   199: from tick 1 to 199, 100 in the window
#   299: from tick 1 to 150, 200 in the window
#   150: from tick 1 to 150, 100 in the window
#   50: from tick 1 to 50, 50 in the window
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --no-deps convexpi-arena==0.2.0
"$folder/env/bin/python" - <<'PYTHON'
import sys
from unittest import mock

for name in ("websockets", "websockets.server", "websockets.exceptions"):  # Only for the server.
    sys.modules[name] = mock.MagicMock()

from convexpi.arena.agents import Agent, TWAPAgent
from convexpi.arena.engine import Side
from convexpi.arena.market import Market

WINDOW = 100


class Seller(Agent):
    def on_tick(self, state):
        return [self.limit(Side.SELL, 10_100, 50)]


for target in (200, 199, 299, 150, 50):
    market = Market([TWAPAgent("buyer", target_qty=target, duration=WINDOW, use_limit=False), Seller("seller")], 400)
    market.run()
    ticks = [trade.tick for trade in market.engine.trades if trade.buyer_id == "buyer"]
    inside = sum(t.qty for t in market.engine.trades if t.buyer_id == "buyer" and t.tick <= WINDOW)
    print(f"{target}: from tick {min(ticks)} to {max(ticks)}, {inside} in the window")
    assert market.accounts["buyer"].position == target
    part = max(1, target // WINDOW)
    assert max(ticks) == -(-target // part), "the rest is spread now"
PYTHON
