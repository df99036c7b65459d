//! Whether answers and nodes are as they should be: checks, votes, duties, evidence and its judges.

mod canary;
mod check;
mod deviate;
mod dispute;
mod duty;
mod forced;
mod forgive;
mod judge;
mod offend;
mod probation;
mod prove;
mod rate;
mod record;
mod slip;
mod vote;
mod window;

tables! {
    attempts, ballots, berths, bonds, exposures, groups, has_forgers, has_reputations, has_stacks, has_values, log,
    meters, networks, nodes, replication, requests, rosters, users, watches,
}
