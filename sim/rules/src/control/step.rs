//! By a factor, outside of a dead band.

use units::settings;

use super::level::Level;
use super::policy::{Controller, View};
use crate::checking::Checking;

settings! {
    /// The setting is multiplied by a factor when the reading is above a band, and divided by it when it is below.
    ///
    /// Within the band it stays. Source: prices that move by at most so many percent a block outside of a dead band, as
    /// Gonka's (reference/systems.md 20.12).
    pub struct Step {
        /// Upper end of the band.
        pub above: Level,
        /// Lower end of the band; at most `above`.
        pub below: Level,
        /// Factor of one review [> 1, <= 1_000_000].
        pub factor: f64 = 2.0,
        /// Whether it divides above the band and multiplies below it.
        pub falls: bool = false,
    }
}

impl Controller for Step {
    fn next(&self, view: &View) -> f64 {
        let (up, down) = if self.falls { (1.0 / self.factor, self.factor) } else { (self.factor, 1.0 / self.factor) };
        if view.reading > self.above.0 {
            view.setting * up
        } else if view.reading < self.below.0 {
            view.setting * down
        } else {
            view.setting
        }
    }
    fn vet(&self, checking: &mut Checking) {
        Level::vet_band(self.below, self.above, checking);
    }
}
