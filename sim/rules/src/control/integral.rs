//! As fast as the reading is off its target.

use units::settings;

use super::level::Level;
use super::policy::{Controller, View};
use crate::checking::Checking;

settings! {
    /// The setting moves as fast as the reading is off its target: `x' = k (v / target - 1)`.
    ///
    /// With reading v, and k in the unit of the setting a day. A review every T does it in one step of k T. Where the
    /// reading is c times the setting, the loop has the gain `a = k T c / target`; with a delay of m reviews it settles
    /// if `0 < a < 2 cos(m pi / (2 m + 1))` and swings ever wider above that (Levin and May, Theoretical Population
    /// Biology 9, 1976). Source: inflation of the Cosmos SDK (x/mint), where k is -13 points a year and the target a
    /// bonded ratio of 67 %.
    pub struct Integral {
        /// What the reading should be; not 0.
        pub target: Level,
        /// How fast the setting rises, in its unit a day, at a reading of twice the target; negative for one that falls
        /// [>= -1_000_000_000, <= 1_000_000_000].
        pub per_day: f64,
    }
}

impl Controller for Integral {
    fn next(&self, view: &View) -> f64 {
        view.setting + self.per_day * (view.reading / self.target.0 - 1.0) * view.days
    }
    fn vet(&self, checking: &mut Checking) {
        self.target.vet_target(checking);
    }
}
