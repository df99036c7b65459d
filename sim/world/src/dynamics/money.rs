//! Coins: fees set aside and paid, stakes bonded, slashed and freed, emission.

mod books;
mod epoch;
mod exit;
mod fall;
mod fee;
mod market;
mod price;
mod settle;
mod stake;
mod trade;

tables! {
    bonds, groups, has_sellers, has_values, invariants, ledger, log, meters, networks, nodes, operators, prices, requests,
    rosters,
}
