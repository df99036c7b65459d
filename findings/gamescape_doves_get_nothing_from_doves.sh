#!/usr/bin/env bash
# gamescape 0.1.0 (pip): in its hawk-dove game two doves get less than two hawks, so that war is the best for all.
#
# Hawks fight, doves share: with a value V and a cost of fights C > V, two doves get V / 2 each, two hawks (V - C) / 2,
# which is less than anything else. That is what makes it a dilemma: hawks spread although all would do better without.
# One would guess these relations of the preset `hawk-dove`, whose first strategy is the one that cooperates, as in the
# four other presets.
#
# Its payoffs are 0 for two doves and 1 for two hawks, 3 for a dove that meets a hawk and 5 for the hawk. No V and C
# give these, in either order of the strategies. The mix at rest is at 29 % doves, and looks right; but the mean payoff
# there, and with all hawks, is HIGHER than among doves alone, who get nothing. The fewer cooperate, the better for all.
#
# This hurts who takes the preset as the textbook's game, for the cost of conflict among nodes that could share work,
# say: its welfare is upside down. Give the payoffs yourself. No report of it was found.
#
# Output seen on 2026-11-30 (mean payoff of a population):
#              dove-dove  dove-hawk  hawk-dove  hawk-hawk   doves at rest   mean: all doves  at rest  all hawks
#   gamescape        0.0        3.0        5.0        1.0             29%              0.00     2.14       1.00
#   textbook         2.0        0.0        4.0       -1.0             33%              2.00     0.67      -1.00
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --no-deps gamescape==0.1.0
"$folder/env/bin/pip" install --quiet --no-warn-conflicts numpy==2.4.6
"$folder/env/bin/python" - <<'PYTHON'
from gamescape.dynamics import CLASSIC_GAMES, PayoffMatrix, find_fixed_points

VALUE, COST = 4.0, 6.0
games = {
    "gamescape": CLASSIC_GAMES["hawk-dove"],
    "textbook": PayoffMatrix(a=VALUE / 2, b=0.0, c=VALUE, d=(VALUE - COST) / 2),
}
print("           dove-dove  dove-hawk  hawk-dove  hawk-hawk   doves at rest   mean: all doves  at rest  all hawks")
for name, game in games.items():
    rest = next(point.x for point in find_fixed_points(game) if point.label == "interior" and point.stable)
    means = [game.avg_fitness(share) for share in (1.0, rest, 0.0)]
    print(f"{name:11}{game.a:9.1f}{game.b:11.1f}{game.c:11.1f}{game.d:11.1f}{rest:16.0%}", end="")
    print(f"{means[0]:18.2f}{means[1]:9.2f}{means[2]:11.2f}")
    if name == "gamescape":
        assert game.a < game.d and means[0] < means[2] < means[1], "it is the hawk-dove game now"
    else:
        assert means[0] > means[1] > means[2]
for game in CLASSIC_GAMES.values():
    assert game is games["gamescape"] or game.a > game.d, "the first strategy cooperates"
PYTHON
