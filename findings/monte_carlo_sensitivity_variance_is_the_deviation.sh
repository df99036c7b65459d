#!/usr/bin/env bash
# monte-carlo-sensitivity 1.9.1 (pip): a joint run perturbs by the square root of each deviation, which has no unit.
#
# `perturbed_run` moves one input of a model by its own standard deviation, and `joint_perturbed_run` several at once,
# with a "diagonal covariance based on input standard deviations" unless told otherwise. One would guess that each
# input is moved as much as in the other function.
#
# The deviations themselves are put on the diagonal, where variances belong. An input with a deviation of 100 is moved
# by 10, one with 0.01 by 0.1: ten times less, and ten times more, than it varies. What the same latency does depends on
# whether it is in seconds or in milliseconds. The column `..._perturbation_std`, the perturbation in deviations, shows
# it: its spread should be 1 for each input. Where deviations are 1, as in most examples, all is well.
#
# This hurts the question that the package answers, which input matters: for a model that depends on both in the same
# way, with all inputs as they vary, the one with the smaller numbers seems to decide. Give `perturbation_cov`. No
# report of it was found.
#
# Output seen on 2026-11-30 (output = rate / 100 + share / 0.01, so both matter as much; 200 perturbations of each row):
#            deviation  moved alone by  moved jointly by          share of the output variance
#   rate         100.0         100.297            10.006                                 0.01%
#   share         0.01           0.010             0.099                                99.99%
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --no-deps monte-carlo-sensitivity==1.9.1
"$folder/env/bin/pip" install --quiet --no-warn-conflicts numpy==2.4.6 pandas==2.3.3
"$folder/env/bin/python" -W ignore - <<'PYTHON'
import contextlib
import io
import sys
from unittest import mock

# Only plots and correlations need these.
for name in ("matplotlib", "matplotlib.pyplot", "matplotlib.ticker", "seaborn", "scipy", "scipy.stats"):
    sys.modules[name] = mock.MagicMock()

import numpy
import pandas
from monte_carlo_sensitivity import joint_perturbed_run, perturbed_run

DEVIATIONS = {"rate": 100.0, "share": 0.01}
draws = numpy.random.default_rng(1)
inputs = pandas.DataFrame({name: draws.normal(1, deviation, 500) for name, deviation in DEVIATIONS.items()})
inputs = (inputs - inputs.mean()) / inputs.std(ddof=0) * pandas.Series(DEVIATIONS)


def model(rows):
    return rows.assign(output=sum(rows[name] / deviation for name, deviation in DEVIATIONS.items()))


numpy.random.seed(1)
with contextlib.redirect_stdout(io.StringIO()):
    joint = joint_perturbed_run(inputs, list(DEVIATIONS), "output", model, n=200)
print(f"{'':8}{'deviation':>10}{'moved alone by':>16}{'moved jointly by':>18}{'share of the output variance':>38}")
moved = {name: joint[f"{name}_perturbation"] / deviation for name, deviation in DEVIATIONS.items()}
for name, deviation in DEVIATIONS.items():
    alone = perturbed_run(inputs, name, "output", model, n=200)["input_perturbation"].std()
    together = joint[f"{name}_perturbation"].std()
    share = moved[name].var() / joint["output_perturbation"].var()
    print(f"{name:8}{deviation:10}{alone:16.3f}{together:18.3f}{share:38.2%}")
    assert abs(alone / deviation - 1) < 0.02
    assert abs(together / deviation**0.5 - 1) < 0.02, "it is moved by its deviation now"
PYTHON
