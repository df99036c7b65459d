#!/usr/bin/env bash
# simplepidcontroller 1.0.0 (pip): the derivative action is kd^2 / kp x slope; its filter and the anti-windup can grow
# without limit.
#
# The page has both usual forms, u = kp e + ki (integral of e) + kd (slope of e), and the ideal one with T_i and T_d.
# One expects kd x slope from kd. The derivative is multiplied by T_d = kd / kp twice. At T_d = 1 that is right; at
# T_d = 0.1 a tenth of the damping is left, and at T_d = 10 there is ten times too much.
#
# With `filter_derivative=True` the filter gets its own last value back after that has been multiplied by kp T_d, too.
# A constant slope is then not passed on as it is: with kp = 1 and T_d = 0.5 it is a sixth of the action and not a half,
# and with kp T_d = 4 and a filter constant of one step each value is twice the one before.
#
# With `anti_windup=True` the integral is reduced by the excess / ki, though it is an integral of ki x error already. If
# ki is below 1 that is more than the excess (ten times at 0.1), and the output jumps from limit to limit. If ki is 1
# it is the excess.
#
# The example of the page names no constants. With kp = ki = kd = 1 each of the three is right. Source: `compute` in
# simplepidcontroller/controller.py.
#
# Output seen on 2026-12-01:
#   derivative action at a slope of 1 (kp = 1)
#      kd   action   kd x slope
#     0.1     0.01         0.10
#     0.5     0.25         0.50
#     1.0     1.00         1.00
#     2.0     4.00         2.00
#    10.0   100.00        10.00
#   filtered, filter constant 1 s, steps of 1 s, slope 1
#      kp   T_d   after 10 s   20 s   30 s   kp x T_d x slope
#     1.0   0.5       0.1667 0.1667 0.1667        0.5
#     1.0   1.0        0.999      1      1        1.0
#     4.0   1.0         2046 2.097e+06 2.147e+09        4.0
#   anti-windup: output (0 to 10) of a lag of 10 s that is to reach 8, kp = 5
#      ki   s 0    1    2    3    4    5    6    7   level after 30 s
#     0.1  10.0  0.0 10.0  0.0 10.0  0.0 10.0  0.0                4.5
#     0.5  10.0  0.0 10.0  0.0 10.0  3.5  5.7  6.7                7.4
#     1.0  10.0 10.0 10.0 10.0 10.0 10.0 10.0 10.0                8.0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --no-deps simplepidcontroller==1.0.0
cat > control.py <<'PY'
from simplepidcontroller import PID

found = {}
print("derivative action at a slope of 1 (kp = 1)")
print("   kd   action   kd x slope")
for kd in (0.1, 0.5, 1.0, 2.0, 10.0):
    pid = PID(0.0)
    pid.parallel_constants = 1.0, 1e-9, kd
    pid.compute(0.0, 1.0)
    pid.compute(-1.0, 1.0)
    found[kd] = pid.history["derivatives"][-1]
    print(f"{kd:5} {found[kd]:8.2f} {kd:12.2f}")
    assert abs(found[kd] - kd**2) < 1e-9, "the gain is kd now"

print("filtered, filter constant 1 s, steps of 1 s, slope 1")
print("   kp   T_d   after 10 s   20 s   30 s   kp x T_d x slope")
for kp, td in [(1.0, 0.5), (1.0, 1.0), (4.0, 1.0)]:
    pid = PID(0.0, tf=1.0)
    pid.ideal_constants = kp, 1e9, td
    for second in range(31):
        pid.compute(-float(second), 1.0, filter_derivative=True)
    actions = found[kp, td] = [pid.history["derivatives"][second] for second in (10, 20, 30)]
    print(f"{kp:5} {td:5} {actions[0]:12.4g} {actions[1]:6.4g} {actions[2]:6.4g} {kp * td:10.1f}")
assert found[4.0, 1.0][2] > 1e6, "the filter keeps a constant now"

print("anti-windup: output (0 to 10) of a lag of 10 s that is to reach 8, kp = 5")
print("   ki   s 0    1    2    3    4    5    6    7   level after 30 s")
for ki in (0.1, 0.5, 1.0):
    pid = PID(8.0, u_min=0.0, u_max=10.0)
    pid.parallel_constants = 5.0, ki, 1e-9
    level, outputs = 0.0, []
    for _ in range(30):
        outputs.append(pid.compute(level, 1.0, anti_windup=True))
        level += (outputs[-1] - level) / 10.0
    found["windup", ki] = outputs
    print(f"{ki:5} " + "".join(f"{output:5.1f}" for output in outputs[:8]) + f"{level:19.1f}")
assert set(found["windup", 0.1][:8]) == {0.0, 10.0}, "the integral is reduced by the excess now"
PY
venv/bin/python control.py
