//! Coins: fees set aside and paid, stakes bonded, slashed and freed, emission.
//!
//! What ends at one instant is settled in one order, whatever the periods, and each step reads the result of the one
//! before (Cosmos SDK: begin and end blockers run in the order of their modules): fees, emission, claims of delegators,
//! releases of stake, votes, prices of requests, prices of coins, readings of these prices, reviews. Verdicts and
//! slashes come with what completes, before all of them.

mod appeal;
mod attack;
mod bond;
mod books;
mod buyback;
mod claims;
mod contract;
mod delegate;
mod epoch;
mod exit;
mod fall;
mod fee;
mod firm;
mod holders;
mod insure;
mod jackpot;
mod launch;
mod leak;
mod market;
mod mint;
mod overclaim;
mod pace;
mod price;
mod redelegate;
mod settle;
mod slots;
mod spend;
mod stake;
mod theft;
mod trade;

use engine::agenda::Class;
use engine::draws::Purpose;
use units::time::Span;

use crate::world::Moment;

/// Fees of requests that are not played are paid.
const FEES: Class = Class::Step0;
/// An epoch of a coin ends: coins are minted.
pub(super) const EMISSION: Class = Class::Step1;
/// Delegators claim rewards, and move stake.
const CLAIMS: Class = Class::Step2;
/// Stakes leave the bond, or are free.
const RELEASES: Class = Class::Step3;
/// Proposals are made, votes open and close, and what passed changes.
pub(super) const VOTES: Class = Class::Step4;
/// Prices of requests move.
const TARIFFS: Class = Class::Step5;
/// Prices of coins move.
const PRICES: Class = Class::Step6;
/// Prices of coins are read by who quotes in usd.
const FEEDS: Class = Class::Step7;
/// Holders and operators review what they have, and individuals where they go.
pub(super) const REVIEWS: Class = Class::Step8;

impl Moment<'_> {
    /// When the first of somebody's reviews comes: at a drawn time of its period, and not at once, for nothing has
    /// happened yet.
    fn first_review(&self, purpose: Purpose, entity: u64, every: Span) -> Span {
        let share = self.stream(purpose, entity).draws(0).uniform();
        Span::from_ns((every.ns() as f64 * share) as u64).max(Span::from_ns(1))
    }
}

/// The fewest coins, up to so many, that are enough; all of them if none are. More are enough where fewer are.
fn fewest(all: i64, are_enough: impl Fn(i64) -> bool) -> i64 {
    let (mut too_few, mut enough) = (0, all);
    while enough - too_few > 1 {
        let middle = too_few.midpoint(enough);
        if are_enough(middle) {
            enough = middle;
        } else {
            too_few = middle;
        }
    }
    enough
}

tables! {
    berths, bonds, breaches, delegators, emitters, fleets, gateways, governances, groups, has_approvals, has_reputations, has_reviews,
    has_revisions, has_tops, has_values,
    holders, invariants, ledger, log, meters,
    networks, nodes, operators, pace, parts, prices, replication, requests, rosters, takings, users, uses, wanted,
}
