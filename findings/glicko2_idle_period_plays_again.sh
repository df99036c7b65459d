#!/usr/bin/env bash
# glicko2 1.2.2 (npm): a period without matches plays the matches of the one before again: one win lifts 1500 to 1730.
#
# In Glicko-2 a rating period without matches leaves the rating as it is and raises its deviation, and the README says
# that it is important to update rankings for those that did not play. One would guess that `updateRatings()`, without
# matches, does that. The results of the last period are cleared only when new ones are HANDED OVER, so that without an
# argument they are counted once more, against the ratings that the opponents had at the time: the winner rises each
# idle week, and the deviation falls, as if there were new evidence. Results that were entered one by one with
# `addResult` or `addMatch` are never cleared, and every period counts all of them from the first on.
# `updateRatings([])` is right.
#
# This hurts reputation of nodes and arenas of models, in which most pairs do not meet in most periods: who was compared
# once and not again gets a high rating, with a small deviation that makes it look certain, and the order in the list is
# by idleness. With matches in each period, as in tests, nothing is seen. The README shows no call for an idle period.
# mmai/glicko2js#2, closed in 2013, had the same symptom.
#
# Output seen on 2026-11-30 (rating and deviation of one who won once, from 1500 and 200; after 0 to 4 idle periods):
#   updateRatings()                   1579 (180)  1633 (166)  1673 (155)  1705 (147)  1730 (140)
#   updateRatings([])                 1579 (180)  1579 (180)  1579 (181)  1579 (181)  1579 (181)
#   addResult, updateRatings()        1579 (180)  1633 (166)  1673 (155)  1705 (147)  1730 (140)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts glicko2@1.2.2
cat > idle.js <<'NODE'
const assert = require("node:assert");
const { Glicko2 } = require("glicko2");

function periods(name, first, idle) {
  const ranking = new Glicko2({ tau: 0.5, rating: 1500, rd: 200, vol: 0.06 });
  const [winner, loser] = [ranking.makePlayer(), ranking.makePlayer()];
  first(ranking, winner, loser);
  const told = [];
  for (let period = 0; period < 5; period++) {
    if (period > 0) idle(ranking);
    told.push([Math.round(winner.getRating()), Math.round(winner.getRd())]);
  }
  console.log(name.padEnd(32), told.map(([rating, rd]) => ` ${rating} (${rd})`).join(" "));
  return told;
}

const played = (ranking, winner, loser) => ranking.updateRatings([[winner, loser, 1]]);
const entered = (ranking, winner, loser) => {
  ranking.addResult(winner, loser, 1);
  ranking.updateRatings();
};
const again = periods("updateRatings()", played, (ranking) => ranking.updateRatings());
const right = periods("updateRatings([])", played, (ranking) => ranking.updateRatings([]));
const added = periods("addResult, updateRatings()", entered, (ranking) => ranking.updateRatings());
assert.deepEqual(right.map(([rating]) => rating), [1579, 1579, 1579, 1579, 1579], "an empty list moves ratings now");
assert(right[4][1] > right[0][1], "the deviation does not grow in idle periods");
assert.deepEqual(again[4], [1730, 140], "an idle period does not repeat the last matches now");
assert.deepEqual(added, again, "results that were added are cleared now");
NODE
node idle.js
