#!/usr/bin/env bash
# wrk 4.1.0 (apt, Debian 12): one request of ten takes a second, and the 75th percentile is 600 ms.
#
# wrk is known as a closed-loop tool: each connection sends its next request when the last one is answered, and one
# would guess that it reports the latencies of the requests that it sent; the tool that corrects for coordinated
# omission is wrk2. wrk corrects, too, without a rate that anybody has set: it takes the mean time per
# request and connection for the interval at which requests should have come, and fills up each latency that is longer
# with made-up ones below it, an interval apart. For latencies that are all alike this adds nothing. For two kinds of
# answers it adds most: with 90 % of 5 ms and 10 % of 1 s the mean is 105 ms, and each second gets eight more samples,
# of 895 ms, 790 ms and so on. Nearly half of all samples were never measured, and no line of the output says so.
#
# This hurts because a gateway with a cache, or with short and long answers, is just that case: far fewer of the
# samples are hits than of the requests, the mean is 2.7 times the true one, and `Requests/sec` times the mean latency
# is no longer the number of connections: Little's law fails by the same factor. A closed-loop simulation with the
# right service times agrees with the server, and never with wrk. Asked about in wg/wrk#326 and #485.
#
# Output seen on 2026-11-30 (4 connections, 10 s; ms):
#              mean    p50    p75    p90
#   server       96      5      7     11
#   wrk         285      9    594    899
#   39.39 requests/s x mean: 3.8 and 11.2 at once, of 4 connections
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
command -v wrk >"$folder/found" || { apt-get -qq update && apt-get -qq install --yes wrk; } >"$folder/apt" 2>&1
version=$(dpkg-query --show --showformat='${Version}' wrk)
[[ $version == 4.1.0-* ]] || { echo "another version of wrk: $version" && exit 1; }
cat >"$folder/measure.mjs" <<'JS'
import assert from "node:assert";
import http from "node:http";
import { execFile } from "node:child_process";
import { promisify } from "node:util";

const CONNECTIONS = 4;
let told = 0;
const taken = [];
const server = http.createServer((request, answer) => {
  const [begun, time] = [performance.now(), ++told % 10 === 0 ? 1000 : 5];
  setTimeout(() => answer.end("x", () => taken.push(performance.now() - begun)), time);
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const url = `http://127.0.0.1:${server.address().port}/`;
const command = ["-t1", `-c${CONNECTIONS}`, "-d10s", "--latency", url];
const { stdout } = await promisify(execFile)("wrk", command);
server.closeAllConnections();
server.close();

function milliseconds(text) {
  const [, number, unit] = text.match(/([\d.]+)(us|ms|s)/);
  return Number(number) * { us: 0.001, ms: 1, s: 1000 }[unit];
}
const [mean] = stdout.match(/Latency\s+([\d.]+m?u?s)/).slice(1).map(milliseconds);
const shown = [mean, ...[50, 75, 90].map((p) => milliseconds(stdout.match(new RegExp(`${p}%\\s+(\\S+)`))[1]))];
taken.sort((a, b) => a - b);
const share = (p) => taken[Math.floor((taken.length - 1) * p)];
const exact = [taken.reduce((a, b) => a + b) / taken.length, share(0.5), share(0.75), share(0.9)];
const rate = Number(stdout.match(/Requests\/sec:\s+([\d.]+)/)[1]);
const line = (name, times) => name.padEnd(8) + times.map((time) => time.toFixed(0).padStart(7)).join("");
console.log(" ".repeat(8) + "   mean    p50    p75    p90");
console.log(line("server", exact));
console.log(line("wrk", shown));
const inSystem = [exact, shown].map(([time]) => ((rate * time) / 1000).toFixed(1));
console.log(`${rate} requests/s x mean: ${inSystem[0]} and ${inSystem[1]} at once, of ${CONNECTIONS} connections`);
assert(exact[2] < 50 && Math.abs(inSystem[0] - CONNECTIONS) < 1, "the server is too slow");
assert(shown[0] > 2 * exact[0] && shown[2] > 400, "wrk shows what it measured now");
JS
node "$folder/measure.mjs"
