//! Nodes as they come and go: churn, sessions of work, drains, faults that strike them.

mod abscond;
mod breach;
mod churn;
mod clock;
mod drain;
mod entry;
mod migrate;
mod revise;
mod weather;

tables! {
    berths, bonds, breaches, clocks, drains, fleets, groups, has_approvals, has_forgers, ledger, log, meters, networks, nodes, operators,
    prices, replication, requests, struck, takings, zones,
}
