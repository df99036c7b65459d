//! Coins: fees set aside and paid, stakes bonded, slashed and freed, emission.

mod epoch;
mod exit;
mod fee;
mod settle;
mod stake;

tables! { bonds, invariants, ledger, log, meters, networks, nodes, requests }
