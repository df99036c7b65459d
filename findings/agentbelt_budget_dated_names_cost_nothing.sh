#!/usr/bin/env bash
# agentbelt-budget 0.1.1 (pip): a budget of one dollar never trips for answers of `gpt-4o-2024-08-06`; half open, it
# lets all calls through, not one.
#
# `record_response` reads tokens and model from an answer, and the breaker opens when `max_cost_usd` is reached. One
# expects an error, or a guess, for a model without a known price. It costs 0. The table has six names, and answers of
# providers carry the full one with a date, so the budget in dollars does not count them, without a word. (With
# `model="gpt-4o"` in each call, as in the example, they do count. A comment of `calculate_cost` tells of the 0.) An
# answer that is a plain dictionary costs 0 even with a name of the table in it: its name is looked for as an attribute.
#
# After its cool-down the breaker is half open: "lets exactly one call through as a probe". `check` lets every call
# through until the next `record`, which comes when an answer is complete. All calls of the meantime, which is when all
# clients that were held back come at once, run beside the probe.
#
# Time is simulated here. Source: `calculate_cost` in pricing.py, `extract_usage` in adapters/, `check` in breaker.py.
#
# Output seen on 2026-12-01:
#   a budget of 1 USD, 0.35 USD a call              calls of 1000   counted [USD]
#   model gpt-4o                                                3            1.05
#   model gpt-4o-2024-08-06                                  1000            0.00
#   the same, model="gpt-4o" in the call                        3            1.05
#   a dictionary, model gpt-4o                               1000            0.00
#   599 s after the budget of 10 minutes was used up: open, 0 of 100 calls pass
#   601 s after the budget of 10 minutes was used up: half_open, 100 of 100 calls pass
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check agentbelt-budget==0.1.1 agentbelt-core==0.1.1
cat > budget.py <<'PY'
import time
from types import SimpleNamespace

clock = 0.0
time.monotonic = lambda: clock

from agentbelt_budget import Budget, BudgetExceeded, CircuitBreaker

USAGE = {"prompt_tokens": 100_000, "completion_tokens": 10_000}


def allowed(answer, **model) -> tuple[int, float]:
    """How many of 1000 calls a budget of a dollar allows, and what it thinks they cost."""
    breaker = CircuitBreaker(Budget(max_cost_usd=1.0, window="1h"))
    calls = 0
    for _ in range(1000):
        try:
            breaker.check("agent")
        except BudgetExceeded:
            continue
        calls += 1
        breaker.record_response("agent", answer, **model)
    return calls, breaker.store.current("agent", 3600.0).cost_usd


def answered(model):
    return SimpleNamespace(model=model, usage=SimpleNamespace(**USAGE))


print("a budget of 1 USD, 0.35 USD a call              calls of 1000   counted [USD]")
found = {}
for name, (answer, options) in {
    "model gpt-4o": (answered("gpt-4o"), {}),
    "model gpt-4o-2024-08-06": (answered("gpt-4o-2024-08-06"), {}),
    'the same, model="gpt-4o" in the call': (answered("gpt-4o-2024-08-06"), {"model": "gpt-4o"}),
    "a dictionary, model gpt-4o": ({"model": "gpt-4o", "usage": USAGE}, {}),
}.items():
    found[name] = calls, cost = allowed(answer, **options)
    print(f"{name:48} {calls:12} {cost:15.2f}")
assert found["model gpt-4o"][0] == 3
assert found["model gpt-4o-2024-08-06"] == (1000, 0.0), "a model without a price is no longer free"
assert found["a dictionary, model gpt-4o"] == (1000, 0.0), "the model of a dictionary is read now"

breaker = CircuitBreaker(Budget(max_tokens=1000, window="10m"))
breaker.check("agent")
breaker.record("agent", tokens=1000)
passed = {}
for clock in (599.0, 601.0):
    state, passed[clock] = breaker.state("agent").value, 0
    for _ in range(100):
        try:
            breaker.check("agent")
            passed[clock] += 1
        except BudgetExceeded:
            pass
    print(f"{clock:.0f} s after the budget of 10 minutes was used up: {state}, {passed[clock]} of 100 calls pass")
assert passed == {599.0: 0, 601.0: 100}, "one call is let through now"
PY
venv/bin/python budget.py
