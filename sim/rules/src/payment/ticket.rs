//! Lottery tickets.

use engine::draws::Draws;
use units::money::Money;
use units::settings;

use crate::checking::Checking;

use super::policy::{Authorised, Payer, View, base_units, vet_amount};

settings! {
    /// Pays with a lottery ticket that wins its face value as often as makes it worth the price.
    ///
    /// A price p below the face value F is paid by a ticket that wins F with probability `p / F`: its mean is p, its
    /// variance `p (F - p)`, so that the income of a node from n requests has a coefficient of variation of `sqrt((F /
    /// p - 1) / n)`. Of a price above F as many times F are paid as fit into it, and a ticket for the rest. A ticket
    /// that loses sets nothing aside; one that wins sets F aside when the request is let in, and is given back if the
    /// request fails. Redemption costs nothing here. Source: probabilistic micropayments of Livepeer: face value 100
    /// times the cost of redeeming, win probability EV / F (reference/systems.md 11).
    pub struct Ticket {
        /// What a winning ticket pays, in usd or in the coin, as in `1 usd` [> 0].
        pub face: Money,
    }
}

impl Payer for Ticket {
    fn authorise(&self, view: &View, draws: &mut Draws) -> Authorised {
        let face = base_units(&self.face, view).max(1);
        let (sure, rest) = (view.price - view.price % face, view.price % face);
        // Exact in whole numbers: one of so many outcomes is as likely as another.
        let drawn = (u128::from(draws.bits()) * u128::from(face.unsigned_abs())) >> 64;
        let wins = drawn < u128::from(rest.unsigned_abs());
        Authorised::of(sure.saturating_add(if wins { face } else { 0 }))
    }
    fn vet(&self, checking: &mut Checking) {
        vet_amount("face", &self.face, checking);
    }
}
