#!/usr/bin/env bash
# project-dilemma 1.1.0 (pip, Python >= 3.11): a strategy grows since it has many players, not since they do well.
#
# `StandardGenerationalSimulation` plays rounds of the prisoner's dilemma, each player with each other one, and then
# changes how many play each strategy. One would guess that it compares what a player of each strategy has earned.
#
# It compares sums: all points of a strategy with the mean of the sums of all strategies. Of two strategies that do
# exactly the same, 12 players become more each generation and 8 fewer, until one is left. Fifteen who always cooperate
# displace five who always defect, though each defector earns nearly twice as much: the most famous result of this game
# upside down. The number of all players does not stay either, it grows to 57 from 20 within 12 generations; the
# changes are rounded square roots.
#
# This hurts who looks for how much cheating a network bears: the answer is "less than half of the players", for any
# payoff. No report of it was found, and no documentation says how the numbers change.
#
# Output seen on 2026-11-30 (points are those of the first generation):
#   kind: 12 with 57 points each, gentle: 8 with 57 points each
#      13+7 14+6 16+5 18+4 21+3 24+2 28+1 33+1 38+1 44+1 50+1 56+1
#   cooperate: 15 with 42 points each, defect: 5 with 79 points each
#      16+4 18+3 21+2 24+1 28+1 32+1 37+1 42+1 48+1 54+1 61+1 68+1
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --no-deps project-dilemma==1.1.0
"$folder/env/bin/python" - <<'PYTHON'
from collections import Counter

from project_dilemma.interfaces import Algorithm, Node
from project_dilemma.simulations import StandardGenerationalSimulation, StandardSimulation


def strategy(name, cooperates):
    methods = {"algorithm_id": name, "decide": staticmethod(lambda rounds: cooperates)}
    return type(name, (Algorithm,), methods)


def evolve(first, many, second, few):
    players = [Node(f"{first.algorithm_id}_{number}", first) for number in range(many)]
    players += [Node(f"{second.algorithm_id}_{number}", second) for number in range(few)]
    match = StandardSimulation(simulation_id="match", nodes=players, rounds=1)
    match.run_simulation()
    points = Counter()
    for player, earned in match.process_results().items():
        points[player.rsplit("_", 1)[0]] += earned
    names = first.algorithm_id, second.algorithm_id
    heads = points[names[0]] / many, points[names[1]] / few
    print(f"{names[0]}: {many} with {heads[0]:.0f} points each, {names[1]}: {few} with {heads[1]:.0f} points each")
    world = StandardGenerationalSimulation(
        simulation_id="world", nodes=players, generations=1, generational_simulation=StandardSimulation, rounds=1
    )
    counts = []
    for _ in range(12):
        world.run_simulation()
        now = Counter(player.algorithm.algorithm_id for player in world.nodes)
        counts.append((now[names[0]], now[names[1]]))
    print("  ", " ".join(f"{one}+{other}" for one, other in counts))
    return heads, counts


heads, counts = evolve(strategy("kind", True), 12, strategy("gentle", True), 8)
assert heads[0] == heads[1] and counts[-1][0] > 50 and counts[-1][1] <= 1, "equal strategies stay as many now"
heads, counts = evolve(strategy("cooperate", True), 15, strategy("defect", False), 5)
assert heads[1] > 1.8 * heads[0] and counts[-1][0] > 15 and counts[-1][1] < 5, "points per player count now"
PYTHON
