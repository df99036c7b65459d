//! Nodes as they come and go: churn, sessions of work, drains, faults that strike them.

mod churn;
mod clock;
mod drain;
mod entry;
mod weather;

tables! { clocks, drains, fleets, groups, log, meters, nodes, operators, replication, struck, zones }
