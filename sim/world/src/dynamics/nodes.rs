//! Nodes as they come and go: churn, sessions of work, drains, faults that strike them.

mod churn;
mod clock;
mod drain;
mod weather;

tables! { clocks, drains, groups, log, meters, nodes, replication, struck, zones }
