#!/usr/bin/env bash
# simpy-helpers 1.2.0 (PyPI): all entities share one set of attributes; if the last one is urgent, all are; the
# statistics are of nobody or of everybody.
#
# An entity has attributes: `set_attribute("kind", "paid")` is said to record something about THE entity, and `Stats`
# filters by them. One would guess that each entity has its own. The default of the constructor is one dictionary that
# all entities share which are made without attributes. What is set of one is set of all, and the last word counts.
#
# The package keeps its own notes there. "priority" is of all, and an entity is made one gap before it comes. So each
# one asks for a resource with the priority of the one after it: here, where every second one is urgent, the urgent wait
# and the others go first. "disposed" is of all: an entity that leaves marks all as gone, one that is made marks all as
# present. `Stats` counts those that are gone. So it has everybody or nobody, depending on which of the two came last.
#
# Each entity that is given a dictionary of its own is right (`own` below). Source: `Entity.__init__` in Entity.py,
# `next_entity` in Source.py, `_filter_entities` in Stats.py.
#
# Output seen on 2026-11-30:
#   attributes  until  made  gone  in Stats  of them urgent  mean wait: urgent  other
#   not given   200.5    67    49        67               0               49.0    1.0
#   own         200.5    67    49        49              32                2.0   44.2
#   not given   202.5    68    49         0               0               49.0    1.0
#   own         202.5    68    49        49              32                2.0   44.2
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --no-deps simpy-helpers==1.2.0 simpy==4.1.1 numpy==2.4.6
cat > shared.py <<'PY'
import simpy
from simpy_helpers import Entity, Resource, Source, Stats


class Desk(Resource):
    def service_time(self, _entity):
        return 4


class Customer(Entity):
    def process(self):
        yield self.wait_for_resource(desk)
        yield self.process_at_resource(desk)
        self.release_resource(desk)


class Door(Source):
    """One customer every 3; every second one is urgent (a lower number goes first)."""

    def interarrival_time(self):
        return 3

    def build_entity(self):
        customer = Customer(self.env, {}) if own else Customer(self.env)
        customer.is_urgent = self.count % 2 == 0
        customer.set_attribute("priority", 0 if customer.is_urgent else 1)
        customer.set_attribute("kind", "urgent" if customer.is_urgent else "other")
        return customer


def wait_of(is_urgent):
    """The mean wait of those that were served, by what they are and not by what their attributes say."""
    times = [one.resources_requested.get("Desk") for one in Stats.summary.entities if one.is_urgent == is_urgent]
    waits = [of["start_service_time"][0] - of["arrival_time"][0] for of in times if of and of["start_service_time"]]
    return sum(waits) / len(waits)


found = {}
print("attributes  until  made  gone  in Stats  of them urgent  mean wait: urgent  other")
for until in (200.5, 202.5):
    for own in (False, True):
        env = simpy.Environment()
        desk = Desk(env, capacity=1)
        door = Door(env)
        env.process(door.start())
        env.run(until=until)
        urgent, other = wait_of(True), wait_of(False)
        everybody = Stats.summary.entities
        gone = sum(one.disposal_time is not None for one in everybody)
        counted = Stats.get_entities()
        marked = sum(one.matches_attributes({"kind": "urgent"}) for one in counted)
        found[own, until] = len(everybody), gone, len(counted), urgent < other
        name = "own" if own else "not given"
        print(f"{name:10}{until:7}{len(everybody):6}{gone:6}{len(counted):10}{marked:16}{urgent:19.1f}{other:7.1f}")
for until in (200.5, 202.5):
    made, gone, counted, is_urgent_first = found[True, until]
    assert counted == gone and is_urgent_first
    made, gone, counted, is_urgent_first = found[False, until]
    assert counted in (0, made) and not is_urgent_first, "each entity has its own attributes now"
assert {found[False, until][2] for until in (200.5, 202.5)} != {0}
PY
venv/bin/python shared.py
