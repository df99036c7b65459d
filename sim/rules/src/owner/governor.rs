//! Rules that change a setting by themselves, after what happens.

use units::settings;
use units::settings::Paths;
use units::time::Span;

use crate::checking::Checking;
use crate::control::Control;
use crate::followed::Followed;

settings! {
    /// A governor: a rule that follows a quantity and moves one setting between two bounds, without a vote.
    ///
    /// At each review it reads what it `follows` and decides on a value; the setting has it `delay` later, in the order
    /// of votes (after stakes are released and before prices move). Without a reading, as of a mean of nothing, nothing
    /// moves. It goes on from what it decided last; if a vote or a `[change.x]` has set another value since, from that.
    /// What a real governor could not know may be followed, too: `wrong_share` is true, `convicted_share` is what a
    /// chain records.
    pub struct Governor {
        /// What it follows: a formula of columns of the time series (those of `series.csv`), each the state at the
        /// review or the mean since the last, as in `staked_coins[coin.alp] / supply_coins[coin.alp]`.
        pub follows: Followed,
        /// The setting that it moves, by its path, and between which bounds, in one unit: `{
        /// "network.alpha.verification.look.spot_check.rate" = { from = "1 %", to = "50 %" } }`.
        pub sets: Paths,
        /// How it moves the setting.
        pub control: Control,
        /// Time between reviews [> 0 s].
        pub every: Span = Span::days(1),
        /// Time from a review to its change.
        pub delay: Span = Span::ZERO,
    }
}

impl Governor {
    /// Refuses rules that cannot be.
    pub fn vet(&self, checking: &mut Checking) {
        if self.sets.list.len() != 1 {
            let message = format!("a governor moves one setting, and these are {}", self.sets.list.len());
            let remedy =
                "as in `sets = { \"network.alpha.slashing.wrong.fixed.share\" = { from = \"1 %\", to = \"20 %\" } }`";
            checking.refuse_with("sets", message, remedy);
        }
        checking.within(&format!("control.{}", self.control.name()), |c| self.control.policy().vet(c));
    }
}
