//! What random scenarios do without.

/// What is never drawn, with all that stands below it, and why.
pub(super) const NEVER: &[(&str, &str)] = &[
    ("schema", "it has one value"),
    ("precision", "one replication is played, and none is added"),
    ("abort_when", "a run is played to its end"),
    ("abort_every", "a run is played to its end"),
    ("abort_least_requests", "a run is played to its end"),
    ("claims", "they are judged after the runs"),
    ("sweep", "it plays many scenarios, each of which is as one without it"),
    ("sense", "it plays many scenarios, each of which is as one without it"),
    ("frontier", "it plays many scenarios, each of which is as one without it"),
    ("tune", "it plays many scenarios, each of which is as one without it"),
    ("coin.market.replay", "it needs a file"),
    ("nodes.churn.replay", "it needs a file"),
    ("users.arrival.trace", "it needs a file"),
    ("users.demand.recorded", "it needs a recording"),
    ("cost", "it needs a file"),
    ("hardware.measured", "its numbers come from a calibration"),
    ("hardware.provenance", "it is for readers"),
    ("llm.source", "it is for readers"),
    ("nodes.entry.dixit", "it needs a cost, a capital and a drift that agree; it moves nodes as `present_value` does"),
    ("delegators.sells.to_cover_costs", "delegators have no costs"),
    ("gateway.scheduling.custom", "it is written in Rust"),
    ("network.scheduling.custom", "it is written in Rust"),
];
