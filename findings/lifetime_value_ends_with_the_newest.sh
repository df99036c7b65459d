#!/usr/bin/env bash
# lifetime-value 0.0.6 (pip): whoever came last ends the curve for all: with a newcomer of today there is only day 0.
#
# `from_event_log` calculates the mean value of subjects (customers, nodes) through time since their start, from a log
# of events. For the newest ones one knows little yet, and one would guess that each day is the mean over those who
# have been there that long, or that they count as censored.
#
# The curve ends at the shortest lifetime of any subject. Without `end_date` a log ends with its last event; if that is
# the first one of its subject, as is usual where new ones arrive every day, the result is one line, for day 0. A
# hundred nodes with 300 days of revenue and one that came yesterday have a curve of two days. Nothing warns, and the
# confidence interval is narrow. More data can only make the curve shorter. The documentation says "through time".
#
# This hurts estimates of what a node or a customer brings over its life, and churn models fitted to the curve. Leave
# out the newest subjects, which is biased if their number changes. No report of it was found.
#
# Output seen on 2026-11-30 (each of 100 nodes earns 1 on each of 300 days):
#   100 nodes                                      301 days, value at the end  301.0
#   and one that came yesterday                      2 days, value at the end    2.0
#   and one that came today                          1 days, value at the end    1.0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --no-deps lifetime-value==0.0.6
"$folder/env/bin/pip" install --quiet --no-warn-conflicts numpy==2.4.6 pandas==2.3.3
"$folder/env/bin/python" -W ignore - <<'PYTHON'
import datetime

import pandas
from lifetime_value import from_event_log

START, DAYS = datetime.date(2026, 1, 1), 300
events = [
    {"subject_id": f"node {node}", "date": START + datetime.timedelta(days=day), "type": "revenue", "value": 1.0}
    for node in range(100)
    for day in range(DAYS + 1)
]


def show(text, log, **settings):
    curve = from_event_log(pandas.DataFrame(log), **settings)
    print(f"{text:46}{len(curve):4} days, value at the end {curve['value'].iloc[-1]:6.1f}")
    return curve


assert len(show("100 nodes", events)) == DAYS + 1
last = START + datetime.timedelta(days=DAYS)
yesterday = {"subject_id": "new", "date": last - datetime.timedelta(days=1), "type": "revenue", "value": 1.0}
assert len(show("and one that came yesterday", [*events, yesterday])) == 2, "the newest one does not end the curve now"
today = {**yesterday, "date": last}
assert len(show("and one that came today", [*events, today])) == 1, "the newest one does not end the curve now"
PYTHON
