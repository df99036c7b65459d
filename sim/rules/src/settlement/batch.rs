//! Batches of answers.

use units::settings;
use units::time::{Span, Time};

use crate::checking::Checking;

use super::policy::{Settle, View};

settings! {
    /// Collects the claims of an operator and settles them together: when there are enough, when none was added for a
    /// time, or when the first is old; whichever comes first.
    ///
    /// With answers at a rate r \[1/s\] for an operator, as a Poisson process, and a fee f \[usd\] a settlement:
    /// - `size` n alone: a fee of f / n an answer; a claim waits (n - 1) / (2 r) on average \[s\].
    /// - `age` a alone: 1 + r a claims a batch, a fee of f / (1 + r a) an answer; a claim waits
    ///   a (1 + r a / 2) / (1 + r a) on average.
    /// - `idle` t alone: e^(r t) claims a batch on average, a fee of f e^(-r t) an answer.
    ///
    /// An operator with more nodes fills its batches sooner. Where coins that wait cost the share c of their worth a
    /// second and an answer earns p \[usd\], f / n + p c (n - 1) / (2 r) is least at `n = sqrt(2 r f / (p c))`: the
    /// economic order quantity (Harris, How many parts to make at once, Factory 10(2), 1913). Source: batch settlement
    /// of OpenGradient's facilitator, 20 items, 5 min idle or 15 min old; x402's `batch-settlement`, up to 100 claims
    /// a batch (reference/systems.md 1.4 and 14).
    pub struct Batch {
        /// Claims that are enough [>= 1].
        pub size: Option<u32>,
        /// Time without a further claim [> 0 s].
        pub idle: Option<Span>,
        /// Age of the first claim [> 0 s].
        pub age: Option<Span>,
    }
}

impl Settle for Batch {
    fn due(&self, view: &View) -> Time {
        if self.size.is_some_and(|size| view.claims >= u64::from(size)) {
            return view.now;
        }
        let idle = self.idle.map_or(Time::END, |idle| view.last + idle);
        let old = self.age.map_or(Time::END, |age| view.opened + age);
        idle.min(old)
    }
    fn vet(&self, checking: &mut Checking) {
        if self.size.is_none() && self.idle.is_none() && self.age.is_none() {
            let remedy = "say when, as in `batch = { size = 20, age = \"15 min\" }`";
            checking.refuse_with("", "nothing ends such a batch: its claims would never be settled", remedy);
        }
    }
}
