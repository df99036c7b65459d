#!/usr/bin/env bash
# event-graph-sim 3.4.0 (PyPI): `cancel_next` of an event that is not scheduled removes one that is scheduled LATER; two
# cancellations remove one event; events of one time run in neither order.
#
# In an event graph a cancelling edge removes the next scheduled occurrence of an event, if there is one. Here the name
# of the event is put into a set, and the next notice with that name that comes up is thrown away, also if it was made
# long after the cancellation. A client that sets a timeout with each request, and cancels it when the answer comes, is
# the usual use. If an answer is late, its timeout has fired already. The cancellation finds nothing, stays, and takes
# away the timeout of the NEXT request. If that request is lost, nobody ever notices.
#
# As it is a set, `cancel_next` called twice for two pending occurrences removes one of them. And the arguments do not
# count: it is the earliest notice of that event that goes, whosever it is.
#
# Notices of the same time and priority have no order of their own: a heap gives the first, then the third ... of those
# that were scheduled in a row. A simulation in which an arrival and a departure meet depends on how many other events
# wait. Most libraries keep the order in which events were scheduled.
#
# Source: `cancel_next`, `run` and the notices' `__lt__` in event_graph_sim/simplekit.py.
#
# Output seen on 2026-11-30:
#   answers after 7 s, never, after 1 s: timeout 0, answer 0, answer 2
#   answers after 2 s, never, after 1 s: answer 0, timeout 1, answer 2
#   three steps, two of them cancelled: [1, 2] run
#   eight steps at 1 s, in the order [0, 2, 6, 5, 7, 4, 1, 3]
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --no-deps event-graph-sim==3.4.0
cat > cancel.py <<'PY'
from event_graph_sim import SimpleKit


class Client(SimpleKit):
    """Sends a request at 0, 10 and 20 s, each with a timeout of 5 s. Answers come after so long, or never."""

    def __init__(self, answers):
        super().__init__()
        self.answers, self.seen = answers, []

    def init(self):
        for turn, after in enumerate(self.answers):
            self.schedule(self.send, 10 * turn, turn, after)

    def send(self, turn, after):
        self.schedule(self.timeout, 5, turn)
        if after is not None:
            self.schedule(self.answer, after, turn)

    def answer(self, turn):
        self.seen.append(f"answer {turn}")
        self.cancel_next(self.timeout)

    def timeout(self, turn):
        self.seen.append(f"timeout {turn}")


class Steps(SimpleKit):
    """Runs steps that all have the same time, or cancels two of three."""

    def __init__(self, times, cancelled=0):
        super().__init__()
        self.times, self.cancelled, self.seen = times, cancelled, []

    def init(self):
        for number, time in enumerate(self.times):
            self.schedule(self.step, time, number)
        for _ in range(self.cancelled):
            self.cancel_next(self.step)

    def step(self, number):
        self.seen.append(number)


def ran(model):
    model.run()
    return model.seen


late = ran(Client([7, None, 1]))
print(f"answers after 7 s, never, after 1 s: {', '.join(late)}")
assert late == ["timeout 0", "answer 0", "answer 2"], "a cancellation of nothing is nothing now"
prompt = ran(Client([2, None, 1]))
print(f"answers after 2 s, never, after 1 s: {', '.join(prompt)}")
assert prompt == ["answer 0", "timeout 1", "answer 2"]
left = ran(Steps([1, 2, 3], cancelled=2))
print(f"three steps, two of them cancelled: {left} run")
assert left == [1, 2], "two cancellations are two now"
order = ran(Steps([1] * 8))
print(f"eight steps at 1 s, in the order {order}")
assert order != list(range(8)), "events of one time keep their order now"
PY
venv/bin/python cancel.py
