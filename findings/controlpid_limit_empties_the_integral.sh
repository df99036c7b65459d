#!/usr/bin/env bash
# controlpid 0.1.0 (pip): after one step at its limit the controller is slower than without an integral limit of any
# kind; at a measurement that is right from the start it acts as if that had jumped from 0.
#
# The comment says of the anti-windup: "stop integrating when saturated". One expects the integral to keep its value
# while the output is at a limit. Instead, all that is above the limit is subtracted from it, at once, and most of that
# comes from the proportional part. With a gain of 5 and a target of 8 the wish is 40 of at most 10, so the integral is
# set to -30. In the next step the error is a little smaller, the output leaves its limit, and the integral has to climb
# back from -30: 45 % of the target after 12 s instead of 84 %.
#
# "Derivative on measurement (not error) so a setpoint change doesn't produce a kick": the first measurement is compared
# with 0. A controller of a load of 100 that is at its target of 100 puts out -45. With limits the second fault meets
# the first: the kick is charged to the integral, with the opposite sign, and stays there.
#
# Autoscalers and controllers of a base fee start far from their target, with a first measurement that is not 0. The
# example of the page starts at 0 and has no limits. Source: `PID.step` in controlpid/__init__.py.
#
# Output seen on 2026-12-01:
#   share of the target reached after [s]      2     5    12    30    60
#   controlpid                             19%   30%   45%   71%   90%
#   the integral is kept at the limit      24%   51%   84%   92%   97%
#   the integral is never kept             24%   51%   90%  103%  101%
#   output at a measurement that is at its target of 100 all the time
#   no limits                            -45.5  -4.1  -0.4  -0.0  -0.0  -0.0  -0.0  -0.0
#   from -10 to 10                       -10.0  10.0  10.0  10.0  10.0  10.0  10.0  10.0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --no-deps controlpid==0.1.0
cat > control.py <<'PY'
from controlpid import PID

KP, KI, TARGET, TOP = 5.0, 0.2, 8.0, 10.0


class Holding:
    """The usual rule: the integral is kept while the output is at a limit."""

    def __init__(self, hold: bool):
        self.hold, self.integral = hold, 0.0

    def step(self, measured: float, dt: float) -> float:
        error = TARGET - measured
        integral = self.integral + KI * error * dt
        wish = KP * error + integral
        output = min(max(wish, 0.0), TOP)
        if output == wish or not self.hold:
            self.integral = integral
        return output


def reached(controller) -> list[float]:
    """What a lag of 10 s with the controller's output as input has reached, each second."""
    level, levels = 0.0, []
    for _ in range(61):
        levels.append(level)
        level += (controller.step(level, 1.0) - level) / 10.0
    return levels


print("share of the target reached after [s]      2     5    12    30    60")
found = {}
for name, controller in [
    ("controlpid", PID(KP, KI, 0.0, setpoint=TARGET, out_min=0.0, out_max=TOP)),
    ("the integral is kept at the limit", Holding(True)),
    ("the integral is never kept", Holding(False)),
]:
    levels = found[name] = reached(controller)
    print(f"{name:36}" + "".join(f"{levels[second] / TARGET:6.0%}" for second in (2, 5, 12, 30, 60)))
assert found["controlpid"][30] < 0.75 * TARGET < found["the integral is kept at the limit"][30]

print("output at a measurement that is at its target of 100 all the time")
free = PID(1.0, 0.1, 0.5, setpoint=100.0)
limited = PID(1.0, 0.1, 0.5, setpoint=100.0, out_min=-10.0, out_max=10.0)
for name, controller in [("no limits", free), ("from -10 to 10", limited)]:
    outputs = [controller.step(100.0, 1.0) for _ in range(8)]
    found[name] = outputs
    print(f"{name:36}" + "".join(f"{output:6.1f}" for output in outputs))
assert found["no limits"][0] < -40, "the first measurement is no jump now"
assert found["from -10 to 10"][-1] == 10.0, "the integral is kept now"
PY
venv/bin/python control.py
