#!/usr/bin/env bash
# skills 0.3.0 (pip): in Glicko a player who stays away becomes better known, and long absences hardly count.
#
# Glicko's deviation says how little is known of a player. It grows while one does not play, to the square root of
# RD^2 + c^2 t after t periods, and not beyond the 350 of a newcomer. `GlickoCalculator(c_factor)` refers to that paper,
# and one would guess that it does so, with c = 34.6, which lets 50 grow to 350 in 100 periods.
#
# Two things differ. The upper end is `game_info.beta`, which is 200 and otherwise half the scale of the ratings: who
# had 350 has 200 after one period away, and the next match moves the rating by half as much as it should. And the c
# is not squared: after 100 periods 50 has become 77, not 350. Give c squared, and a beta of 350, which then changes
# `expected_score` and the quality of matches. The source has no unit for c_factor.
#
# This hurts reputations of nodes that come and go: a node that was away for a year is trusted like one that was checked
# last week, and the least known ones seem well known after their first pause. No report of it was found.
#
# Output seen on 2026-11-30 (after t periods away the player wins against one with 1500 and a deviation of 30):
#   deviation  periods away   rating: skills  paper   deviation: skills  paper
#         350             1             1586   1675                 174    248
#         300             1             1586   1649                 174    229
#          50             1             1507   1510                  50     60
#          50            20             1509   1562                  56    148
#          50           100             1516   1675                  75    248
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --no-deps skills==0.3.0
"$folder/env/bin/python" -W ignore - <<'PYTHON'
import collections
import collections.abc
from math import log, pi, sqrt

# The package is of 2015, when these names were in another module of Python.
for name in ("Sequence", "MutableSequence", "Mapping", "MutableMapping", "Iterable", "Callable", "Set"):
    setattr(collections, name, getattr(collections.abc, name))

from skills import Match, Matches, Team
from skills.glicko import GlickoCalculator, GlickoRating

C, OPPONENT, Q = 34.6, 30, log(10) / 400


def found(deviation, periods):
    player, opponent = GlickoRating(1500, deviation, 1), GlickoRating(1500, OPPONENT, periods)
    matches = Matches([Match([Team({"player": player}), Team({"opponent": opponent})], [1, 2])])
    rating = GlickoCalculator(c_factor=C).new_ratings(matches, 1 + periods).rating_by_id("player")
    return rating.mean, rating.stdev


def paper(deviation, periods):
    onset = min(sqrt(deviation**2 + C**2 * periods), 350)
    opponent = min(sqrt(OPPONENT**2 + C**2), 350)
    g = 1 / sqrt(1 + 3 * Q**2 * opponent**2 / pi**2)
    precision = 1 / onset**2 + Q**2 * g**2 / 4
    return 1500 + Q / precision * g / 2, 1 / sqrt(precision)


print("deviation  periods away   rating: skills  paper   deviation: skills  paper")
for deviation, periods in ((350, 1), (300, 1), (50, 1), (50, 20), (50, 100)):
    (rating, after), (true_rating, true_after) = found(deviation, periods), paper(deviation, periods)
    print(f"{deviation:9}{periods:14}{rating:17.0f}{true_rating:7.0f}{after:20.0f}{true_after:7.0f}")
    if deviation >= 300:
        assert rating - 1500 < 0.6 * (true_rating - 1500), "the upper end is 350 now"
    if periods == 100:
        assert after < 80 and true_after > 200, "c is squared now"
assert found(350, 1) == found(300, 1)
PYTHON
