//! Checkers that harm others at a cost of their own.

use engine::draws::Draws;
use units::settings;
use units::share::Share;

use super::policy::{Act, Conducting, Judging, View};

settings! {
    /// Answers honestly, and rejects every answer that it is asked to check, right or wrong, with almost no work.
    ///
    /// If a share g of the checkers griefs, a check at rate p convicts a right answer with probability `p (g + (1 - g)
    /// a)`, a the false positives: honest nodes lose their fees and the slash. Where answers can be disputed a griefer
    /// loses each dispute on a right answer and with it the bonds of all its moves; the server has its own time and
    /// bonds tied up and its users wait longer to be sure. The griefing factor is what others lose over what the
    /// griefer loses. Forced errors (`forced_errors`) it finds without looking, unless a false rejection costs it a
    /// bond. Source: griefing challenges of refereed games, opML (reference/systems.md 7) and Truebit; griefing
    /// factors: V. Buterin, The triangle of harm, 2017.
    pub struct Griefing {
        /// Work of a rejection as a share of an honest check [0 ..= 1].
        pub work: Share = Share::percent(1),
    }
}

impl Conducting for Griefing {
    fn act(&self, _: &View, _: &mut Draws) -> Act {
        Act::Honest
    }
    fn judge(&self) -> Judging {
        Judging::Reject { work: self.work }
    }
}
