#!/usr/bin/env bash
# apicost 1.0.0 (pip): `gpt-4o-mini-2024-07-18` costs what `gpt-4o` does, 17 times too much.
#
# `calculate_cost(model, input, output)` takes a name that is not in its table for the first entry that is part of the
# name, or that the name is part of, in the order of the table. One expects the longest, or an error. A family stands
# before its small models: `gpt-4o` before `gpt-4o-mini`, `o3` before `o3-mini`, `gemini-2.0-flash` before `-lite`. The
# names with a date or a version at the end, which providers put into answers and bills, are therefore those of the
# larger model. Other models of a family that are not in the table at all have a price, too: `gpt-4` that of `gpt-4o`,
# `o3-pro` that of `o3`. The answer names the entry that was taken, in `model`; no error tells.
#
# The exact names of the table are right. `get_model_info` takes only those.
#
# Costs of a log of requests, whose model names come from the answers, are those of other models. Source:
# `calculate_cost` in apicost/costs.py.
#
# Output seen on 2026-12-01:
#   a million tokens in and out              taken for               USD   of the model itself
#   gpt-4o-mini                              gpt-4o-mini            0.75   0.75
#   gpt-4o-mini-2024-07-18                   gpt-4o                12.50   0.75
#   o3-mini-2025-01-31                       o3                    50.00   5.50
#   gemini-2.0-flash-lite-001                gemini-2.0-flash       0.50   0.38
#   gpt-4                                    gpt-4o                12.50   not in the table
#   o3-pro                                   o3                    50.00   not in the table
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --no-deps apicost==1.0.0
cat > names.py <<'PY'
from apicost import calculate_cost

print("a million tokens in and out              taken for               USD   of the model itself")
found = {}
for name, itself in [
    ("gpt-4o-mini", "gpt-4o-mini"),
    ("gpt-4o-mini-2024-07-18", "gpt-4o-mini"),
    ("o3-mini-2025-01-31", "o3-mini"),
    ("gemini-2.0-flash-lite-001", "gemini-2.0-flash-lite"),
    ("gpt-4", None),
    ("o3-pro", None),
]:
    answer = calculate_cost(name, 1_000_000, 1_000_000)
    found[name] = answer.get("model")
    own = f"{calculate_cost(itself, 1_000_000, 1_000_000)['total_cost']:.2f}" if itself else "not in the table"
    print(f"{name:40} {answer['model']:20} {answer.get('total_cost', 0):6.2f}   {own}")
assert found["gpt-4o-mini"] == "gpt-4o-mini"
assert found["gpt-4o-mini-2024-07-18"] == "gpt-4o", "the longest name is taken now"
assert found["o3-mini-2025-01-31"] == "o3" and found["gpt-4"] == "gpt-4o"
PY
venv/bin/python names.py
