//! The table of picks: what a gateway knew of each node that it picked among several.

use units::time::Time;
use world::log::{Column, Log, Picked};
use world::scenario::Scenario;

use super::rows::{place, seconds};
use crate::record::number;

/// The columns of the table before those of nodes, with their meaning.
pub const COLUMNS: [(&str, &str); 9] = [
    ("replication", "index of the replication, from 0"),
    ("users", "the group of users whose request it is"),
    ("request", "its number within the group"),
    ("attempt", "which attempt at it, from 0"),
    ("at_s", "when the node was picked, in simulated time"),
    ("gateway", "the gateway that picked it"),
    ("among", "how many nodes the gateway listed; of one there is no pick"),
    ("nodes", "the group of the node"),
    ("node", "which node of the group, from 0"),
];

/// The table as CSV.
pub(super) struct Table {
    writer: csv::Writer<Vec<u8>>,
}

impl Table {
    pub(super) fn new() -> Self {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let names = COLUMNS.iter().map(|column| column.0).chain(Column::ALL.iter().map(|column| column.name()));
        writer.write_record(names).expect("memory takes every line");
        Self { writer }
    }
    /// Adds the picks of a replication.
    pub(super) fn add(&mut self, scenario: &Scenario, replication: u32, log: &Log) {
        for picked in log.picks() {
            self.writer.write_record(cells(scenario, replication, picked)).expect("memory takes every line");
        }
    }
    pub(super) fn bytes(self) -> Vec<u8> {
        self.writer.into_inner().expect("memory takes everything")
    }
}

fn cells(scenario: &Scenario, replication: u32, picked: &Picked) -> Vec<String> {
    let (nodes, node) = place(scenario, picked.node.0);
    let mut cells = vec![
        replication.to_string(),
        scenario.users[picked.users.row()].name.clone(),
        picked.number.to_string(),
        picked.attempt.to_string(),
        seconds(picked.at.since(Time::ZERO)),
        scenario.gateways[picked.gateway.row()].name.clone(),
        picked.among.to_string(),
        nodes,
        node,
    ];
    cells.extend(picked.known.iter().map(|&value| number(value)));
    cells
}
