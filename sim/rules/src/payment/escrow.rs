//! A maximum that is set aside.

use engine::draws::Draws;
use units::settings;
use units::share::Share;

use crate::checking::Checking;

use super::policy::{Authorised, Payer, View};

settings! {
    /// Sets a maximum aside when a request is let in, and gives back at the verdict what its answer does not cost.
    ///
    /// The maximum is `times` the price of the request, or if `output` names more tokens than it will have, `times` the
    /// price with so many. Nodes earn what they earn with exact payment; users must hold more coins than they spend.
    /// With requests at a rate r \[1/s\] that are let in W seconds before their verdicts, a maximum of M \[coins\]
    /// for each locks r W M on average (Little's law), in place of r W p. A request for which the maximum cannot be
    /// bought is refused. Source: Gonka, which escrows `max_tokens` times the price and refunds the rest
    /// (reference/systems.md 3 and 14).
    pub struct Escrow {
        /// Tokens of output for which coins are set aside at least, as `max_tokens` of a request [>= 1].
        pub output: Option<u32>,
        /// What is set aside, over the price of that [>= 100 %].
        pub times: Share = Share::ONE,
    }
}

impl Payer for Escrow {
    fn authorise(&self, view: &View, _: &mut Draws) -> Authorised {
        // The whole is all that can be asked for; it is at least the price.
        let most = self.times.of(view.price.max(view.most)).max(view.price);
        Authorised { set_aside: most, returned: most - view.price, ..Authorised::of(view.price) }
    }
    fn output(&self) -> Option<u32> {
        self.output
    }
    fn vet(&self, checking: &mut Checking) {
        if self.output.is_none() && self.times == Share::ONE {
            let message = "this sets the price aside and nothing more, as `exact` does";
            checking.refuse_with("", message, "say how much more, as in `output = 4_096` or `times = \"200 %\"`");
        }
    }
}
