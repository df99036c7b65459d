#!/usr/bin/env bash
# blocksimpy 1.5.0 (pip): the inflation of one and the same run is 0 %, 2,517 % or 6,254 % a year, by how often it
# prints.
#
# `--print P` prints a summary every P blocks. One would guess that it changes what is on the screen, and that "infl" in
# the closing line, `inflation_rate_percent` of `--export-metrics`, is that of the run, as the block time and
# transactions per second beside it are. It is the inflation since the last summary: if the number of blocks is a
# multiple of P, nothing has been issued since then and it is 0; if P is larger than the run, or with `--debug`, where
# no summary is printed, it is 0 as well. Otherwise the last blocks are extrapolated to a year, by the time that they
# happened to take. By default P is 144.
#
# This hurts because an emission is what one looks at in such a run, over sweeps of rewards and halvings: with round
# numbers of blocks and of P every variant has an inflation of 0, with others the differences are those of a few block
# times. The unit does not tell, as it is a rate per year in each case. Take the coins issued and the simulated time. No
# report of it was found.
#
# Output seen on 2026-11-30 (preset of Bitcoin, 1,000 blocks, the same seed; 50,000 coins in 579,289 s in all runs):
#   --print    7: inflation 2516.99 %
#   --print   99: inflation 2470.77 %
#   --print  100: inflation    0.00 %
#   --print  144: inflation 6253.66 %
#   --print 2000: inflation    0.00 %
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet blocksimpy==1.5.0 simpy==4.1.2
cd "$folder"
cat > run.py <<'PYTHON'
import contextlib
import io
import json
import random
import sys

from blocksimpy.app import main


def run(every):
    random.seed(1)
    options = ["--chain", "btc", "--blocks", "1000", "--print", str(every), "--export-metrics", "told.json"]
    sys.argv = ["blocksimpy", *options]
    with contextlib.redirect_stdout(io.StringIO()):
        main()
    with open("told.json") as told:
        return json.load(told)


found = {every: run(every) for every in (7, 99, 100, 144, 2000)}
for every, told in found.items():
    print(f"--print {every:4}: inflation {told['inflation_rate_percent']:7.2f} %")
runs = {(told["total_coins_issued"], told["simulated_time_seconds"], told["total_blocks"]) for told in found.values()}
(coins, seconds, _), = runs
print(f"{coins:,.0f} coins in {seconds:,.0f} s in all runs")
rates = {every: told["inflation_rate_percent"] for every, told in found.items()}
assert rates[100] == rates[2000] == 0, "a multiple of the interval has an inflation now"
assert rates[144] > 2 * rates[7] > 1000, "the inflation does not depend on the interval of printing now"
PYTHON
env/bin/python run.py
