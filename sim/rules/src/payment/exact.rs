//! The price, no more and no less.

use engine::draws::Draws;
use units::settings;

use super::policy::{Authorised, Payer, View};

settings! {
    /// Sets the price of each request aside when it is let in, and pays it once the answer is settled.
    ///
    /// What a request costs is known beforehand, for its length is. Source: the `exact` scheme of x402; an escrow a
    /// request, as Gonka's once its excess is refunded (reference/systems.md 1.4 and 14).
    pub struct Exact {}
}

impl Payer for Exact {
    fn authorise(&self, view: &View, _: &mut Draws) -> Authorised {
        Authorised::of(view.price)
    }
}
