#!/usr/bin/env bash
# stratepy 0.1 (pip): tit for tat repeats its own last move in every second round, and grim does not look at anybody.
#
# `PrisonersDilemma.play` lets two strategies meet. One would guess that tit for tat does what the other one did last,
# and that grim cooperates until the other one defects.
#
# A strategy finds the other one's move as that of `1 - game.current_player`. But `current_player` is not the one that
# is asked: it changes once each round, after both have moved, so that both copy the same player, the second one in one
# round and the first in the next. In every second round tit for tat repeats itself. One defection is answered twice or
# never, which depends on the round; against one that defects in all odd rounds the first player cooperates for ever.
# Grim sets a mark when it is called and defects from its second move on, against whoever always cooperates, too; the
# mark belongs to the game, so of two grims the second one defects at once.
#
# This hurts the one result that everybody knows: here tit for tat can be exploited, and two grims never cooperate, so
# that reciprocity, on which a network without police rests, does not pay. No report of it was found.
#
# Output seen on 2026-11-30 (moves of both; R 3, S 0, T 5, P 1):
#   tit for tat, one in odd rounds      CCCCCCCCCC  DCDCDCDCDC   scores (15, 40)
#   tit for tat, one defection          CCCCCCCCCC  CCDCCCCCCC   scores (27, 32)
#   one defection, tit for tat          CCDCCCCCCC  CCCDDCCCCC   scores (26, 31)
#   tit for tat, always defect          CCDDDDDDDD  DDDDDDDDDD   scores (8, 18)
#   grim, always cooperate              CDDDDDDDDD  CCCCCCCCCC   scores (48, 3)
#   grim, grim                          CDDDDDDDDD  DDDDDDDDDD   scores (9, 14)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --no-deps stratepy==0.1
"$folder/env/bin/python" - <<'PYTHON'
from prisoners_dilemma import PrisonersDilemma, always_cooperate, always_defect, grim, tit_for_tat


def defects(odd_rounds=False, once=None):
    return lambda game: "D" if len(game.history) + 1 == once or (odd_rounds and len(game.history) % 2 == 0) else "C"


def play(name, first, second, rounds=10):
    game = PrisonersDilemma()
    game.set_payoffs(3, 1, [0, 5], [5, 0])
    game.set_strategies(first, second)
    game.play(rounds)
    moves = ["".join(moves) for moves in zip(*game.history)]
    print(f"{name:36}{moves[0]}  {moves[1]}   scores {game.display_scores()}")
    return moves


mine, other = play("tit for tat, one in odd rounds", tit_for_tat, defects(odd_rounds=True))
assert mine == "CCCCCCCCCC" and mine[1:] != other[:-1], "it copies the other player now"
mine, _ = play("tit for tat, one defection", tit_for_tat, defects(once=3))
assert mine == "CCCCCCCCCC", "it copies the other player now"
_, mine = play("one defection, tit for tat", defects(once=3), tit_for_tat)
assert mine == "CCCDDCCCCC", "it copies the other player now"
mine, _ = play("tit for tat, always defect", tit_for_tat, always_defect)
assert mine == "CCDDDDDDDD", "it copies the other player now"
mine, _ = play("grim, always cooperate", grim, always_cooperate)
assert mine == "CDDDDDDDDD", "grim looks at the other player now"
first, second = play("grim, grim", grim, grim)
assert (first, second) == ("CDDDDDDDDD", "DDDDDDDDDD")
PYTHON
