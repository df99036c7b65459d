#!/usr/bin/env bash
# trueskill 0.0.2 (npm): `ChanceOfWinning` gives a known player who is a little better 99.8 %; TrueSkill gives 75 %.
#
# "The chance that trueskill assigns to player1 winning vs player2", from their skills [mu, sigma]. By the paper that is
# the normal distribution at (mu1 - mu2) / sqrt(2 beta^2 + sigma1^2 + sigma2^2): both are not exactly known, and both
# play better or worse from game to game (beta, 25/6 by default). The function hands [mu, sigma] to `free-gaussian`,
# whose second parameter is the VARIANCE, and leaves beta out. So the deviation of the difference is sqrt(sigma1 +
# sigma2): 1.41 for two known players of sigma 1, instead of 6.06. The better a player is known, the surer is the
# result, without a limit; in TrueSkill chance remains. `AdjustPlayers` of the package uses both as it should.
#
# At equal means it is 1/2, so that a test with new players passes. Whoever pairs nodes, models or provers by this, or
# bets on it, takes 3 of 4 for a certainty.
#
# Source: `playerSkillToGuassian` in trueskill.js; lib/gaussian.js of free-gaussian. (For what AdjustPlayers does to
# sigma see trueskill_sigma_grows_linearly.sh.)
#
# Output seen on 2026-12-01:
#   skills [mu, sigma]             ChanceOfWinning   played with beta = 25/6
#   [25, 8.33] against [25, 8.33]            0.500             0.500
#   [29, 8.33] against [25, 8.33]            0.836             0.619
#   [29, 3.00] against [25, 3.00]            0.949             0.709
#   [29, 1.00] against [25, 1.00]            0.998             0.745
#   [29, 0.50] against [25, 0.50]            1.000             0.750
#   [26, 0.50] against [25, 0.50]            0.841             0.566
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts trueskill@0.0.2 free-gaussian@0.1.0
cat > chance.cjs <<'NODE'
const assert = require("node:assert");
const { ChanceOfWinning, AdjustPlayers } = require("trueskill");

const BETA = 25 / 6;

/** Share of games that the first wins, over a million draws of both skills and both performances. */
function played([mu1, sigma1], [mu2, sigma2]) {
  let state = 1;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  let won = 0;
  for (let game = 0; game < 1e6; game += 1) {
    const first = mu1 + sigma1 * normal() + BETA * normal();
    const second = mu2 + sigma2 * normal() + BETA * normal();
    if (first > second) won += 1;
  }
  return won / 1e6;
}

console.log("skills [mu, sigma]             ChanceOfWinning   played with beta = 25/6");
const found = {};
for (const [mu, sigma] of [[25, 25 / 3], [29, 25 / 3], [29, 3], [29, 1], [29, 0.5], [26, 0.5]]) {
  const chance = ChanceOfWinning([mu, sigma], [25, sigma]);
  const share = played([mu, sigma], [25, sigma]);
  found[`${mu} ${sigma}`] = chance;
  const name = `[${mu}, ${sigma.toFixed(2)}] against [25, ${sigma.toFixed(2)}]`;
  console.log(`${name.padEnd(32)} ${chance.toFixed(3).padStart(13)} ${share.toFixed(3).padStart(17)}`);
  assert.ok(mu === 25 ? Math.abs(chance - share) < 0.002 : chance > share + 0.05, "sigma is a deviation now");
}
assert.ok(found["29 1"] > 0.99);
assert.equal(typeof AdjustPlayers, "function");
NODE
node chance.cjs
