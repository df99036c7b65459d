//! Nodes that leave their bad name behind.

use engine::draws::Draws;
use units::settings;
use units::share::Share;
use units::time::Span;

use super::policy::{Act, Conducting, View};

settings! {
    /// Cheats on a share of the requests, leaves once its reputation is below a level, and comes back as a new node.
    ///
    /// A new name pays where newcomers have a better reputation than the level: with `beta` that begins at r0, the
    /// answers until it falls from r0 to `below` are free again and again, for the price of a new stake's wait and of
    /// `away`. Where newcomers begin at the bottom (`epochs_served`) there is nothing to gain. Needs nodes that are
    /// always up. Source: Friedman and Resnick, The social cost of cheap pseudonyms, J. Econ. Manage. Strategy 10(2),
    /// 2001; Feldman, Papadimitriou, Chuang and Stoica, Free-riding and whitewashing in peer-to-peer systems, PINS
    /// 2004.
    pub struct Whitewash {
        /// The reputation below which it leaves [> 0, <= 1].
        pub below: f64,
        /// How long it takes until it is back under a new name [> 0 s].
        pub away: Span = Span::hours(1),
        /// Share of the requests answered wrongly [0 ..= 1].
        pub rate: Share = Share::ONE,
        /// Share of the honest work that is done for a wrong answer [0 ..= 1].
        pub work: Share = Share::percent(1),
    }
}

impl Conducting for Whitewash {
    fn act(&self, _: &View, draws: &mut Draws) -> Act {
        if draws.chance(self.rate) { Act::Cheat { work: self.work } } else { Act::Honest }
    }
    fn leaves_below(&self) -> Option<f64> {
        Some(self.below)
    }
    fn returns(&self) -> Option<Span> {
        Some(self.away)
    }
    fn reads_reputation(&self) -> bool {
        true
    }
}
