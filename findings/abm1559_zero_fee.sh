#!/usr/bin/env bash
# abm1559 0.0.2 (pip): a base fee that has fallen to 7 wei or less is no longer raised by full blocks, and 0 is for ever.
#
# Who would guess that `update_basefee` of this agent-based simulator of the fee market is the rule of EIP-1559 in its
# integers is right for large fees, and wrong for small ones, twice. The EIP raises the fee by at least 1 wei when a
# block is above its target, and rounds the size of a fall down, so that a fee of 7 wei stays at 7 in empty blocks.
# abm1559 has one formula for both signs: Python's `//` rounds the negative change away from 0, so that the fee falls
# on to 0, and a rise has no least step, so that 7 wei stay 7 and 0 stays 0 however full the blocks are. From 1 gwei
# that takes 145 empty blocks, 29 minutes of Ethereum. Prices counted in coarse units, as millionths of a dollar per
# request, are there from the start: all demand that follows is served at a base fee of next to nothing, and nothing
# warns. windtunnel's `eip1559` follows the EIP: 7 falls no further, and the least fee rises by one.
#
# Output seen on 2026-11-30:
#   empty blocks from 1 gwei: abm1559 at 0 wei after 145; the EIP's rule at 7 wei after 145
#   then 200 full blocks: abm1559 0 wei, the EIP's rule 68,884,766,693 wei
#   one full block after a fee of 1, 4, 7 wei: abm1559 1 4 7, the EIP's rule 2 5 8
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet abm1559==0.0.2 numpy==2.4.6 pandas==3.1.1
"$folder/env/bin/python" - <<'PYTHON'
from abm1559.chain import Block1559
from abm1559.simulator import update_basefee
from abm1559.txs import Tx1559
from abm1559.utils import constants

TARGET = constants["TARGET_GAS_USED"]
TRANSACTION = constants["SIMPLE_TRANSACTION_GAS"]
FULL = constants["MAX_GAS_EIP1559"] // TRANSACTION


def simulated(fee, transactions):
    plan = {"start_block": 0, "gas_premium": 10**9, "max_fee": 10**12}
    return update_basefee(Block1559([Tx1559(b"", plan)] * transactions, b"", 0, fee), fee)


def specified(fee, transactions):
    """The base fee as the text of EIP-1559 has it."""
    used = transactions * TRANSACTION
    step = fee * abs(used - TARGET) // TARGET // constants["BASEFEE_MAX_CHANGE_DENOMINATOR"]
    return fee + max(step, 1) if used > TARGET else fee - step


def lowest(rule):
    fee, blocks = 10**9, 0
    while rule(fee, 0) != fee:
        fee, blocks = rule(fee, 0), blocks + 1
    return fee, blocks


def after_full(rule, fee, blocks):
    for _ in range(blocks):
        fee = rule(fee, FULL)
    return fee


(low, blocks), (least, steps) = lowest(simulated), lowest(specified)
print(f"empty blocks from 1 gwei: abm1559 at {low} wei after {blocks}; the EIP's rule at {least} wei after {steps}")
late, right = after_full(simulated, low, 200), after_full(specified, least, 200)
print(f"then 200 full blocks: abm1559 {late:,} wei, the EIP's rule {right:,} wei")
small = (1, 4, 7)
found, wanted = ([rule(fee, FULL) for fee in small] for rule in (simulated, specified))
shown = [" ".join(map(str, fees)) for fees in (found, wanted)]
print(f"one full block after a fee of 1, 4, 7 wei: abm1559 {shown[0]}, the EIP's rule {shown[1]}")
assert simulated(10**9, FULL) == specified(10**9, FULL), "the rules differ for large fees too"
assert (low, late, least) == (0, 0, 7), f"the base fee no longer stays at 0: {low}, {late}, {least}"
assert found == [1, 4, 7], f"a full block now raises a small base fee: {found}"
PYTHON
