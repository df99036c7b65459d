#!/usr/bin/env bash
# TokenLab 0.2 (pip): a constant supply of a million coins is a million MORE each month, and constant users add up.
#
# `TokenEconomy_Basic(supply=1_000_000)` makes a SupplyController_Constant, described as a supply that "doesn't
# change". One would guess that supply, users, and so the price of an economy of which nothing changes stay where they
# are. The economy adds what its controller says to the supply each month (`supply_is_added`, on by default). Its
# documentation says that the constant controller answers 0 after the first time; `execute` does return 0, but the
# economy does not look at what it returns: it asks `get_supply`, which says a million each time. By the equation of
# exchange the price falls as 1/k. In the same way `num_users`, described as "the current number of users", is the sum
# over all months so far: 100 users are 400 in the fourth month. With supply_is_added=False the supply stays; then
# vesting and burning, which change the supply of the month before, are lost the next month.
#
# This hurts whoever uses this simulator of token economies for what it is for: every design looks inflationary and
# popular, the more so the longer one looks, and comparing a burn with "no change" compares it with 100 % inflation in
# the first month. No report of it was found; 0.2 is the newest version on PyPI. In windtunnel a supply changes by
# what a rule mints or burns, and by nothing else.
#
# Output seen on 2026-11-30 (100 users who spend 10 $ each in a month, price by the equation of exchange):
#   month    supply     price  users   with supply_is_added=False:   supply     price
#       1   1000000  0.001000    100                                1000000  0.001000
#       2   2000000  0.000500    200                                1000000  0.001000
#       3   3000000  0.000333    300                                1000000  0.001000
#       4   4000000  0.000250    400                                1000000  0.001000
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
# Its pins are of 2022, before Python 3.11: newer versions of what it needs do, statsmodels is not needed here.
"$folder/env/bin/pip" install --quiet --no-deps tokenlab==0.2
"$folder/env/bin/pip" install --quiet numpy==1.26.4 pandas==2.3.3 scipy==1.17.1 matplotlib==3.10.8 tqdm==4.67.3 \
    2>"$folder/log"
cat >"$folder/economy.py" <<'PYTHON'
import warnings

warnings.simplefilter("ignore")
from TokenLab.simulationcomponents.agentpoolclasses import AgentPool_Basic
from TokenLab.simulationcomponents.tokeneconomyclasses import TokenEconomy_Basic
from TokenLab.simulationcomponents.transactionclasses import TransactionManagement_Constant

COINS, USERS, SPENT = 1_000_000, 100, 10.0


def months(count, **settings):
    pool = AgentPool_Basic(
        users_controller=USERS, transactions_controller=TransactionManagement_Constant(SPENT), currency="$"
    )
    exchange = {"smoothing_param": 1, "use_velocity": False}
    economy = TokenEconomy_Basic(
        holding_time=1.0,
        supply=COINS,
        initial_price=0.001,
        agent_pools=[pool],
        price_function_parameters=exchange,
        **settings,
    )
    for _ in range(count):
        economy.execute()
    data = economy.get_data()
    return list(zip(data["supply"], data["token_price"], data["num_users"]))


added, kept = months(4), months(4, supply_is_added=False)
print(f"month{'supply':>10}{'price':>10}{'users':>7}   with supply_is_added=False:{'supply':>9}{'price':>10}")
for month, (one, other) in enumerate(zip(added, kept), start=1):
    print(f"{month:5}{one[0]:10}{one[1]:10.6f}{one[2]:7}{'':30}{other[0]:9}{other[1]:10.6f}")
    assert one[0] == COINS * month and abs(one[1] * one[0] - USERS * SPENT) < 1e-6, "a constant supply stays now"
    assert one[2] == USERS * month, "the number of users stays now"
    assert other[0] == COINS and abs(other[1] - 0.001) < 1e-9
PYTHON
"$folder/env/bin/python" "$folder/economy.py"
