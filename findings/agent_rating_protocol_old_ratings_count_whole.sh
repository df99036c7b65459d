#!/usr/bin/env bash
# agent-rating-protocol 0.3.1 (PyPI): a rating of 364 days ago counts as much as one of today, although the page says
# that recent ones weigh more.
#
# "Recency weighting" is on the list of features, in the text of the module and in `recency_multiplier`: from 1 today
# down to 0.5 at the end of the window of 365 days. `effective_weight` has a factor for it. Nothing passes it: neither
# `weighted_score` nor what calls it (`get_reputation`, `get_composite`, the bundles), so the factor is always 1. Age
# counts only where it ends: a rating of 364 days is whole, one of 366 days is nothing.
#
# So an agent that was good for half a year and has been bad since stands in the middle, and its score moves by a step
# when the first old rating falls out of the window. A simulation that relies on the decay to find nodes that turned bad
# finds them about a month later than the text says (50 comes down to 43.4).
#
# Source: `weighted_score`, `effective_weight` and `recency_multiplier` in weight.py; "Anti-Inflation" of the page.
#
# Output seen on 2026-11-30:
#   ratings                                        score  with recency_multiplier
#   90 a year ago less a day, 10 today              50.0                     36.7
#   10 a year ago less a day, 90 today              50.0                     63.3
#   90 daily for half a year, then 10 daily         50.0                     43.4
#   90 a year ago and a day, 10 today               10.0                     10.0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --no-deps agent-rating-protocol==0.3.1
cat > recency.py <<'PY'
from datetime import datetime, timedelta, timezone

from agent_rating_protocol import RatingRecord, RatingStore, get_reputation, recency_multiplier

NOW = datetime.now(timezone.utc)


def rated(name: str, ratings: list[tuple[int, int]]) -> tuple[float, float]:
    """The score by ratings (days ago, points) of raters that are alike, and what it were with the multiplier."""
    store = RatingStore(f"{name}.jsonl")
    weighed = total = 0.0
    for days, points in ratings:
        at = (NOW - timedelta(days=days)).isoformat()
        rater = RatingRecord(
            rater_id=f"{name}{days}",
            ratee_id="x",
            reliability=points,
            rater_chain_age_days=100,
            rater_total_ratings_given=10,
            timestamp=at,
        )
        store.append_rating(rater)
        weighed += recency_multiplier(at) * points
        total += recency_multiplier(at)
    by_recency = weighed / total if total else float("nan")
    return get_reputation(store, "x", dimension="reliability")["score"], by_recency


print("ratings                                        score  with recency_multiplier")
found = {}
for name, ratings in [
    ("90 a year ago less a day, 10 today", [(364, 90), (0, 10)]),
    ("10 a year ago less a day, 90 today", [(364, 10), (0, 90)]),
    ("90 daily for half a year, then 10 daily", [(day, 90 if day >= 182 else 10) for day in range(364)]),
    ("90 a year ago and a day, 10 today", [(366, 90), (0, 10)]),
]:
    score, recent = rated(name, ratings)
    found[name] = score
    print(f"{name:44}{score:8.1f}{recent:25.1f}")
assert found["90 a year ago less a day, 10 today"] == 50, "recent ratings weigh more now"
assert found["90 daily for half a year, then 10 daily"] == 50
PY
venv/bin/python recency.py
