//! Coins: fees set aside and paid, stakes bonded, slashed and freed, emission.

mod books;
mod delegate;
mod epoch;
mod exit;
mod fall;
mod fee;
mod holders;
mod market;
mod mint;
mod pace;
mod price;
mod settle;
mod stake;
mod trade;

tables! {
    bonds, delegators, emitters, groups, has_reviews, has_values, holders, invariants, ledger, log, meters, networks,
    nodes, operators, pace, prices, replication, requests, rosters,
}
