//! One of two values.

use units::settings;

use super::level::Level;
use super::policy::{Controller, View};
use crate::checking::Checking;

settings! {
    /// The setting has one of two values: `to` once the reading is above a threshold, `from` once it is below another.
    ///
    /// Between the two thresholds it stays as it is, so that noise does not switch it (hysteresis). Source: Åström and
    /// Murray, Feedback Systems, 2008, section 1.1.
    pub struct OnOff {
        /// Above this the setting is `to`.
        pub above: Level,
        /// Below this it is `from`; at most `above`.
        pub below: Level,
        /// Whether the ends are exchanged: the setting is `from` when the reading is above, and `to` when it is below.
        pub falls: bool = false,
    }
}

impl Controller for OnOff {
    fn next(&self, view: &View) -> f64 {
        let (high, low) = if self.falls { (view.from, view.to) } else { (view.to, view.from) };
        if view.reading > self.above.0 {
            high
        } else if view.reading < self.below.0 {
            low
        } else {
            view.setting
        }
    }
    fn vet(&self, checking: &mut Checking) {
        Level::vet_band(self.below, self.above, checking);
    }
}
