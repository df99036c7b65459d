#!/usr/bin/env bash
# doepy 0.0.1 (pip) with pandas 3: a factorial design has the NUMBERS of the levels, 0, 1, 2, in place of the levels.
#
# `build.full_fact({"replicas": [1, 2, 4], ...})` makes a table of runs, in which one would guess the levels that were
# given, as with pandas 2. The package fills a table with the numbers of the levels and puts the levels in afterwards,
# through a row that it takes out of the table. From version 3 on, pandas always gives a copy of the row: nothing
# arrives in the table. Full and fractional factorial, Plackett-Burman and Box-Behnken designs are of that kind; the
# central composite design and all those that fill space are made in another way and are right. pandas warns of a
# "chained assignment" in the package; no error is raised, and shape and column names are as they should be. With
# pandas 1.5 the same befell columns with fractions (tirthajyoti/doepy#16, open); with 3 it is all.
#
# `build.lhs` besides takes `prob_distribution`, for which its help names normal, Poisson, exponential, beta and gamma,
# and never looks at it: the values are uniform, whatever it says (tirthajyoti/doepy#7, open), even if that is nonsense.
#
# This hurts whoever sweeps a simulator by such a table: 0, 1, 2 are valid counts of replicas and valid fees, so that
# the runs go through and their effects are taken for those of the levels. Pin `pandas<3`. windtunnel's sweeps write
# the values that a run has into its rows.
#
# Output seen on 2026-11-30 (replicas 1, 2, 4; fee 0.5, 2.5; timeout 10, 30, 60):
#   pandas 2.3.3: full replicas [1, 2, 4] fee [0.5, 2.5] timeout [10, 30, 60]; screening fee [0.5, 2.5]
#   pandas 3.0.3: full replicas [0, 1, 2] fee [0, 1] timeout [0, 1, 2]; screening fee [0, 1]
#   of 10,000 "Normal" and 10,000 "Poisson" values in 0 to 1, 10.0% and 10.0% are below 0.1
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
for pandas in 2.3.3 3.0.3; do
    "$folder/env/bin/pip" install --quiet doepy==0.0.1 pydoe==0.3.8 diversipy==0.9 numpy==2.4.6 scipy==1.17.1 \
        "pandas==$pandas"
    "$folder/env/bin/python" -W ignore - <<'PYTHON'
import pandas
from doepy import build

LEVELS = {"replicas": [1, 2, 4], "fee": [0.5, 2.5], "timeout": [10, 30, 60]}


def levels():
    return {name: list(values) for name, values in LEVELS.items()}  # the package changes its argument


def met(column):
    return sorted({float(value) for value in column})


def told(values):
    return "[" + ", ".join(f"{value:g}" for value in values) + "]"


full, two = build.full_fact(levels()), {"fee": [0.5, 2.5], "load": [3, 9], "timeout": [10, 60]}
screening = build.plackett_burman(two)
print(f"pandas {pandas.__version__}: full", *(f"{name} {told(met(full[name]))}" for name in full), end="")
print(f"; screening fee {told(met(screening['fee']))}")
assert full.shape == (18, 3), "the design has another shape"
if pandas.__version__ < "3":
    assert all(met(full[name]) == LEVELS[name] for name in full), "a full design with pandas 2 has other levels"
    assert met(screening["fee"]) == [0.5, 2.5], "a screening design with pandas 2 has other levels"
else:
    numbers = {name: list(range(len(values))) for name, values in LEVELS.items()}
    assert all(met(full[name]) == numbers[name] for name in full), "a full design has the levels now"
    assert met(screening["fee"]) == [0, 1], "a screening design has the levels now"
    composite = build.central_composite({"fee": [0.5, 2.5], "load": [3, 9]})
    assert {0.5, 2.5} < set(met(composite["fee"])), "a central composite design has numbers of levels too"
    low = []
    for law in ("Normal", "Poisson"):
        drawn = build.lhs({"fee": [0, 1], "load": [0, 1]}, num_samples=10_000, prob_distribution=law)
        low.append((drawn["fee"] < 0.1).mean())
    print(f'of 10,000 "Normal" and 10,000 "Poisson" values in 0 to 1, {low[0]:.1%} and {low[1]:.1%} are below 0.1')
    assert all(abs(share - 0.1) < 0.001 for share in low), "the distribution is used now"
PYTHON
done
