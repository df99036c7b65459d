//! Credit that is bought ahead.

use engine::draws::Draws;
use units::money::Money;
use units::settings;

use crate::checking::Checking;

use super::policy::{Authorised, Payer, View, base_units, vet_amount};

settings! {
    /// Pays from credit that a group of users tops up by a fixed amount whenever it runs out.
    ///
    /// The coins of a top-up T are bought at once, at the price of that moment, and wait with the users until they are
    /// spent: on average about `T / 2`. Users bear what the coin loses meanwhile, and the market sees few large
    /// purchases in place of many small ones. Where so many coins are not for sale, they buy what the request needs.
    /// Source: prepaid balances of Akash and Verathos (reference/systems.md 14).
    pub struct Prepaid {
        /// What is bought at once, in usd or in the coin, as in `10 usd` [> 0].
        pub top_up: Money,
    }
}

impl Payer for Prepaid {
    fn authorise(&self, view: &View, _: &mut Draws) -> Authorised {
        Authorised::of(view.price)
    }
    fn top_up(&self, view: &View) -> i64 {
        base_units(&self.top_up, view)
    }
    fn vet(&self, checking: &mut Checking) {
        vet_amount("top_up", &self.top_up, checking);
    }
}
