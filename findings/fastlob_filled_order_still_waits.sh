#!/usr/bin/env bash
# fastlob 0.0.24 (pip): an order that was filled is reported as waiting with its full quantity, and can be cancelled.
#
# `lob.get_status(id)` gives the state of an order and what is left of it. One would guess FILLED and 0 for an order
# that was bought completely.
#
# That holds if the buyer took the whole price level. If the buyer took some orders of the level and left others, the
# filled ones are only taken out of the queue: they stay PENDING with their quantity. `cancel` of such an order is a
# success, and takes its quantity off the volume of those who really wait; when one order of the level waits, the level
# is removed with it, and nobody can buy from it any more.
#
# This hurts strategies and reports that ask their orders (a filled one is never hedged), and the volumes of the book in
# all measures of depth. No report of it was found.
#
# Output seen on 2026-11-30 (two offers of 10 at one price; somebody buys 20 or 10):
#   20 bought: the first offer is FILLED, 0 of 10 are left
#   10 bought: the first offer is PENDING, 10 of 10 are left
#   the volume of the book is 10, after the cancellation of the first 0; the second is PENDING with 10
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --no-deps fastlob==0.0.24 sortedcontainers==2.4.0 termcolor==3.3.0
"$folder/env/bin/python" - <<'PYTHON'
import logging

from fastlob import Orderbook, OrderParams, OrderSide, OrderType

logging.disable(logging.CRITICAL)

for bought in (20, 10):
    with Orderbook("book") as book:
        def place(side, quantity):
            return book(OrderParams(side, 100, quantity, OrderType.GTC)).orderid()

        first, second = place(OrderSide.ASK, 10), place(OrderSide.ASK, 10)
        place(OrderSide.BID, bought)
        status, left = book.get_status(first)
        print(f"{bought} bought: the first offer is {status.name}, {left:.0f} of 10 are left")
        if bought == 20:
            assert status.name == "FILLED" and left == 0
            continue
        assert status.name == "PENDING" and left == 10, "a filled order is FILLED now"
        print(f"the volume of the book is {book.asks_volume():.0f}", end=", ")
        assert book.asks_volume() == 10
        assert book.cancel(first).success(), "a filled order cannot be cancelled now"
        status, left = book.get_status(second)
        print(f"after the cancellation of the first {book.asks_volume():.0f};", end=" ")
        print(f"the second is {status.name} with {left:.0f}")
        assert book.asks_volume() == 0 and book.n_asks() == 0 and status.name == "PENDING" and left == 10
PYTHON
