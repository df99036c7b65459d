#!/usr/bin/env bash
# xlogit 0.2.7 (pip): the frequencies that `predict(..., return_freq=True)` reports are those of the most probable
# alternative, not the predicted market shares.
#
# One would guess that the "choice frequency for the alternatives" of a fitted logit model is the mean of its choice
# probabilities; with a constant for each alternative these reproduce the shares in the data exactly. xlogit looks up
# which alternative is the most probable for each chooser, and counts. An alternative that everybody takes with 40 %
# but that is nobody's first has a frequency of 0, whatever the data say. The mean over `return_proba=True` is the
# share.
#
# This hurts whoever estimates how users choose between providers by price and latency, and then asks what another
# price does: of three equal providers, one that is 5 % cheaper gets 100 % instead of 36 %, so that a small discount
# looks like the whole market, and elasticities are those of a step. No report of it was found. windtunnel has no such
# estimator.
#
# Output seen on 2026-11-30 (5,000 choices between three providers with prices of 0.8 to 1.2, price coefficient -2):
#   shares in the data                                 A 0.431   B 0.325   C 0.245
#   mean of the predicted probabilities                A 0.431   B 0.325   C 0.245
#   return_freq                                        A 0.774   B 0.204   C 0.022
#   equal ones, A 5 % cheaper: mean probabilities      A 0.356   B 0.322   C 0.322
#   equal ones, A 5 % cheaper: return_freq             A 1.000   B 0.000   C 0.000
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet xlogit==0.2.7 numpy==2.4.6 scipy==1.17.1
"$folder/env/bin/python" - <<'PYTHON'
import numpy as np
from xlogit import MultinomialLogit

NAMES, CHOOSERS = np.array(["A", "B", "C"]), 5000
generator = np.random.default_rng(1)
prices = generator.uniform(0.8, 1.2, (CHOOSERS, 3))
utility = -2 * prices + np.array([0.6, 0.3, 0.0]) + generator.gumbel(size=(CHOOSERS, 3))
chosen = utility.argmax(axis=1)
alternatives, choosers = np.tile(NAMES, CHOOSERS), np.repeat(np.arange(CHOOSERS), 3)


def predict(model, prices):
    told = {"varnames": ["price"], "alts": alternatives, "ids": choosers}
    answer = model.predict(X=prices.reshape(-1, 1), return_proba=True, return_freq=True, verbose=0, **told)
    return answer[1].mean(axis=0), [answer[2].get(name, 0.0) for name in NAMES]


def estimate(chosen):
    model = MultinomialLogit()
    y = (np.arange(3) == chosen[:, None]).astype(int).ravel()
    told = {"varnames": ["price"], "alts": alternatives, "ids": choosers, "fit_intercept": True, "verbose": 0}
    model.fit(X=prices.reshape(-1, 1), y=y, **told)
    return model


def show(what, shares):
    print(f"{what:48}" + "".join(f"{name:>4}{share:6.3f}" for name, share in zip(NAMES, shares)))


model = estimate(chosen)
seen = np.bincount(chosen) / CHOOSERS
shares, frequencies = predict(model, prices)
show("shares in the data", seen)
show("mean of the predicted probabilities", shares)
show("return_freq", frequencies)
assert np.allclose(shares, seen, atol=1e-3), "the model does not reproduce the shares"
assert abs(frequencies[0] - seen[0]) > 0.1, "return_freq are the shares now"

# Three equal providers, the first one cheaper by 5 %.
equal = estimate((utility - np.array([0.6, 0.3, 0.0])).argmax(axis=1))
equal.coeff_[:2] = 0  # the constants, which are 0 up to noise
shares, frequencies = predict(equal, np.tile([0.95, 1.0, 1.0], (CHOOSERS, 1)))
show("equal ones, A 5 % cheaper: mean probabilities", shares)
show("equal ones, A 5 % cheaper: return_freq", frequencies)
assert shares.max() < 0.4 and frequencies == [1.0, 0.0, 0.0], "return_freq are the shares now"
PYTHON
