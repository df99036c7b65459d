#!/usr/bin/env bash
# prisoners-dilemma 1.0.1 (PyPI): on the map of a population the score is of the place; `quantile` is not read; only the
# last strategy of the alphabet can win.
#
# `population_mode` puts strategies on a grid. Each plays its neighbours, scores are divided by the number of
# neighbours so that edges are no disadvantage, and those with the least are replaced. In a population of cooperators
# all would have the same score. But a cell's score is divided when its turn comes, and the cells after it (right and
# below) then play it once more and add their points whole. A cell within gets 4 whole matches on top, the last none.
# On a map of 6 x 6 equal players have scores from 40 to 110, where 20 are due. The worst are the lower right corner and
# the lower edge, whoever stands there, and are replaced. (The code selects the neighbours that play a cell once each,
# and then takes all of them.)
#
# `quantile` is documented as the part that is replaced, and 0 as replacing nobody. The constructor sets 0.2, whatever
# one asks for. `win_condition` (half of the map) is tested against the strategy with the greatest NUMBER on the map,
# and numbers are by the alphabet. If 90 % are of the first strategy and 10 % of others, there is no winner; if 51 % are
# of the last, it wins. The run also ends, without a word, as soon as exactly two strategies are left.
#
# Source: `round`, `__init__` and `check_convergence` of `population_mode` in population/population.py.
#
# Output seen on 2026-11-30:
#   scores of cooperators that all do the same:
#     80.0   104.0   104.0   104.0   104.0    66.7
#     88.0   110.0   110.0   110.0   110.0    72.0
#     88.0   110.0   110.0   110.0   110.0    72.0
#     88.0   110.0   110.0   110.0   110.0    72.0
#     88.0   110.0   110.0   110.0   110.0    72.0
#     53.3    56.0    56.0    56.0    56.0    40.0
#   quantile of 0, 0.05 and 0.9 asked for: 0.2, 0.2, 0.2
#   share of the map                                                       winner
#   90% always_cooperate (number 0 of 0 to 6), the rest are 3 others       none
#   60% weighted_guess (number 6 of 0 to 6), the rest are 3 others         weighted_guess has met the win condition.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --no-deps prisoners-dilemma==1.0.1 numpy==2.4.6
cat > corners.py <<'PY'
import contextlib
import io
import sys
from unittest import mock

for name in ("matplotlib", "matplotlib.pyplot", "matplotlib.colors", "imageio"):
    sys.modules[name] = mock.MagicMock()  # Pictures are not drawn here.

import numpy as np
from prisoners_dilemma import population_mode

SIZE = (6, 6)


def world(**settings):
    return population_mode(n_rounds=10, field_size=SIZE, rng_seed=1, **settings)


names = {number: player.__name__ for number, player in world().players.items()}
number = {name: place for place, name in names.items()}
last = max(names)

one = world()
one.field[:] = number["always_cooperate"]
one.round()
print("scores of cooperators that all do the same:")
for row in one.score_array:
    print("  ".join(f"{score:6.1f}" for score in row))
assert one.score_array.max() > 2.5 * one.score_array.min(), "equal players have equal scores now"
assert one.score_array.argmin() == one.score_array.size - 1, "the last cell is no disadvantage now"

asked = [world(quantile=share).quantile for share in (0, 0.05, 0.9)]
print(f"quantile of 0, 0.05 and 0.9 asked for: {', '.join(map(str, asked))}")
assert asked == [0.2] * 3, "quantile is read now"

print(f"{'share of the map':71}winner")
found = []
for name, share in [("always_cooperate", 0.9), (names[last], 0.6)]:
    one = world()
    cells = np.full(one.field.size, -1.0)
    count = round(share * cells.size)
    cells[:count] = number[name]
    others = [place for place in names if place != number[name]]
    cells[count:] = [others[-1 - at % 3] for at in range(cells.size - count)]
    one.field = cells.reshape(SIZE)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        one.check_convergence()
    found.append(one.convergence)
    others = f"the rest are {len(np.unique(cells)) - 1} others"
    held = f"{share:.0%} {name} (number {number[name]} of 0 to {last}), {others}"
    print(f"{held:71}{said.getvalue().strip() or 'none'}")
assert found == [False, True], "the strategy with most of the map wins now"
PY
venv/bin/python corners.py
