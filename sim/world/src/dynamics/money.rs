//! Coins: fees set aside and paid, stakes bonded, slashed and freed, emission.

mod books;
mod epoch;
mod exit;
mod fall;
mod fee;
mod holders;
mod market;
mod settle;
mod stake;
mod trade;

tables! {
    bonds, has_sellers, holders, invariants, ledger, log, meters, networks, nodes, operators, prices, replication, requests,
}
