//! Only those with a good name may serve.

use units::settings;

use super::policy::{Permit, View};

settings! {
    /// Lets a node serve while its published reputation is at least a minimum.
    ///
    /// A node below it gets no requests, so that nothing is seen of it that could raise it again: with `ewma` it is out
    /// for good, with `beta.half_life` until what it did has faded and it is back at its prior, `a / (a + c)`. A
    /// minimum above what a node begins with lets nobody in who comes. Source: reputation thresholds against
    /// whitewashing, Friedman and Resnick, The social cost of cheap pseudonyms, JEMS 10(2), 2001.
    pub struct Reputed {
        /// The least reputation [> 0, <= 1].
        pub least: f64,
    }
}

impl Permit for Reputed {
    fn admits(&self, view: &View) -> bool {
        view.reputation >= self.least
    }
    fn least_reputation(&self) -> Option<f64> {
        Some(self.least)
    }
}
