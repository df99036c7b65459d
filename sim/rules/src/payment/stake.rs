//! From the payer's stake.

use engine::draws::Draws;
use units::money::Money;
use units::settings;
use units::time::Span;

use crate::checking::Checking;

use super::policy::{Allowance, Authorised, Payer, View, base_units, vet_amount};

settings! {
    /// Pays from a stake of the users: to each node at most an allowance in each session. What it serves beyond that is
    /// never paid.
    ///
    /// Each group of users stakes S, and stakes up to S again when what is left does not cover a request. A node gets
    /// at most `A = S / k` for the answers of a session that it gave to the group, k the `nodes` among which the stake
    /// is divided; what an answer costs beyond what is left of A stays in the stake: `uncollected_allowance_usd_h`. If
    /// a node gives a group N answers of price p in a session, a Poisson number of mean m, the share
    /// `E(N - A / p)+ / m` is unpaid. Sessions begin at the multiples of `session`. A stake is no part of the coins
    /// that circulate. Users bear nothing of what is unpaid: whoever serves beyond an allowance does so at its own
    /// risk.
    ///
    /// Pocket burns what is used, and mints anew what those who served get: the same coins, without a part of them in
    /// `mint_ratio < 1`; write that part as `payout.fee_split.burn`, all of it where nodes live on emission alone.
    /// Source: applications of Pocket, which stake 1,000 POKT or more, for sessions of 50 suppliers in 20 blocks; what
    /// a supplier serves beyond its part of the stake is not paid (reference/systems.md 5 and 14).
    pub struct Stake {
        /// What a group of users stakes, in usd or in the coin, as in `1_000 alp` [> 0].
        pub amount: Money,
        /// Nodes among which a stake is divided [>= 1].
        pub nodes: u32,
        /// How long a session lasts [> 0 s].
        pub session: Span,
    }
}

impl Payer for Stake {
    fn authorise(&self, view: &View, _: &mut Draws) -> Authorised {
        Authorised::of(view.price)
    }
    fn top_up(&self, view: &View) -> i64 {
        base_units(&self.amount, view)
    }
    fn allowance(&self, view: &View) -> Option<Allowance> {
        let number = view.now.ns() / self.session.ns().max(1);
        Some(Allowance { most: base_units(&self.amount, view) / i64::from(self.nodes.max(1)), session: number })
    }
    fn vet(&self, checking: &mut Checking) {
        vet_amount("amount", &self.amount, checking);
    }
}
