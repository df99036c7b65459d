#!/usr/bin/env bash
# cadCAD 0.5.3 (pip, Python 3.11) replaces the default of a sixth parameter of a state update function by None.
#
# Update functions take five arguments: params, substep, state_history, previous_state, policy_input. One more with a
# default, as in `def growth(params, substep, history, state, signals, rate=0.02)`, looks like a safe way of configuring
# it: Python would use 0.02. The engine counts the parameters of the code object and passes additional objects as the
# sixth, which are None unless the executor was given some, so that the default never applies. There is no error as long
# as None is only stored; `rate or 0` silently simulates no growth at all. With a keyword-only parameter
# (`*, rate=0.02`) the count stays at five and the default holds.
#
# Output seen on 2026-11-29: with a sixth parameter: None, keyword-only: 0.02
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


def sixth(params, substep, history, state, signals, rate=0.02):
    return "rate", rate


def keyword(params, substep, history, state, signals, *, rate=0.02):
    return "rate", rate


def play(update):
    experiment = Experiment()
    experiment.append_model(
        model_id="model",
        sim_configs=config_sim({"N": 1, "T": range(1), "M": {"unused": [0]}}),
        initial_state={"rate": 1.0},
        partial_state_update_blocks=[{"policies": {}, "variables": {"rate": update}}],
    )
    with contextlib.redirect_stdout(io.StringIO()):
        context = ExecutionContext(context=ExecutionMode().local_mode)
        rows, _, _ = Executor(exec_context=context, configs=experiment.configs).execute()
    return [row["rate"] for row in rows if row["timestep"] == 1][-1]


found = play(sixth), play(keyword)
print(f"with a sixth parameter: {found[0]}, keyword-only: {found[1]}")
assert found == (None, 0.02), "the sixth parameter is treated in another way now"
PYTHON
