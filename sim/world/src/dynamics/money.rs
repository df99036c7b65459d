//! Coins: fees set aside and paid, stakes bonded, slashed and freed, emission.

mod epoch;
mod exit;
mod fee;
mod mint;
mod settle;
mod stake;

tables! { bonds, emitters, invariants, ledger, log, meters, networks, nodes, requests }
