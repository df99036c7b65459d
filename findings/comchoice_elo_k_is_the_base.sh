#!/usr/bin/env bash
# comchoice 0.1.3 (pip): the `K` of `elo` is also the base of the powers, and the first rating is also the scale.
#
# Elo's expected result is 1 / (1 + 10^((b - a) / 400)), and K only says how far one result moves a rating. One would
# guess that `K=32` is the usual larger step, and that `rating=1500` moves all ratings up by 1100.
#
# The code has K^(a / rating). With the defaults (10 and 400) it is Elo. With K of 32 a lead of 400 means 32 to 1
# instead of 10 to 1, with K of 1 every expected result is a half, so that ratings are wins minus losses; with a
# first rating of 1500 a lead of 400 means less than 2 to 1.
#
# This hurts a comparison of nodes, relays or strategies by ratings with any other K or first rating: the ratings are
# not on the scale of Elo, and chances computed from them with the usual formula are wrong. No report of it was found.
#
# Output seen on 2026-11-30 (600 comparisons in a fixed order, a wins three of four; the lead of a over b):
#   K 10, first rating  400:  183.3, Elo  183.3
#   K 32, first rating  400:  101.4, Elo  165.9
#   K  1, first rating  400:  300.0, Elo  146.0
#   K 10, first rating 1500:  690.3, Elo  183.3
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet comchoice==0.1.3 numpy==2.4.6 pandas==2.3.3
"$folder/env/bin/python" - <<'PYTHON'
import sys
import types

for name in ("seaborn", "matplotlib", "matplotlib.pyplot"):  # Only for charts.
    sys.modules[name] = types.ModuleType(name)

from comchoice.aggregate.elo import elo
import pandas

RESULTS = "aaab" * 150


def library(k, first):
    frame = pandas.DataFrame({"ballot": [f"{w}>{'ab'.replace(w, '')}" for w in RESULTS], "voter": range(len(RESULTS))})
    ratings = elo(frame, K=k, rating=first).set_index("alternative")["value"]
    return ratings["a"] - ratings["b"]


def replay(k, base, scale):
    lead = 0.0
    for winner in RESULTS:
        expected = 1 / (1 + base ** (-lead / scale))
        lead += 2 * k * ((winner == "a") - expected)
    return lead


for k, first in ((10, 400), (32, 400), (1, 400), (10, 1500)):
    got, usual = library(k, first), replay(k, 10, 400)
    print(f"K {k:2}, first rating {first:4}: {got:6.1f}, Elo {usual:6.1f}")
    assert abs(got - replay(k, k, first)) < 1e-6, "the base and the scale are something else now"
    assert (abs(got - usual) < 1e-6) == ((k, first) == (10, 400))
PYTHON
