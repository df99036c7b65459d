#!/usr/bin/env bash
# slo-guard 0.2.0 (PyPI): at a target of 80 % no alert pages in a total outage; over 7 days an alert is on for a service
# that keeps its target.
#
# The page says that burn rates are derived from target and period, and that other targets and periods than 99.9 % in
# 30 days "scale correctly". They are derived from the period alone (14.4, 6 and 1 for 30 days). An alert compares the
# share of failed requests with burn rate x (1 - target), and nothing keeps that below 1, which no share exceeds. At a
# target of 93 % or less the rule for fast burns is always false; at 83.3 % or less no rule that pages is left. All
# requests fail, and nobody is called. Such targets are usual for latencies ("80 % within a second") and for single
# nodes of a decentralised network.
#
# With a shorter period the same budget shares give smaller rates: 3.36, 1.4 and 0.23 for 7 days. A rate below 1 is that
# of a service that will keep its target; the ticket alert is on for one that uses a quarter of its budget.
#
# Prometheus takes these rules; a rule that can never be true looks like one that never had to be.
#
# Source: `burn_rate_threshold` in burnrate.py, `build_alert_group` in rules.py.
#
# Output seen on 2026-11-30:
#   which alerts are on, by the thresholds in their expressions, when ...
#   target  period   thresholds                 all fail     fails as much as it may  fails a quarter of that
#    99.9%  30 days   0.0144 0.006 0.001         fast, medium, slow   none             none
#    95.0%  30 days   0.72 0.3 0.05              fast, medium, slow   none             none
#    93.0%  30 days   1.008 0.42 0.07            medium, slow         none             none
#    80.0%  30 days   2.88 1.2 0.2               slow                 none             none
#    99.9%   7 days   0.00336 0.0014 0.0002333   fast, medium, slow   slow             slow
#    80.0%   7 days   0.672 0.28 0.04667         fast, medium, slow   slow             slow
#    80.0%  90 days   8.64 3.6 0.6               slow                 none             none
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --no-deps slo-guard==0.2.0 PyYAML==6.0.3
cat > alerts.py <<'PY'
import re

from slo_guard import SLO, build_alert_group

print("which alerts are on, by the thresholds in their expressions, when ...")
print("target  period   thresholds                 all fail     fails as much as it may  fails a quarter of that")
found = {}
for target, days in [(0.999, 30), (0.95, 30), (0.93, 30), (0.8, 30), (0.999, 7), (0.8, 7), (0.8, 90)]:
    slo = SLO(name="answers", target=target, period_days=days)
    rules = build_alert_group(slo, "failed", "all")["groups"][0]["rules"]
    limits = {}
    for rule in rules:
        long, short = (float(number) for number in re.findall(r"> ([\d.e-]+)", rule["expr"]))
        assert long == short
        limits[rule["labels"]["severity"], rule["alert"].rsplit("_", 1)[1]] = long

    def on(share: float) -> str:
        return ", ".join(name for (_, name), limit in limits.items() if share > limit) or "none"

    budget = 1 - target
    # As much as it may, less a little, so that rounding does not decide.
    row = on(1.0), on(0.99 * budget), on(0.25 * budget)
    found[target, days] = row
    shown = " ".join(f"{limit:.4g}" for limit in limits.values())
    print(f"{target:6.1%} {days:3} days   {shown:25}  {row[0]:20} {row[1]:16} {row[2]}")
assert found[0.999, 30][0] == "fast, medium, slow" and found[0.999, 30][1] == "none"
assert found[0.8, 30][0] == "slow", "a total outage pages now"
assert found[0.999, 7][2] == "slow", "a service that keeps its target is left alone now"
PY
venv/bin/python alerts.py
