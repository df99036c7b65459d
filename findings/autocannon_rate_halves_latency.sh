#!/usr/bin/env bash
# autocannon 9.0.0 (npm): with a rate (`-R`, `-r`), every latency is reported as about half of what it was.
#
# A rate below what the connections can carry is the usual way to measure latency at a given load, and one would guess
# that a service which answers each request after 500 ms shows 500 ms there, as it does without a rate. With one, the
# tool corrects for coordinated omission: a latency that is longer than the interval between requests gets made-up
# samples below it, one per interval, as a client that keeps to its rate would have seen them. The interval that it
# hands to the histogram is 1 / rate rounded up, in seconds; the histogram counts milliseconds. Thus it is 1 ms at any
# rate. An answer after 500 ms adds 499, 498, and so on down to 1 ms: 500 samples, evenly spread. Where latencies are
# all alike, mean and median are half, p90 is 90 % and the least latency 1 ms; where they differ, each also weighs in
# proportion to its length, and one of 10 s counts as much as 200 of 50 ms.
#
# This hurts whoever fits a simulator's service time to such a run, or checks an objective such as "median below 300
# ms" at a given rate. For services of a few milliseconds, which such tools are tried with, little is to be seen; LLM
# answers take seconds. The number of requests is right, and the throughput, so that Little's law tells: here 8 per
# second with all 4 connections busy are 500 ms. Use `-C` (`ignoreCoordinatedOmission`). No issue of autocannon was
# found that names it; the correction came with mcollina/autocannon#274 and is on unless switched off.
#
# windtunnel's latencies are those of its requests, one sample each.
#
# Output seen on 2026-11-30 (every answer after 500 ms, 4 connections; ms):
#                            requests samples    min   mean    p50    p90    p99
#   no rate                        44      44    501    503    502    506    523
#   rate 8/s                       44   22088      1    252    251    452    497
#   rate 4/s                       24   12073      1    252    252    453    499
#   rate 8/s, not corrected        44      44    500    502    501    506    510
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --silent --no-audit --no-fund --prefix "$folder" autocannon@9.0.0
cat >"$folder/measure.mjs" <<'JS'
import assert from "node:assert";
import http from "node:http";
import autocannon from "autocannon";

const SERVICE = 500;
const server = http.createServer((request, answer) => setTimeout(() => answer.end("x"), SERVICE));
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const url = `http://127.0.0.1:${server.address().port}/`;

async function measure(name, options) {
  const { requests, latency } = await autocannon({ url, connections: 4, duration: 6, ...options });
  const times = [latency.min, latency.mean, latency.p50, latency.p90, latency.p99];
  console.log(
    name.padEnd(25) +
      [requests.total, latency.totalCount].map((count) => String(count).padStart(8)).join("") +
      times.map((time) => time.toFixed(0).padStart(7)).join(""),
  );
  return { requests: requests.total, samples: latency.totalCount, ...latency };
}

console.log(" ".repeat(25) + "requests samples    min   mean    p50    p90    p99");
const free = await measure("no rate", {});
const eight = await measure("rate 8/s", { overallRate: 8 });
const four = await measure("rate 4/s", { overallRate: 4 });
const plain = await measure("rate 8/s, not corrected", { overallRate: 8, ignoreCoordinatedOmission: true });
server.closeAllConnections();
server.close();
for (const { requests, samples, min, p50 } of [free, plain]) {
  assert(samples === requests && min >= SERVICE - 2 && p50 < SERVICE + 100, "not even the plain latencies are right");
}
for (const { requests, samples, min, mean, p50 } of [eight, four]) {
  assert(samples > 400 * requests, "there is another number of made-up samples now");
  assert(min <= 2 && mean < 0.6 * SERVICE && p50 < 0.6 * SERVICE, "latencies at a rate are right now");
}
JS
node "$folder/measure.mjs"
