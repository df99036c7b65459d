//! Coins: fees set aside and paid, stakes bonded, slashed and freed, emission.

mod epoch;
mod exit;
mod fee;
mod price;
mod settle;
mod stake;

tables! { bonds, groups, has_values, invariants, ledger, log, meters, nano_usd, networks, nodes, requests, rosters }
