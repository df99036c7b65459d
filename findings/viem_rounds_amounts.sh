#!/usr/bin/env bash
# viem 2.57.20 (npm) rounds an amount with too many decimals half up; web3-utils and eth-utils cut, ethers refuses.
#
# Who would guess that the usual ways from a decimal amount to base units of a coin agree, or that an amount finer than
# the coin is refused by all of them as by `ethers` 6.17.0, is wrong. `parseUnits` of viem rounds half up, `toWei` of
# web3-utils 4.3.3 (npm) and `to_wei` of eth-utils 6.0.0 (pip, which web3.py uses) drop what is too fine, without a
# word. The price of a token of an LLM at 0.50 USD per million is half a unit of a coin with six decimals: viem makes
# it 1 and doubles it, eth-utils makes it 0, web3-utils an empty text that BigInt reads as 0: served for nothing. A
# reward of 1 USDC that a table splits among six providers becomes six times 0.166667, two units more than there are,
# or four units fewer. A ledger written with one and checked with another does not balance. Multiply by the number of
# tokens first, and round once, in the direction that suits who holds the money.
#
# Output seen on 2026-11-30 (units of a coin with six decimals):
#                              viem  web3-utils  eth-utils  ethers
#   0.0000005                     1          ""          0  refused
#   6 x 0.1666666667        1000002      999996     999996  refused
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet eth-utils==6.0.0
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts viem@2.57.20 web3-utils@4.3.3 ethers@6.17.0
cat > amounts.mjs <<'NODE'
import { parseUnits } from "viem";
import { toWei } from "web3-utils";
import { parseUnits as strictly } from "ethers";

function refusable(amount) {
  try {
    return String(strictly(amount, 6));
  } catch (refusal) {
    return refusal.code === "NUMERIC_FAULT" ? "refused" : refusal.code;
  }
}

const told = process.argv.slice(2).map((amount) => [
  amount,
  Number(parseUnits(amount, 6)),
  toWei(amount, "mwei"),
  refusable(amount),
]);
console.log(JSON.stringify(told));
NODE
node amounts.mjs 0.0000005 0.1666666667 0.25 > told.json
"$folder/env/bin/python" - told.json <<'PYTHON'
import json
import sys

from eth_utils import to_wei

with open(sys.argv[1]) as told:
    found = {amount: (nearest, cut, to_wei(amount, "mwei"), strict) for amount, nearest, cut, strict in json.load(told)}

print(f"{'':20} {'viem':>10} {'web3-utils':>11} {'eth-utils':>10}  ethers")
for amount, times, name in (("0.0000005", 1, "0.0000005"), ("0.1666666667", 6, "6 x 0.1666666667")):
    nearest, cut, also, strict = found[amount]
    cut = times * int(cut) if cut else '""'
    print(f"{name:20} {times * nearest:10} {cut:>11} {times * also:10}  {strict}")
assert found["0.25"] == (250_000, "250000", 250_000, "250000"), f"they disagree about a fitting amount: {found}"
assert found["0.0000005"] == (1, "", 0, "refused"), f"half a unit is read in another way now: {found}"
assert found["0.1666666667"] == (166_667, "166666", 166_666, "refused"), f"a sixth is read in another way: {found}"
PYTHON
