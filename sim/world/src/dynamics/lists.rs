//! Whom gateways may pick, and pick: lists fresh or old, what nodes report, who is banned.

mod admit;
mod approve;
mod ban;
mod knowledge;
mod line;
mod list;
mod pick;
mod register;
mod seats;
mod view;
mod weigh;

tables! {
    assigners, attempts, batches, berths, desks, gateways, groups, has_live_views, has_observers, invariants, is_ranked,
    ledger, log, memories, meters, networks, nodes, operators, pace, parts, picks_plainly, replication, requests, rosters,
    seats, tried, users, uses,
}
