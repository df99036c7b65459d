//! Coins: fees set aside and paid, stakes bonded, slashed and freed, emission.

mod epoch;
mod exit;
mod settle;
mod stake;
