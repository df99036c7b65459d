#!/usr/bin/env bash
# Ciw 3.2.7 (pip): `PSNode` with `number_of_servers=[1]` serves first come, first served, not by processor sharing.
#
# `number_of_servers` of a PSNode is how many customers may share the processor at once, and the processor's speed is
# `ps_thresholds` (1 by default). M/G/1 with processor sharing is `number_of_servers=[float("inf")]`; with 1, as one writes
# every other single-server queue, each customer has the processor alone and the others wait: M/G/1-FCFS, without a warning.
# Two customers of 2 s at 1 s and 1.5 s leave at 4.5 s and 5 s if they share, at 3 s and 5 s if they do not.
#
# Output seen on 2026-11-29:
#   number_of_servers = 1:   [(1, 3.0), (1.5, 5.0)]
#   number_of_servers = inf: [(1, 4.5), (1.5, 5.0)]
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet ciw==3.2.7
"$folder/env/bin/python" - <<'PYTHON'
import ciw


def departures(servers):
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Sequential([1, 0.5, 1000])],
        service_distributions=[ciw.dists.Sequential([2, 2])],
        number_of_servers=[servers],
    )
    simulation = ciw.Simulation(network, node_class=[ciw.PSNode])
    simulation.simulate_until_max_time(100)
    return sorted((record.arrival_date, record.service_end_date) for record in simulation.get_all_records())


one, many = departures(1), departures(float("inf"))
print("number_of_servers = 1:  ", one)
print("number_of_servers = inf:", many)
assert one == [(1, 3.0), (1.5, 5.0)], "one server shares its time now"
assert many == [(1, 4.5), (1.5, 5.0)], "any number of servers no longer share the time of one"
PYTHON
