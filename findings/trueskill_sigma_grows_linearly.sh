#!/usr/bin/env bash
# trueskill 0.0.2 (npm): before each game gamma is added to the deviation, not its square to the variance; the deviation
# of a player who has played a thousand games stays at twice the value of TrueSkill.
#
# By TrueSkill the skill of a player drifts by a random step between games, so that the VARIANCE grows by gamma squared:
# 1/100 of the first deviation hardly matters to a newcomer, and keeps veterans movable. One would guess that
# `AdjustPlayers` does that, with the default gamma of sigma / 100 that its doc names. It adds gamma to the deviation
# itself, as if all drifts pointed the same way. A deviation of 1 becomes 1.083 instead of 1.0035 before each game: the
# drift is 24 times as large in variance. Ratings of veterans move with each game as if they were hardly known, and the
# conservative rating, mean less three deviations, by which one ranks, is several points too low for all, most for who
# plays most.
#
# This hurts a leaderboard of nodes or models that is to settle: the noise of a rating is that of the last few dozen
# games. Setting gamma to 0 gives the textbook without drift. No report of it was found.
#
# Output seen on 2026-11-30 (deviation of two equal players who win in turn; by hand with the formulas of Herbrich et
# al., 2006, for two players):
#   games   npm   gamma added   TrueSkill
#       1  7.24          7.24        7.17
#      10  3.13          3.13        2.81
#     100  2.12          2.12        0.88
#    1000  2.12          2.12        0.78
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts trueskill@0.0.2
cat > games.js <<'NODE'
const assert = require("node:assert");
const trueskill = require("trueskill");

const SIGMA = 25 / 3, BETA = SIGMA / 2, GAMMA = SIGMA / 100;
const density = (x) => Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);

/** The integral of the density, by Simpson's rule. */
function chance(x) {
  const steps = 2000, from = -10, h = (x - from) / steps;
  let sum = density(from) + density(x);
  for (let i = 1; i < steps; i++) sum += (i % 2 ? 4 : 2) * density(from + i * h);
  return sum * h / 3;
}

// The quantile of 55 %, for the default chance of a draw of 10 %.
const EPSILON = 0.125661346855 * Math.SQRT2 * BETA;
assert(Math.abs(chance(EPSILON / Math.SQRT2 / BETA) - 0.55) < 1e-9);

/** One game that the first player wins; `drift` is the deviation before it. */
function play([winner, loser], drift) {
  const before = [winner, loser].map(([mean, deviation]) => [mean, drift(deviation)]);
  const variances = before.map(([, deviation]) => deviation ** 2);
  const c = Math.sqrt(2 * BETA ** 2 + variances[0] + variances[1]);
  const t = (before[0][0] - before[1][0] - EPSILON) / c;
  const v = density(t) / chance(t), w = v * (v + t);
  return before.map(([mean], i) => [
    mean + (i ? -1 : 1) * variances[i] / c * v,
    Math.sqrt(variances[i] * (1 - variances[i] / c ** 2 * w)),
  ]);
}

const add = (deviation) => deviation + GAMMA;
const proper = (deviation) => Math.hypot(deviation, GAMMA);
let players = [[25, SIGMA], [25, SIGMA]].map((skill) => ({ skill }));
let added = players.map(({ skill }) => skill), true_ = added;
console.log("games   npm   gamma added   TrueSkill");
for (let game = 1; game <= 1000; game++) {
  const turn = game % 2;
  players.forEach((player, i) => (player.rank = i === turn ? 1 : 2));
  trueskill.AdjustPlayers(players);
  const order = (skills) => turn ? [skills[1], skills[0]] : skills;
  added = order(play(order(added), add));
  true_ = order(play(order(true_), proper));
  if ([1, 10, 100, 1000].includes(game)) {
    const told = [players[0].skill[1], added[0][1], true_[0][1]];
    console.log(String(game).padStart(5) + [6, 14, 12].map((width, i) => told[i].toFixed(2).padStart(width)).join(""));
    assert(Math.abs(told[0] - told[1]) < 0.02, "gamma is added in another way now");
    if (game === 1000) assert(told[0] > 1.7 * told[2], "the deviation of veterans is TrueSkill's now");
  }
}
NODE
node games.js
