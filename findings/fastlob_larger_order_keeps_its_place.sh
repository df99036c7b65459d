#!/usr/bin/env bash
# fastlob 0.0.24 (pip): an order that is made larger keeps its place in the queue.
#
# `lob.update(id, quantity)` changes an order that waits. Exchanges with price-time priority keep the place of an order
# that is made smaller, and put one that is made larger at the end: the added part came last. One would guess the same.
#
# The quantity is changed in place. A small order placed early holds the place, and is made large when somebody wants to
# trade: the order of those who waited with their full quantity is not served at all.
#
# This hurts a study of market makers, or of the fill of a patient order, on this book: the best strategy is to keep a
# place with the smallest order at each price, which no exchange rewards. Placing a new order instead of the update is
# right. No report of it was found; another book had the same (econia-labs/econia#143).
#
# Output seen on 2026-11-30 (two offers of 10 at the same price, one is made 1,000, then somebody buys 500):
#   update: the enlarged order sold 500, the one that waited 0
#   cancel and place: the enlarged order sold 490, the one that waited 10
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --no-deps fastlob==0.0.24 sortedcontainers==2.4.0 termcolor==3.3.0
"$folder/env/bin/python" - <<'PYTHON'
import logging

from fastlob import Orderbook, OrderParams, OrderSide, OrderType

logging.disable(logging.CRITICAL)


def sold(change):
    """What the enlarged order has sold of the 500; the rest was sold by the order that waited."""
    with Orderbook("book") as book:
        def place(side, quantity):
            return book(OrderParams(side, 100, quantity, OrderType.GTC)).orderid()

        first, _ = place(OrderSide.ASK, 10), place(OrderSide.ASK, 10)
        if change == "update":
            book.update(first, 1000)
        else:
            book.cancel(first)
            first = place(OrderSide.ASK, 1000)
        place(OrderSide.BID, 500)
        assert float(book.best_ask()[1]) == 1010 - 500
        return 1000 - float(book.get_status(first)[1])


for change in ("update", "cancel and place"):
    enlarged = sold(change)
    print(f"{change}: the enlarged order sold {enlarged:.0f}, the one that waited {500 - enlarged:.0f}")
    assert enlarged == (500 if change == "update" else 490), "a larger order goes to the end now"
PYTHON
