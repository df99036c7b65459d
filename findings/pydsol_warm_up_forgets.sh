#!/usr/bin/env bash
# pydsol-core 4.0.0 (pip): after the warm-up a persistent statistic has forgotten the value that holds, and waits for
# the next change; and values that stand for no time are in no maximum.
#
# `SimPersistent` means queue lengths and utilisations over time; at the end of the warm-up it is initialised. One would
# guess that the queue of 5 that stands at the end of the warm-up goes on to count until it changes. The value is set to
# nothing and the first observation AFTER the warm-up starts the clock: the stretch from the warm-up to the next change
# is in neither integral nor duration. If the value does not change any more, the mean is not a number. Whatever changes
# rarely (the number of nodes that are up, the state of a server under full load, a price) loses most.
#
# The doc of `register` says that of observations at one time all count for number, minimum and maximum. Only the last
# one does: a batch of nine that comes and is served at the same instant leaves no trace in `max()`.
#
# No report of it was found. windtunnel's integrals go on at the warm-up with the value that holds.
#
# Output seen on 2026-11-30 (5 from 0 on, warm-up until 10, 1 from 90 to 100):
#   mean since the warm-up: 1.000 over 10 of 90, by hand 4.556
#   without a change after the warm-up: mean nan over 0, by hand 5.000
#   9 and then 1 at the same time: maximum 1 (told: all of them count)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet pydsol-core==4.0.0 2>/dev/null
"$folder/env/bin/python" - <<'PYTHON'
import math
from time import sleep

from pydsol.core.experiment import SingleReplication
from pydsol.core.model import DSOLModel
from pydsol.core.pubsub import EventProducer, EventType
from pydsol.core.simulator import DEVSSimulatorFloat
from pydsol.core.statistics import SimPersistent, TimestampWeightedTally

LENGTH = EventType("LENGTH")


class Model(DSOLModel, EventProducer):
    def __init__(self, simulator, changes):
        EventProducer.__init__(self)
        super().__init__(simulator)
        self.changes = changes

    def construct_model(self):
        self.length = SimPersistent("length", "length", self.simulator, producer=self, event_type=LENGTH)
        for time, value in self.changes:
            self.simulator.schedule_event_abs(time, self, "change", value=value)

    def change(self, value):
        self.fire_timed(self.simulator.simulator_time, LENGTH, value)


def play(changes):
    simulator = DEVSSimulatorFloat("simulator")
    model = Model(simulator, changes)
    simulator.initialize(model, SingleReplication("one", 0.0, 10.0, 100.0))
    simulator.start()
    while not simulator.is_stopping_or_stopped() or simulator.simulator_time < 100:
        sleep(0.01)  # it runs in a thread of its own
    sleep(0.1)
    return model.length


seen = play([(0.0, 5.0), (90.0, 1.0)])
weight = seen.weighted_sum() / seen.weighted_mean()
true = (5 * 80 + 1 * 10) / 90
print(f"mean since the warm-up: {seen.weighted_mean():.3f} over {weight:.0f} of 90, by hand {true:.3f}")
assert seen.weighted_mean() == 1 and weight == 10, "the value at the warm-up counts now"
seen = play([(0.0, 5.0)])
print(f"without a change after the warm-up: mean {seen.weighted_mean()} over {seen.weighted_sum():.0f}, by hand 5.000")
assert math.isnan(seen.weighted_mean()), "a value without a change counts now"
tally = TimestampWeightedTally("length")
for time, value in ((0, 0), (1, 9), (1, 1), (2, 0)):
    tally.register(time, value)
print(f"9 and then 1 at the same time: maximum {tally.max()} (told: all of them count)")
assert tally.max() == 1, "values of no duration count now"
PYTHON
