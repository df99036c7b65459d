#!/usr/bin/env bash
# cadCAD 0.5.3 (pip, Python 3.11) calls the steps of T = range(5, 8) 6, 7 and 8, and the state before them 0.
#
# `T` is an iterable of time steps, so that a run which goes on from step 5, or whose seasons follow the step, is written
# as range(5, 8). Who expects the steps 5, 6 and 7 in the results is wrong: each state has the number of its step plus
# one, and the initial state is step 0 whatever T begins with. Joined by time with recorded data, the whole path is one
# step late, and the row before it five steps early. windtunnel's points of time are those at which a state was.
#
# Output seen on 2026-11-29: range(5, 8): 0 6 7 8
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet cadCAD==0.5.3 pandas==3.0.6 numpy==2.4.6
"$folder/env/bin/python" - 2>/dev/null <<'PYTHON'
import contextlib
import io

from cadCAD.configuration import Experiment
from cadCAD.configuration.utils import config_sim
from cadCAD.engine import ExecutionContext, ExecutionMode, Executor


def count(params, substep, history, state, signals):
    return "n", state["n"] + 1


experiment = Experiment()
experiment.append_model(
    model_id="model",
    sim_configs=config_sim({"N": 1, "T": range(5, 8), "M": {"unused": [0]}}),
    initial_state={"n": 0},
    partial_state_update_blocks=[{"policies": {}, "variables": {"n": count}}],
)
with contextlib.redirect_stdout(io.StringIO()):
    context = ExecutionContext(context=ExecutionMode().local_mode)
    rows, _, _ = Executor(exec_context=context, configs=experiment.configs).execute()
labels = [row["timestep"] for row in rows]
print("range(5, 8):", *labels)
assert labels == [0, 6, 7, 8], "steps have other numbers now"
assert [row["n"] for row in rows] == [0, 1, 2, 3]
PYTHON
