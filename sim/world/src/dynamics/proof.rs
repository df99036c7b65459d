//! Whether answers and nodes are as they should be: checks, votes, duties, evidence and its judges.

mod check;
mod deviate;
mod duty;
mod judge;
mod offend;
mod rate;
mod slip;
mod vote;

tables! {
    attempts, ballots, berths, bonds, groups, has_forgers, has_reputations, has_stacks, meters, networks, nodes, replication, requests, rosters,
    users, watches,
}
