//! Honest nodes.

use engine::draws::Draws;
use units::settings;

use super::policy::{Act, Conducting, View};

settings! {
    /// Does all the work and answers correctly: the baseline.
    ///
    /// No draw is made. Source: the honest strategy of every verification game.
    pub struct Honest {}
}

impl Conducting for Honest {
    #[inline]
    fn act(&self, _: &View, _: &mut Draws) -> Act {
        Act::Honest
    }
}
