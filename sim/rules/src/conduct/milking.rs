//! Nodes that earn a good name, and then live on it.

use engine::draws::Draws;
use units::settings;
use units::share::Share;

use super::policy::{Act, Conducting, View};

settings! {
    /// Answers honestly while its reputation is below a level, and cheats on a share of the requests while it is not.
    ///
    /// With a reputation by `ewma` of half-life h that hears a share p of the answers, it hovers at the level: of what
    /// is heard of it, a share of wrong answers of about `1 - level` keeps it there, whatever h is. A level just above
    /// what readers ask for (`permission.reputed.least`) is never out and cheats as often as they allow. With `beta`
    /// and a long memory the first betrayal costs little: a record of n good ones pays for `n (1 - level) / level` bad
    /// ones. Source: disguised malicious peers, Marti and Garcia-Molina, Taxonomy of trust, Computer Networks 50(4),
    /// 2006; milking in Friedman, Resnick and Sami, Manipulation-resistant reputation systems, Algorithmic Game Theory,
    /// 2007.
    pub struct Milking {
        /// The reputation from which on it cheats [> 0, <= 1].
        pub level: f64 = 0.9,
        /// Share of the requests answered wrongly then [0 ..= 1].
        pub rate: Share = Share::ONE,
        /// Share of the honest work that is done for a wrong answer [0 ..= 1].
        pub work: Share = Share::percent(1),
    }
}

impl Conducting for Milking {
    fn act(&self, view: &View, draws: &mut Draws) -> Act {
        if view.reputation >= self.level && draws.chance(self.rate) {
            Act::Cheat { work: self.work }
        } else {
            Act::Honest
        }
    }
    fn reads_reputation(&self) -> bool {
        true
    }
}
