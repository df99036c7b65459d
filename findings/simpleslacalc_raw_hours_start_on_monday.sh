#!/usr/bin/env bash
# SimpleSLACalc 0.0.63 (pip, Python >= 3.11): a limit of 4 hours that starts on Saturday ends on Monday, with business
# hours switched off.
#
# The page says of the default (`skip_business_hours=True`): the raw limit, "including weekends, and holidays". One
# expects start + 4 hours. The start is moved to the next working day before that option is read, and holidays and
# excluded dates move it too. A limit that starts on Friday does run through the weekend, so an hour later in the start
# can be two days later in the end.
#
# With business hours switched on, two more guesses miss:
#   - `sla_days=1` is 24 hours of business time, so three days of 9 to 17; `sla_weeks=1` is four weeks.
#   - An excluded date moves the clock on by one day, and what day that is is not looked at: of two excluded days in a
#     row the second counts, and after an excluded Friday work is done on Saturday.
#
# Time limits of an operator network (answer a dispute, acknowledge an outage) that are computed with this are not the
# ones that its monitoring measures. Source: `find_sla_time`, `exclude_custom_dates`, `convert_sla_time_to_mins`.
#
# Output seen on 2026-12-01 (open from 9 to 17, UTC; 2026-11-30 is a Monday):
#   start             limit    business hours  excluded           ends
#   Fri 23:00         4 hours  off             -                  Sat 2026-11-28 03:00
#   Sat 00:00         4 hours  off             -                  Mon 2026-11-30 13:00
#   Mon 09:00         8 hours  on              -                  Mon 2026-11-30 17:00
#   Mon 09:00         1 day    on              -                  Wed 2026-12-02 17:00
#   Mon 09:00         1 week   on              -                  Mon 2026-12-28 17:00
#   Tue 10:00         2 hours  on              Tue, Wed           Wed 2026-12-02 12:00
#   Fri 10:00         2 hours  on              Fri                Sat 2026-12-05 12:00
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check SimpleSLACalc==0.0.63 pendulum==3.3.0 holidays==0.109
cat > limits.py <<'PY'
from datetime import datetime

from SimpleSLACalc import SLACalculator

print("start             limit    business hours  excluded           ends")


def ends(start: str, business: bool, excluded=(), **limit) -> str:
    options = {"excluded_dates": list(excluded)} if excluded else {}
    if business:
        options["skip_business_hours"] = False
    answer = SLACalculator().calculate(
        start_time=start, open_hour=9, open_minute=0, close_hour=17, close_minute=0, time_zone="UTC", **limit, **options
    )
    end = answer.sla_expiration_time.strftime("%a %Y-%m-%d %H:%M")
    ((unit, amount),) = limit.items()
    unit = unit.removeprefix("sla_").removesuffix("s" if amount == 1 else "")
    days = ", ".join(datetime.fromisoformat(day).strftime("%a") for day in excluded) or "-"
    shown = datetime.fromisoformat(start).strftime("%a %H:%M")
    print(f"{shown:17} {amount} {unit:6} {'on' if business else 'off':15} {days:18} {end}")
    return end[:-6]


assert ends("2026-11-27 23:00", False, sla_hours=4) == "Sat 2026-11-28"
assert ends("2026-11-28 00:00", False, sla_hours=4) == "Mon 2026-11-30", "raw hours start at once now"
assert ends("2026-11-30 09:00", True, sla_hours=8) == "Mon 2026-11-30"
assert ends("2026-11-30 09:00", True, sla_days=1) == "Wed 2026-12-02", "a day is a business day now"
assert ends("2026-11-30 09:00", True, sla_weeks=1) == "Mon 2026-12-28", "a week is a business week now"
two = ends("2026-12-01 10:00", True, ["2026-12-01", "2026-12-02"], sla_hours=2)
assert two == "Wed 2026-12-02", "the second excluded day is excluded now"
friday = ends("2026-12-04 10:00", True, ["2026-12-04"], sla_hours=2)
assert friday == "Sat 2026-12-05", "the day after an excluded one is looked at now"
PY
venv/bin/python limits.py
