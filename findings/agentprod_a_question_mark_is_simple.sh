#!/usr/bin/env bash
# agentprod 0.0.1 (pip): whatever ends with a question mark goes to the cheapest model; the example of the page goes to
# the middle one.
#
# `Router` sorts requests into simple, moderate and complex, by patterns and length, and picks the model for each. One
# expects "compare ... and explain why ...?" to be complex. One of the default patterns for simple is a question mark at
# the end (the comment says "bare single-clause question"; the pattern does not look at clauses), and simple patterns
# win over all others. 300 words of context with a question below them are simple, too. The same without the question
# mark is complex.
#
# "compare AAPL and MSFT cash flow over 5 years" is shown twice, in the page and the documentation of the module, as
# going to the complex model. It matches one complex pattern, and one is moderate; two are complex.
#
# `complex_keywords` are "extra regex patterns" by the documentation. They replace the defaults: with a keyword of one's
# own, "why" and "forecast" no longer count.
#
# Costs and quality of a routing rule that are measured on prompts with and without question marks are those of two
# rules. Source: `classify_complexity` in agentprod/router.py.
#
# Output seen on 2026-12-01:
#   model    words  request
#   middle       9  compare AAPL and MSFT cash flow over 5 years
#   large       10  compare both proofs and explain how the second one fails
#   small       10  compare both proofs and explain how the second one fails?
#   small       18  Why do nodes leave after a slash, and what would a forecast of churn need to predict it?
#   large      304  ... wered late again. Which penalty is right
#   small      304  ... ered late again. Which penalty is right?
#   "forecast demand and explain how it was done": large; with three keywords of one's own: small
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --no-deps agentprod==0.0.1
cat > routes.py <<'PY'
from agentprod import Complexity, Router

models = {Complexity.SIMPLE: "small", Complexity.MODERATE: "middle", Complexity.COMPLEX: "large"}
router = Router(models)
own = Router(models, complex_keywords=("DCF", "valuation", "portfolio"))

context = "The node answered late again. " * 60
print("model    words  request")
found = {}
for name, request in {
    "page": "compare AAPL and MSFT cash flow over 5 years",
    "two": "compare both proofs and explain how the second one fails",
    "two?": "compare both proofs and explain how the second one fails?",
    "why?": "Why do nodes leave after a slash, and what would a forecast of churn need to predict it?",
    "context": context + "Which penalty is right",
    "context?": context + "Which penalty is right?",
}.items():
    found[name] = router.select(request)
    shown = request if len(request) < 90 else f"... {request[-40:]}"
    print(f"{found[name]:8} {len(request.split()):5}  {shown}")
request = "forecast demand and explain how it was done"
both = router.select(request), own.select(request)
print(f'"{request}": {both[0]}; with three keywords of one\'s own: {both[1]}')
assert found["page"] == "middle", "the example of the page is right now"
assert found["two"] == "large" and found["two?"] == "small", "a question mark is no sign now"
assert found["context"] == "large" and found["context?"] == "small"
assert found["why?"] == "small"
assert both == ("large", "small"), "the keywords are extra ones now"
PY
venv/bin/python routes.py
