//! Nodes as they come and go: churn, sessions of work, drains, faults that strike them.

mod breach;
mod churn;
mod clock;
mod drain;
mod entry;
mod migrate;
mod weather;

tables! {
    berths, bonds, clocks, drains, fleets, groups, log, meters, nodes, operators, replication, struck, takings, zones,
}
