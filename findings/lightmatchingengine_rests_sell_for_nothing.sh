#!/usr/bin/env bash
# lightmatchingengine 2019.1.4 (pip): what is left of a market order to sell stays in the book as an offer for nothing.
#
# `add_order(instrument, price, quantity, side)` takes price 0 for a market order: "defined as zero if market order". If
# the other side has too little, one expects that the rest is cancelled, as on exchanges, or refused. It is put into the
# book with its price, which is 0. For a rest of a sale that is the best offer there can be: the next buyer, who bids 5,
# gets it and pays 0, ahead of all offers with a price. A rest of a purchase is a bid of 0, which nobody takes but a
# market order to sell, at 0.
#
# No error tells; the trade has a price, and mean prices or volumes in money fall with each one. In simulated markets
# that begin with an empty book, and in those for scarce GPUs, market orders without a counterpart are usual.
#
# Source: `add_order` in lightmatchingengine.py ("Add the remaining order into the depth").
#
# Output seen on 2026-12-01:
#   an offer of 4, and a market order to sell
#     sell  10 4       traded nothing            bids [], offers [4.0]
#     sell   6 market  traded nothing            bids [], offers [0, 4.0]
#     buy    8 5       traded 6 at 0, 2 at 4     bids [], offers [4.0]
#   a market order to sell more than is asked for
#     buy    2 3       traded nothing            bids [3.0], offers []
#     sell   5 market  traded 2 at 3             bids [], offers [0]
#     buy    3 5       traded 3 at 0             bids [], offers []
#   a market order to buy more than is offered
#     sell   2 3       traded nothing            bids [], offers [3.0]
#     buy    5 market  traded 2 at 3             bids [0], offers []
#     sell   3 market  traded 3 at 0             bids [], offers []
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --no-deps lightmatchingengine==2019.1.4
cat > market.py <<'PY'
from lightmatchingengine.lightmatchingengine import LightMatchingEngine, Side

names = {Side.BUY: "buy ", Side.SELL: "sell"}
found = {}


def play(title, orders):
    print(title)
    engine = LightMatchingEngine()
    for price, quantity, side in orders:
        order, trades = engine.add_order("GPU hour", price, quantity, side)
        own = [(trade.trade_price, trade.trade_qty) for trade in trades if trade.order_id == order.order_id]
        paid = ", ".join(f"{amount:.0f} at {each:.0f}" for each, amount in own) or "nothing"
        what = f"{price:.0f}" if price else "market"
        book = engine.order_books["GPU hour"]
        bids, asks = sorted(book.bids, reverse=True), sorted(book.asks)
        print(f"  {names[side]} {quantity:3} {what:7} traded {paid:18} bids {bids}, offers {asks}")
        found[title, len([key for key in found if key[0] == title])] = own


play("an offer of 4, and a market order to sell", [(4.0, 10, Side.SELL), (0, 6, Side.SELL), (5.0, 8, Side.BUY)])
play("a market order to sell more than is asked for", [(3.0, 2, Side.BUY), (0, 5, Side.SELL), (5.0, 3, Side.BUY)])
play("a market order to buy more than is offered", [(3.0, 2, Side.SELL), (0, 5, Side.BUY), (0, 3, Side.SELL)])
assert found["an offer of 4, and a market order to sell", 2] == [(0, 6), (4.0, 2)], "rests are cancelled now"
assert found["a market order to sell more than is asked for", 2] == [(0, 3)]
assert found["a market order to buy more than is offered", 2] == [(0, 3)]
PY
venv/bin/python market.py
