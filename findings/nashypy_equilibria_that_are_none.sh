#!/usr/bin/env bash
# nashypy 0.0.2 (pip): "valid" mixed equilibria of 3x3 games are none, and 2x2 games without one get probabilities of
# -1.
#
# One would guess of `solve_mixed_nash` that what it returns is an equilibrium, or nothing. For 3x3 games it asks for
# equal payoffs of the strategies MULTIPLIED by their probabilities. Where a strategy is played twice as often, its
# payoff must be half; and three zeros are equal, so that each pair of pure strategies is a "valid solution". Only games
# with equal probabilities, such as rock, paper, scissors, come out right, which is what one tests first. In the
# weighted one below, three of four solutions are pure ones, of which that game has none, the fourth is off, too, and a
# player gains by leaving any of them. For 2x2 games the formula is right, but its result is returned also if it is no
# probability: the prisoner's dilemma has a mixed equilibrium with p = q = -1.
#
# `find_nash_equilibria`, told to find all by reverse search, looks at pure strategies only: matching pennies has none.
#
# This hurts whoever asks whether honest work, lazy work and fraud can stay mixed: there is an answer for each matrix,
# and checking it is what one took a library for. No report of it was found. windtunnel has no such solver.
#
# Output seen on 2026-11-30 (gain: what the better of two players wins by leaving the solution; of an equilibrium, 0):
#   rock, paper, scissors  p = [0. 0. 1.], q = [0. 0. 1.]: gain 1.000
#   rock, paper, scissors  p = [0. 1. 0.], q = [0. 1. 0.]: gain 1.000
#   rock, paper, scissors  p = [0.333 0.333 0.333], q = [0.333 0.333 0.333]: gain 0.000
#   rock, paper, scissors  p = [1. 0. 0.], q = [1. 0. 0.]: gain 1.000
#   weighted one           p = [0. 0. 1.], q = [0. 0. 1.]: gain 8.000
#   weighted one           p = [0. 1. 0.], q = [0. 1. 0.]: gain 1.000
#   weighted one           p = [0.143 0.571 0.286], q = [0.286 0.571 0.143]: gain 0.327
#   weighted one           p = [1. 0. 0.], q = [1. 0. 0.]: gain 1.000
#   by hand                p = [0.1   0.567 0.333], q = [0.333 0.567 0.1  ]: gain 0.000
#   prisoner's dilemma: mixed equilibrium p = -1, q = -1
#   matching pennies: 0 equilibria found (there is 1)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet numpy==2.4.6 sympy==1.14.0
"$folder/env/bin/pip" install --quiet --no-deps nashypy==0.0.2
"$folder/env/bin/python" - <<'PYTHON'
import contextlib
import io
import sys
import types

# Only for charts; 20 MB.
for name in ("matplotlib", "matplotlib.pyplot", "plotly", "plotly.graph_objects"):
    sys.modules[name] = types.ModuleType(name)
sys.modules["matplotlib"].pyplot = sys.modules["matplotlib.pyplot"]
sys.modules["plotly"].graph_objects = sys.modules["plotly.graph_objects"]

import nashypy
import numpy as np


def quiet(function, *arguments):
    with contextlib.redirect_stdout(io.StringIO()):
        return function(*arguments)


def gain(A, B, p, q):
    return max((A @ q).max() - p @ A @ q, (p @ B).max() - p @ B @ q)


def play(name, A, B):
    _, solutions = quiet(nashypy.solve_mixed_nash, nashypy.NashGame(A, B, name))
    gains = []
    for solution in solutions:
        told = {str(symbol): float(value) for symbol, value in solution.items()}
        p, q = (np.array([told.get(f"{who}{i}", 0) for i in (1, 2, 3)]) for who in "pq")
        gains.append(gain(A, B, p, q))
        print(f"{name}  p = {np.round(p, 3)}, q = {np.round(q, 3)}: gain {gains[-1]:.3f}")
    return gains


fair = np.array([[0, -1, 1], [1, 0, -1], [-1, 1, 0]], dtype=float)
weighted = np.array([[0, -1, 8], [1, 0, -1], [-1, 1, 0]], dtype=float)
assert min(play("rock, paper, scissors", fair, -fair)) < 1e-9
gains = play("weighted one         ", weighted, -weighted)
# By hand: the payoffs of all three strategies are equal.
bordered = np.block([[weighted, -np.ones((3, 1))], [np.ones((1, 3)), np.zeros((1, 1))]])
q = np.linalg.solve(bordered, [0, 0, 0, 1])[:3]
bordered = np.block([[weighted.T, -np.ones((3, 1))], [np.ones((1, 3)), np.zeros((1, 1))]])
p = np.linalg.solve(bordered, [0, 0, 0, 1])[:3]
print(f"by hand                p = {np.round(p, 3)}, q = {np.round(q, 3)}: gain {gain(weighted, -weighted, p, q):.3f}")
assert abs(gain(weighted, -weighted, p, q)) < 1e-9
assert len(gains) == 4 and min(gains) > 0.02, "the solutions are equilibria now"

dilemma = np.array([[3, 0], [5, 1]], dtype=float)
_, mixed = quiet(nashypy.solve_mixed_nash, nashypy.NashGame(dilemma, dilemma.T, "dilemma"))
print(f"prisoner's dilemma: mixed equilibrium p = {mixed['p']:.0f}, q = {mixed['q']:.0f}")
assert mixed["p"] == mixed["q"] == -1, "only probabilities are returned now"
pennies = np.array([[1, -1], [-1, 1]], dtype=float)
found, _ = quiet(nashypy.find_nash_equilibria, nashypy.NashGame(pennies, -pennies, "pennies"))
print(f"matching pennies: {len(found)} equilibria found (there is 1)")
assert not found, "mixed equilibria are found now"
PYTHON
