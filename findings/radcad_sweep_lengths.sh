#!/usr/bin/env bash
# radCAD 0.14.0 (pip, Python 3.11) sweeps lists of unequal length without an error: the shorter one repeats its last value.
#
# Parameters of a model are lists. {"fee": [1, 2, 3], "burn": [10, 20]} is no grid of six points, as in tools that vary
# settings, and is not refused, as in cadCAD, whose vocabulary radCAD shares: it plays three points, (1, 10), (2, 20) and
# (3, 20). The third point looks like a planned one in the results, and the effect of `fee` from the second to the third
# is one at burn = 20, from the first to the second one of both together. windtunnel's `sweep` makes a grid.
#
# Output seen on 2026-11-29: (1, 10) (2, 20) (3, 20)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
# radCAD does not say that it needs typing_extensions.
"$folder/env/bin/pip" install --quiet radcad==0.14.0 typing_extensions==4.16.0
"$folder/env/bin/python" - <<'PYTHON'
from radcad import Backend, Engine, Experiment, Model, Simulation


def point(params, substep, history, state, signals):
    return "point", (params["fee"], params["burn"])


model = Model(
    initial_state={"point": None},
    state_update_blocks=[{"policies": {}, "variables": {"point": point}}],
    params={"fee": [1, 2, 3], "burn": [10, 20]},
)
experiment = Experiment([Simulation(model=model, timesteps=1, runs=1)])
experiment.engine = Engine(backend=Backend.SINGLE_PROCESS)
points = [row["point"] for row in experiment.run() if row["timestep"] == 1]
print(*points)
assert points == [(1, 10), (2, 20), (3, 20)], "lists of unequal length are swept in another way now"
PYTHON
