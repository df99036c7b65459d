#!/usr/bin/env bash
# agent-rating-protocol 0.3.1 (PyPI): a cap of 10 % on voting weight leaves one agent with half of the votes.
#
# "No agent can hold >10% of effective voting weight", says the page, and `get_governance_weights` has `cap=0.10`. It
# cuts each weight at 10 % of the sum BEFORE the cut. What is cut off vanishes, so the sum falls, and the capped weight
# is a larger share of what is left. An agent with 90 % of all weight keeps 10 % of the old sum, the others keep their
# 9.9 %: half of the votes that remain. Three agents that are alike keep a third each; nobody is told that fewer than
# ten agents cannot keep to a cap of 10 %.
#
# To keep to a share c, each of n - k capped agents beside k lighter ones with the sum S must have
# c S / (1 - c (n - k)).
#
# Weights alone look right: none is above a tenth of the sum that was (the text of the function says which sum it is).
# The shares of those who vote decide, and there the cap does not hold. A simulation of governance with these weights
# has one voter who decides alone where the rules say a tenth.
#
# Source: `get_governance_weights` in query.py; "Governance cap" of the page.
#
# Output seen on 2026-11-30:
#   agents            share of the first  after a cap of 10%  weight if it held
#   1 old, 11 new                  90.1%               50.2%    1.22, not 11.10
#   1 old, 40 new                  71.4%               25.9%    4.44, not 14.00
#   1 old, 90 new                  52.6%               17.4%   10.00, not 19.00
#   3 old                          33.3%               33.3%             cannot
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --no-deps agent-rating-protocol==0.3.1
cat > cap.py <<'PY'
from agent_rating_protocol import RatingRecord, RatingStore
from agent_rating_protocol.query import get_governance_weights

CAP = 0.10


def weights(name: str, agents: dict[str, int], cap: float) -> dict[str, float]:
    """Weights of agents that are each so many days old and have given as many ratings."""
    store = RatingStore(f"{name}-{cap}.jsonl")
    for agent, days in agents.items():
        for _ in range(days):
            store.append_rating(RatingRecord(rater_id=agent, ratee_id="x", rater_chain_age_days=days))
    return get_governance_weights(store, cap=cap)


print(f"agents            share of the first  after a cap of {CAP:.0%}  weight if it held")
found = {}
for name, old, new in [("1 old, 11 new", 1, 11), ("1 old, 40 new", 1, 40), ("1 old, 90 new", 1, 90), ("3 old", 3, 0)]:
    agents = {f"old{i}": 1023 for i in range(old)} | {f"new{i}": 1 for i in range(new)}
    before = weights(name, agents, 1.0)
    after = weights(name, agents, CAP)
    found[name] = after["old0"] / sum(after.values())
    held = "cannot" if old * CAP >= 1 or not new else f"{CAP * new / (1 - CAP * old):.2f}, not {after['old0']:.2f}"
    print(f"{name:18}{before['old0'] / sum(before.values()):18.1%}{found[name]:20.1%}{held:>19}")
assert found["1 old, 11 new"] > 0.4, "the cap holds after the cut now"
assert found["3 old"] > 0.3, "fewer than ten agents are told now"
PY
venv/bin/python cap.py
